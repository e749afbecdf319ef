"""When a 期限 ends: working days with 调休, office hours, calendar days, times of day; all in China time, pure.

Conventions: 当日 ends at 24:00; of N 个工作日 or N 日 the day of the start does not count and the Nth ends at 24:00;
工作小时 run only inside office hours; minutes and hours run through nights and holidays. A time of day that has passed
when the limit starts is due at the start.
"""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from alerts.working_time import COMMON, OFFICE_HOURS, WorkingTime
from config.clock import CHINA, in_china
from config.clock_times import END_OF_DAY
from config.limits import Limit, Measure

__all__ = ["OFFICE_HOURS", "DueMoment", "before", "due", "is_published", "is_working_day"]

_LONGEST_SEARCH = timedelta(days=20_000)
_AGAIN = (Measure.DAILY, Measure.EVERY_WORKING_DAY, Measure.WEEKLY, Measure.MONTHLY)
UNPUBLISHED = "节假日安排未公布"


@dataclass(frozen=True, slots=True)
class DueMoment:
    """When a limit ends; `published` is False where a year's holidays were not published and weekdays were used."""

    at: datetime
    published: bool = True

    @property
    def remark(self) -> str:
        """What staff must know about this moment, or nothing."""
        return "" if self.published else f"{UNPUBLISHED}，按周一至周五计"


def is_published(year: int) -> bool:
    """Whether the holiday arrangement of this year is in the kept table."""
    return COMMON.is_published(year)


def is_working_day(day: date) -> bool:
    """Whether offices work on this day; by weekday where the year's arrangement is unknown."""
    return COMMON.is_working_day(day)


def due(limit: Limit, start: datetime, working: WorkingTime = COMMON) -> DueMoment:
    """The moment a limit that starts at `start` ends, in UTC; `start` must be aware.

    ValueError for a directive's own limit, which only the directive knows.
    """
    if start.tzinfo is None:
        raise ValueError(f"naive start refused: {start!r}")
    if limit.span is not None:
        return DueMoment(start.astimezone(UTC) + limit.span)
    local = in_china(start)
    first = local.date()
    if limit.measure in _AGAIN:
        last = next(moment for moment in _times_again(limit, first, working) if moment >= local)
        days_counted = limit.measure is Measure.EVERY_WORKING_DAY
        return DueMoment(last.astimezone(UTC), not days_counted or _published_between(first, last.date(), working))
    if limit.measure is Measure.WORKING_HOURS:
        end = _after_working_time(local, timedelta(hours=limit.count), working)
        return DueMoment(end.astimezone(UTC), _published_between(first, end.date(), working))
    day = _last_day(limit, first, working)
    moment = max(local, _clock_on(limit, day, working)).astimezone(UTC)
    return DueMoment(moment, limit.measure is not Measure.WORKING_DAYS or _published_between(first, day, working))


def before(limit: Limit, moment: datetime, working: WorkingTime = COMMON) -> datetime:
    """The moment so long before another: spans and office hours counted back, days back to the end of that day."""
    if limit.span is not None:
        return moment.astimezone(UTC) - limit.span
    local = in_china(moment)
    if limit.measure is Measure.WORKING_HOURS:
        return _before_working_time(local, timedelta(hours=limit.count), working).astimezone(UTC)
    # 24:00 belongs to the day it ends.
    day = (local - timedelta(microseconds=1)).date()
    if limit.measure is Measure.CALENDAR_DAYS:
        return _end_of(day - timedelta(days=limit.count)).astimezone(UTC)
    if limit.measure is Measure.WORKING_DAYS:
        return _end_of(_working_day_from(day, limit.count, -1, working)).astimezone(UTC)
    raise ValueError(f"“{limit.text}”不能用作提前量")


def _last_day(limit: Limit, first: date, working: WorkingTime) -> date:
    if limit.measure is Measure.END_OF_DAY:
        return first
    if limit.measure is Measure.CALENDAR_DAYS:
        return first + timedelta(days=limit.count)
    if limit.measure is Measure.WORKING_DAYS:
        return _working_day_from(first, limit.count, 1, working)
    if limit.measure is Measure.MONTHS:
        years, month = divmod(first.month - 1 + limit.count, 12)
        return _day_of_month(first.year + years, month + 1, first.day)
    raise ValueError(f"“{limit.text}”要由交办件写明")


def _clock_on(limit: Limit, day: date, working: WorkingTime) -> datetime:
    if limit.closing:
        return _at(day, working.hours_on(day)[-1][1])
    return _at(day, limit.at[-1]) if limit.at else _end_of(day)


def _times_again(limit: Limit, first: date, working: WorkingTime) -> Iterator[datetime]:
    """The moments of 每日, 每个工作日, 每周 and 每月 from the first day on, in order."""
    for step in range(_LONGEST_SEARCH.days):
        day = first + timedelta(days=step)
        if not _is_day_of(limit, day, working):
            continue
        if limit.at and not limit.closing:
            yield from (_at(day, moment) for moment in limit.at)
        else:
            yield _clock_on(limit, day, working)


def _is_day_of(limit: Limit, day: date, working: WorkingTime) -> bool:
    if limit.measure is Measure.WEEKLY:
        return day.isoweekday() == limit.count
    if limit.measure is Measure.MONTHLY:
        return day == _day_of_month(day.year, day.month, limit.count)
    return limit.measure is Measure.DAILY or working.is_working_day(day)


def _day_of_month(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, monthrange(year, month)[1]))


def _at(day: date, moment: time) -> datetime:
    return _end_of(day) if moment == END_OF_DAY else datetime.combine(day, moment, CHINA)


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(0), CHINA)


def _working_day_from(day: date, count: int, direction: int, working: WorkingTime) -> date:
    while count:
        day += timedelta(days=direction)
        count -= working.is_working_day(day)
    return day


def _after_working_time(start: datetime, left: timedelta, working: WorkingTime) -> datetime:
    """Walk through the office hours from `start` until `left` is used up."""
    for step in range(_LONGEST_SEARCH.days):
        day = start.date() + timedelta(days=step)
        for opens, closes in working.open_hours(day):
            begin, end = max(start, _at(day, opens)), _at(day, closes)
            if begin >= end:
                continue
            if left <= end - begin:
                return begin + left
            left -= end - begin
    raise ValueError("工作小时数过大")


def _before_working_time(moment: datetime, left: timedelta, working: WorkingTime) -> datetime:
    """Walk back through the office hours from `moment` until `left` is used up."""
    for step in range(_LONGEST_SEARCH.days):
        day = moment.date() - timedelta(days=step)
        for opens, closes in reversed(working.open_hours(day)):
            begin, end = _at(day, opens), min(moment, _at(day, closes))
            if begin >= end:
                continue
            if left <= end - begin:
                return end - left
            left -= end - begin
    raise ValueError("工作小时数过大")


def _published_between(first: date, last: date, working: WorkingTime) -> bool:
    return all(working.is_published(year) for year in range(first.year, last.year + 1))
