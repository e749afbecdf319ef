"""`python -m crawler.child`: reads jobs from standard input, crawls them side by side, writes lines to standard output.

It has no database, no keys and no secrets in its environment. When standard input closes, it winds its rounds up,
reports them and goes; when its parent is dead, it goes at once.
"""

import asyncio
import logging
import os
import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any

from pydantic import ValidationError
from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.utils.reactor import install_reactor

from config.clock import Clock, SystemClock
from crawler.clean import clean
from crawler.extracted import Extracted
from crawler.limits import limit_myself, resident_mb
from crawler.manners import HostGate
from crawler.problems import Problem
from crawler.settings import safe_settings
from crawler.shelf import RobotsShelf
from crawler.spiders import SPIDERS
from crawler.visit import Visit
from crawler.wire import AliveLine, EndLine, Job, Sheet, write_line

HEARTBEAT_SECONDS = 5.0
WIND_UP_SECONDS = 8.0
LOOK_AGAIN_SECONDS = 0.1
LONGEST_JOB = 16 * 1024 * 1024

logger = logging.getLogger(__name__)


class Child:
    """The rounds of one process: what they share is the turn at each host and the known robots.txt."""

    def __init__(self, emit: Callable[[Sheet], None], clock: Clock) -> None:
        self._emit = emit
        self._clock = clock
        self._gate = HostGate(clock)
        self._robots = RobotsShelf()
        self._rounds: dict[asyncio.Task[None], tuple[Crawler, Visit] | None] = {}
        self._leaving = False

    def begin(self, job: Job) -> None:
        """Start a round beside the others."""
        task = asyncio.get_running_loop().create_task(self._round(job))
        self._rounds.setdefault(task, None)
        task.add_done_callback(lambda done: self._rounds.pop(done, None))

    async def beat(self) -> None:
        """Say every few seconds that the loop still turns, while there is work."""
        while True:
            await asyncio.sleep(HEARTBEAT_SECONDS)
            if self._rounds:
                self._emit(AliveLine(rss_mb=resident_mb()))

    async def wind_up(self) -> None:
        """End all rounds early and let them report; one that has not begun yet never does."""
        self._leaving = True
        end = self._clock.monotonic() + WIND_UP_SECONDS
        while self._rounds and self._clock.monotonic() < end:
            for crawler, visit in [pair for pair in self._rounds.values() if pair]:
                visit.cut = True
                # A crawler that is only starting takes no notice of a stop and could never be stopped again.
                if crawler.engine.running:
                    await crawler.stop_async()
            await asyncio.wait(list(self._rounds), timeout=LOOK_AGAIN_SECONDS)

    async def _round(self, job: Job) -> None:
        try:
            visit = Visit(job, self._gate, self._robots, self._clock, self._emit)
        except ValueError as error:
            self._emit(_refused(job, str(error)))
            return
        await self._crawl(job, visit)
        self._emit(visit.end(resident_mb()))

    async def _crawl(self, job: Job, visit: Visit) -> None:
        if self._leaving:
            visit.cut = True
            return
        settings = safe_settings(job.user_agent, job.verify_tls, job.response_seconds, job.round_seconds, job.max_bytes)
        crawler = Crawler(SPIDERS[job.spider], settings)
        crawler.signals.connect(_callback_failed, signals.spider_error)
        task = asyncio.current_task()
        if task is not None:
            self._rounds[task] = (crawler, visit)
        try:
            await crawler.crawl_async(visit=visit)
        except Exception as error:
            logger.exception("round of %s failed", job.source)
            visit.problem(Problem.OTHER, repr(error))


def _callback_failed(failure: Any, spider: Any) -> None:
    spider.visit.problem(Problem.OTHER, repr(failure.value)[:300])


def _refused(job: Job, why: str) -> EndLine:
    detail = f"{Problem.CONFIGURATION.label}：{why}"[:500]
    return EndLine(job=job.id, source=job.source, problems={Problem.CONFIGURATION.value: 1}, detail=detail)


async def serve(child: Child, jobs: asyncio.StreamReader) -> None:
    """Take jobs until standard input closes, then wind up."""
    beating = asyncio.get_running_loop().create_task(child.beat())
    while line := await jobs.readline():
        try:
            child.begin(Job.model_validate_json(line))
        except ValidationError:
            logger.exception("a job that is none")
    beating.cancel()
    await child.wind_up()


def main() -> None:
    """Run the child until standard input closes."""
    limit_myself()
    # Nothing but our lines may reach the parent: a stray print goes to the log.
    lines = os.dup(1)
    os.dup2(2, 1)
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(name)s %(levelname)s %(message)s")
    logging.getLogger("scrapy").setLevel(logging.CRITICAL)
    # The first cleaning loads the character tables; the first page of a round shall not wait for them.
    clean(Extracted(title="預熱", body="預熱"))
    install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")
    _run(lines)


def _run(lines: int) -> None:
    reactor: Any = import_module("twisted.internet.reactor")  # Twisted makes it only after one was installed.

    loop = asyncio.get_event_loop_policy().get_event_loop()

    async def live() -> None:
        jobs = asyncio.StreamReader(limit=LONGEST_JOB)
        await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(jobs), sys.stdin)
        await serve(Child(lambda sheet: _write(lines, write_line(sheet)), SystemClock()), jobs)
        # Connections that do not close must not keep the process: everything worth saying was said.
        os._exit(0)

    living = loop.create_task(live())
    reactor.run(installSignalHandlers=False)
    living.cancel()


def _write(lines: int, data: bytes) -> None:
    rest = memoryview(data)
    try:
        while rest:
            rest = rest[os.write(lines, rest) :]
    except BrokenPipeError:
        os._exit(1)


if __name__ == "__main__":
    main()
