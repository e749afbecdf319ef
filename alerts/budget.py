"""What a channel may send next within its provider's limit a minute; pure.

Three places a minute stay free for urgent messages. What waits beyond the budget is folded into digests, because a
recipient is better served by one list now than by single messages over the next hour.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

WINDOW = timedelta(seconds=60)
RESERVED_FOR_URGENT = 3
CASES_A_DIGEST = 100
"""How many case numbers one digest message is sure to hold."""


class Turn(StrEnum):
    """What to do next on a channel."""

    URGENT = "urgent"
    ORDINARY = "ordinary"
    FOLD = "fold"
    WAIT = "wait"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Queue:
    """How a channel stands: attempts in the last minute, and messages waiting by urgency."""

    per_minute: int
    used: int
    urgent: int
    ordinary: int


def next_turn(queue: Queue) -> Turn:
    """Urgent before ordinary; `fold` when more waits than may leave."""
    if not queue.urgent and not queue.ordinary:
        return Turn.NOTHING
    reserved = min(RESERVED_FOR_URGENT, queue.per_minute - 1)
    left = queue.per_minute - queue.used
    left_for_ordinary = left - reserved
    if queue.urgent:
        if left <= 0:
            return Turn.WAIT
        return Turn.URGENT if _room(queue.urgent, left) else Turn.FOLD
    if left_for_ordinary <= 0:
        return Turn.WAIT
    return Turn.ORDINARY if _room(queue.ordinary, left_for_ordinary) else Turn.FOLD


def _room(waiting: int, left: int) -> bool:
    """Whether a single message still fits beside the digests the others would need."""
    return waiting <= left or left > 1 + waiting // CASES_A_DIGEST
