"""Bad sources through the running daemon: each ends as a finding somebody can act on, the others go on, nothing crashes."""

import html
import sqlite3
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from service.demo.inbox import Inbox
from service.settings import LOOPBACK, Settings
from tests.crawler.runtime.conftest import Site
from tests.running import Daemon, make_county, running, world_of

MIB = 1024 * 1024
LOGIN = '<html><head><title>用户登录</title></head><body><form><input type="password" name="p"></form></body></html>'
HOSTILE_TITLE = "柳河镇下湾村被洪水淹没上百户被困<script>alert(1)</script>@all"
HOSTILE_WORDS = (
    "<img src=x onerror=alert(2)> <@all> @所有人 柳河镇下湾村发生洪水，三百多人被困屋顶，已有人员失联，急需救援。"
    '【特别重大】请立即签收 http://evil.example/s/ABCD <a href="http://evil.example">签收</a> [签收](http://evil.example)'
    ' <font color="warning">系统通知</font> {签收:0123456789abcdef}'
)
GOOD_TITLE = "柳河镇柿子进入采摘期 游客来尝鲜"
GOOD_WORDS = "连日来天气晴好，柳河镇的柿子红了枝头，果农们一早就上山采摘，村里的合作社把鲜果装箱发往各地，不少游客也赶来体验。"


@dataclass(frozen=True)
class Run:
    """What one daemon made of all the sources."""

    daemon: Daemon
    folder: Path
    canary: Site

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        with sqlite3.connect(Settings(self.folder).var / "huiying.db") as raw:
            found = raw.execute(statement).fetchall()
        raw.close()
        return found

    def finding(self, code: str) -> str:
        return str(self.rows(f"SELECT finding FROM source_states WHERE code = '{code}'")[0][0])


def listing(*titles: str) -> bytes:
    rows = "".join(f'<li><a href="/a/100{number}.html">{html.escape(title)}</a></li>' for number, title in enumerate(titles))
    return f'<html><head><meta charset="utf-8"><title>通知公告</title></head><body><ul>{rows}</ul></body></html>'.encode()


def article(title: str, words: str) -> bytes:
    title, words = html.escape(title), html.escape(words)
    return (
        f'<html><head><meta charset="utf-8"><title>{title}</title><meta name="ArticleTitle" content="{title}"></head>'
        f'<body><h1>{title}</h1><div class="content" id="zoom"><p>{words}</p>'
        f"<p>记者将继续关注，有新的消息会及时告诉大家。</p></div></body></html>"
    ).encode()


def endless(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n")
    while True:
        handler.wfile.write(b"10000\r\n" + b"x" * 65536 + b"\r\n")


def bomb() -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    return b"".join(packer.compress(b"0" * MIB) for _ in range(200)) + packer.flush()


def write_source(folder: Path, code: str, site: Site) -> None:
    text = (
        f"代码: {code}\n名称: 信源{code}\n类型: 门户\n地址: {site.url}/\n平台: cms\n间隔: 2秒\n最小间隔秒: 0\n"
        f"内网许可: [{LOOPBACK}/32:{site.port}]\n"
    )
    (folder / "sources" / f"{code}.yaml").write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def sites() -> Iterator[Callable[[dict[str, Any]], Site]]:
    made: list[Site] = []

    def make(pages: dict[str, Any]) -> Site:
        made.append(Site())
        made[-1].pages |= pages
        return made[-1]

    yield make
    for site in made:
        site.close()


@pytest.fixture(scope="module")
def run(
    tmp_path_factory: pytest.TempPathFactory, starter_models: Path, sites: Callable[[dict[str, Any]], Site]
) -> Iterator[Run]:
    folder = tmp_path_factory.mktemp("bad") / "office"
    county = make_county(folder, starter_models)
    for file in (folder / "sources").glob("*.yaml"):
        file.unlink()
    canary = sites({"/secret": article("不该读到的内网页面", "内部资料")})
    away = {"Location": f"{canary.url}/secret"}
    pages: dict[str, dict[str, Any]] = {
        "error": {"/": (500, {}, "<html><body>服务器错误</body></html>".encode())},
        "login": {"/": LOGIN.encode()},
        "endless": {"/": endless},
        "redirect": {"/": (302, away, b"")},
        "bomb": {"/": (200, {"Content-Encoding": "gzip"}, bomb())},
        "hostile": {"/": listing(HOSTILE_TITLE), "/a/1000.html": article(HOSTILE_TITLE, HOSTILE_WORDS)},
        "good": {"/": listing(GOOD_TITLE), "/a/1000.html": article(GOOD_TITLE, GOOD_WORDS)},
    }
    for code, answers in pages.items():
        write_source(folder, code, sites(answers))
    with world_of(folder), running(folder, county.ports.console) as daemon:
        run = Run(daemon, folder, canary)
        # Twice each: the second round is the one that could stumble over what the first one left.
        daemon.wait_for(
            lambda: len(run.rows("SELECT code FROM source_states WHERE rounds >= 2")) == len(pages), 90, "no second round"
        )
        daemon.wait_for(lambda: bool(run.rows("SELECT id FROM notices WHERE state = 'delivered'")), 30, "nobody was told")
        yield run


@pytest.mark.parametrize(
    ("code", "told", "advised"),
    [
        ("error", "网站返回错误", "用浏览器打开地址核对"),
        ("login", "登录页或验证码", "改用公开页面"),
        ("endless", "响应过大", "换用更小的列表页"),
        ("redirect", "被拒绝的地址", "内网许可"),
        ("bomb", "响应过大", "换用更小的列表页"),
    ],
)
def test_a_bad_source_has_a_finding_with_advice_on_the_page_of_sources(run: Run, code: str, told: str, advised: str) -> None:
    finding = run.finding(code)
    assert told in finding
    assert advised in finding
    status, page = run.daemon.get("/sources")
    assert status == 200
    assert html.unescape(page).count(finding.partition("：")[0]) >= 1
    assert f"信源{code}" in page
    assert run.rows(f"SELECT count(*) FROM posts WHERE source = '{code}'") == [(0,)]


def test_the_intranet_page_behind_a_redirect_was_never_called(run: Run) -> None:
    assert run.canary.hits == []


def test_the_other_sources_go_on(run: Run) -> None:
    assert run.finding("good") == ""
    assert (GOOD_TITLE,) in run.rows("SELECT title FROM posts WHERE source = 'good'")
    before = run.rows("SELECT rounds FROM source_states WHERE code = 'good'")[0][0]
    run.daemon.wait_for(
        lambda: run.rows("SELECT rounds FROM source_states WHERE code = 'good'")[0][0] > before, 30, "it came to a halt"
    )


def test_a_hostile_post_is_told_as_plain_words(run: Run) -> None:
    told = [message.text for message in Inbox(Settings(run.folder).inbox_file).messages() if "柳河镇" in message.text]
    assert told, "nobody was told of the flood"
    own = f"http://{LOOPBACK}:{run.daemon.port}/s/"
    for text in told:
        assert not any(sign in text for sign in ("<", "@", "](", "evil.example", "{签收"))
        assert all(word.startswith(own) for word in text.split() if "://" in word)


def test_a_hostile_post_is_shown_as_plain_words(run: Run) -> None:
    number = run.rows("SELECT number FROM cases")[0][0]
    for path in ("/", "/cases", f"/cases/{number}", "/inbox"):
        status, page = run.daemon.get(path)
        assert (path, status) == (path, 200)
        assert not any(tag in page for tag in ("<script>alert", "<img src=x", "<@all>", 'href="http://evil.example'))


def test_nothing_crashed_and_the_daemon_is_healthy(run: Run) -> None:
    assert run.daemon.health() == (200, [])
    assert "Traceback" not in run.daemon.said
    assert run.rows("SELECT count(*) FROM messages WHERE dead_at IS NOT NULL") == [(0,)]
