"""A 期限 as the paper writes it.

Spans: `30分钟`, `1小时`, `4工作小时`, `2个工作日`, `3日`, `1个月`. Days: `当日`, `次日`, `次个工作日`, `第3个工作日`, each also
with a time (`次日10:00前`, `当日下班前`). Times that come again: `每日09:00、16:00`, `每个工作日16:00`, `每周五17:00`,
`每月5日`. At once: `立即`, `第一时间`. A directive's own: `交办件时限`.
"""

import re
from datetime import time, timedelta
from enum import StrEnum
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

from config.clock_times import read_clock


class Measure(StrEnum):
    """What a limit is counted in."""

    AT_ONCE = "立即"
    SECONDS = "秒"
    MINUTES = "分钟"
    HOURS = "小时"
    WORKING_HOURS = "工作小时"
    WORKING_DAYS = "工作日"
    CALENDAR_DAYS = "日"
    MONTHS = "个月"
    END_OF_DAY = "当日"
    DAILY = "每日"
    EVERY_WORKING_DAY = "每个工作日"
    WEEKLY = "每周"
    MONTHLY = "每月"
    DIRECTIVE = "交办件时限"


_AT_ONCE = ("立即", "第一时间", "即时", "马上", "当即", "随时")
_DIRECTIVE = ("交办件时限", "交办时限", "交办要求的时限", "交办件期限")
_HALF_HOURS = {"半小时": 30, "半个小时": 30, "1个半小时": 90, "一个半小时": 90}
_COUNTED = re.compile(
    r"(\d{1,4})\s*个?\s*(秒|秒钟|分钟|分|工作小时|工作时|小时|工作日|自然日|日历日|日|天|周|星期|月)(?:之内|以内|内)?"
)
_UNITS = {
    "秒": Measure.SECONDS,
    "秒钟": Measure.SECONDS,
    "分钟": Measure.MINUTES,
    "分": Measure.MINUTES,
    "小时": Measure.HOURS,
    "工作小时": Measure.WORKING_HOURS,
    "工作时": Measure.WORKING_HOURS,
    "工作日": Measure.WORKING_DAYS,
    "自然日": Measure.CALENDAR_DAYS,
    "日历日": Measure.CALENDAR_DAYS,
    "日": Measure.CALENDAR_DAYS,
    "天": Measure.CALENDAR_DAYS,
    "周": Measure.CALENDAR_DAYS,
    "星期": Measure.CALENDAR_DAYS,
    "月": Measure.MONTHS,
}
_DAY = re.compile(
    r"(当日|当天|次日|第二天|翌日|次个?工作日|下一?个?工作日|第(\d{1,3})个工作日|第(\d{1,3})[日天]|(\d{1,3})个工作日(?:后|内)?(?=\S)|(\d{1,3})[日天](?:后|内)?(?=\S))"
    r"\s*(?:的)?\s*(下班|[^前内]*?)(?:之?前|以前|内)?"
)
_AGAIN = re.compile(r"(每日|每天|每个工作日|每工作日|每周([一二三四五六日天])|每月(\d{1,2})[日号])\s*(.*?)(?:之?前|以前)?")
_WEEK = "一二三四五六日"
CLOSING = "下班"
EXAMPLES = "1小时、30分钟、4工作小时、2个工作日、3日、当日、次日10:00前、每日16:00前、立即"


class Limit:
    """So much of one measure, perhaps with a time of day; compare two limits by their text only.

    `at` are times of day (an empty tuple means 24:00); `closing` means the end of office hours instead.
    """

    __slots__ = ("at", "closing", "count", "measure", "text")

    def __init__(self, text: str) -> None:
        """Read a limit; ValueError (in Chinese) when the words mean nothing."""
        self.text = text.strip()
        self.count = 0
        self.at: tuple[time, ...] = ()
        self.closing = False
        self.measure = Measure.AT_ONCE
        if not (self._plain() or self._counted() or self._day() or self._again()):
            raise ValueError(f"期限“{text}”无法识别，应写成如 {EXAMPLES}")

    def _plain(self) -> bool:
        if self.text in _AT_ONCE:
            return True
        if self.text in _DIRECTIVE:
            self.measure = Measure.DIRECTIVE
        elif self.text in _HALF_HOURS:
            self.measure, self.count = Measure.MINUTES, _HALF_HOURS[self.text]
        elif self.text in ("当日", "当天", "当日内", "当天内", "当日24时前", "当日24:00前"):
            self.measure = Measure.END_OF_DAY
        else:
            return False
        return True

    def _counted(self) -> bool:
        found = _COUNTED.fullmatch(self.text)
        if not found or int(found[1]) == 0:
            return False
        self.count, self.measure = int(found[1]), _UNITS[found[2]]
        if found[2] in ("周", "星期"):
            self.count *= 7
        return True

    def _day(self) -> bool:
        found = _DAY.fullmatch(self.text)
        if not found:
            return False
        number = next((int(found[group]) for group in (2, 3, 4, 5) if found[group]), None)
        working = "工作日" in found[1]
        self.count = number if number is not None else (0 if found[1] in ("当日", "当天") else 1)
        self.measure = Measure.WORKING_DAYS if working else Measure.CALENDAR_DAYS
        self.closing = found[6] == CLOSING
        if found[6] and not self.closing:
            self.at = (read_clock(found[6]),)
        return number != 0 and bool(self.count or self.at or self.closing)

    def _again(self) -> bool:
        found = _AGAIN.fullmatch(self.text)
        if not found:
            return False
        if found[2]:
            self.measure, self.count = Measure.WEEKLY, _WEEK.index(found[2].replace("天", "日")) + 1
        elif found[3]:
            self.measure, self.count = Measure.MONTHLY, int(found[3])
        else:
            self.measure = Measure.EVERY_WORKING_DAY if "工作" in found[1] else Measure.DAILY
        words = [word for word in re.split(r"[、,，和及]", found[4]) if word.strip()]
        self.closing = words == [CLOSING]
        self.at = () if self.closing else tuple(sorted(read_clock(word) for word in words))
        return self.measure is not Measure.MONTHLY or 1 <= self.count <= 31

    def __repr__(self) -> str:
        return f"Limit({self.text!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Limit) and self.text == other.text

    def __hash__(self) -> int:
        return hash(self.text)

    @property
    def span(self) -> timedelta | None:
        """The length of a limit in seconds, minutes or hours; None where the calendar decides."""
        if self.measure is Measure.SECONDS:
            return timedelta(seconds=self.count)
        if self.measure is Measure.MINUTES:
            return timedelta(minutes=self.count)
        if self.measure is Measure.HOURS:
            return timedelta(hours=self.count)
        if self.measure is Measure.AT_ONCE:
            return timedelta(0)
        return None

    @property
    def iso(self) -> str:
        """The interval in ISO 8601; working days and hours are written as days and hours, and `text` says the rest."""
        if self.measure in (Measure.SECONDS, Measure.MINUTES, Measure.HOURS, Measure.WORKING_HOURS):
            letter = {Measure.SECONDS: "S", Measure.MINUTES: "M"}.get(self.measure, "H")
            return f"PT{self.count}{letter}"
        if self.measure in (Measure.MONTHS, Measure.MONTHLY):
            return f"P{self.count if self.measure is Measure.MONTHS else 1}M"
        if self.measure is Measure.WEEKLY:
            return "P7D"
        return f"P{max(self.count, 1)}D" if self.measure in (Measure.CALENDAR_DAYS, Measure.WORKING_DAYS) else "P1D"

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Let pydantic read a limit from text and write it back as text."""
        return core_schema.no_info_plain_validator_function(
            lambda value: value if isinstance(value, cls) else cls(_text(value)),
            serialization=core_schema.plain_serializer_function_ser_schema(lambda limit: limit.text),
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """What an editor knows of a limit: a text with examples."""
        return {"type": "string", "description": f"期限，如 {EXAMPLES}", "examples": EXAMPLES.split("、")}


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(f"期限要写成文字，如 1小时；这里是 {value!r}")
    return value
