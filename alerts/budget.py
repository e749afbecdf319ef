"""What a channel may send next within its provider's limit a minute; pure.

Three places a minute stay free for urgent messages. What waits beyond the budget is folded into digests, because a
recipient is better served by one list now than by single messages over the next hour. In a burst messages come one after
the other, so once half the places are used (for urgent ones three quarters) a channel gathers for a second before each
message: else the last place would go to a single message, and the rest wait until the minute is over.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

WINDOW = timedelta(seconds=60)
RESERVED_FOR_URGENT = 3
GATHER = timedelta(seconds=1)
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
    """How a channel stands: attempts in the last minute, messages waiting by urgency, and the longest wait among those next."""

    per_minute: int
    used: int
    urgent: int
    ordinary: int
    waited: timedelta = GATHER


def next_turn(queue: Queue) -> Turn:
    """Urgent before ordinary; `fold` when more waits than may leave."""
    if not queue.urgent and not queue.ordinary:
        return Turn.NOTHING
    reserved = min(RESERVED_FOR_URGENT, queue.per_minute - 1)
    left = queue.per_minute - queue.used
    single, waiting = (Turn.URGENT, queue.urgent) if queue.urgent else (Turn.ORDINARY, queue.ordinary)
    free_until = 3 * queue.per_minute // 4 if queue.urgent else queue.per_minute // 2
    left -= 0 if queue.urgent else reserved
    gathers = queue.used >= free_until
    if left <= 0 or (gathers and queue.waited < GATHER):
        return Turn.WAIT
    return single if waiting == 1 or (_room(waiting, left) and not gathers) else Turn.FOLD


def is_full(queue: Queue) -> bool:
    """Whether what waits, after its second of gathering, finds no place left before the minute is over."""
    return next_turn(queue) is Turn.WAIT and queue.waited >= GATHER


def _room(waiting: int, left: int) -> bool:
    """Whether a single message still fits beside the digests the others would need."""
    return waiting <= left or left > 1 + waiting // CASES_A_DIGEST
