"""patrol.yaml: 人工巡查清单, the platforms that can't be read automatically and when a person looks at them (CZ-4.1)."""

from collections.abc import Iterator, Set
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from pydantic import Field, model_validator

from config.clock import CHINA, in_china
from config.clock_times import END_OF_DAY, read_span
from config.paper import Paper

FILE = "patrol.yaml"
TOLD = timedelta(days=1)
"""How long a missed turn is told, and a look can still be entered late."""


class PatrolRound(Paper):
    """One round of each day; a look at any moment of its span counts."""

    name: str = Field(alias="名称")
    starts: time
    ends: time
    next_day: bool = False

    @model_validator(mode="before")
    @classmethod
    def read_hours(cls, value: Any) -> Any:
        """Read `时段: 08:30-09:30` or `时段: 22:00-次日01:00`."""
        if not isinstance(value, dict) or "时段" not in value:
            return value
        rest = dict(value)
        rest["starts"], rest["ends"], rest["next_day"] = read_span(str(rest.pop("时段")))
        return rest


class PatrolPlatform(Paper):
    """A platform, what to look for there (matters and places, never a private person), and its rounds (all when none named)."""

    name: str = Field(alias="名称")
    look_for: str = Field("", alias="看什么")
    rounds: list[str] = Field(default_factory=list, alias="轮次")


@dataclass(frozen=True, slots=True)
class Turn:
    """One platform's turn in one round of one day; moments are in China's time."""

    day: date
    round: str
    platform: str
    starts_at: datetime
    ends_at: datetime

    @property
    def key(self) -> tuple[str, str, str]:
        """Day (ISO), round and platform: what a look is entered under."""
        return self.day.isoformat(), self.round, self.platform


class Patrol(Paper):
    """The list; empty in an office that has none."""

    rounds: list[PatrolRound] = Field(default_factory=list, alias="轮次")
    platforms: list[PatrolPlatform] = Field(default_factory=list, alias="平台")

    @model_validator(mode="after")
    def names_fit(self) -> "Patrol":
        """Refuse names used twice and rounds that are not there."""
        for what, names in (("轮次", [one.name for one in self.rounds]), ("平台", [one.name for one in self.platforms])):
            twice = next((name for name in names if names.count(name) > 1), None)
            if twice:
                raise ValueError(f"{what}“{twice}”写了两次")
        known = {one.name for one in self.rounds}
        unknown = next((name for one in self.platforms for name in one.rounds if name not in known), None)
        if unknown:
            raise ValueError(f"平台所写的轮次“{unknown}”不在轮次中")
        if self.platforms and not self.rounds:
            raise ValueError("写了平台，但没有写轮次")
        return self

    def turns(self, since: datetime, until: datetime) -> Iterator[Turn]:
        """The turns that begin from `since` on and before `until`, earliest first."""
        day, last = in_china(since).date(), in_china(until).date()
        while day <= last:
            for turn in self._turns_of(day):
                if since <= turn.starts_at < until:
                    yield turn
            day += timedelta(days=1)

    def missed(self, done: Set[tuple[str, str, str]], since: datetime, now: datetime) -> list[Turn]:
        """The turns of the last day, begun from `since` on, that are over and have no look entered; earliest first."""
        begins = max(since, now - TOLD)
        return [turn for turn in self.turns(begins, now) if turn.ends_at <= now and turn.key not in done]

    def begun(self, now: datetime) -> list[Turn]:
        """The turns of the last day for which a look can be entered, the latest first."""
        turns = self.turns(now - TOLD, now + timedelta(microseconds=1))
        return sorted(turns, key=lambda turn: turn.starts_at, reverse=True)

    def _turns_of(self, day: date) -> Iterator[Turn]:
        for one in sorted(self.rounds, key=lambda one: one.starts):
            starts, ends = datetime.combine(day, one.starts, CHINA), _end(day, one)
            for platform in self.platforms:
                if not platform.rounds or one.name in platform.rounds:
                    yield Turn(day, one.name, platform.name, starts, ends)


def _end(day: date, one: PatrolRound) -> datetime:
    if one.ends == END_OF_DAY:
        return datetime.combine(day + timedelta(days=1), time(0), CHINA)
    return datetime.combine(day + timedelta(days=1 if one.next_day else 0), one.ends, CHINA)
