"""What looking at a source teaches about it."""

import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.planning.day_curve import DAY, EVEN, HOUR
from crawler.planning.habit import BURST, MEAN, USUAL, Habit, first_seen, placed, watched

START = 20_000 * DAY


def lived(rate: float, days: int, every: float = HOUR, seed: int = 1) -> Habit:
    """The habit after watching a Poisson source for so many days."""
    chance, moment, habit = random.Random(seed), START, Habit(START)
    moments: list[float] = []
    while moment < START + days * DAY:
        moment += chance.expovariate(rate / DAY)
        moments.append(moment)
    for since, now in pairwise(START + every * n for n in range(int(days * DAY / every) + 1)):
        habit = watched(habit, [one for one in moments if since < one <= now], now, EVEN)
    return habit


@pytest.mark.parametrize("rate", [0.5, 5.0, 60.0])
def test_the_rate_is_learned(rate: float) -> None:
    assert lived(rate, days=20).rate == pytest.approx(rate, rel=0.45)


def test_how_often_we_look_does_not_change_what_is_learned() -> None:
    often, seldom = lived(30.0, 10, every=HOUR / 4), lived(30.0, 10, every=4 * HOUR)
    assert often.rate == pytest.approx(seldom.rate, rel=0.1)


def test_a_source_nobody_knows_is_believed_to_be_an_ordinary_one() -> None:
    assert Habit(START).rate == MEAN
    assert Habit(START).pace < 2


def test_many_posts_at_once_are_a_burst_and_it_fades_in_silence() -> None:
    calm = lived(4.0, 20)
    since = calm.looked_at
    bursting = watched(calm, [since + 600.0 * n for n in range(1, 7)], since + HOUR, EVEN)
    later = watched(bursting, [], since + 13 * HOUR, EVEN)
    assert calm.burst < 0.1
    assert bursting.burst > 0.9
    assert bursting.pace > BURST / 2
    assert later.burst < 0.1


def test_a_burst_is_not_taken_for_habit() -> None:
    calm = lived(4.0, 20)
    since = calm.looked_at
    after = watched(calm, [since + 360.0 * n for n in range(1, 11)], since + HOUR, EVEN)
    assert after.rate < 1.3 * calm.rate


@given(st.lists(st.floats(0, 5 * DAY), max_size=30), st.floats(0, 5 * DAY))
def test_whatever_was_found_the_habit_stays_usable(found: list[float], wait: float) -> None:
    habit = watched(Habit(START), sorted(START + one for one in found), START + wait, EVEN)
    assert 0 < habit.rate < 1e5
    assert 0 < habit.burst < 1


def test_posts_without_a_time_are_spread_evenly_and_make_no_burst() -> None:
    calm = lived(4.0, 20)
    moments = placed([None, None, None, START - 5.0], calm.looked_at, calm.looked_at + DAY)
    assert [round((one - calm.looked_at) / DAY, 1) for one in moments] == [0.2, 0.4, 0.6, 0.8]
    assert watched(calm, moments, calm.looked_at + DAY, EVEN).burst < 0.2


def test_the_first_list_already_tells_the_rate() -> None:
    now = START + 30 * DAY
    begun, moments = first_seen([now - hour * HOUR for hour in range(1, 49)], now)
    assert watched(begun, moments, now, EVEN).rate == pytest.approx(24, rel=0.2)


def test_a_list_of_old_posts_means_a_quiet_week() -> None:
    now = START + 30 * DAY
    begun, moments = first_seen([now - 20 * DAY, now - 25 * DAY, None], now)
    assert moments == []
    assert watched(begun, moments, now, EVEN).rate < 0.2


def test_burst_chance_begins_at_the_usual_share() -> None:
    assert Habit(START).burst == USUAL
