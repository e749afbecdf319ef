"""A web of hosts that count: every request with its times, so that each impolite one can be named afterwards.

Each host has two sources, a robots.txt that closes a part of the site, and lists that lead to new articles every time;
some hosts ask for a longer pause, and now and then one asks to be left alone for a second or two.
"""

import random
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path

from config.clock import SystemClock
from config.office import Office, OfficeSheet
from config.sources import Source
from crawler.rounds import Rounds
from store.engine import open_store
from store.vault import Vault

PAUSE = 0.02
"""Seconds the sources promise between two requests."""
ASKED_PAUSE = 0.05
"""Seconds of Crawl-delay on every third host."""
PER_LIST = 30
HOLD_CHANCE = 1 / 150
CLOSED = "/private/"


@dataclass(frozen=True)
class Hit:
    """One request as its host saw it, in seconds of a clock that never steps; `hold` is how long it then asked for rest."""

    path: str
    began: float
    ended: float
    hold: float


@dataclass
class Host:
    """One host and what it saw."""

    number: int
    chance: random.Random
    hits: list[Hit] = field(default_factory=list)
    overlapping: int = 0
    _busy: int = 0
    _served: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def crawl_delay(self) -> float:
        return ASKED_PAUSE if self.number % 3 == 0 else 0.0

    def answer(self, path: str) -> tuple[int, dict[str, str], bytes, float]:
        if path == "/robots.txt":
            delay = f"Crawl-delay: {self.crawl_delay}\n" if self.crawl_delay else ""
            return 200, {"Content-Type": "text/plain"}, f"User-agent: *\nDisallow: {CLOSED}\n{delay}".encode(), 0.0
        if self.chance.random() < HOLD_CHANCE:
            return self._asks_for_rest()
        if path.startswith("/list"):
            self._served += 1
            return 200, {}, _list(path.strip("/"), self._served), 0.0
        return 200, {}, _article(path), 0.0

    def _asks_for_rest(self) -> tuple[int, dict[str, str], bytes, float]:
        seconds = self.chance.choice([1, 2])
        if self.chance.random() < 0.5:
            return 429, {"Retry-After": str(seconds)}, b"", float(seconds)
        # A date has whole seconds: what is surely asked for is one less.
        until = format_datetime(datetime.fromtimestamp(time.time() + seconds, UTC), usegmt=True)
        return 503, {"Retry-After": until}, b"", seconds - 1.0

    def begin(self) -> float:
        with self._lock:
            self._busy += 1
            self.overlapping += self._busy > 1
            return time.monotonic()

    def end(self, path: str, began: float, hold: float) -> None:
        with self._lock:
            self._busy -= 1
            self.hits.append(Hit(path, began, time.monotonic(), hold))

    def violations(self) -> list[str]:
        """Every request that should not have come, or not yet."""
        found = [f"{hit.path} is closed to robots" for hit in self.hits if hit.path.startswith(CLOSED)]
        found += ["two requests at a time"] * self.overlapping
        rested = 0.0
        for before, hit in pairwise(self.hits):
            rested = max(rested, before.ended + before.hold)
            pause = PAUSE if "/robots.txt" in (hit.path, before.path) else max(PAUSE, self.crawl_delay)
            if hit.began - before.ended < pause:
                found.append(f"{hit.path} came {hit.began - before.ended:.3f} s after {before.path}, not {pause} s")
            if hit.began < rested:
                found.append(f"{hit.path} came {rested - hit.began:.3f} s before the host was rested")
        return found


def _list(name: str, turn: int) -> bytes:
    closed = f'<li><a href="{CLOSED}{name}/2026{turn:06d}.html">不许采集的第{turn}号内部通知在这里</a></li>'
    paths = (f"/{name}/{turn:05d}/t2026112{n:04d}.html" for n in range(PER_LIST))
    rows = "".join(f'<li><a href="{path}">柳河镇供水检修消息的完整标题{path}</a></li>' for path in paths)
    return f'<html><head><meta charset="utf-8"><title>通知</title></head><body><ul>{closed}{rows}</ul></body></html>'.encode()


def _article(path: str) -> bytes:
    text = f"柳河镇今日起分段检修供水管道，编号{path}，预计影响约三百户居民，抢修队伍已经到场，恢复时间另行告知。"
    head = f'<meta charset="utf-8"><title>检修消息{path}</title><meta name="PubDate" content="2026-11-22 09:00">'
    return f'<html><head>{head}</head><body><h1>检修消息{path}</h1><div id="zoom"><p>{text}</p></div></body></html>'.encode()


@contextmanager
def served(host: Host) -> Iterator[int]:
    """The host on a port of its own."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            began = host.begin()
            status, headers, body, hold = host.answer(self.path)
            lines = [f"HTTP/1.1 {status} X", f"Content-Length: {len(body)}"]
            lines += [f"{name}: {value}" for name, value in ({"Content-Type": "text/html; charset=utf-8"} | headers).items()]
            try:
                # Noted before the last byte leaves: the asker can not be quicker than that.
                host.end(self.path, began, hold)
                self.wfile.write("\r\n".join(lines).encode() + b"\r\n\r\n" + body)
            except OSError:
                self.close_connection = True

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


def crawled_politely(folder: Path, hosts: int, requests: int, seconds: float) -> list[Host]:
    """Let the crawler of the product loose on the hosts until so many requests were made; returns what they saw."""
    asked = [Host(number, random.Random(number)) for number in range(hosts)]
    clock = SystemClock()
    with ExitStack() as stack:
        ports = [stack.enter_context(served(host)) for host in asked]
        office = _office(ports)
        engine = open_store(f"sqlite:///{folder / 'counted.db'}")
        rounds = Rounds(engine, lambda: office, Vault(bytes(32)), clock)
        until = clock.monotonic() + seconds
        try:
            while sum(len(host.hits) for host in asked) < requests:
                assert clock.monotonic() < until, "too few requests in the time given"
                rounds.step()
                time.sleep(0.05)
        finally:
            rounds.stop()
            engine.dispose()
    return asked


def _office(ports: list[int]) -> Office:
    sources = [
        Source.model_validate(
            {
                "代码": f"{port}-{name}",
                "名称": f"{port}-{name}",
                "类型": "门户",
                "地址": f"http://127.0.0.1:{port}/list-{name}",
                "间隔": "1秒",
                "最小间隔秒": PAUSE,
                "内网许可": [f"127.0.0.1/32:{port}"],
            }
        )
        for port in ports
        for name in ("news", "notices")
    ]
    sheet = OfficeSheet.model_construct(code="counted", name="望川县", level="县")
    return Office.model_construct(sheet=sheet, sources=sources)
