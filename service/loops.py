"""Plain loops on a monotonic wait: each asks its step for work until there is none, then sleeps or is woken."""

import logging
import threading
from collections.abc import Callable

from config.clock import Clock

logger = logging.getLogger(__name__)

Step = Callable[[], bool]
"""Does one unit of work; True when there may be more."""


class Wake:
    """Lets one stage's commit start the next stage at once instead of at its next look."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def __call__(self) -> None:
        """Wake whoever waits."""
        self._event.set()

    def wait(self, seconds: float) -> None:
        """Sleep until woken or the time is over."""
        self._event.wait(seconds)
        self._event.clear()


class Loop:
    """One thread that runs one step again and again; `last_turn` shows that it lives."""

    def __init__(self, name: str, step: Step, clock: Clock, pause: float = 1.0) -> None:
        self.name = name
        self.wake = Wake()
        self.last_turn = clock.monotonic()
        self._step, self._clock, self._pause = step, clock, pause
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """Ask the loop to end after its present step."""
        self._stopping.set()
        self.wake()

    def join(self, seconds: float) -> None:
        """Wait for the end."""
        self._thread.join(seconds)

    @property
    def running(self) -> bool:
        """Whether the thread is alive."""
        return self._thread.is_alive()

    def _run(self) -> None:
        while not self._stopping.is_set():
            self.last_turn = self._clock.monotonic()
            if not self._turn():
                self.wake.wait(self._pause)

    def _turn(self) -> bool:
        try:
            return self._step()
        except Exception:
            # The loop must outlive any one failure: a database that is away comes back.
            logger.exception("loop %s failed", self.name)
            return False
