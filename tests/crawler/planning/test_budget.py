"""One price of a look, at which a day's looks fit the budget."""

import random
from math import inf

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.planning.budget import Prices, Wish, looks_a_day, priced, settled, steered
from crawler.planning.day_curve import DAY, EVEN, HOUR
from crawler.planning.habit import Habit

START = 20_000 * DAY
SHORTEST, LONGEST, TAIL = 120.0, 4 * HOUR, HOUR


def wishes(count: int = 200, hosts: int = 200, longest: float = LONGEST, seed: int = 1) -> list[Wish]:
    chance = random.Random(seed)
    rates = [chance.lognormvariate(0, 1.8) * 12 for _ in range(count)]
    habits = [Habit(START, rate * 7, 7.0) for rate in rates]
    return [Wish(str(n), f"host-{n % hosts}", habit, 1.0, EVEN, SHORTEST, longest) for n, habit in enumerate(habits)]


def spent(asking: list[Wish], prices: Prices, host: str = "") -> float:
    return sum(looks_a_day(one, prices.of(one.host), TAIL) for one in asking if host in ("", one.host))


@given(st.integers(2_000, 30_000))
@settings(deadline=None, max_examples=20)
def test_the_whole_budget_is_spent_and_no_more(budget: int) -> None:
    asking = wishes()
    assert spent(asking, priced(asking, budget, inf, TAIL)) == pytest.approx(budget, rel=0.03)


def test_no_source_waits_longer_than_its_longest_even_if_the_budget_is_too_small() -> None:
    asking = wishes()
    prices = priced(asking, 10, inf, TAIL)
    assert [looks_a_day(one, prices.of(one.host), TAIL) for one in asking] == [pytest.approx(6.0)] * 200


def test_a_host_gets_no_more_than_its_own_budget_and_others_get_what_is_left() -> None:
    asking = wishes(hosts=4)
    prices = priced(asking, 20_000, 2_500, TAIL)
    assert max(spent(asking, prices, f"host-{n}") for n in range(4)) <= 2_500 * 1.01
    unlimited = priced(asking, 8_000, inf, TAIL)
    one_tight = priced([*wishes(100, 1), *wishes(100, 100, seed=2)], 8_000, 1_000, TAIL)
    assert one_tight.of("host-0") > one_tight.everywhere
    assert unlimited.hosts == {}


def test_written_intervals_are_paid_from_the_same_budget() -> None:
    fixed = [Wish(f"f{n}", f"fixed-{n}", Habit(START), 1.0, EVEN, 600.0, 600.0) for n in range(20)]
    learned = wishes()
    alone, together = priced(learned, 9_000, inf, TAIL), priced(learned + fixed, 9_000, inf, TAIL)
    assert together.everywhere > alone.everywhere
    assert spent(learned + fixed, together) == pytest.approx(9_000, rel=0.03)


@given(st.floats(0, 5_000), st.floats(0, DAY))
def test_the_account_forgets_what_lies_more_than_a_quarter_day_back(asked: float, passed: float) -> None:
    assert -250 <= settled(0.0, asked, passed, 1_000.0) <= 250


def test_who_spent_ahead_pays_more_and_who_saved_pays_less() -> None:
    prices = Prices(100.0, {"tight": 300.0})
    assert steered(prices, -250.0, 1_000.0).everywhere > 250
    assert steered(prices, 250.0, 1_000.0).everywhere < 40
    assert steered(prices, 0.0, 1_000.0) == prices
    assert steered(prices, 250.0, 1_000.0).of("tight") == 300.0
