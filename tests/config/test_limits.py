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
    ],
)
def test_the_words_of_the_paper(text: str, measure: Measure, count: int) -> None:
    assert (Limit(text).measure, Limit(text).count) == (measure, count)


@pytest.mark.parametrize("text", ["", "0小时", "-1小时", "1h", "PT1H", "一小时", "1.5小时", "99999小时", "小时", "1 小 时"])
def test_anything_else_is_refused_with_examples(text: str) -> None:
    with pytest.raises(ValueError, match="应写成如 1小时"):
        Limit(text)


@given(st.integers(1, 9999))
def test_hours_minutes_and_seconds_are_exact(number: int) -> None:
    assert Limit(f"{number}小时").span == timedelta(hours=number)
    assert Limit(f"{number}分钟").span == timedelta(minutes=number)
    assert Limit(f"{number}秒").span == timedelta(seconds=number)
