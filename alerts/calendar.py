"""When a 期限 ends: working days with 调休, office hours, calendar days; all in China time, pure.

Conventions: 当日 ends at 24:00; of N 个工作日 or N 日 the day of the start does not count and the Nth ends at 24:00;
工作小时 run only inside office hours; minutes and hours run through nights and holidays.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import chinese_calendar

from config.clock import CHINA, in_china
from config.limits import Limit, Measure

OFFICE_HOURS = ((time(8, 30), time(12, 0)), (time(14, 30), time(17, 30)))
"""办公时间 where the office file names none."""

_SATURDAY = 5
_LONGEST_SEARCH = timedelta(days=20_000)


@dataclass(frozen=True, slots=True)
class DueMoment:
    """When a limit ends; `published` is False where a year's holidays were not published and weekdays were used."""

    at: datetime
    published: bool = True

    @property
    def remark(self) -> str:
        """What staff must know about this moment, or nothing."""
        return "" if self.published else "节假日安排未公布，按周一至周五计"


def is_published(year: int) -> bool:
    """Whether the holiday arrangement of this year is in the kept table."""
    try:
        chinese_calendar.is_workday(date(year, 1, 1))
    except NotImplementedError:
        return False
    return True


def is_working_day(day: date) -> bool:
    """Whether offices work on this day; by weekday where the year's arrangement is unknown."""
    # A make-up workday is a Saturday or Sunday that counts, so the table comes before the weekday.
    if is_published(day.year):
        return bool(chinese_calendar.is_workday(day))
    return day.weekday() < _SATURDAY


def due(limit: Limit, start: datetime) -> DueMoment:
    """The moment a limit that starts at `start` ends, in UTC; `start` must be aware."""
    if start.tzinfo is None:
        raise ValueError(f"naive start refused: {start!r}")
    if limit.span is not None:
        return DueMoment(start.astimezone(UTC) + limit.span)
    local = in_china(start)
    if limit.measure is Measure.END_OF_DAY:
        return DueMoment(_end_of(local.date()))
    if limit.measure is Measure.CALENDAR_DAYS:
        return DueMoment(_end_of(local.date() + timedelta(days=limit.count)))
    if limit.measure is Measure.WORKING_DAYS:
        last = _working_day_after(local.date(), limit.count)
        return DueMoment(_end_of(last), _published_between(local.date(), last))
    end = _after_working_time(local, timedelta(hours=limit.count))
    return DueMoment(end.astimezone(UTC), _published_between(local.date(), end.date()))


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(0), CHINA).astimezone(UTC)


def _working_day_after(day: date, count: int) -> date:
    while count:
        day += timedelta(days=1)
        count -= is_working_day(day)
    return day


def _after_working_time(start: datetime, left: timedelta) -> datetime:
    """Walk through the office hours from `start` until `left` is used up."""
    day, limit = start.date(), start.date() + _LONGEST_SEARCH
    while day < limit:
        for opens, closes in OFFICE_HOURS if is_working_day(day) else ():
            begin = max(start, datetime.combine(day, opens, CHINA))
            end = datetime.combine(day, closes, CHINA)
            if begin >= end:
                continue
            if left <= end - begin:
                return begin + left
            left -= end - begin
        day += timedelta(days=1)
    raise ValueError("工作小时数过大")


def _published_between(first: date, last: date) -> bool:
    return all(is_published(year) for year in range(first.year, last.year + 1))
