"""Loops run their step, survive its failures and stop when asked."""

import logging
import threading

import pytest

from config.clock import SystemClock
from service.loops import Loop


def test_a_step_that_finds_work_is_run_again_at_once() -> None:
    left, done = [3, 2, 1], threading.Event()

    def step() -> bool:
        if not left:
            done.set()
            return False
        left.pop()
        return True

    loop = Loop("work", step, SystemClock(), pause=60)
    loop.start()
    assert done.wait(5)
    loop.stop()
    loop.join(5)
    assert not loop.running


def test_a_failing_step_is_logged_and_the_loop_lives(caplog: pytest.LogCaptureFixture) -> None:
    turns: list[int] = []
    again = threading.Event()

    def step() -> bool:
        turns.append(1)
        if len(turns) == 1:
            raise OSError("database is away")
        again.set()
        return False

    loop = Loop("send", step, SystemClock(), pause=0.01)
    with caplog.at_level(logging.ERROR):
        loop.start()
        assert again.wait(5)
    loop.stop()
    loop.join(5)
    assert "loop send failed" in caplog.text


def test_waking_shortens_the_wait() -> None:
    turns = threading.Semaphore(0)

    def step() -> bool:
        turns.release()
        return False

    loop = Loop("case", step, SystemClock(), pause=60)
    loop.start()
    assert turns.acquire(timeout=5)
    loop.wake()
    assert turns.acquire(timeout=5)
    loop.stop()
    loop.join(5)
