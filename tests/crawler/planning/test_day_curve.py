"""The hours of the day, learned from posts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.planning.day_curve import DAY, EVEN, HOUR, DayCurve, hour_of

MIDNIGHT = 20_000 * DAY - 8 * HOUR
WEIGHTS = st.lists(st.floats(0.1, 10), min_size=24, max_size=24)
MOMENTS = st.floats(MIDNIGHT, MIDNIGHT + 3 * DAY)


def test_hours_are_those_of_china() -> None:
    assert [hour_of(MIDNIGHT), hour_of(MIDNIGHT + 9.5 * HOUR), hour_of(MIDNIGHT - 1)] == [0, 9, 23]


@given(WEIGHTS, MOMENTS)
def test_a_day_of_curve_time_is_as_long_as_a_day(weights: list[float], moment: float) -> None:
    curve = DayCurve.of_weights(weights)
    assert curve.reading(moment + DAY) - curve.reading(moment) == pytest.approx(DAY, abs=1e-3)
    assert sum(curve.weights) == pytest.approx(24)


@given(WEIGHTS, MOMENTS, st.floats(0, DAY))
def test_curve_time_never_runs_backwards(weights: list[float], moment: float, passed: float) -> None:
    curve = DayCurve.of_weights(weights)
    assert curve.reading(moment + passed) >= curve.reading(moment)


def test_nothing_seen_is_an_even_day() -> None:
    assert DayCurve.learned([0.0] * 24) == EVEN


def test_busy_hours_are_learned_from_posts() -> None:
    curve = DayCurve.learned([0.0] * 9 + [100.0] + [0.0] * 14)
    assert curve.weight_at(MIDNIGHT + 9.5 * HOUR) > 10 * curve.weight_at(MIDNIGHT + 3 * HOUR)
