"""When limits end, by a table worked out by hand from the published holiday arrangements."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.calendar import OFFICE_HOURS, due, is_published, is_working_day
from config.clock import CHINA, in_china
from config.limits import Limit


def china(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


@pytest.mark.parametrize(
    ("limit", "start", "end"),
    [
        ("立即", "2026-11-20T09:00", "2026-11-20T09:00"),
        ("30分钟", "2026-11-20T23:45", "2026-11-21T00:15"),
        ("48小时", "2026-02-28T10:00", "2026-03-02T10:00"),
        ("24小时", "2024-02-28T10:00", "2024-02-29T10:00"),
        ("当日", "2026-11-20T00:00", "2026-11-21T00:00"),
        ("当日", "2026-11-20T23:59", "2026-11-21T00:00"),
        ("3日", "2026-12-30T10:00", "2027-01-03T00:00"),
        ("1个工作日", "2026-11-20T10:00", "2026-11-24T00:00"),
        # 2026: spring festival 15–23 February, Saturday 14 and Saturday 28 February are worked.
        ("1个工作日", "2026-02-13T10:00", "2026-02-15T00:00"),
        ("2个工作日", "2026-02-13T10:00", "2026-02-25T00:00"),
        ("5个工作日", "2026-02-24T10:00", "2026-03-03T00:00"),
        # National day 1–7 October, Sunday 20 September and Saturday 10 October are worked.
        ("2个工作日", "2026-09-30T10:00", "2026-10-10T00:00"),
        ("3个工作日", "2026-09-30T10:00", "2026-10-11T00:00"),
        ("2工作小时", "2026-11-20T11:00", "2026-11-20T15:30"),
        ("2工作小时", "2026-11-20T17:00", "2026-11-23T10:00"),
        ("1工作小时", "2026-11-21T10:00", "2026-11-23T09:30"),
        ("1工作小时", "2026-11-20T13:00", "2026-11-20T15:30"),
        ("13工作小时", "2026-11-19T08:30", "2026-11-20T17:30"),
    ],
)
def test_a_limit_ends(limit: str, start: str, end: str) -> None:
    assert due(Limit(limit), china(start)).at == china(end)


def test_an_unpublished_year_goes_by_weekday_and_says_so() -> None:
    moment = due(Limit("1个工作日"), china("2030-01-04T10:00"))
    assert moment.at == china("2030-01-08T00:00")
    assert moment.remark == "节假日安排未公布，按周一至周五计"
    assert not is_published(2030)


def test_a_published_year_has_no_remark() -> None:
    assert due(Limit("3个工作日"), china("2026-02-13T10:00")).remark == ""


def test_a_naive_start_is_refused() -> None:
    with pytest.raises(ValueError, match="naive"):
        due(Limit("1小时"), datetime(2026, 1, 1))


LIMITS = st.builds(
    lambda count, measure: Limit(f"{count}{measure}"),
    st.integers(1, 60),
    st.sampled_from(["分钟", "小时", "工作小时", "个工作日", "日"]),
)
STARTS = st.datetimes(datetime(2025, 1, 1), datetime(2026, 12, 1)).map(lambda moment: moment.replace(tzinfo=UTC))


@given(LIMITS, STARTS)
def test_a_limit_never_ends_before_its_start(limit: Limit, start: datetime) -> None:
    assert due(limit, start).at >= start


@given(st.integers(1, 40), st.sampled_from(["分钟", "小时", "工作小时", "个工作日", "日"]), STARTS)
def test_a_longer_limit_never_ends_earlier(count: int, measure: str, start: datetime) -> None:
    assert due(Limit(f"{count}{measure}"), start).at <= due(Limit(f"{count + 1}{measure}"), start).at


@given(LIMITS, STARTS, st.timedeltas(timedelta(0), timedelta(days=9)))
def test_a_later_start_never_ends_earlier(limit: Limit, start: datetime, later: timedelta) -> None:
    assert due(limit, start).at <= due(limit, start + later).at


def works(moment: datetime) -> bool:
    open_now = any(opens <= moment.time() < closes for opens, closes in OFFICE_HOURS)
    return open_now and is_working_day(moment.date())


@settings(max_examples=25)
@given(st.integers(1, 20), st.datetimes(datetime(2026, 1, 20), datetime(2026, 3, 10)))
def test_working_hours_equal_a_count_of_worked_minutes(hours: int, moment: datetime) -> None:
    start = moment.replace(second=0, microsecond=0, tzinfo=CHINA)
    left, at = hours * 60, start
    while left:
        if works(at):
            left -= 1
        at += timedelta(minutes=1)
    assert in_china(due(Limit(f"{hours}工作小时"), start).at) == at


@pytest.mark.parametrize("zone", ["UTC", "Asia/Shanghai", "America/New_York", "Asia/Kathmandu"])
def test_the_machine_s_time_zone_does_not_matter(zone: str) -> None:
    code = (
        "from datetime import datetime,UTC\nfrom alerts.calendar import due\nfrom config.limits import Limit\n"
        "limits = ('2个工作日', '当日', '3工作小时', '3日')\nstart = datetime(2026, 3, 8, 6, 30, tzinfo=UTC)\n"
        "print([due(Limit(limit), start).at.timestamp() for limit in limits])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, "TZ": zone}, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[1773158400.0, 1772985600.0, 1773027000.0, 1773244800.0]"
