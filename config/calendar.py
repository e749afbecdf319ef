"""calendar.yaml: office hours, and days off and worked where the kept holiday table is silent or the place differs."""

import re
from datetime import date, time, timedelta
from typing import Any

from pydantic import Field, field_validator, model_validator

from config.clock_times import read_span
from config.paper import Paper

_DAY = re.compile(r"(\d{4})[-年](\d{1,2})[-月](\d{1,2})日?")
_SEASON_DAY = re.compile(r"(\d{1,2})[-月](\d{1,2})日?")


class HoursSpan(Paper):
    """One stretch of office hours on a working day."""

    opens: time
    closes: time

    @model_validator(mode="before")
    @classmethod
    def read(cls, value: Any) -> Any:
        """Read `08:30-12:00`."""
        if not isinstance(value, str):
            return value
        opens, closes, over_midnight = read_span(value)
        if over_midnight:
            raise ValueError(f"办公时间“{value}”跨了午夜，应写成如 08:30-12:00")
        return {"opens": opens, "closes": closes}


class Season(Paper):
    """Office hours of a part of the year, `自` and `至` as month and day (both count); may run over new year."""

    first: str = Field(alias="自")
    last: str = Field(alias="至")
    spans: list[HoursSpan] = Field(alias="时段", min_length=1)

    @field_validator("first", "last", mode="before")
    @classmethod
    def read_day(cls, value: Any) -> str:
        """Read `5月1日` or `05-01` as `05-01`."""
        found = _SEASON_DAY.fullmatch(str(value).strip())
        if not found or not (1 <= int(found[1]) <= 12 and 1 <= int(found[2]) <= 31):
            raise ValueError(f"“{value}”不是月日，应写成如 5月1日")
        return f"{int(found[1]):02d}-{int(found[2]):02d}"

    def covers(self, day: date) -> bool:
        """Whether the day lies in the season."""
        own = f"{day:%m-%d}"
        if self.first <= self.last:
            return self.first <= own <= self.last
        return own >= self.first or own <= self.last


class Year(Paper):
    """One year's holiday arrangement as published; replaces what the program keeps for that year."""

    year: int = Field(alias="年", ge=2000, le=2200)
    off: list[str] = Field(default_factory=list, alias="放假")
    worked: list[str] = Field(default_factory=list, alias="上班")

    @field_validator("off", "worked")
    @classmethod
    def read_days(cls, value: list[str]) -> list[str]:
        """Refuse what is no date."""
        return [text for text in value if days_of(text)]


class OfficeCalendar(Paper):
    """Working time of one office; empty where the common rules fit."""

    spans: list[HoursSpan] = Field(default_factory=list, alias="办公时间")
    seasons: list[Season] = Field(default_factory=list, alias="季节作息")
    years: list[Year] = Field(default_factory=list, alias="年度")
    off: list[str] = Field(default_factory=list, alias="放假")
    """Single days off beside the table, e.g. a local festival."""
    worked: list[str] = Field(default_factory=list, alias="上班")

    @field_validator("off", "worked")
    @classmethod
    def read_days(cls, value: list[str]) -> list[str]:
        """Refuse what is no date."""
        return [text for text in value if days_of(text)]

    def with_hours(self, spans: list[HoursSpan]) -> "OfficeCalendar":
        """The same calendar with the hours a regulation names itself."""
        return self.model_copy(update={"spans": spans, "seasons": []}) if spans else self


def days_of(text: str) -> list[date]:
    """`2027-02-05`, `2027年2月5日`, or a run `2027-02-05至2027-02-11`; ValueError (in Chinese) otherwise."""
    parts = re.split(r"[至~到]", text.strip())
    if len(parts) > 2:
        raise ValueError(f"日期“{text}”无法识别")
    first, last = _day(parts[0], text), _day(parts[-1], text)
    if last < first:
        raise ValueError(f"日期“{text}”先后颠倒")
    return [first + timedelta(days=step) for step in range((last - first).days + 1)]


def _day(text: str, whole: str) -> date:
    found = _DAY.fullmatch(text.strip())
    if not found:
        raise ValueError(f"日期“{whole}”无法识别，应写成如 2027-02-05 或 2027-02-05至2027-02-11")
    return date(int(found[1]), int(found[2]), int(found[3]))
