"""Sending: lease → send → mark, one worker a channel, so that a hung channel delays no other.

A crash between sending and marking makes the message leave once more when its lease ends: at most one duplicate, never a
loss.
"""

import logging
import threading
from collections.abc import Callable

from sqlalchemy import Engine

from alerts.channels.outcome import Result
from alerts.channels.registry import Deliverer, deliverer, missing
from alerts.leasing import Leased, lease_next
from alerts.people import channel_of, find_person
from alerts.settling import settle
from config.clock import Clock
from config.office import Office
from store import outbox
from store.engine import reading, writing
from store.records import Notice

logger = logging.getLogger(__name__)


class Sender:
    """Keeps at most one worker thread for each channel; `tick` starts those that have work and returns at once."""

    def __init__(self, engine: Engine, office: Callable[[], Office], clock: Clock) -> None:
        """`office` gives the office as its files stand now."""
        self.engine, self.office, self.clock = engine, office, clock
        self.sent = 0
        self._stopping = threading.Event()
        self._workers: dict[str, threading.Thread] = {}
        self._lock = threading.Lock()

    def tick(self) -> int:
        """Start a worker for every channel that has something due and no worker yet; returns how many were started."""
        if self._stopping.is_set():
            return 0
        with reading(self.engine) as connection:
            due = outbox.channels_due(connection, self.office().tenant, self.clock.now())
        return sum(self._start(code) for code in due)

    def stop(self, seconds: float = 20.0) -> None:
        """Begin nothing more and let what is on its way finish."""
        self._stopping.set()
        self.join(seconds)

    def join(self, seconds: float | None = None) -> None:
        """Wait for the workers that run now."""
        for worker in list(self._workers.values()):
            worker.join(seconds)

    def _start(self, code: str) -> bool:
        running = self._workers.get(code)
        if running is not None and running.is_alive():
            return False
        worker = threading.Thread(target=self._drain, args=(code,), name=f"send-{code}", daemon=True)
        self._workers[code] = worker
        worker.start()
        return True

    def _drain(self, code: str) -> None:
        try:
            leased = lease_first(self.engine, self.office(), code, self.clock)
            while leased is not None:
                result = deliver(self.office(), leased)
                self.sent_one()
                leased = settle_and_lease(self.engine, self.office(), leased, result, self.clock, last=self._stopping.is_set())
        except Exception:
            logger.exception("sending on channel %s failed; its message comes back when the lease ends", code)

    def sent_one(self) -> None:
        """Count an attempt."""
        with self._lock:
            self.sent += 1


def send_due(engine: Engine, office: Office, clock: Clock) -> int:
    """Send everything that may leave now and wait for it; returns how many attempts were made."""
    sender = Sender(engine, lambda: office, clock)
    sender.tick()
    sender.join()
    return sender.sent


def lease_first(engine: Engine, office: Office, code: str, clock: Clock) -> Leased | None:
    """The message a channel begins with; None when nothing may leave now."""
    with writing(engine) as connection:
        return lease_next(connection, office, code, clock.now())


def deliver(office: Office, leased: Leased) -> Result:
    """Hand a leased message to its provider, outside any transaction."""
    return deliverer_for(office, leased.notice).deliver(leased.notice.subject, leased.body)


def settle_and_lease(
    engine: Engine, office: Office, leased: Leased, result: Result, clock: Clock, *, last: bool
) -> Leased | None:
    """Mark a message and take the channel's next one, unless this was the last; None when nothing more may leave now.

    Both are one transaction: in a burst the outbox is otherwise as slow as the disk.
    """
    with writing(engine) as connection:
        settle(connection, office, leased.notice, result, clock.now())
        return None if last else lease_next(connection, office, leased.notice.channel, clock.now())


def deliverer_for(office: Office, notice: Notice) -> Deliverer:
    """What delivers a message; a channel that the office file no longer has answers `misconfigured`."""
    channel, found = channel_of(office, notice.channel), find_person(office, notice.recipient)
    return deliverer(channel, office.folder, found[1] if found else None) if channel else missing(notice.channel)
