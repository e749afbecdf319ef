"""When a look is worth its price."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from crawler.planning.day_curve import DAY, EVEN, HOUR, DayCurve
from crawler.planning.habit import Habit
from crawler.planning.waiting import Terms, bounded, wait_for

START = 20_000 * DAY - 8 * HOUR
TERMS = Terms(price=250.0, tail=HOUR)
CALM = Habit(START, posts=70.0, exposure=7.0, burst=0.0)


def wait(habit: Habit = CALM, weight: float = 1.0, terms: Terms = TERMS, curve: DayCurve = EVEN) -> float:
    return wait_for(habit, weight, terms, curve)


@given(st.floats(0.1, 500), st.floats(1.1, 50))
def test_the_more_a_source_posts_the_shorter_the_wait(posts: float, times: float) -> None:
    assert wait(replace(CALM, posts=posts * times)) < wait(replace(CALM, posts=posts))


@given(st.floats(0.5, 5), st.floats(1.1, 5))
def test_the_more_its_posts_matter_the_shorter_the_wait(weight: float, times: float) -> None:
    assert wait(weight=weight * times) < wait(weight=weight)


@given(st.floats(1, 1e5), st.floats(1.1, 50))
def test_the_dearer_a_look_the_longer_the_wait(price: float, times: float) -> None:
    assert wait(terms=Terms(price * times, HOUR)) > wait(terms=Terms(price, HOUR))


def test_a_dear_page_is_looked_at_less() -> None:
    assert wait(replace(CALM, cost=4.0)) > wait()


def test_a_burst_shortens_the_wait() -> None:
    assert wait(replace(CALM, burst=0.95)) < wait() / 2


def test_waits_beyond_the_tail_grow_slower() -> None:
    short, long = Terms(250.0, 10 * DAY), Terms(250.0, HOUR)
    assert wait(replace(CALM, posts=0.1), terms=long) < 0.6 * wait(replace(CALM, posts=0.1), terms=short)
    assert wait(terms=long) == wait(terms=short)


def test_by_night_we_wait_longer_than_by_day() -> None:
    curve = DayCurve.of_weights([0.1] * 7 + [1.5] * 17)
    noon, night = replace(CALM, looked_at=START + 12 * HOUR), replace(CALM, looked_at=START + HOUR)
    assert wait(night, curve=curve) > 1.5 * wait(noon, curve=curve)


def test_a_wait_that_runs_into_the_busy_hours_is_shorter_than_one_in_the_dead_of_night() -> None:
    curve = DayCurve.of_weights([0.05] * 7 + [1.5] * 17)
    morning, midnight = replace(CALM, looked_at=START + 6 * HOUR), replace(CALM, looked_at=START)
    terms = Terms(250.0, 10 * DAY)
    assert wait(morning, terms=terms, curve=curve) < 0.8 * wait(midnight, terms=terms, curve=curve)


def test_bounds_are_kept() -> None:
    assert [bounded(one, 120, 14400) for one in (1, 600, 1e9)] == [120, 600, 14400]
