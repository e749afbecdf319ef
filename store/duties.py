"""Duties of cases: what is open, what is due for a reminder, and meeting one only once."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, update

from store.records import Duty
from store.rows import fetch
from store.tables import duties


def of_case(connection: Connection, tenant: str, case_id: str) -> list[Duty]:
    """All duties of a case, the nearest first."""
    return fetch(
        connection,
        Duty,
        duties.c.tenant == tenant,
        duties.c.case_id == case_id,
        order_by=[duties.c.due_at.is_(None), duties.c.due_at, duties.c.id],
    )


def open_of_case(connection: Connection, tenant: str, case_id: str) -> list[Duty]:
    """The duties of a case not met yet, the nearest first."""
    return [duty for duty in of_case(connection, tenant, case_id) if duty.met_at is None]


def due_for_reminder(connection: Connection, tenant: str, now: datetime, limit: int = 100) -> list[Duty]:
    """Open duties whose next reminder has come, oldest first."""
    return fetch(
        connection,
        Duty,
        duties.c.tenant == tenant,
        duties.c.next_reminder_at <= now,
        duties.c.met_at.is_(None),
        order_by=[duties.c.next_reminder_at, duties.c.id],
        limit=limit,
    )


def claim_reminder(connection: Connection, duty: Duty, sent: Sequence[str], next_at: datetime | None) -> bool:
    """Note which reminders went out and when the next is due; False when another worker was first or it was met."""
    mine = (duties.c.tenant == duty.tenant, duties.c.id == duty.id, duties.c.next_reminder_at == duty.next_reminder_at)
    values = {"reminders_sent": [*duty.reminders_sent, *sent], "next_reminder_at": next_at}
    return connection.execute(update(duties).where(*mine, duties.c.met_at.is_(None)).values(values)).rowcount == 1


def meet(connection: Connection, duty: Duty, by: str, at: datetime) -> bool:
    """Mark a duty as met; False when it was met before."""
    mine = (duties.c.tenant == duty.tenant, duties.c.id == duty.id, duties.c.met_at.is_(None))
    return connection.execute(update(duties).where(*mine).values(met_at=at, met_by=by, next_reminder_at=None)).rowcount == 1


def start(connection: Connection, duty: Duty, starts_at: datetime, due_at: datetime, remind_at: datetime | None) -> bool:
    """Set the due moment of a duty that waited for its start; False when it has one that is as early."""
    later = duties.c.due_at.is_(None) | (duties.c.due_at > due_at)
    mine = (duties.c.tenant == duty.tenant, duties.c.id == duty.id, later)
    values = {"starts_at": starts_at, "due_at": due_at, "next_reminder_at": remind_at}
    return connection.execute(update(duties).where(*mine).values(values)).rowcount == 1


def hand_to(connection: Connection, tenant: str, case_id: str, unit: str) -> int:
    """Lay the open duties of a case on another unit; their clocks do not move."""
    mine = (duties.c.tenant == tenant, duties.c.case_id == case_id, duties.c.met_at.is_(None))
    return connection.execute(update(duties).where(*mine).values(unit=unit)).rowcount


def silence(connection: Connection, tenant: str, case_id: str) -> int:
    """Send no further reminders for a case that needs no answer any more."""
    mine = (duties.c.tenant == tenant, duties.c.case_id == case_id, duties.c.met_at.is_(None))
    return connection.execute(update(duties).where(*mine).values(next_reminder_at=None)).rowcount
