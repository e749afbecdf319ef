"""One crawl child as a process: a fresh interpreter in its own process group, without secrets, with bounded pipes."""

import contextlib
import logging
import os
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable
from pathlib import Path
from queue import SimpleQueue

from config.clock import Clock
from crawler.wire import LONGEST_LINE, Job, write_line

logger = logging.getLogger(__name__)

_KEPT_VARIABLES = ("PATH", "SSL_CERT_FILE", "SSL_CERT_DIR", "LD_LIBRARY_PATH")


def clean_environment() -> dict[str, str]:
    """What a child may know: where programs are and in which language to speak, no credentials."""
    kept = {name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ}
    own = {
        "LANG": "C.UTF-8",
        "TZ": "UTC",
        "PYTHONPATH": str(Path(__file__).resolve().parents[1]),
        "PYTHONDONTWRITEBYTECODE": "1",
        # Each thread's own heap would count 64 MB against the address space.
        "MALLOC_ARENA_MAX": "2",
    }
    return kept | own


class ChildProcess:
    """Starts a child; its lines go to `heard` and its end to `ended`, both on one reader thread."""

    def __init__(
        self,
        heard: Callable[["ChildProcess", bytes], None],
        ended: Callable[["ChildProcess"], None],
        clock: Clock,
    ) -> None:
        self._heard, self._ended, self._clock = heard, ended, clock
        self._process = subprocess.Popen(
            [sys.executable, "-m", "crawler.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=clean_environment(),
            cwd="/",
            start_new_session=True,
        )
        self.used_at = clock.monotonic()
        self.terminated_at: float | None = None
        self.leaving = False
        self._heard_at = self.used_at
        self._handling = False
        self._bad = 0
        self._jobs: SimpleQueue[bytes | None] = SimpleQueue()
        self._errors: deque[str] = deque(maxlen=40)
        self._reader = threading.Thread(target=self._read, name="crawl-reader", daemon=True)
        for thread in (
            self._reader,
            threading.Thread(target=self._write, name="crawl-writer", daemon=True),
            threading.Thread(target=self._drain, name="crawl-log", daemon=True),
        ):
            thread.start()

    @property
    def pid(self) -> int:
        """The process id, which is the group's as well."""
        return self._process.pid

    @property
    def last_words(self) -> str:
        """How it ended: exit code and the last line of its log."""
        return f"退出码 {self._process.returncode} {self._errors[-1] if self._errors else ''}".strip()

    def send(self, job: Job) -> None:
        """Queue a job for the child; a full pipe holds up nobody here."""
        self._jobs.put(write_line(job))

    def silent_for(self, now: float) -> float:
        """Seconds since the child was last heard; while we are busy with its last line it is not silent."""
        return 0.0 if self._handling else now - self._heard_at

    def count_bad(self) -> int:
        """Count a bad line; returns how many there were."""
        self._bad += 1
        return self._bad

    def retire(self, now: float) -> None:
        """Ask the child to wind up and go; if it stays it is terminated."""
        if not self.leaving:
            self.leaving = True
            self._jobs.put(None)
            self.terminated_at = now

    def terminate(self, now: float) -> None:
        """Send the group SIGTERM; `kill` follows later."""
        self.leaving = True
        self.terminated_at = now
        self._signal(signal.SIGTERM)

    def kill(self) -> None:
        """Send the group SIGKILL."""
        self._signal(signal.SIGKILL)

    def sweep(self) -> None:
        """End what a dead child left behind: a process it started could hold the pipe open for ever."""
        with contextlib.suppress(ChildProcessError):
            # WNOWAIT leaves the number reserved, so that the group we signal is still this child's.
            if os.waitid(os.P_PID, self._process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None:
                self._signal(signal.SIGKILL)

    def finish(self, seconds: float) -> None:
        """Wait for the end, at most so long; then SIGTERM, then SIGKILL."""
        for last_resort in (signal.SIGTERM, signal.SIGKILL):
            self._reader.join(seconds if last_resort == signal.SIGTERM else 2.0)
            if not self._reader.is_alive():
                return
            self._signal(last_resort)
        self._reader.join(5.0)

    def _signal(self, number: signal.Signals) -> None:
        # Only while the leader is not reaped is its number certainly still ours.
        if self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, number)

    def _read(self) -> None:
        stream = self._process.stdout
        assert stream is not None
        try:
            while raw := stream.readline(LONGEST_LINE + 1):
                self._handling = True
                self._heard(self, raw)
                self._heard_at = self._clock.monotonic()
                self._handling = False
        except Exception:
            logger.exception("reading from the crawl child failed")
        finally:
            self._reap()

    def _reap(self) -> None:
        # Whatever the child left behind in its group goes with it, while its number is still ours.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()
        self._jobs.put(None)
        self._ended(self)

    def _write(self) -> None:
        stream = self._process.stdin
        assert stream is not None
        with contextlib.suppress(BrokenPipeError, ValueError, OSError):
            while (data := self._jobs.get()) is not None:
                stream.write(data)
                stream.flush()
        with contextlib.suppress(BrokenPipeError, OSError):
            stream.close()

    def _drain(self) -> None:
        stream = self._process.stderr
        assert stream is not None
        with contextlib.suppress(ValueError, OSError), stream:
            while raw := stream.readline(4096):
                text = raw.decode("utf-8", "replace").rstrip()[:500]
                self._errors.append(text)
                logger.debug("crawl child %s: %s", self.pid, text)
