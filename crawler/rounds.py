"""The crawl as the daemon runs it: due sources become rounds, pages become rows the moment they arrive."""

import logging
from collections.abc import Callable

from sqlalchemy import Engine

from config.clock import Clock
from config.office import Office
from crawler.ingest import ingest, mark_gone
from crawler.jobs import job_for
from crawler.learning import replan
from crawler.planning.office_plan import EVERY
from crawler.schedule import crawled, due_sources, finish_round
from crawler.settings import user_agent
from crawler.wire import EndLine, Page
from crawler.worker import Bounds, CrawlWorker, Received
from store import sources
from store.engine import reading, writing
from store.vault import Vault

logger = logging.getLogger(__name__)


class Rounds:
    """Starts what is due and stores what comes back; call `step` once a second and `stop` at the end.

    `office` is asked each time, so that an edited office file takes effect; `stored` is called after new posts were
    committed, so that the next stage wakes at once. `contact` is where a webmaster may write to.
    """

    def __init__(
        self,
        engine: Engine,
        office: Callable[[], Office],
        vault: Vault,
        clock: Clock,
        contact: str = "",
        stored: Callable[[], None] = lambda: None,
        bounds: Bounds | None = None,
    ) -> None:
        self._engine, self._office, self._vault, self._clock = engine, office, vault, clock
        self._agent = user_agent(contact)
        self._stored = stored
        self._broken: set[str] = set()
        self._planned_at: float | None = None
        self.worker = CrawlWorker(self.receive, clock, bounds)

    def step(self) -> int:
        """Look after the child and start the rounds that are due; returns how many were started."""
        self.worker.tick()
        self._plan()
        office, now, busy = self._office(), self._clock.now(), self.worker.busy
        with reading(self._engine) as connection:
            due = [source for source in due_sources(connection, office, now) if source.code not in busy]
            jobs = [
                job_for(source, sources.state_of(connection, office.tenant, source.code), self._agent, now) for source in due
            ]
        return sum(self.worker.submit(job) for job in jobs)

    def stop(self) -> None:
        """Let running rounds report what they have, then end the child."""
        self.worker.stop()

    def _plan(self) -> None:
        turn = self._clock.monotonic()
        if self._planned_at is not None and turn - self._planned_at < EVERY:
            return
        office = self._office()
        with writing(self._engine) as connection:
            replan(connection, office, crawled(office), self._clock.now())
        self._planned_at = turn

    def receive(self, item: Received) -> None:
        """Store one page, one disappearance, or the end of a round; on the worker's reader thread."""
        try:
            self._store(item)
        except Exception:
            # The round goes on; because its page is missing, its marks are not kept and it is read again.
            logger.exception("storing a page of %s failed", item.source)
            self._broken.add(item.job)

    def _store(self, item: Received) -> None:
        office, now = self._office(), self._clock.now()
        new = False
        with writing(self._engine) as connection:
            if isinstance(item, Page):
                new = bool(ingest(connection, office, self._vault, item, now).ids)
            elif isinstance(item, EndLine):
                finish_round(connection, office, item, now, stored=item.job not in self._broken)
            else:
                mark_gone(connection, office, item)
        if isinstance(item, EndLine):
            self._broken.discard(item.job)
        if new:
            self._stored()
