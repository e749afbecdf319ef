"""The outbox: messages wait as rows, are leased, sent, and marked; what a channel sent lately is rows too."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, case, exists, func, or_, select, update

from store.records import ChannelSend, Notice
from store.rows import fetch, fetch_one, insert_new
from store.tables import cases, channel_sends, notices

WAITING = ("pending", "retry")
_TIERS = {"extraordinary": 3, "major": 2, "significant": 1}


def queue(connection: Connection, notice: Notice) -> bool:
    """Add a message in the caller's transaction; False when it was queued before."""
    return insert_new(connection, notice)


def by_id(connection: Connection, tenant: str, notice_id: str) -> Notice | None:
    """The message with this id."""
    return fetch_one(connection, Notice, notices.c.tenant == tenant, notices.c.id == notice_id)


def of_case(connection: Connection, tenant: str, case_id: str) -> list[Notice]:
    """All messages of a case, oldest first."""
    mine = (notices.c.tenant == tenant, notices.c.case_id == case_id)
    return fetch(connection, Notice, *mine, order_by=[notices.c.queued_at, notices.c.id])


def channels_due(connection: Connection, tenant: str, now: datetime) -> list[str]:
    """Codes of the channels that have something to send now."""
    statement = select(notices.c.channel).where(_due(tenant, now)).distinct()
    return sorted(connection.execute(statement).scalars())


def count_due(connection: Connection, tenant: str, channel: str, now: datetime, urgent: bool) -> int:
    """How many messages of one urgency wait on a channel."""
    mine = (_due(tenant, now), notices.c.channel == channel, notices.c.urgent == urgent)
    return int(connection.execute(select(func.count()).select_from(notices).where(*mine)).scalar_one())


def waiting_since(connection: Connection, tenant: str, channel: str, now: datetime, urgent: bool) -> datetime | None:
    """Since when the longest waiting message of one urgency could have left."""
    mine = (_due(tenant, now), notices.c.channel == channel, notices.c.urgent == urgent)
    since: datetime | None = connection.execute(select(func.min(notices.c.next_try_at)).where(*mine)).scalar_one()
    return since


def due_on(
    connection: Connection, tenant: str, channel: str, now: datetime, urgent: bool, limit: int | None = None
) -> list[Notice]:
    """The messages of one urgency that wait on a channel: of cases nobody heard of yet first, then by tier and wait."""
    others = notices.alias("others")
    heard = exists().where(
        others.c.tenant == tenant,
        others.c.case_id == notices.c.case_id,
        others.c.state.in_(("sending", "delivered")),
    )
    tier = select(cases.c.tier).where(cases.c.tenant == tenant, cases.c.id == notices.c.case_id).scalar_subquery()
    order = [case((heard, 1), else_=0), case(_TIERS, value=tier, else_=0).desc(), notices.c.queued_at, notices.c.id]
    mine = (_due(tenant, now), notices.c.channel == channel, notices.c.urgent == urgent)
    return fetch(connection, Notice, *mine, order_by=order, limit=limit)


def lease(connection: Connection, notice: Notice, now: datetime, until: datetime) -> bool:
    """Claim a message for sending; False when another worker was first."""
    values = {"state": "sending", "lease_until": until, "attempts": notice.attempts + 1}
    free = or_(notices.c.state.in_(WAITING), and_(notices.c.state == "sending", notices.c.lease_until < now))
    mine = (notices.c.tenant == notice.tenant, notices.c.id == notice.id, notices.c.attempts == notice.attempts, free)
    return connection.execute(update(notices).where(*mine).values(values)).rowcount == 1


def release(connection: Connection, tenant: str, now: datetime) -> int:
    """End the leases a process held when it died, for its successor's start; returns how many.

    Only for a caller that knows itself to be the one instance of the office.
    """
    held = (notices.c.tenant == tenant, notices.c.state == "sending", notices.c.lease_until >= now)
    return connection.execute(update(notices).where(*held).values(lease_until=now)).rowcount


def settle(connection: Connection, leased: Notice, values: Mapping[str, Any]) -> bool:
    """Write how a sending ended; False when the lease ran out and another worker has the message."""
    mine = (notices.c.tenant == leased.tenant, notices.c.id == leased.id, notices.c.attempts == leased.attempts)
    changed = update(notices).where(*mine, notices.c.state == "sending").values({"lease_until": None, **values})
    return connection.execute(changed).rowcount == 1


def supersede(connection: Connection, tenant: str, ids: Sequence[str], outcome: str) -> int:
    """Take waiting messages out because another message says the same."""
    changed = 0
    for start in range(0, len(ids), 500):
        mine = (notices.c.tenant == tenant, notices.c.id.in_(ids[start : start + 500]))
        open_ = notices.c.state.in_(("sending", *WAITING))
        changed += connection.execute(update(notices).where(*mine, open_).values(_superseded(outcome))).rowcount
    return changed


def withdraw(connection: Connection, tenant: str, case_id: str, kinds: Collection[str], outcome: str) -> int:
    """Take out the waiting messages of a case that are no longer true; those on their way may arrive."""
    mine = (notices.c.tenant == tenant, notices.c.case_id == case_id, notices.c.kind.in_(sorted(kinds)))
    return connection.execute(update(notices).where(*mine, notices.c.state.in_(WAITING)).values(_superseded(outcome))).rowcount


def postpone(connection: Connection, tenant: str, channel: str, until: datetime) -> int:
    """Let a whole channel rest until a moment, because its provider said so."""
    mine = (notices.c.tenant == tenant, notices.c.channel == channel, notices.c.state.in_(WAITING))
    return connection.execute(update(notices).where(*mine, notices.c.next_try_at < until).values(next_try_at=until)).rowcount


def note_send(connection: Connection, send: ChannelSend) -> None:
    """Count one attempt on a channel before it is made, so that a crash can't exceed the provider's limit."""
    insert_new(connection, send)


def sends_since(connection: Connection, tenant: str, channel: str, since: datetime) -> int:
    """How many attempts a channel had since a moment."""
    mine = (channel_sends.c.tenant == tenant, channel_sends.c.channel == channel, channel_sends.c.at > since)
    return int(connection.execute(select(func.count()).select_from(channel_sends).where(*mine)).scalar_one())


def forget_sends(connection: Connection, tenant: str, channel: str, before: datetime) -> None:
    """Remove attempts that no longer count."""
    mine = (channel_sends.c.tenant == tenant, channel_sends.c.channel == channel, channel_sends.c.at < before)
    connection.execute(channel_sends.delete().where(*mine))


def _superseded(outcome: str) -> dict[str, Any]:
    return {"state": "superseded", "outcome": outcome, "lease_until": None}


def _due(tenant: str, now: datetime) -> ColumnElement[bool]:
    waiting = and_(notices.c.state.in_(WAITING), notices.c.next_try_at <= now)
    abandoned = and_(notices.c.state == "sending", notices.c.lease_until < now)
    return and_(notices.c.tenant == tenant, or_(waiting, abandoned))
