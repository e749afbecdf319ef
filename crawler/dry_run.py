"""Crawl one source once and show what it gives; nothing is stored."""

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event
from typing import Any

from config.clock import Clock, SystemClock
from config.sources import Source
from crawler.health import finding_text, judge
from crawler.jobs import job_for
from crawler.settings import user_agent
from crawler.wire import EndLine, Job, Page
from crawler.worker import Bounds, CrawlWorker, Received


@dataclass(slots=True)
class DryRun:
    """What one round gave: rows as `huiying extract` prints them (cleaned), and what was wrong, if anything."""

    posts: list[dict[str, Any]] = field(default_factory=list)
    finding: str = ""
    requests: int = 0


def crawl_once(source: Source, contact: str = "") -> list[dict[str, Any]]:
    """The posts of one round as `huiying extract` words them; NotCrawlable when the source is not on the web."""
    return try_out(source, contact).posts


def try_out(
    source: Source, contact: str = "", clock: Clock | None = None, seen: Callable[[Page], None] | None = None
) -> DryRun:
    """One round with everything it says about itself; `seen` is told of each page as it arrives."""
    clock = clock or SystemClock()
    result, ended = DryRun(), Event()

    def receive(item: Received) -> None:
        if isinstance(item, Page):
            result.posts += [post.as_row() for post in item.posts]
            if seen is not None:
                seen(item)
        elif isinstance(item, EndLine):
            problem = judge(item)
            result.finding = finding_text(problem, item.detail) if problem else ""
            result.requests = item.requests
            ended.set()

    _run(job_for(source, None, user_agent(contact), clock.now()), receive, ended, clock)
    return result


def fetch_once(source: Source, contact: str = "", clock: Clock | None = None) -> tuple[Page | None, str]:
    """The page at a source's own address, unread, or None and what was wrong; with all safety and politeness of a crawl."""
    clock = clock or SystemClock()
    pages: list[Page] = []
    findings: list[str] = []
    ended = Event()

    def receive(item: Received) -> None:
        if isinstance(item, Page):
            pages.append(item)
        elif isinstance(item, EndLine):
            problem = judge(item)
            findings.append(finding_text(problem, item.detail) if problem else "")
            ended.set()

    job = job_for(source, None, user_agent(contact), clock.now()).model_copy(update={"spider": "probe"})
    _run(job, receive, ended, clock)
    return (pages[0] if pages else None), findings[0]


def _run(job: Job, receive: Callable[[Received], None], ended: Event, clock: Clock) -> None:
    worker = CrawlWorker(receive, clock, Bounds(idle=1.0))
    worker.submit(job)
    while not ended.wait(1.0):
        worker.tick()
    worker.stop()
