"""Who is on duty when."""

import re
from datetime import time
from typing import Any

from pydantic import Field, model_validator

from config.paper import Paper

_HOURS = re.compile(r"(\d{1,2}):(\d{2})\s*[-—~至]+\s*(?:次日)?\s*(\d{1,2}):(\d{2})")


class Shift(Paper):
    """One shift: its hours (may run over midnight), first and second person by code, and the days it holds.

    `days` counts 1 = Monday to 7 = Sunday; empty means every day.
    """

    name: str = Field(alias="班次")
    starts: time
    ends: time
    first: str = Field(alias="值班员")
    second: str = Field("", alias="副班")
    days: list[int] = Field(default_factory=list, alias="星期")

    @model_validator(mode="before")
    @classmethod
    def read_hours(cls, value: Any) -> Any:
        """Read `时段: 08:30-17:30` or `时段: 17:30-次日08:30`."""
        if not isinstance(value, dict) or "时段" not in value:
            return value
        rest = dict(value)
        hours = str(rest.pop("时段"))
        found = _HOURS.fullmatch(hours.strip())
        if not found or int(found[1]) > 23 or int(found[3]) > 23 or int(found[2]) > 59 or int(found[4]) > 59:
            raise ValueError(f"时段“{hours}”无法识别，应写成如 08:30-17:30 或 17:30-次日08:30")
        rest["starts"] = time(int(found[1]), int(found[2]))
        rest["ends"] = time(int(found[3]), int(found[4]))
        return rest

    def covers(self, weekday: int, moment: time) -> bool:
        """Whether the shift holds on a weekday (1 = Monday) at a time of day in China."""
        if self.starts < self.ends:
            return self._holds_on(weekday) and self.starts <= moment < self.ends
        yesterday = 7 if weekday == 1 else weekday - 1
        return (self._holds_on(weekday) and moment >= self.starts) or (self._holds_on(yesterday) and moment < self.ends)

    def _holds_on(self, weekday: int) -> bool:
        return not self.days or weekday in self.days


class Roster(Paper):
    """The shifts of the duty office."""

    shifts: list[Shift] = Field(alias="值班表")

    def on_duty(self, weekday: int, moment: time) -> Shift | None:
        """The shift at a weekday (1 = Monday) and time of day, or None where the roster has a gap."""
        return next((shift for shift in self.shifts if shift.covers(weekday, moment)), None)
