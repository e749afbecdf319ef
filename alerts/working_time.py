"""Which days and hours an office works: the kept holiday table with 调休, its own calendar file before it; pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, time

import chinese_calendar

from config.calendar import OfficeCalendar, days_of

OFFICE_HOURS = ((time(8, 30), time(12, 0)), (time(14, 30), time(17, 30)))
"""办公时间 where the office file names none."""

_SATURDAY = 5
Hours = Sequence[tuple[time, time]]


@dataclass(frozen=True, slots=True)
class WorkingTime:
    """The calendar of one office, ready for asking."""

    calendar: OfficeCalendar
    years: frozenset[int]
    """Years whose arrangement the office wrote down itself."""
    off: frozenset[date]
    worked: frozenset[date]
    hours: Hours = field(default=OFFICE_HOURS)

    @classmethod
    def of(cls, calendar: OfficeCalendar) -> "WorkingTime":
        """Read the dates of an office's calendar once."""
        off = [*calendar.off, *(text for year in calendar.years for text in year.off)]
        worked = [*calendar.worked, *(text for year in calendar.years for text in year.worked)]
        return cls(
            calendar=calendar,
            years=frozenset(year.year for year in calendar.years),
            off=frozenset(day for text in off for day in days_of(text)),
            worked=frozenset(day for text in worked for day in days_of(text)),
            hours=tuple((span.opens, span.closes) for span in calendar.spans) or OFFICE_HOURS,
        )

    def is_published(self, year: int) -> bool:
        """Whether the holiday arrangement of this year is known."""
        return year in self.years or _is_kept(year)

    def is_working_day(self, day: date) -> bool:
        """Whether the office works on this day; by weekday where the year's arrangement is unknown."""
        # A make-up workday is a Saturday or Sunday that counts, so the tables come before the weekday.
        if day in self.worked:
            return True
        if day in self.off:
            return False
        if day.year not in self.years and _is_kept(day.year):
            return bool(chinese_calendar.is_workday(day))
        return day.weekday() < _SATURDAY

    def is_festival(self, day: date) -> bool:
        """Whether the day is off for a statutory holiday, not for a plain weekend."""
        return not self.is_working_day(day) and (day.weekday() < _SATURDAY or self._in_holiday(day))

    def hours_on(self, day: date) -> Hours:
        """The office hours of this day, were it a working day."""
        season = next((season for season in self.calendar.seasons if season.covers(day)), None)
        return self.hours if season is None else [(span.opens, span.closes) for span in season.spans]

    def open_hours(self, day: date) -> Hours:
        """The office hours of this day; empty on days off."""
        return self.hours_on(day) if self.is_working_day(day) else ()

    def _in_holiday(self, day: date) -> bool:
        if day in self.off:
            return True
        if day.year in self.years or not _is_kept(day.year):
            return False
        return bool(chinese_calendar.get_holiday_detail(day)[1])


def _is_kept(year: int) -> bool:
    try:
        chinese_calendar.is_workday(date(year, 1, 1))
    except NotImplementedError:
        return False
    return True


COMMON = WorkingTime.of(OfficeCalendar())
"""Working time where an office wrote nothing of its own."""
