"""Times of day and spans of hours as the paper writes them: `09:00`, `16时30分`, `下午4时`, `08:30-12:00`."""

import re
from datetime import time

_CLOCK = r"(?:(上午|下午|晚上|晚|中午|早上|凌晨)?\s*(\d{1,2})(?::(\d{2})|：(\d{2})|[时点](?:(\d{1,2})分|整|半)?))"
_ONE = re.compile(_CLOCK)
_SPAN = re.compile(rf"{_CLOCK}\s*[-—~至到]+\s*(次日)?\s*{_CLOCK}")
_GROUPS = 5

END_OF_DAY = time.max
"""Stands for 24:00 where a time of day is wanted."""


def read_clock(text: str) -> time:
    """A time of day; 24:00 reads as `END_OF_DAY`. ValueError (in Chinese) when it is none."""
    found = _ONE.fullmatch(text.strip())
    if not found:
        raise ValueError(f'时刻“{text}”无法识别，应写成如 "09:00"、16时30分、下午4时')
    return _time(text, *found.groups())


def read_span(text: str) -> tuple[time, time, bool]:
    """Opening, closing, and whether the closing lies on the next day."""
    found = _SPAN.fullmatch(text.strip())
    if not found:
        raise ValueError(f"时段“{text}”无法识别，应写成如 08:30-17:30 或 17:30-次日08:30")
    groups = found.groups()
    first = _time(text, *groups[:_GROUPS])
    second = _time(text, *groups[_GROUPS + 1 :])
    return first, second, bool(groups[_GROUPS]) or second <= first


def _time(text: str, part: str | None, hour: str, colon: str | None, wide: str | None, minutes: str | None) -> time:
    hours = int(hour)
    minute = int(colon or wide or minutes or (30 if text.rstrip().endswith("半") else 0))
    if part in ("下午", "晚上", "晚") and hours < 12:
        hours += 12
    if hours == 24 and minute == 0:
        return END_OF_DAY
    if hours > 23 or minute > 59:
        raise ValueError(f"时刻“{text}”不存在")
    return time(hours, minute)
