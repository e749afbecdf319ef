"""The parent's side of crawling: one child process at a time serves many rounds and is replaced before it grows old.

A child that dies, hangs or talks nonsense costs its unfinished rounds, never a stored page: those are reported as
crashed, and the next round reads what is missing.
"""

import logging
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from config.clock import Clock
from crawler.problems import Problem
from crawler.process import ChildProcess
from crawler.wire import AliveLine, BadLine, EndLine, GoneLine, Job, Line, Page, PageLine, page_of, read_line

logger = logging.getLogger(__name__)

Received = Page | GoneLine | EndLine


@dataclass(frozen=True, slots=True)
class Bounds:
    """When a child is replaced or killed; times in seconds."""

    rounds_at_once: int = 8
    rounds: int = 200
    """A start costs about 1.3 s of processor time, a round that finds nothing new 0.015 s."""
    rss_mb: float = 200.0
    idle: float = 60.0
    silence: float = 60.0
    grace: float = 30.0
    """Beyond a round's own limit."""
    term_to_kill: float = 10.0
    bad_lines: int = 100


@dataclass(slots=True)
class _Running:
    job: Job
    since: float


class CrawlWorker:
    """Runs submitted jobs; everything a child reports goes to `receive`, in order, on one thread."""

    def __init__(self, receive: Callable[[Received], None], clock: Clock, bounds: Bounds | None = None) -> None:
        self._receive = receive
        self._clock = clock
        self._bounds = bounds or Bounds()
        self._lock = threading.RLock()
        self._waiting: deque[Job] = deque()
        self._running: dict[str, _Running] = {}
        self._child: ChildProcess | None = None
        self._served = 0
        self._stopping = False
        self.bad_lines = 0
        self.children = 0

    @property
    def busy(self) -> frozenset[str]:
        """The sources that wait for or are in a round."""
        with self._lock:
            return frozenset(job.source for job in self._waiting) | {one.job.source for one in self._running.values()}

    @property
    def pid(self) -> int | None:
        """The process id of the present child."""
        with self._lock:
            return self._child.pid if self._child else None

    def submit(self, job: Job) -> bool:
        """Queue a round; False when its source already waits or runs, or the worker stops."""
        with self._lock:
            if self._stopping or job.source in self.busy:
                return False
            self._waiting.append(job)
            self._pump()
            return True

    def tick(self) -> None:
        """Once a second: replace what idles, kill what hangs."""
        with self._lock:
            child, now = self._child, self._clock.monotonic()
            if child is None:
                self._pump()
                return
            child.sweep()
            overdue = [one for one in self._running.values() if now - one.since > self._wall(one.job)]
            if child.terminated_at is not None:
                if now - child.terminated_at > self._bounds.term_to_kill:
                    child.kill()
            elif overdue or (self._running and child.silent_for(now) > self._bounds.silence):
                logger.error("采集进程 %s 无响应或超时，正在终止", child.pid)
                child.terminate(now)
            elif not self._running and not self._waiting and now - child.used_at > self._bounds.idle:
                child.retire(now)

    def stop(self) -> None:
        """Let the rounds report what they have and end the child; waits at most the time from TERM to KILL."""
        with self._lock:
            self._stopping = True
            self._waiting.clear()
            child = self._child
        if child is not None:
            child.retire(self._clock.monotonic())
            child.finish(self._bounds.term_to_kill)

    def _wall(self, job: Job) -> float:
        return job.round_seconds + self._bounds.grace

    def _pump(self) -> None:
        if self._stopping or not self._waiting:
            return
        if self._child is None:
            self._served = 0
            self.children += 1
            self._child = ChildProcess(self._heard, self._ended, self._clock)
        if self._child.leaving:
            return
        while self._waiting and len(self._running) < self._bounds.rounds_at_once and self._served < self._bounds.rounds:
            job = self._waiting.popleft()
            self._served += 1
            self._running[job.id] = _Running(job, self._clock.monotonic())
            self._child.send(job)

    def _heard(self, child: ChildProcess, raw: bytes) -> None:
        try:
            self._take(child, read_line(raw))
        except BadLine as why:
            self.bad_lines += 1
            logger.warning("采集进程 %s 的一行无法识别：%s", child.pid, why)
            if child.count_bad() > self._bounds.bad_lines:
                child.terminate(self._clock.monotonic())

    def _take(self, child: ChildProcess, line: Line) -> None:
        if isinstance(line, AliveLine):
            self._check_size(child, line.rss_mb)
            return
        with self._lock:
            running = self._running.get(line.job)
        if running is None or running.job.source != line.source:
            raise BadLine("of no running job")
        if isinstance(line, EndLine):
            self._finish(child, line)
        else:
            self._receive(page_of(line) if isinstance(line, PageLine) else line)

    def _finish(self, child: ChildProcess, line: EndLine) -> None:
        # Received before it stops being busy: otherwise the same source could be due and begin again in between.
        self._receive(line)
        with self._lock:
            self._running.pop(line.job, None)
            child.used_at = self._clock.monotonic()
            self._check_size(child, line.rss_mb)
            if self._served >= self._bounds.rounds and not self._running:
                child.retire(child.used_at)
            self._pump()

    def _check_size(self, child: ChildProcess, rss_mb: float) -> None:
        if rss_mb > self._bounds.rss_mb:
            child.retire(self._clock.monotonic())

    def _ended(self, child: ChildProcess) -> None:
        with self._lock:
            lost = [one.job for one in self._running.values()]
        for job in lost:
            detail = f"{Problem.CRASHED.label}：{child.last_words}"[:500]
            self._receive(EndLine(job=job.id, source=job.source, problems={Problem.CRASHED.value: 1}, detail=detail))
        with self._lock:
            self._running.clear()
            self._child = None
            self._pump()
