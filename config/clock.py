"""The only module that asks for the time."""

import time
from datetime import UTC, datetime, timedelta, timezone
from typing import Protocol

CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")
"""China keeps one time zone without daylight saving since 1991, so a fixed offset needs no tz database."""


class Clock(Protocol):
    """Something that tells the wall time and a time that never steps."""

    def now(self) -> datetime:
        """The wall time, aware, in UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds that only ever grow, for measuring waits."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """The wall time, aware, in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds that only ever grow, for measuring waits."""
        return time.monotonic()


def in_china(moment: datetime) -> datetime:
    """The same moment as people in China read it on the wall."""
    return moment.astimezone(CHINA)
