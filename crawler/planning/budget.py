"""Spending a day's requests: the one price of a look at which all looks that are worth it fit the budget.

What a source is asked for depends only on its pull (weight × rate / cost) against the price, so the looks of a day are
tabulated once per curve and bounds, and 2,000 sources are priced in milliseconds.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache, partial
from math import exp, inf, log

from crawler.planning.day_curve import DAY, HOUR, DayCurve
from crawler.planning.habit import BURST, USUAL, Habit
from crawler.planning.waiting import Terms, bounded, wait_of

STEP = 0.02
"""Prices and pulls are counted in steps of two per cent."""
CHEAPEST, DEAREST = round(log(1e-6) / STEP), round(log(1e14) / STEP)
AHEAD = 0.25
"""Days of budget the spending may be ahead of or behind an even pace before the account forgets the rest."""
PULL_BACK = 4.0
"""How strongly the price answers to that: a quarter of a day ahead makes looks e times as dear."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A source as the budget sees it; waits in seconds."""

    code: str
    host: str
    habit: Habit
    weight: float
    curve: DayCurve
    shortest: float
    longest: float

    @property
    def pull(self) -> float:
        """What a second of waiting squared would cost, per request."""
        mean_pace = 1.0 + (BURST - 1.0) * USUAL
        return self.weight * self.habit.rate * mean_pace / DAY / self.habit.cost


@dataclass(frozen=True, slots=True)
class Prices:
    """The price of a look: everywhere, and on hosts whose own limit is tighter."""

    everywhere: float
    hosts: Mapping[str, float] = field(default_factory=dict)

    def of(self, host: str) -> float:
        """The price on a host."""
        return self.hosts.get(host, self.everywhere)

    def times(self, factor: float) -> "Prices":
        """Everything dearer or cheaper by a factor; a host's own price never falls for that."""
        return Prices(self.everywhere * factor, {host: price * max(1.0, factor) for host, price in self.hosts.items()})


_Table = Callable[[int], float]
_Demand = Counter[tuple[_Table, int]]
"""The cost of looks by table and pull, so that sources alike are counted once."""


def priced(wishes: Iterable[Wish], requests: float, host_requests: float, tail: float) -> Prices:
    """The prices at which a day's looks take `requests` in total and at most `host_requests` on each host."""
    by_host: defaultdict[str, _Demand] = defaultdict(Counter)
    for wish in wishes:
        looks = _looks_table(wish.curve, wish.shortest, wish.longest, tail)
        by_host[wish.host][looks, _cell(wish.pull)] += wish.habit.cost  # type: ignore[assignment]
    # The most a host is ever asked for is what it is asked for when looks are free.
    tight = [host for host, demand in by_host.items() if host_requests < inf and _asked(demand, CHEAPEST) > host_requests]
    roomy: _Demand = Counter()
    for host, demand in by_host.items():
        if host not in tight:
            roomy.update(demand)

    def total(price: int) -> float:
        return _asked(roomy, price) + sum(min(host_requests, _asked(by_host[host], price)) for host in tight)

    everywhere = _bisect(total, requests)
    dearer = {host: _bisect(partial(_asked, by_host[host]), host_requests) for host in tight}
    return Prices(_price(everywhere), {host: _price(price) for host, price in dearer.items() if price > everywhere})


def steered(prices: Prices, credit: float, requests: float) -> Prices:
    """The prices after looking at the account: dearer when more was spent than was due, cheaper when less.

    `credit` is the requests saved up (negative: spent ahead), `requests` the budget of a day.
    """
    ahead = max(-AHEAD, min(AHEAD, -credit / requests)) if requests > 0 else AHEAD
    return prices.times(exp(PULL_BACK * ahead))


def settled(credit: float, spent: float, passed: float, requests: float) -> float:
    """The credit after `passed` seconds in which `spent` requests were made of a day's budget."""
    return max(-AHEAD * requests, min(AHEAD * requests, credit + requests * passed / DAY - spent))


def looks_a_day(wish: Wish, price: float, tail: float) -> float:
    """How often a day a source is looked at for this price, bursts apart."""
    return _looks_table(wish.curve, wish.shortest, wish.longest, tail)(_cell(wish.pull / price))


def _asked(demand: _Demand, price: int) -> float:
    return sum(cost * looks(pull - price) for (looks, pull), cost in demand.items())


def _cell(amount: float) -> int:
    return round(log(amount) / STEP)


def _price(cell: int) -> float:
    return exp(cell * STEP)


def _bisect(asked: Callable[[int], float], wanted: float) -> int:
    """The lowest price at which no more than `wanted` is asked for; the highest when even that is too much."""
    low, high = CHEAPEST, DEAREST
    while high - low > 1:
        middle = (low + high) // 2
        if asked(middle) > wanted:
            low = middle
        else:
            high = middle
    return high


@lru_cache(maxsize=64)
def _looks_table(curve: DayCurve, shortest: float, longest: float, tail: float) -> _Table:
    """Looks a day by the cell of pull / price."""
    hourly = _looks_an_hour(shortest, longest, tail)
    hours = [_cell(weight) for weight in curve.weights]
    return cache(lambda cell: sum([hourly(cell + hour) for hour in hours]))


@lru_cache(maxsize=64)
def _looks_an_hour(shortest: float, longest: float, tail: float) -> _Table:
    terms = Terms(1.0, tail)
    return cache(lambda cell: HOUR / bounded(wait_of(1.0 / _price(cell), terms), shortest, longest))
