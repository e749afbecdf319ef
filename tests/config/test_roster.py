"""Somebody is on duty at every moment, over midnight and over Sunday."""

from datetime import time

from hypothesis import given
from hypothesis import strategies as st

from config.roster import Roster, Shift

DAY = Shift.model_validate({"班次": "白班", "时段": "08:30-17:30", "值班员": "a", "副班": "b"})
NIGHT = Shift.model_validate({"班次": "夜班", "时段": "17:30-次日08:30", "值班员": "b"})
BOTH = Roster.model_validate({"值班表": [DAY, NIGHT]})


@given(st.integers(1, 7), st.times())
def test_two_shifts_that_meet_cover_every_moment_exactly_once(weekday: int, moment: time) -> None:
    assert sum(shift.covers(weekday, moment) for shift in BOTH.shifts) == 1


def test_a_night_shift_of_sunday_runs_into_monday_morning() -> None:
    sunday = NIGHT.model_copy(update={"days": [7]})
    assert sunday.covers(1, time(3, 0))
    assert not sunday.covers(7, time(3, 0))


def test_a_gap_has_nobody() -> None:
    assert Roster.model_validate({"值班表": [DAY]}).on_duty(3, time(20, 0)) is None
