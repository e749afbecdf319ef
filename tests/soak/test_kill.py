"""kill -9 of the whole daemon at random moments of the running demonstration: nothing is lost, nothing moves.

The world with its sites and sinks lives on as the oracle. Its county is the shipped one, looked at every two seconds and
with the first step of 逐级催办 after seconds instead of minutes, so that every restart has work in every stage.
"""

import random
import sqlite3
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine

from config.load import load_office
from service.demo.county import County
from service.demo.inbox import Inbox
from service.settings import Settings
from store.engine import connect, reading
from store.records import AuditEntry, Message, Notice, Post, SourceState, Verdict
from store.rows import count, fetch
from store.tables import messages, notices
from tests.invariants import Arrival, Witness, address_in, duplicates, violations
from tests.running import Daemon, alive, change, huiying, make_county, running, world_of
from tests.soak.story import published

TENANT = "demo-county"
START_SECONDS, LIFE_SECONDS, WORK_SECONDS = 2.5, 2.5, 2.0
"""The longest lives: of a daemon killed while it starts, after it is ready, and after it wrote its first row."""
PATIENCE_SECONDS = 6.0
SETTLE_SECONDS = 150.0
MUCH = 1_000_000


class Ordeal:
    """One county that is killed and started again and again."""

    def __init__(self, folder: Path, county: County, chance: random.Random) -> None:
        self.folder, self.county, self.chance = folder, county, chance
        self.settings = Settings(folder)
        self.witness = Witness(TENANT)
        self.kills = 0
        self.after_work = 0
        """Kills before which the daemon had written something."""
        self.in_hand = 0
        """Kills at which a message between stages or to a person was leased, that is, half done."""
        self.orphans: list[int] = []
        self._rows = 0

    @property
    def engine(self) -> Engine:
        return connect(self.settings.database_url)

    def kill_once(self) -> None:
        """Start the daemon, kill it at a random moment, and look at what it left."""
        daemon = Daemon(self.folder, self.county.ports.console)
        turn = self.kills % 5
        if turn == 4:
            time.sleep(self.chance.uniform(0, START_SECONDS))
        else:
            daemon.wait_ready()
            if turn % 2:
                self._wait_for_work()
            time.sleep(self.chance.uniform(0, WORK_SECONDS if turn % 2 else LIFE_SECONDS))
        children = daemon.children()
        daemon.kill(children=self.kills % 2 == 0)
        self.orphans += children
        self.kills += 1
        self._look()

    def _wait_for_work(self) -> None:
        # However slow the machine is: this kill falls among writes and sendings, not before them.
        end = time.monotonic() + PATIENCE_SECONDS
        engine = self.engine
        with reading(engine) as connection:
            while _rows(connection) == self._rows and time.monotonic() < end:
                connection.rollback()
                time.sleep(0.02)
        engine.dispose()

    def _look(self) -> None:
        engine = self.engine
        with reading(engine) as connection:
            self.witness.look(connection)
            rows = _rows(connection)
            leased = count(connection, Message, messages.c.consumed_at.is_(None), messages.c.lease_until.is_not(None))
            leased += count(connection, Notice, notices.c.state == "sending")
        engine.dispose()
        self.after_work += rows > self._rows
        self.in_hand += leased > 0
        self._rows = rows

    def settle(self) -> datetime:
        """Let a last daemon finish everything and end it; returns until when the sites' posts must be stored."""
        with running(self.folder, self.county.ports.console) as daemon:
            cutoff = datetime.now(UTC)
            rounds = self._rounds()
            daemon.wait_for(
                lambda: all(now >= rounds.get(code, 0) + 2 for code, now in self._rounds().items()) and self._idle(),
                SETTLE_SECONDS,
                "it did not settle",
            )
            assert daemon.stop() == 0
        return cutoff

    def _rounds(self) -> dict[str, int]:
        engine = self.engine
        with reading(engine) as connection:
            rounds = {state.code: state.rounds for state in fetch(connection, SourceState)}
        engine.dispose()
        return rounds

    def _idle(self) -> bool:
        engine = self.engine
        with reading(engine) as connection:
            waiting = count(connection, Message, messages.c.consumed_at.is_(None))
            waiting += count(connection, Notice, notices.c.state.in_(("pending", "retry", "sending")))
        engine.dispose()
        return not waiting

    def arrivals(self) -> list[Arrival]:
        """What the sinks accepted."""
        return [Arrival(one.recipient, one.text) for one in Inbox(self.settings.inbox_file).messages(MUCH)]


def _rows(connection: Connection) -> int:
    return sum(count(connection, kind) for kind in (Post, Verdict, Notice, AuditEntry))


@pytest.fixture
def ordeal(tmp_path: Path, starter_models: Path) -> Callable[[timedelta, int], Ordeal]:
    def make(began: timedelta, seed: int) -> Ordeal:
        folder = tmp_path / "office"
        county = make_county(folder, starter_models, began)
        change(folder, "sources/*.yaml", "间隔: 10秒", "间隔: 2秒")
        change(folder, "regulation.yaml", "未签收: 10分钟", "未签收: 20秒")
        return Ordeal(folder, county, random.Random(seed))

    return make


def endure(ordeal: Ordeal, kills: int) -> None:
    """Kill so often, settle, and hold everything against what must be true."""
    with world_of(ordeal.folder):
        began = time.monotonic()
        for _ in range(kills):
            ordeal.kill_once()
        killed = time.monotonic()
        cutoff = ordeal.settle()
        settled = time.monotonic()
    assert [pid for pid in ordeal.orphans if alive(pid)] == []
    office, arrivals, engine = load_office(ordeal.folder), ordeal.arrivals(), ordeal.engine
    with reading(engine) as connection:
        accepted = published(ordeal.county, cutoff)
        found = violations(connection, ordeal.witness, office, accepted, arrivals, kills, datetime.now(UTC))
        twice = duplicates(fetch(connection, Notice), arrivals, address_in(office))
    engine.dispose()
    print(
        f"{kills} kills in {killed - began:.0f} s, {ordeal.after_work} after new rows, {ordeal.in_hand} with a thing half done;"
        f" settled in {settled - killed:.0f} s: {len(accepted)} posts, {len(arrivals)} messages, {twice} duplicates,"
        f" {len(found)} violations"
    )
    assert found == []
    assert twice <= kills * 0.5
    assert len(arrivals) > 30, "the story gave nobody anything to read"
    assert ordeal.after_work > kills / 2, "most kills found an idle daemon and prove nothing"
    verified = huiying("audit", "verify", str(ordeal.folder))
    assert (verified.returncode, verified.stdout.strip()) == (0, "审计链完整"), verified.stderr
    with sqlite3.connect(ordeal.settings.var / "huiying.db") as raw:
        assert raw.execute("PRAGMA quick_check").fetchall() == [("ok",)]
    raw.close()


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_twenty_kills_lose_nothing(ordeal: Callable[[timedelta, int], Ordeal]) -> None:
    endure(ordeal(timedelta(seconds=100), 20261122), 20)


@pytest.mark.soak
@pytest.mark.timeout(900)
@pytest.mark.parametrize("began", [0, 30, 60, 90])
def test_a_hundred_kills_lose_nothing(ordeal: Callable[[timedelta, int], Ordeal], began: int) -> None:
    """Four stories of 25 kills: a county has something to tell for five minutes, and every restart shall meet news."""
    seed = random.SystemRandom().randrange(10**6)
    print(f"seed {seed}")
    endure(ordeal(timedelta(seconds=began), seed), 25)
