"""A scripted web site, a canary that must never be called, and one crawl child for the tests of a module."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from config.clock import SystemClock
from config.sources import Source
from crawler.jobs import job_for
from crawler.wire import EndLine, GoneLine, Job, Page
from crawler.worker import Bounds, CrawlWorker, Received
from store.records import SourceState

Answer = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Hit:
    path: str
    at: float
    headers: dict[str, str]


class Site:
    """A local web server: `pages` maps a path to bytes, to (status, headers, bytes), or to a function that answers."""

    def __init__(self) -> None:
        self.pages: dict[str, Any] = {}
        self.hits: list[Hit] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                site.hits.append(Hit(self.path, time.monotonic(), dict(self.headers)))
                site.answer(self)

            def log_message(self, *args: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_port
        self.url = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        page = self.pages.get(handler.path, (404, {}, b""))
        if callable(page):
            try:
                page(handler)
            except OSError:
                handler.close_connection = True
            return
        status, headers, body = page if isinstance(page, tuple) else (200, {}, page)
        head = [f"HTTP/1.1 {status} X", f"Content-Length: {len(body)}"]
        head += [f"{name}: {value}" for name, value in ({"Content-Type": "text/html; charset=utf-8"} | headers).items()]
        handler.wfile.write("\r\n".join(head).encode() + b"\r\n\r\n" + body)

    def paths(self) -> list[str]:
        return [hit.path for hit in self.hits]

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@dataclass
class Crawl:
    """What rounds gave."""

    items: list[Received] = field(default_factory=list)

    @property
    def pages(self) -> list[Page]:
        return [item for item in self.items if isinstance(item, Page)]

    @property
    def gone(self) -> list[GoneLine]:
        return [item for item in self.items if isinstance(item, GoneLine)]

    @property
    def end(self) -> EndLine:
        return next(item for item in reversed(self.items) if isinstance(item, EndLine))

    @property
    def titles(self) -> list[str]:
        return [post.title for page in self.pages for post in page.posts]

    @property
    def bodies(self) -> list[str]:
        return [post.body for page in self.pages for post in page.posts]


class Runner:
    """One worker for many rounds; `run` waits for the end of a round."""

    def __init__(self, bounds: Bounds | None = None) -> None:
        self._crawls: dict[str, Crawl] = {}
        self._ends: dict[str, threading.Event] = {}
        self._count = 0
        self.clock = SystemClock()
        self.worker = CrawlWorker(self._receive, self.clock, bounds)

    def begin(self, source: Source, seen: dict[str, Any] | None = None, **limits: Any) -> str:
        self._count += 1
        now = datetime.now(UTC)
        marks = {name: mark.model_dump() for name, mark in (seen or {}).items()}
        state = SourceState("t", source.code, now, etag={"marks": marks})
        job = Job.model_validate(
            job_for(source, state, "huiying/test", now).model_dump() | limits | {"id": f"job-{self._count}"}
        )
        self._crawls[job.id], self._ends[job.id] = Crawl(), threading.Event()
        assert self.worker.submit(job)
        return job.id

    def wait(self, job: str, seconds: float = 30.0) -> Crawl:
        until = time.monotonic() + seconds
        while not self._ends[job].wait(0.1):
            self.worker.tick()
            assert time.monotonic() < until, f"{job} did not end; got {self._crawls[job].items!r}"[:2000]
        # The worker takes a round off its list just after telling us of its end.
        while any(code for code in self.worker.busy if code == self._crawls[job].end.source):
            time.sleep(0.005)
        return self._crawls[job]

    def run(self, source: Source, seen: dict[str, Any] | None = None, **limits: Any) -> Crawl:
        return self.wait(self.begin(source, seen, **limits))

    def so_far(self, job: str) -> Crawl:
        return self._crawls[job]

    def _receive(self, item: Received) -> None:
        self._crawls[item.job].items.append(item)
        if isinstance(item, EndLine):
            self._ends[item.job].set()


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site()
    yield site
    site.close()


@pytest.fixture(scope="module")
def runner() -> Iterator[Runner]:
    runner = Runner()
    yield runner
    runner.worker.stop()


@pytest.fixture
def fresh_runner() -> Iterator[Callable[..., Runner]]:
    made: list[Runner] = []

    def make(bounds: Bounds | None = None) -> Runner:
        made.append(Runner(bounds))
        return made[-1]

    yield make
    for runner in made:
        runner.worker.stop()


@pytest.fixture
def source_at() -> Callable[..., Source]:
    """A source for an address; it may reach the address's own port on loopback unless told otherwise."""

    def make(address: str, kind: str = "portal", permitted: bool = True, **more: Any) -> Source:
        port = address.split("/")[2].rpartition(":")[2]
        permits = [f"127.0.0.1/32:{port}"] if permitted else []
        fields = {"code": f"s-{port}", "name": "测试信源", "kind": kind, "address": address, "intranet": permits}
        return Source.model_validate(fields | {"delay_seconds": 0} | more)

    return make


@pytest.fixture
def canary() -> Iterator[Callable[[], int]]:
    """A listener on loopback that counts who calls; returns (count), with its port as attribute `port`."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.05)
        calls: list[Any] = []
        stop = threading.Event()

        def listen() -> None:
            while not stop.is_set():
                try:
                    calls.append(listener.accept())
                except TimeoutError:
                    continue

        thread = threading.Thread(target=listen, daemon=True)
        thread.start()

        def count() -> int:
            return len(calls)

        count.port = listener.getsockname()[1]  # type: ignore[attr-defined]
        yield count
        stop.set()
        thread.join()
        for connection, _ in calls:
            connection.close()


def _article(number: int | str, text: str = "") -> bytes:
    body = text or f"第{number}号通知：柳河镇今日起分段检修供水管道，预计影响约三百户居民，抢修队伍已经到场，恢复时间另行告知。"
    return (
        f'<!doctype html><html><head><meta charset="utf-8"><title>检修消息{number}_望川县政府网</title>'
        f'<meta name="ArticleTitle" content="检修消息{number}"><meta name="PubDate" content="2026-11-22 09:0{str(number)[-1]}">'
        f'<meta name="ContentSource" content="县供水公司"></head><body><h1>检修消息{number}</h1>'
        f'<div class="info">发布时间：2026-11-22 09:00　来源：县供水公司</div>'
        f'<div class="content" id="zoom"><p>{body}</p>'
        f"<p>请居民提前储水，老人独居家庭由社区上门送水，感谢理解。</p></div></body></html>"
    ).encode()


def _list(paths: list[str]) -> bytes:
    rows = "".join(
        f'<li><span>2026-11-22</span><a href="{path}" title="检修消息{path}">检修消息{path}的完整标题</a></li>'
        for path in paths
    )
    return (
        '<!doctype html><html><head><meta charset="utf-8"><title>通知公告</title></head>'
        f'<body><div class="list"><ul>{rows}</ul></div></body></html>'
    ).encode()


@pytest.fixture
def article() -> Callable[..., bytes]:
    return _article


@pytest.fixture
def listing() -> Callable[[list[str]], bytes]:
    return _list
