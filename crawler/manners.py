"""Politeness towards a host: one request at a time, a pause between two, and silence when it asks for it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from config.clock import Clock

LONGEST_HOLD = 3600.0
"""Seconds; no host may silence us for longer (B31)."""
DEFAULT_HOLD = 60.0
"""Seconds to stay away after a 429 whose Retry-After says nothing readable."""
ASKS_TO_WAIT = frozenset({429, 503})


class HostOnHold(Exception):
    """The host asked us to stay away for a while; nothing was sent."""

    def __init__(self, host: str, seconds: float) -> None:
        super().__init__(f"{host} asked us to wait {seconds:.0f} s more")
        self.host, self.seconds = host, seconds


def hold_seconds(status: int, retry_after: str | None, now: datetime) -> float:
    """How long the answer asks us to stay away; 0 when it does not (RFC 9110 §10.2.3, capped at one hour)."""
    if status not in ASKS_TO_WAIT:
        return 0.0
    if retry_after is None:
        return DEFAULT_HOLD if status == 429 else 0.0
    return min(LONGEST_HOLD, _waiting_time(retry_after.strip(), now))


def _waiting_time(text: str, now: datetime) -> float:
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        until = parsedate_to_datetime(text)
    except ValueError:
        return DEFAULT_HOLD
    aware = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max(0.0, (aware - now).total_seconds())


class HostGate:
    """The turns of all jobs of one process, by host.

    The pause runs from the end of one answer to the start of the next request: however long a connection takes to
    open, the host never sees two requests closer together. A host nobody asked yet waits one pause from the start of
    the process, because the process before may just have asked it.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._started = clock.monotonic()
        self._finished: dict[str, float] = {}
        self._held: dict[str, float] = {}
        self._least: dict[str, float] = {}
        self._locks: dict[str, asyncio.Lock] = {}

    @asynccontextmanager
    async def turn(self, host: str, pause: float) -> AsyncIterator[None]:
        """Wait for the host to be free and rested; HostOnHold when it wants to be left alone."""
        async with self._locks.setdefault(host, asyncio.Lock()):
            self._check_hold(host)
            rested = self._finished.get(host, self._started) + max(pause, self._least.get(host, 0.0))
            wait = rested - self._clock.monotonic()
            if wait > 0:
                await asyncio.sleep(wait)
            try:
                yield
            finally:
                self._finished[host] = self._clock.monotonic()

    def hold(self, host: str, seconds: float) -> None:
        """Leave the host alone for so long."""
        until = self._clock.monotonic() + seconds
        self._held[host] = max(until, self._held.get(host, until))

    def at_least(self, host: str, pause: float) -> None:
        """Respect a longer pause the host's robots.txt asks for."""
        self._least[host] = min(pause, 60.0)

    def held_for(self, host: str) -> float:
        """Seconds the host still wants to be left alone; 0 when it is free."""
        return max(0.0, self._held.get(host, 0.0) - self._clock.monotonic())

    def _check_hold(self, host: str) -> None:
        seconds = self.held_for(host)
        if seconds > 0:
            raise HostOnHold(host, seconds)
