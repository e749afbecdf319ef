"""The one process of an office: crawl, classify, open cases, keep clocks, send, and show it all."""

import logging
import signal
import threading
from collections.abc import Callable
from datetime import timedelta
from types import FrameType

import uvicorn
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy import Connection, Engine

from alerts import escalation, reminders
from alerts.sender import Sender
from alerts.work import handle_events
from classifier.engine import Classifier
from classifier.judging import Judgement
from classifier.work import handle_posts, judge_ahead
from config.clock import Clock
from crawler.rounds import Rounds
from service.auditor import Auditor
from service.intake import Intake
from service.loops import Loop
from service.office_box import OfficeBox
from service.settings import LOOPBACK, Settings
from service.web.app import create_app
from store import outbox
from store.bus import release as release_messages
from store.bus import run_once, sweep
from store.engine import writing
from store.records import Message
from store.vault import Vault

KEEP_MESSAGES = timedelta(days=7)
STOP_SECONDS = 10.0
TOGETHER = 30
"""Posts or events handled in one transaction when many wait: more would hold up the other writers for too long."""

logger = logging.getLogger(__name__)


class ConsoleError(Exception):
    """The console can not be opened; the message says why in Chinese."""


class Daemon:
    """Wires the stages; New → start → stop, so that tests run the whole thing in one process."""

    def __init__(
        self, settings: Settings, engine: Engine, office: OfficeBox, vault: Vault, classifier: Classifier, clock: Clock
    ) -> None:
        self.settings, self.engine, self.office, self.clock = settings, engine, office, clock
        self.classifier = classifier
        self.sender = Sender(engine, office, clock)
        self.rounds = Rounds(engine, office, vault, clock, stored=lambda: self.loops["classify"].wake())
        self._judged: list[Judgement] = []
        self.loops = {
            "crawl": Loop("crawl", self._crawl, clock),
            "classify": Loop("classify", self._classify, clock),
            "case": Loop("case", self._open_cases, clock),
            "clock": Loop("clock", self._keep_clocks, clock),
            "send": Loop("send", self._send, clock),
        }
        self.auditor = Auditor(settings, office, self.loops, clock)
        self.counter = Intake(engine, office, vault, clock, stored=lambda: self.loops["classify"].wake())
        self._ticks = _ticker(
            {
                "housekeeping": (self._keep_house, 3600),
                "office": (self._reload, 5),
                "audit": (self.auditor.look, 60),
                "letters": (self._collect_letters, 10),
            }
        )
        self._server = _console(settings, engine, office, clock, self.auditor, self.counter)
        self._console_thread = threading.Thread(target=self._server.run, name="console", daemon=True)

    def start(self) -> None:
        """Start every loop, then the console, so that /healthz answers only when all is running."""
        self._take_over()
        # The first reading loads dictionaries; the first post shall not wait for them.
        self.classifier.read([""])
        for loop in self.loops.values():
            loop.start()
        self._ticks.start()
        self._console_thread.start()

    def stop(self) -> None:
        """Finish the step each loop is in, end the crawl child, close the console."""
        self._ticks.shutdown(wait=False)
        for loop in self.loops.values():
            loop.stop()
        self.rounds.stop()
        for loop in self.loops.values():
            loop.join(STOP_SECONDS)
        self.sender.stop(STOP_SECONDS)
        self._server.should_exit = True
        self._console_thread.join(STOP_SECONDS)

    @property
    def ready(self) -> bool:
        """Whether the console answers."""
        return bool(self._server.started)

    @property
    def failed(self) -> bool:
        """Whether the console could not be opened; it ends its thread then, because its port is taken."""
        return not self.ready and not self._console_thread.is_alive()

    def _take_over(self) -> None:
        # No other instance runs, so whatever is leased was in the hands of one that died: nobody must wait for its lease.
        with writing(self.engine) as connection:
            release_messages(connection)
            outbox.release(connection, self.office().tenant, self.clock.now())

    def _crawl(self) -> bool:
        self.rounds.step()
        return False

    def _classify(self) -> bool:
        found = run_once(self.engine, "classify", self._handle_posts, self.clock, TOGETHER, self._judge)
        if found:
            self.loops["case"].wake()
        return found

    def _judge(self, connection: Connection, message: Message) -> None:
        self._judged = judge_ahead(connection, self.office(), self.classifier, message, self.clock.now())

    def _handle_posts(self, connection: Connection, message: Message) -> None:
        handle_posts(connection, self.office(), self.classifier, message, self.clock.now(), self._judged)

    def _open_cases(self) -> bool:
        found = run_once(self.engine, "case", self._handle_events, self.clock, TOGETHER)
        if found:
            self.loops["send"].wake()
        return found

    def _handle_events(self, connection: Connection, message: Message) -> None:
        handle_events(connection, self.office(), message, self.clock.now())

    def _keep_clocks(self) -> bool:
        with writing(self.engine) as connection:
            office, now = self.office(), self.clock.now()
            fired = escalation.run_due(connection, office, now) + reminders.run_due(connection, office, now)
        if fired:
            self.loops["send"].wake()
        return fired > 0

    def _send(self) -> bool:
        return self.sender.tick() > 0

    def _collect_letters(self) -> None:
        found = self.counter.collect_letters()
        if found:
            logger.info("收到 %d 封来信", found)

    def _reload(self) -> None:
        if self.office.refresh():
            logger.info("办公室文件已更新并生效")

    def _keep_house(self) -> None:
        with writing(self.engine) as connection:
            sweep(connection, self.clock.now() - KEEP_MESSAGES)


def run_until_signal(daemon: Daemon, started: Callable[[], None]) -> None:
    """Run until SIGTERM or Ctrl-C, then stop cleanly."""
    ended = threading.Event()

    def end(number: int, frame: FrameType | None) -> None:
        ended.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    daemon.start()
    try:
        while not daemon.ready and not ended.wait(0.05):
            if daemon.failed:
                raise ConsoleError(f"端口 {daemon.settings.port} 已被别的程序占用，控制台打不开；请用 --port 换一个端口")
        if not ended.is_set():
            started()
        ended.wait()
    finally:
        daemon.stop()


def _ticker(jobs: dict[str, tuple[Callable[[], None], int]]) -> BackgroundScheduler:
    # A scheduler that keeps nothing and never gives a late tick up; whatever must not be missed is a due row instead.
    scheduler = BackgroundScheduler(
        timezone="UTC",
        executors={"default": ThreadPoolExecutor(2)},
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
    )
    for name, (action, seconds) in jobs.items():
        scheduler.add_job(action, "interval", seconds=seconds, id=name)
    return scheduler


def _console(
    settings: Settings, engine: Engine, office: OfficeBox, clock: Clock, auditor: Auditor, counter: Intake
) -> uvicorn.Server:
    inbox = settings.inbox_file if settings.inbox_file.exists() else None
    app = create_app(engine, office, clock, demo_inbox=inbox, health=auditor.trouble, counter=counter)
    # Loopback only until there are accounts: whoever reaches the console may act in it.
    return uvicorn.Server(uvicorn.Config(app, host=LOOPBACK, port=settings.port, log_config=None, access_log=False))
