"""Waiting as long as a host asks for, and not a second more than an hour."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from config.clock import SystemClock
from crawler.manners import HostGate, HostOnHold, hold_seconds

NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("status", "told", "seconds"),
    [
        (200, "30", 0),
        (404, "30", 0),
        (503, None, 0),
        (429, None, 60),
        (429, "30", 30),
        (503, " 30 ", 30),
        (429, "0", 0),
        (429, "99999999", 3600),
        (429, "9" * 400, 3600),
        (429, "-5", 60),
        (429, "soon", 60),
        (429, "", 60),
        (429, "３０", 60),
        (503, "Sun, 22 Nov 2026 04:02:00 GMT", 120),
        (503, "Sun, 22 Nov 2020 04:02:00 GMT", 0),
        (429, "Sun, 99 Nov 2026 04:02:00 GMT", 60),
        (503, "Fri, 31 Dec 9999 23:59:59 GMT", 3600),
    ],
)
def test_how_long_an_answer_asks_us_to_stay_away(status: int, told: str | None, seconds: float) -> None:
    assert hold_seconds(status, told, NOW) == seconds


def test_a_fresh_gate_rests_once_before_the_first_request() -> None:
    async def first() -> timedelta:
        clock = SystemClock()
        gate, began = HostGate(clock), clock.monotonic()
        async with gate.turn("a", 0.15):
            return timedelta(seconds=clock.monotonic() - began)

    assert asyncio.run(first()) >= timedelta(seconds=0.15)


def test_the_pause_begins_when_the_answer_is_complete_and_hosts_do_not_wait_for_each_other() -> None:
    async def three() -> list[tuple[str, float]]:
        clock, seen = SystemClock(), []
        gate = HostGate(clock)

        async def visit(host: str) -> None:
            async with gate.turn(host, 0.1):
                seen.append((host, clock.monotonic()))
                await asyncio.sleep(0.1)

        await asyncio.gather(visit("a"), visit("a"), visit("b"))
        return sorted(seen)

    (_, first), (_, second), (_, other) = asyncio.run(three())
    assert second - first >= 0.2
    assert other - first < 0.1


def test_a_host_on_hold_is_not_asked() -> None:
    async def held() -> None:
        gate = HostGate(SystemClock())
        gate.hold("a", 5)
        gate.hold("a", 1)
        async with gate.turn("b", 0):
            pass
        assert gate.held_for("a") > 4
        async with gate.turn("a", 0):
            pytest.fail("a held host was asked")

    with pytest.raises(HostOnHold):
        asyncio.run(held())
