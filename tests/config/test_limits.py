"""A limit is read as the paper writes it, or refused."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.limits import Limit, Measure


@pytest.mark.parametrize(
    ("text", "measure", "count"),
    [
        ("1小时", Measure.HOURS, 1),
        ("48小时内", Measure.HOURS, 48),
        ("30分钟", Measure.MINUTES, 30),
        ("10秒", Measure.SECONDS, 10),
        ("2个工作日", Measure.WORKING_DAYS, 2),
        ("4工作小时", Measure.WORKING_HOURS, 4),
        ("3日", Measure.CALENDAR_DAYS, 3),
        ("当日", Measure.END_OF_DAY, 0),
        ("第一时间", Measure.AT_ONCE, 0),
        ("半小时", Measure.MINUTES, 30),
        ("4个工作小时内", Measure.WORKING_HOURS, 4),
        ("15个自然日", Measure.CALENDAR_DAYS, 15),
        ("2周", Measure.CALENDAR_DAYS, 14),
        ("1个月", Measure.MONTHS, 1),
        ("次日", Measure.CALENDAR_DAYS, 1),
        ("次日10:00前", Measure.CALENDAR_DAYS, 1),
        ("当日下班前", Measure.CALENDAR_DAYS, 0),
        ("次个工作日12时前", Measure.WORKING_DAYS, 1),
        ("第3个工作日", Measure.WORKING_DAYS, 3),
        ("每日09:00、16:00", Measure.DAILY, 0),
        ("每个工作日下班前", Measure.EVERY_WORKING_DAY, 0),
        ("每周五17:00前", Measure.WEEKLY, 5),
        ("每月5日", Measure.MONTHLY, 5),
        ("交办件时限", Measure.DIRECTIVE, 0),
    ],
)
def test_the_words_of_the_paper(text: str, measure: Measure, count: int) -> None:
    assert (Limit(text).measure, Limit(text).count) == (measure, count)


@pytest.mark.parametrize(
    "text", ["", "0小时", "-1小时", "1h", "PT1H", "一小时", "1.5小时", "99999小时", "小时", "1 小 时", "每周八"]
)
def test_anything_else_is_refused_with_examples(text: str) -> None:
    with pytest.raises(ValueError, match="应写成如 1小时"):
        Limit(text)


@given(st.integers(1, 9999))
def test_hours_minutes_and_seconds_are_exact(number: int) -> None:
    assert Limit(f"{number}小时").span == timedelta(hours=number)
    assert Limit(f"{number}分钟").span == timedelta(minutes=number)
    assert Limit(f"{number}秒").span == timedelta(seconds=number)
