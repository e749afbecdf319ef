"""The plan of an office: its price of a look, learned day curves and account, and what follows for one source."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from crawler.planning.budget import Prices, Wish, looks_a_day, priced, settled, steered
from crawler.planning.day_curve import DAY, EVEN, HOURS, DayCurve, hour_of
from crawler.planning.habit import Habit
from crawler.planning.waiting import Terms, bounded, wait_for

EVERY = 1800.0
"""Seconds after which a new plan is made."""
HALF_LIFE = 14 * DAY
"""Of what is known of the hours of the day."""
LEAST_SHARE = 0.1
"""Of the budget, left for looks however many pages new posts take."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What holds for the whole office until the next plan is made; times in seconds since 1970.

    `hours` counts posts by kind of source and hour, `asked` is the sum of all requests ever made, `credit` the requests
    saved up, `tail` the wait (seconds) from which waiting weighs more.
    """

    made_at: float
    prices: Prices
    tail: float
    usual: float = 1.0
    credit: float = 0.0
    asked: float = 0.0
    hours: Mapping[str, tuple[float, ...]] = field(default_factory=dict)

    def curve(self, kind: str) -> DayCurve:
        """The day of a kind of source."""
        return DayCurve.learned(self.hours[kind]) if kind in self.hours else EVEN

    def terms(self, host: str) -> Terms:
        """What a look on a host must be worth."""
        return Terms(self.prices.of(host), self.tail)


@dataclass(frozen=True, slots=True)
class Budget:
    """Requests a day: in total, on each host, and of the total what new posts' own pages are expected to take."""

    requests: float
    host_requests: float
    pages: float = 0.0


def planned_wait(wish: Wish, plan: Plan) -> float:
    """Seconds from a source's last look to its next."""
    if wish.shortest >= wish.longest:
        return wish.longest
    return bounded(wait_for(wish.habit, wish.weight, plan.terms(wish.host), wish.curve), wish.shortest, wish.longest)


def made(wishes: Sequence[Wish], budget: Budget, before: Plan, asked: float, now: float) -> Plan:
    """The next plan; `asked` is the sum of all requests ever made.

    1. Settle the account: what was asked for since the last plan against what was due.
    2. Take off what new posts' own pages take; the rest is for looks.
    3. The tail begins where an even schedule would look again.
    4. Price the looks, and steer the price by the account.
    """
    credit = settled(before.credit, asked - before.asked, max(0.0, now - before.made_at), budget.requests)
    looks = max(LEAST_SHARE * budget.requests, budget.requests - budget.pages)
    tail = even_wait(wishes, looks)
    prices = steered(priced(wishes, looks, budget.host_requests, tail), credit, budget.requests)
    return replace(before, made_at=now, prices=prices, tail=tail, credit=credit, asked=asked)


def even_wait(wishes: Sequence[Wish], looks: float) -> float:
    """Seconds between two looks if all sources were looked at equally often; rounded, so that tables are reused."""
    each = DAY * sum(wish.habit.cost for wish in wishes) / max(1.0, looks)
    return float(f"{max(60.0, each):.2g}")


def with_hours(
    hours: Mapping[str, tuple[float, ...]], seen: Mapping[str, Sequence[tuple[float, float]]], passed: float
) -> dict[str, tuple[float, ...]]:
    """The counts by hour after `passed` seconds that brought (moment, weight) pairs by kind of source."""
    fade = 0.5 ** (passed / HALF_LIFE)
    counted: dict[str, tuple[float, ...]] = {}
    for kind in hours.keys() | seen.keys():
        counts = [count * fade for count in hours.get(kind, (0.0,) * HOURS)]
        for moment, weight in seen.get(kind, ()):
            counts[hour_of(moment)] += weight
        counted[kind] = tuple(counts)
    return counted


def hour_weight(habit: Habit) -> float:
    """How much one post says of the hours of its kind's day: no source may outvote a hundred others."""
    return 1.0 / (1.0 + habit.rate)


def daily_looks(wish: Wish, plan: Plan) -> float:
    """Looks a day at a source under the plan, bursts apart."""
    if wish.shortest >= wish.longest:
        return DAY / wish.longest
    return looks_a_day(wish, plan.prices.of(wish.host), plan.tail)
