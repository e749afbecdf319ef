"""When the next look at a source is worth its price.

Every post that waits unseen costs its waiting time, and more beyond `tail`. A look is due when looking then would save
what a look costs elsewhere: `price`. With a constant rate r, weight w and the wait t this is w r t² / 2 ≥ price, so that
waits shrink with the square root of what a source brings.
"""

from dataclasses import dataclass
from math import exp, sqrt

from crawler.planning.day_curve import DAY, DayCurve
from crawler.planning.habit import BURST, BURST_LASTS, Habit

ROUNDS = 2
"""Steps towards the fixed point, from the pace of the present hour; four change nothing the benchmark can see."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds for all sources of an office at this moment; waits in seconds, the price in post-seconds of waiting."""

    price: float
    tail: float
    tail_weight: float = 3.0


def wait_for(habit: Habit, weight: float, terms: Terms, curve: DayCurve) -> float:
    """Seconds from the last look to the one that is worth its price, bounded by nothing but that."""
    start = habit.looked_at
    reading = curve.reading(start)
    rate = habit.rate / DAY
    extra = (BURST - 1.0) * habit.burst
    worth = terms.price * habit.cost / weight
    wait = wait_of(worth / (rate * habit.pace * curve.weight_at(start)), terms)
    for _ in range(ROUNDS):
        passed = curve.reading(start + wait) - reading
        burst = extra * BURST_LASTS / wait * (1.0 - exp(-wait / BURST_LASTS))
        expected = rate * passed * (1.0 + burst)
        # Half-way in proportion: just before a busy hour full steps would swing between too long and too short.
        wait = sqrt(wait * wait_of(worth * wait / expected, terms))
    return wait


def wait_of(half_square: float, terms: Terms) -> float:
    """The wait t with t²/2 + tail_weight (t² - tail²)₊/2 = half_square, where half_square is price / (weight × rate)."""
    wait = sqrt(2.0 * half_square)
    if wait <= terms.tail:
        return wait
    return sqrt((2.0 * half_square + terms.tail_weight * terms.tail**2) / (1.0 + terms.tail_weight))


def bounded(wait: float, shortest: float, longest: float) -> float:
    """The wait within a source's own bounds."""
    return max(shortest, min(longest, wait))
