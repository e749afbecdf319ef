"""Limits with times of day, months, own office hours and an own calendar, by tables worked out by hand."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from alerts.calendar import before, due
from alerts.duties import extended
from alerts.working_time import WorkingTime
from config.calendar import OfficeCalendar
from config.clock import CHINA
from config.limits import Limit
from config.regulation import DutyRule

STARTS = st.datetimes(datetime(2024, 1, 1), datetime(2026, 12, 1)).map(lambda moment: moment.replace(tzinfo=UTC))
ANY_LIMIT = st.one_of(
    st.builds(
        lambda count, measure: Limit(f"{count}{measure}"),
        st.integers(1, 40),
        st.sampled_from(["分钟", "小时", "工作小时", "个工作日", "日", "个月"]),
    ),
    st.sampled_from(
        [
            Limit(text)
            for text in (
                "当日",
                "次日",
                "次日10:00前",
                "当日18:00前",
                "当日下班前",
                "次个工作日",
                "次个工作日10:00前",
                "每日09:00、16:00",
                "每个工作日下班前",
                "每周五17:00前",
                "每月31日",
                "第3个工作日12:00前",
                "立即",
            )
        ]
    ),
)


def china(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


def working(**given: object) -> WorkingTime:
    return WorkingTime.of(OfficeCalendar.model_validate(given))


@pytest.mark.parametrize(
    ("limit", "start", "end"),
    [
        ("次日10:00前", "2026-11-20T23:59", "2026-11-21T10:00"),
        ("次日", "2026-12-31T08:00", "2027-01-02T00:00"),
        ("当日18:00前", "2026-11-20T09:00", "2026-11-20T18:00"),
        ("当日18:00前", "2026-11-20T19:00", "2026-11-20T19:00"),
        ("当日下班前", "2026-11-20T09:00", "2026-11-20T17:30"),
        ("次个工作日10:00前", "2026-11-20T09:00", "2026-11-23T10:00"),
        ("次个工作日", "2026-02-14T09:00", "2026-02-25T00:00"),
        ("次个工作日下班前", "2026-02-13T09:00", "2026-02-14T17:30"),
        ("第3个工作日12:00前", "2026-09-29T09:00", "2026-10-09T12:00"),
        ("每日16:00前", "2026-11-20T15:59", "2026-11-20T16:00"),
        ("每日16:00前", "2026-11-20T16:00", "2026-11-20T16:00"),
        ("每日16:00前", "2026-11-20T16:01", "2026-11-21T16:00"),
        ("每日09:00、15:00、20:00", "2026-11-20T10:00", "2026-11-20T15:00"),
        ("每日09:00、15:00、20:00", "2026-11-20T20:30", "2026-11-21T09:00"),
        ("每个工作日09:00", "2026-11-20T10:00", "2026-11-23T09:00"),
        ("每周五17:00前", "2026-11-20T18:00", "2026-11-27T17:00"),
        ("每月5日", "2026-11-20T18:00", "2026-12-06T00:00"),
        ("每月31日", "2026-11-02T18:00", "2026-12-01T00:00"),
        ("1个月", "2026-01-31T10:00", "2026-03-01T00:00"),
        ("1个月", "2024-01-31T10:00", "2024-03-01T00:00"),
        ("12个月", "2024-02-29T10:00", "2025-03-01T00:00"),
        ("1周", "2026-11-20T10:00", "2026-11-28T00:00"),
        ("半小时", "2026-12-31T23:45", "2027-01-01T00:15"),
    ],
)
def test_a_limit_ends(limit: str, start: str, end: str) -> None:
    assert due(Limit(limit), china(start)).at == china(end)


OWN = {
    "办公时间": ["09:00-12:00", "13:30-17:00"],
    "季节作息": [{"自": "6月1日", "至": "9月30日", "时段": ["08:00-12:00", "15:00-18:00"]}],
}


@pytest.mark.parametrize(
    ("limit", "start", "end"),
    [
        ("4工作小时", "2026-11-20T08:00", "2026-11-20T14:30"),
        ("4工作小时", "2026-07-06T11:00", "2026-07-06T18:00"),
        ("1工作小时", "2026-09-30T17:30", "2026-10-08T09:30"),
        ("当日下班前", "2026-07-06T11:00", "2026-07-06T18:00"),
        ("当日下班前", "2026-11-20T11:00", "2026-11-20T17:00"),
    ],
)
def test_own_office_hours_and_summer_hours(limit: str, start: str, end: str) -> None:
    assert due(Limit(limit), china(start), working(**OWN)).at == china(end)


def test_a_year_written_down_by_the_office_replaces_the_kept_table() -> None:
    own = working(年度=[{"年": 2031, "放假": ["2031-01-22至2031-01-28"], "上班": ["2031-01-19"]}])
    found = due(Limit("2个工作日"), china("2031-01-20T10:00"), own)
    assert (found.at, found.remark) == (china("2031-01-30T00:00"), "")
    assert own.is_working_day(datetime(2031, 1, 19).date())


def test_a_local_day_off_stands_beside_the_table() -> None:
    own = working(放假=["2026-11-23"])
    assert due(Limit("1个工作日"), china("2026-11-20T10:00"), own).at == china("2026-11-25T00:00")
    assert due(Limit("1个工作日"), china("2026-02-13T10:00"), own).at == china("2026-02-15T00:00")


@pytest.mark.parametrize(
    ("ahead", "moment", "start"),
    [
        ("2小时", "2026-11-22T09:00", "2026-11-22T07:00"),
        ("1个工作日", "2026-11-24T00:00", "2026-11-21T00:00"),
        ("1个工作日", "2026-11-24T10:00", "2026-11-24T00:00"),
        ("2日", "2026-11-24T00:00", "2026-11-22T00:00"),
        ("4工作小时", "2026-11-23T09:30", "2026-11-20T14:30"),
    ],
)
def test_a_moment_set_back(ahead: str, moment: str, start: str) -> None:
    assert before(Limit(ahead), china(moment)) == china(start)


@given(ANY_LIMIT, STARTS)
def test_no_limit_ends_before_it_starts(limit: Limit, start: datetime) -> None:
    assert due(limit, start).at >= start


@given(ANY_LIMIT, STARTS, st.timedeltas(timedelta(0), timedelta(days=40)))
def test_who_starts_later_never_ends_earlier(limit: Limit, start: datetime, later: timedelta) -> None:
    assert due(limit, start).at <= due(limit, start + later).at


@given(st.integers(1, 20), st.sampled_from(["小时", "工作小时", "个工作日", "日"]), STARTS)
def test_to_set_back_never_goes_forward(count: int, measure: str, moment: datetime) -> None:
    assert before(Limit(f"{count}{measure}"), moment) <= moment


def rule(extension: dict[str, str]) -> DutyRule:
    given = {"编号": "1", "事项": "回应", "适用": "全部", "期限": "5个工作日", "依据": "条"}
    return DutyRule.model_validate({**given, "延期": {**extension, "批准": "主要负责人"}})


@pytest.mark.parametrize(
    ("extension", "until"),
    [
        ({"最长": "2个工作日"}, "2026-12-02T00:00"),
        ({"最长": "24小时"}, "2026-11-29T00:00"),
        ({"延至": "10个工作日"}, "2026-12-05T00:00"),
        ({"延至": "3个工作日"}, "2026-11-28T00:00"),
    ],
)
def test_one_extension_counts_on_from_the_limit(extension: dict[str, str], until: str) -> None:
    start = china("2026-11-20T10:00")
    assert extended(rule(extension), start, due(Limit("5个工作日"), start).at) == china(until)


@given(ANY_LIMIT, ANY_LIMIT, STARTS, st.sampled_from(["最长", "延至"]))
def test_an_extension_never_shortens(limit: Limit, more: Limit, start: datetime, key: str) -> None:
    due_at = due(limit, start).at
    assert extended(rule({key: more.text}), start, due_at) >= due_at


@given(st.integers(1, 30), STARTS)
def test_two_working_days_more_are_as_good_as_asked_for_at_once(count: int, start: datetime) -> None:
    due_at = due(Limit(f"{count}个工作日"), start).at
    assume(due_at.year < 2027)
    assert extended(rule({"最长": "2个工作日"}), start, due_at) == due(Limit(f"{count + 2}个工作日"), start).at


@pytest.mark.parametrize("zone", ["UTC", "Asia/Shanghai", "America/New_York", "Asia/Kathmandu"])
def test_the_machine_s_time_zone_does_not_matter(zone: str) -> None:
    code = (
        "from datetime import datetime,UTC\nfrom alerts.calendar import due,before\nfrom config.limits import Limit\n"
        "limits = ('次日10:00前', '每日09:00、16:00', '当日下班前', '1个月', '每周五17:00前', '次个工作日')\n"
        "start = datetime(2026, 3, 8, 6, 30, tzinfo=UTC)\n"
        "print([due(Limit(limit), start).at.isoformat()[5:16] for limit in limits])\n"
        "print(before(Limit('4工作小时'), start).isoformat())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, "TZ": zone}, capture_output=True, text=True, check=True
    )
    assert done.stdout.split("\n")[:2] == [
        "['03-09T02:00', '03-08T08:00', '03-08T09:30', '04-08T16:00', '03-13T09:00', '03-09T16:00']",
        "2026-03-06T03:00:00+00:00",
    ]
