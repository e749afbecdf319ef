"""When a duty is called to mind: before its limit, at it, and after it; pure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from alerts.messages import Kind
from config.limits import Limit, Measure
from store.records import Duty

OVERDUE_AFTER = timedelta(minutes=30)
OVERDUE_EVERY = timedelta(hours=24)
OVERDUE_ROUNDS = 7


@dataclass(frozen=True, slots=True)
class Reminder:
    """One moment at which a duty is called to mind; `step` is its lasting name."""

    step: str
    kind: Kind
    at: datetime


def schedule(starts_at: datetime, due_at: datetime, before: Sequence[Limit]) -> list[Reminder]:
    """All reminders of one duty in order; a limit of 立即 has none before or at it, only after."""
    late = due_at + OVERDUE_AFTER
    overdue = [Reminder(f"overdue:{n + 1}", Kind.OVERDUE, late + n * OVERDUE_EVERY) for n in range(OVERDUE_ROUNDS)]
    if due_at <= starts_at:
        return overdue
    early = [
        Reminder(f"before:{limit.text}", Kind.BEFORE_DUE, due_at - length)
        for limit in before
        if (length := _length(limit)) is not None and due_at - length > starts_at
    ]
    return [*sorted(early, key=lambda reminder: reminder.at), Reminder("due", Kind.AT_DUE, due_at), *overdue]


def first_at(starts_at: datetime, due_at: datetime | None, before: Sequence[Limit]) -> datetime | None:
    """When the first reminder of a duty comes; None without a limit."""
    return schedule(starts_at, due_at, before)[0].at if due_at else None


def next_of(duty: Duty, before: Sequence[Limit], now: datetime) -> tuple[Reminder | None, list[str], datetime | None]:
    """The reminder to send now, the steps that are thereby done, and when the next one comes.

    After a standstill several moments may have passed: only the latest is sent.
    """
    if duty.due_at is None:
        return None, [], None
    left = [item for item in schedule(duty.starts_at, duty.due_at, before) if item.step not in _sent(duty)]
    passed = [item for item in left if item.at <= now]
    coming = [item for item in left if item.at > now]
    return (passed[-1] if passed else None), [item.step for item in passed], (coming[0].at if coming else None)


def _sent(duty: Duty) -> Collection[str]:
    return set(duty.reminders_sent)


def _length(limit: Limit) -> timedelta | None:
    if limit.measure in (Measure.CALENDAR_DAYS, Measure.WORKING_DAYS):
        return timedelta(days=limit.count)
    return limit.span
