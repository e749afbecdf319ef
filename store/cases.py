"""Cases and what stands behind them: look-ups, numbers, and changes that only happen from the state expected."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, func, select, update

from store.records import Case, Event, Post
from store.rows import fetch, fetch_one
from store.tables import cases, event_posts, events, posts


def by_id(connection: Connection, tenant: str, case_id: str) -> Case | None:
    """The case with this id."""
    return fetch_one(connection, Case, cases.c.tenant == tenant, cases.c.id == case_id)


def by_number(connection: Connection, tenant: str, number: str) -> Case | None:
    """The case with this number."""
    return fetch_one(connection, Case, cases.c.tenant == tenant, cases.c.number == number)


def by_ids(connection: Connection, tenant: str, case_ids: Collection[str]) -> list[Case]:
    """The cases with these ids, in no order."""
    wanted, found = sorted(case_ids), []
    for start in range(0, len(wanted), 500):
        found += fetch(connection, Case, cases.c.tenant == tenant, cases.c.id.in_(wanted[start : start + 500]))
    return found


def latest_of_event(connection: Connection, tenant: str, event_id: str) -> Case | None:
    """The newest case of an event; an event that was reopened has several."""
    mine = (cases.c.tenant == tenant, cases.c.event_id == event_id)
    found = fetch(connection, Case, *mine, order_by=[cases.c.epoch.desc()], limit=1)
    return found[0] if found else None


def next_number(connection: Connection, tenant: str, day: date) -> str:
    """The next free number of an office and day, `YYYY-MMDD-NNN`; call it in the transaction that inserts the case."""
    prefix = f"{day:%Y-%m%d}-"
    mine = (cases.c.tenant == tenant, cases.c.number.startswith(prefix, autoescape=True))
    # 1000 sorts before 999 as text, so the longer number counts as the later one.
    newest = select(cases.c.number).where(*mine).order_by(func.length(cases.c.number).desc(), cases.c.number.desc()).limit(1)
    last = connection.execute(newest).scalar()
    return f"{prefix}{int(last.removeprefix(prefix)) + 1 if last else 1:03d}"


def change(connection: Connection, case: Case, expected: Collection[str], values: Mapping[str, Any]) -> bool:
    """Change a case that still is in one of the expected states; False when somebody else was first."""
    mine = (cases.c.tenant == case.tenant, cases.c.id == case.id, cases.c.state.in_(sorted(expected)))
    return connection.execute(update(cases).where(*mine).values(dict(values))).rowcount == 1


def claim_signature(connection: Connection, case: Case, state: str, by: str, at: datetime) -> bool:
    """Sign an unsigned case; False when it is signed already."""
    mine = (cases.c.tenant == case.tenant, cases.c.id == case.id, cases.c.signed_at.is_(None))
    signed = update(cases).where(*mine).values(signed_at=at, signed_by=by, state=state)
    return connection.execute(signed).rowcount == 1


def hold_unsigned(connection: Connection, tenant: str, case_id: str) -> bool:
    """Whether nobody has signed; until this transaction ends nobody can, so no step begins after a signature."""
    mine = (cases.c.tenant == tenant, cases.c.id == case_id, cases.c.signed_at.is_(None))
    return connection.execute(update(cases).where(*mine).values(epoch=cases.c.epoch)).rowcount == 1


def event(connection: Connection, tenant: str, event_id: str) -> Event | None:
    """The event with this id."""
    return fetch_one(connection, Event, events.c.tenant == tenant, events.c.id == event_id)


def posts_behind(connection: Connection, tenant: str, event_id: str, limit: int = 50) -> list[Post]:
    """The posts of an event, those that joined first before the others."""
    statement = (
        select(posts)
        .join(event_posts, (event_posts.c.tenant == posts.c.tenant) & (event_posts.c.post_id == posts.c.id))
        .where(event_posts.c.tenant == tenant, event_posts.c.event_id == event_id)
        .order_by(event_posts.c.joined_at, posts.c.id)
        .limit(limit)
    )
    return [Post(**row) for row in connection.execute(statement).mappings()]


def joined_since(connection: Connection, tenant: str, event_id: str, since: datetime) -> int:
    """How many posts joined an event since a moment."""
    mine = (event_posts.c.tenant == tenant, event_posts.c.event_id == event_id, event_posts.c.joined_at >= since)
    return int(connection.execute(select(func.count()).select_from(event_posts).where(*mine)).scalar_one())


def sources_of_kinds(connection: Connection, tenant: str, event_id: str, kinds: Collection[str]) -> int:
    """How many different sources of these kinds wrote about an event."""
    statement = (
        select(func.count(func.distinct(posts.c.source)))
        .select_from(posts)
        .join(event_posts, (event_posts.c.tenant == posts.c.tenant) & (event_posts.c.post_id == posts.c.id))
        .where(event_posts.c.tenant == tenant, event_posts.c.event_id == event_id, posts.c.source_kind.in_(sorted(kinds)))
    )
    return int(connection.execute(statement).scalar_one())
