"""The whole crawl with a real store: due sources are read, pages become rows at once, trouble loses nothing."""

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Engine

from config.clock import SystemClock
from config.office import Office, OfficeSheet
from config.sources import Source
from crawler import rounds as module
from crawler.dry_run import crawl_once, try_out
from crawler.rounds import Rounds
from crawler.worker import Bounds
from store import sources
from store.engine import reading
from store.records import Message, Post, SourceState
from store.rows import fetch
from store.vault import Vault


class Desk:
    """Rounds over one source, with a look into the store."""

    def __init__(self, engine: Engine, source: Source, bounds: Bounds | None = None) -> None:
        sheet = OfficeSheet.model_construct(code="county", name="望川县", level="县级")
        self.engine = engine
        self.office = Office.model_construct(sheet=sheet, sources=[source])
        self.woken = threading.Event()
        self.rounds = Rounds(
            engine, lambda: self.office, Vault(b"k" * 32), SystemClock(), "webmaster@example.cn", self.woken.set, bounds
        )

    def until(self, done: Callable[[], bool], seconds: float = 20.0) -> None:
        end = time.monotonic() + seconds
        while not done():
            assert time.monotonic() < end, self.state
            self.rounds.step()
            time.sleep(0.03)

    @property
    def posts(self) -> list[Post]:
        with reading(self.engine) as connection:
            return fetch(connection, Post)

    @property
    def announced(self) -> list[str]:
        with reading(self.engine) as connection:
            return [one for message in fetch(connection, Message) for one in message.payload["posts"]]

    @property
    def state(self) -> SourceState | None:
        with reading(self.engine) as connection:
            return sources.state_of(connection, "county", self.office.sources[0].code)

    def rounds_done(self) -> int:
        return self.state.rounds if self.state else 0


@pytest.fixture
def desk(sqlite_engine: Engine) -> Iterator[Callable[..., Desk]]:
    made: list[Desk] = []

    def make(source: Source, **more: Bounds) -> Desk:
        made.append(Desk(sqlite_engine, source, **more))
        return made[-1]

    yield make
    for one in made:
        one.rounds.stop()


@pytest.fixture
def portal(site, listing, article):
    paths = [f"/a/2026112{number}.html" for number in range(8)]
    site.pages |= {path: article(number) for number, path in enumerate(paths)} | {"/": listing(paths)}
    return site


def test_a_due_source_becomes_posts_and_messages_and_is_due_again_later(desk, source_at, portal) -> None:
    here = desk(source_at(portal.url + "/", interval="10分钟"))
    assert here.rounds.step() == 1
    assert here.rounds.step() == 0
    here.until(lambda: here.rounds_done() == 1)
    assert len(here.posts) == 8
    assert sorted(here.announced) == sorted(post.id for post in here.posts)
    assert here.woken.is_set()
    assert here.state.finding == ""
    assert here.rounds.step() == 0
    assert portal.hits[0].headers["User-Agent"].endswith("(+webmaster@example.cn)")


def test_a_page_is_a_row_within_a_second_although_its_round_goes_on(desk, source_at, portal) -> None:
    here = desk(source_at(portal.url + "/", delay_seconds=0.4))
    here.until(lambda: here.woken.is_set())
    first = next(hit for hit in portal.hits if hit.path.startswith("/a/"))
    assert time.monotonic() - first.at < 1.0
    assert here.rounds_done() == 0
    assert 1 <= len(here.posts) < 8


def test_killing_the_child_mid_round_loses_nothing(desk, source_at, portal) -> None:
    here = desk(source_at(portal.url + "/", delay_seconds=0.1, interval="立即"))
    for kill in range(2):
        before = len(here.posts)
        here.until(lambda before=before: len(here.posts) > before or len(here.posts) == 8)
        if here.rounds.worker.pid is not None:
            os.kill(here.rounds.worker.pid, signal.SIGKILL)
        here.until(lambda kill=kill: here.rounds_done() > kill)
    here.until(lambda: len(here.posts) == 8 and not here.rounds.worker.busy, 40)
    assert sorted(here.announced) == sorted(post.id for post in here.posts)
    assert len({post.url for post in here.posts}) == 8


def test_a_page_that_could_not_be_stored_is_read_again(desk, source_at, portal, monkeypatch) -> None:
    genuine, calls = module.ingest, []

    def failing(*args):
        calls.append(args)
        if len(calls) == 3:
            raise OSError("disk full")
        return genuine(*args)

    monkeypatch.setattr(module, "ingest", failing)
    here = desk(source_at(portal.url + "/", interval="立即"))
    here.until(lambda: here.rounds_done() == 1)
    assert len(here.posts) == 7
    assert here.state.etag == {}
    here.until(lambda: len(here.posts) == 8)
    assert here.announced.count(here.posts[0].id) == 1


def test_a_source_behind_a_login_raises_a_finding_and_recovers(desk, source_at, portal) -> None:
    whole = portal.pages["/"]
    portal.pages["/"] = (
        "<html><head><title>用户登录</title></head><body>请先登录后查看<input type=password></body></html>".encode()
    )
    here = desk(source_at(portal.url + "/", interval="立即"))
    here.until(lambda: here.rounds_done() == 1)
    assert here.state.finding.startswith("登录页或验证码：")
    assert (here.state.failures, here.posts) == (1, [])
    portal.pages["/"] = whole
    here.until(lambda: len(here.posts) == 8)
    here.until(lambda: here.state.finding == "")
    assert here.state.failures == 0


def test_a_dry_run_shows_the_posts_and_names_the_trouble(source_at, portal) -> None:
    found = crawl_once(source_at(portal.url + "/"))
    assert {row["title"] for row in found} == {f"检修消息{number}" for number in range(8)}
    assert all("author" not in row for row in found)
    refused = try_out(source_at(portal.url + "/", permitted=False))
    assert refused.posts == []
    assert refused.finding.startswith("被拒绝的地址：")
