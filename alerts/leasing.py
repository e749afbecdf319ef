"""Taking the next message of a channel out of the outbox: budget, digest, lease and links in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from alerts import budget, digest
from alerts.budget import Queue, Turn
from alerts.messages import Kind, late
from alerts.people import channel_of
from alerts.placeholders import fill, link_of
from alerts.settling import on_next_channel
from alerts.signing import make_link
from alerts.wording import delay
from config.channels import Channel
from config.office import Office
from store import cases, ids, outbox
from store.records import ChannelSend, Notice

LEASE = timedelta(seconds=60)
LATE_AFTER = timedelta(seconds=120)
_WHOLE = (Kind.DIGEST, Kind.OPERATOR_ALARM)


@dataclass(frozen=True, slots=True)
class Leased:
    """A message that is ours to send; `body` has its links, which stand nowhere else."""

    notice: Notice
    body: str


def lease_next(connection: Connection, office: Office, code: str, now: datetime) -> Leased | None:
    """Lease the most pressing message of a channel, folding what exceeds the budget; None when nothing may leave now."""
    channel = channel_of(office, code)
    per_minute = channel.per_minute if channel else budget.RESERVED_FOR_URGENT
    used = outbox.sends_since(connection, office.tenant, code, now - budget.WINDOW)
    waiting = {urgent: outbox.count_due(connection, office.tenant, code, now, urgent) for urgent in (True, False)}
    since = outbox.waiting_since(connection, office.tenant, code, now, bool(waiting[True]))
    line = Queue(per_minute, used, waiting[True], waiting[False], now - (since or now))
    turn = budget.next_turn(line)
    if budget.is_full(line):
        _hand_over(connection, office, code, now, urgent=bool(waiting[True]))
    if turn is Turn.FOLD:
        _fold(connection, office, code, now, urgent=bool(waiting[True]))
    if turn in (Turn.WAIT, Turn.NOTHING):
        return None
    for notice in outbox.due_on(connection, office.tenant, code, now, bool(waiting[True]), limit=5):
        if _no_longer_true(connection, notice):
            outbox.supersede(connection, office.tenant, [notice.id], "已签收")
        elif outbox.lease(connection, notice, now, now + LEASE):
            outbox.forget_sends(connection, office.tenant, code, now - 10 * budget.WINDOW)
            attempt = f"{notice.id}:{notice.attempts + 1}"
            outbox.note_send(connection, ChannelSend(office.tenant, code, attempt, now))
            leased = replace(notice, attempts=notice.attempts + 1, state="sending", lease_until=now + LEASE)
            return Leased(leased, _body(connection, office, leased, channel, now))
    return None


def _no_longer_true(connection: Connection, notice: Notice) -> bool:
    """No step of 逐级催办 begins after a signature, also not one whose sender died before."""
    if notice.kind != Kind.ESCALATION:
        return False
    case = cases.by_id(connection, notice.tenant, notice.case_id)
    return case is not None and case.signed_at is not None


def _body(connection: Connection, office: Office, notice: Notice, channel: Channel | None, now: datetime) -> str:
    """The body with a fresh link for each case it names: personal on a personal channel, else asking who signs."""
    personal = channel is not None and channel.personal and not notice.recipient.startswith("group:")
    person = notice.recipient if personal else ""

    def make(case_id: str) -> str:
        return link_of(office.sheet.base_url, make_link(connection, office.tenant, case_id, person, notice.unit, now))

    waited = now - notice.queued_at
    body = late(notice.body, delay(waited)) if waited > LATE_AFTER else notice.body
    return fill(body, make)


def _hand_over(connection: Connection, office: Office, code: str, now: datetime, *, urgent: bool) -> None:
    """Let what would wait for the minute to end take its next channel, where it has one."""
    for notice in outbox.due_on(connection, office.tenant, code, now, urgent):
        if notice.fallbacks:
            outbox.supersede(connection, office.tenant, [notice.id], "渠道本分钟已满，改走下一渠道")
            outbox.queue(connection, on_next_channel(notice, now))


def _fold(connection: Connection, office: Office, code: str, now: datetime, *, urgent: bool) -> None:
    """Put what waits on a channel into digests that name every case; what is a digest or an alarm stays as it is.

    Somebody's own channel gets a digest for each person, a group one for all.
    """
    channel = channel_of(office, code)
    waiting = outbox.due_on(connection, office.tenant, code, now, urgent)
    readers: dict[str, list[Notice]] = {}
    for notice in waiting:
        if notice.kind not in _WHOLE:
            readers.setdefault(notice.recipient if channel and channel.personal else "", []).append(notice)
    for folded in readers.values():
        if len(folded) > 1:
            _fold_for_one(connection, office, folded, now)


def _fold_for_one(connection: Connection, office: Office, folded: Sequence[Notice], now: datetime) -> None:
    first = folded[0]
    same = len({notice.recipient for notice in folded}) == 1
    recipient = first.recipient if same else f"group:{first.unit}"
    digest_id = ids.digest("digest", first.channel, *sorted(f"{notice.id}:{notice.attempts}" for notice in folded))
    for number, text in enumerate(digest.render(_entries(connection, office, folded), office.sheet.base_url), 1):
        made = replace(first, kind=Kind.DIGEST.value, recipient=recipient, subject=text.subject, body=text.body)
        outbox.queue(connection, _fresh(made, f"{digest_id}:{number}", now))
    outbox.supersede(connection, office.tenant, [notice.id for notice in folded], f"并入汇总 {digest_id}")


def _fresh(notice: Notice, step: str, now: datetime) -> Notice:
    return replace(
        notice,
        id=ids.notice_id(notice.case_id, "digest", step, notice.recipient, notice.channel, notice.round),
        rule="digest",
        step=step,
        state="pending",
        attempts=0,
        next_try_at=now,
        lease_until=None,
        queued_at=now,
        outcome="",
        provider_code="",
        provider_message="",
    )


def _entries(connection: Connection, office: Office, folded: Sequence[Notice]) -> list[digest.Entry]:
    found = cases.by_ids(connection, office.tenant, {notice.case_id for notice in folded})
    return [
        digest.Entry(case.id, case.number, case.tier, "涉检举控告事项" if case.restricted else case.title) for case in found
    ]
