"""A 期限 as the paper writes it: `1小时`, `30分钟`, `10秒`, `2个工作日`, `当日`, `3日`, `立即`."""

import re
from datetime import timedelta
from enum import StrEnum
from typing import Any

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema


class Measure(StrEnum):
    """What a limit is counted in."""

    AT_ONCE = "立即"
    SECONDS = "秒"
    MINUTES = "分钟"
    HOURS = "小时"
    WORKING_HOURS = "工作小时"
    WORKING_DAYS = "工作日"
    CALENDAR_DAYS = "日"
    END_OF_DAY = "当日"


_WORDS = {"立即": Measure.AT_ONCE, "第一时间": Measure.AT_ONCE, "当日": Measure.END_OF_DAY, "当天": Measure.END_OF_DAY}
_COUNTED = re.compile(r"(\d{1,4})\s*个?\s*(秒|分钟|工作小时|小时|工作日|日|天)(?:内|以内)?")


class Limit:
    """So much of one measure; compare two limits by their text only."""

    __slots__ = ("count", "measure", "text")

    def __init__(self, text: str) -> None:
        """Read a limit; ValueError (in Chinese) when the words mean nothing."""
        self.text = text.strip()
        if self.text in _WORDS:
            self.count, self.measure = 0, _WORDS[self.text]
            return
        found = _COUNTED.fullmatch(self.text)
        if not found or int(found[1]) == 0:
            raise ValueError(f"期限“{text}”无法识别，应写成如 1小时、30分钟、2个工作日、3日、当日、立即")
        self.count = int(found[1])
        self.measure = Measure.CALENDAR_DAYS if found[2] in "日天" else Measure(found[2])

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

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Let pydantic read a limit from text and write it back as text."""
        return core_schema.no_info_plain_validator_function(
            lambda value: value if isinstance(value, cls) else cls(_text(value)),
            serialization=core_schema.plain_serializer_function_ser_schema(lambda limit: limit.text),
        )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(f"期限要写成文字，如 1小时；这里是 {value!r}")
    return value
