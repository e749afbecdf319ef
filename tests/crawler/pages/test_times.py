from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.times import SHANGHAI, from_epoch, read_time, relative_time

FETCHED = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)  # 10:00 in Shanghai


@pytest.mark.parametrize(
    ("raw", "iso"),
    [
        ("2019年9月7日 13:43:45", "2019-09-07T13:43:45+08:00"),
        ("2019-9-7 21:30:50", "2019-09-07T21:30:50+08:00"),
        ("2019.09.07 08:00", "2019-09-07T08:00:00+08:00"),
        ("2019年9月7日下午3时5分", "2019-09-07T15:05:00+08:00"),
        ("2026年11月22日（星期日）08:30", "2026-11-22T08:30:00+08:00"),
        ("2019/09/07", "2019-09-07"),
        ("二〇一九年九月七日", "2019-09-07"),
        ("二〇二〇年十二月三十一日", "2020-12-31"),
        ("民国115年11月2日", "2026-11-02"),
        ("Fri Jun 14 08:00:00 +0800 2019", "2019-06-14T08:00:00+08:00"),
        ("Mon, 22 Nov 2026 10:00:00 GMT", "2026-11-22T18:00:00+08:00"),
        ("2019-11-25T10:37:31Z", "2019-11-25T18:37:31+08:00"),
        ("20190907134345", "2019-09-07T13:43:45+08:00"),
        ("发表于 2020-2-19 19:19:11", "2020-02-19T19:19:11+08:00"),
    ],
)
def test_an_absolute_moment_needs_no_fetch_time(raw: str, iso: str) -> None:
    assert read_time(raw) == iso


@pytest.mark.parametrize(
    ("raw", "iso"),
    [
        ("刚刚", "2026-11-22T10:00:00+08:00"),
        ("5分钟前", "2026-11-22T09:55:00+08:00"),
        ("半小时前", "2026-11-22T09:30:00+08:00"),
        ("3 天前", "2026-11-19"),
        ("昨天 23:59", "2026-11-21T23:59:00+08:00"),
        ("前天 07:22", "2026-11-20T07:22:00+08:00"),
        ("今天 09:01", "2026-11-22T09:01:00+08:00"),
        ("09:12", "2026-11-22T09:12:00+08:00"),
        ("18:12", "2026-11-21T18:12:00+08:00"),
        ("06月17日 18:12", "2026-06-17T18:12:00+08:00"),
        ("12-31 23:00", "2025-12-31T23:00:00+08:00"),
        ("2月29日", "2024-02-29"),
        ("25-3-1", "2025-03-01"),
    ],
)
def test_a_relative_moment_counts_from_the_fetch(raw: str, iso: str) -> None:
    assert read_time(raw, FETCHED) == iso
    assert read_time(raw) is None


@pytest.mark.parametrize(
    "raw", ["", "9999-12-31", "1970-01-01 08:00", "2020-02-30", "2019-12", "上周三", "25:61", "13-45", "0000-00-00"]
)
def test_what_names_no_usable_moment_gives_none(raw: str) -> None:
    assert read_time(raw, FETCHED) is None


def test_a_unix_time_may_come_in_milliseconds() -> None:
    assert from_epoch(1581517074) == from_epoch(1581517074000) == "2020-02-12T22:17:54+08:00"
    assert from_epoch(0) is None


@given(st.datetimes(datetime(1990, 1, 1), datetime(2099, 12, 31)))
def test_every_moment_written_the_chinese_way_reads_back(moment: datetime) -> None:
    wanted = moment.replace(microsecond=0, tzinfo=SHANGHAI)
    assert read_time(f"{moment:%Y}年{moment.month}月{moment.day}日 {moment:%H:%M:%S}") == wanted.isoformat()


@given(st.integers(0, 59))
def test_minutes_ago_never_lie_ahead(minutes: int) -> None:
    told = relative_time(f"{minutes}分钟前", FETCHED)
    assert told is not None
    assert datetime.fromisoformat(told) == FETCHED - timedelta(minutes=minutes)


@given(st.text(alphabet="0123456789年月日时分秒前天昨今午上下:-/. TZ+〇一二十民国", max_size=40))
def test_no_text_makes_the_reader_raise(raw: str) -> None:
    told = read_time(raw, FETCHED)
    assert told is None or datetime.fromisoformat(told)
