"""What follows from the outcome of one sending; pure."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from alerts.channels.outcome import Outcome, Result
from store.records import Notice

FIRST_WAIT = 5.0
LONGEST_WAIT = 300.0
FAILURES_BEFORE_NEXT_CHANNEL = 3
PATIENCE_WHEN_URGENT = timedelta(seconds=120)
GIVE_UP_AFTER = timedelta(hours=24)
_JITTER = 0.2


class Step(StrEnum):
    """What to do with the message."""

    DELIVERED = "delivered"
    RETRY = "retry"
    SHORTEN = "shorten"
    NEXT_CHANNEL = "next_channel"
    DEAD = "dead"


@dataclass(frozen=True, slots=True)
class Next:
    """The step, when to try again, and whether the whole channel should rest until then."""

    step: Step
    at: datetime
    rest_channel: bool = False


def after(notice: Notice, result: Result, now: datetime, last_due_at: datetime | None = None) -> Next:
    """Decide by the outcome; `notice` is the row as leased, its `outcome` that of the attempt before.

    A provider that took the request and never answered may have delivered: it is tried once more, so that a person gets
    at most one duplicate, and then another channel is used.
    """
    if result.outcome is Outcome.OK:
        return Next(Step.DELIVERED, now)
    another = Step.NEXT_CHANNEL if notice.fallbacks else Step.DEAD
    repeated = notice.outcome == result.outcome
    if result.outcome is Outcome.MISCONFIGURED or (result.outcome is Outcome.AMBIGUOUS and repeated):
        return Next(another, now)
    if result.outcome is Outcome.REJECTED_CONTENT:
        return Next(another if repeated else Step.SHORTEN, now)
    if notice.fallbacks and _impatient(notice, result, now):
        return Next(Step.NEXT_CHANNEL, now, rest_channel=result.outcome is Outcome.RATE_LIMITED)
    if now >= max(notice.queued_at, last_due_at or notice.queued_at) + GIVE_UP_AFTER:
        return Next(Step.DEAD, now)
    again = now + timedelta(seconds=wait(notice.id, notice.attempts, result.wait))
    return Next(Step.RETRY, again, rest_channel=result.outcome is Outcome.RATE_LIMITED)


def wait(notice_id: str, attempts: int, hint: float | None = None) -> float:
    """Seconds until the next attempt: 5 s doubling to 5 min, spread by ±20 %, never less than the provider's hint.

    The spread comes from the message's own id: the same after a restart, different between messages.
    """
    doubled = min(LONGEST_WAIT, FIRST_WAIT * float(1 << min(max(0, attempts - 1), 10)))
    spread = int.from_bytes(hashlib.sha256(f"{notice_id}:{attempts}".encode()).digest()[:4], "big") / 0xFFFFFFFF
    return max(hint or 0.0, doubled * (1 - _JITTER + 2 * _JITTER * spread))


def _impatient(notice: Notice, result: Result, now: datetime) -> bool:
    if notice.attempts >= FAILURES_BEFORE_NEXT_CHANNEL:
        return True
    # An urgent message does not sit out a provider's pause.
    return notice.urgent and (result.outcome is Outcome.RATE_LIMITED or now - notice.queued_at >= PATIENCE_WHEN_URGENT)
