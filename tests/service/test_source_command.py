"""`huiying source`: an address becomes a source file; how the sources do; the coming day."""

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from config.load import init_office, load_office
from config.reading import read_source_file
from service.cli import app
from store import sources
from store.engine import open_store, writing
from store.records import SourceState

ROW = (
    '<tbody id="normalthread_{n}"><tr><th class="common"><a href="thread-{n}-1-1.html" class="s xst">'
    "南门菜场垃圾没人清{n}</a></th>"
    '<td class="by"><cite><a href="space-uid-5.html">网友甲</a></cite><em><span>2026-11-22</span></em></td>'
    '<td class="num"><a href="thread-{n}-1-1.html" class="xi2">0</a><em>9</em></td></tr></tbody>'
)
BOARD = (
    '<html><head><meta charset="utf-8"><meta name="generator" content="Discuz! X3.5"><title>望川杂谈 - 望川论坛 -  '
    'Powered by Discuz!</title></head><body><table id="threadlisttableid">'
    + "".join(ROW.format(n=n) for n in (1, 2))
    + "</table></body></html>"
)
EMPTY = "<html><head><title>建设中</title></head><body><p>页面正在建设</p></body></html>"


@pytest.fixture
def site() -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = {"/forum-2-1.html": BOARD, "/empty": EMPTY}.get(self.path)
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write((body or "").encode())

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    init_office(tmp_path / "office", "demo-county")
    return tmp_path / "office"


@pytest.mark.timeout(120)
def test_an_address_becomes_a_source_file_that_can_be_read_back(site: str, folder: Path) -> None:
    port = site.rpartition(":")[2]
    result = CliRunner().invoke(app, ["source", "add", f"{site}/forum-2-1.html", "--yes", "--json", "--folder", str(folder)])
    assert result.exit_code == 0, result.output
    (saved,) = [file for file in (folder / "sources").glob("*.yaml") if port in file.name]
    (source,) = read_source_file(saved)
    printed = json.loads(result.stdout)
    assert yaml.safe_load(result.stdout) == printed
    assert (printed["名称"], printed["类型"], printed["内网许可"]) == ("望川杂谈 - 望川论坛", "论坛", [f"127.0.0.1/32:{port}"])
    assert (source.kind.value, source.address, source.code) == ("forum", f"{site}/forum-2-1.html", saved.stem)
    assert "识别为Discuz!" in result.stderr
    assert "南门菜场垃圾没人清1" in result.stderr
    assert source.code in {one.code for one in load_office(folder).sources}


@pytest.mark.timeout(120)
def test_a_page_that_gives_no_posts_is_not_proposed(site: str) -> None:
    result = CliRunner().invoke(app, ["source", "add", f"{site}/empty", "--yes"])
    assert result.exit_code == 1
    assert "没有读出帖文" in result.stderr
    assert "地址" not in result.stdout


@pytest.mark.parametrize(
    "address",
    [
        "https://weibo.com/u/1234567890",
        "https://m.weibo.cn/api/container/getIndex?containerid=1076031234567890",
        "https://www.douyin.com/user/abc",
        "http://bbs.example.cn/home.php?mod=space&uid=5",
        "http://bbs.example.cn/space-uid-5.html",
    ],
)
def test_pages_of_people_are_refused_before_anything_is_fetched(address: str) -> None:
    result = CliRunner().invoke(app, ["source", "add", address, "--yes"])
    assert result.exit_code == 1
    assert "P-4" in result.stderr


def test_an_inner_address_is_not_opened_without_consent(site: str) -> None:
    result = CliRunner().invoke(app, ["source", "add", f"{site}/forum-2-1.html"], input="n\n")
    assert result.exit_code == 1
    assert "未经许可" in result.stderr


def test_the_list_shows_sources_in_trouble_first(folder: Path) -> None:
    with writing(_store(folder)) as connection:
        now = datetime.now(UTC)
        sources.save(connection, SourceState("demo-county", "portal", now, now, rounds=4, new=2))
        sources.save(connection, SourceState("demo-county", "microblog", now, rounds=1, finding="登录页：对方要求登录"))
    result = CliRunner().invoke(app, ["source", "list", str(folder), "--json"])
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert [(line["code"], line["status"]) for line in lines[:1]] == [("microblog", "异常")]
    assert {line["code"]: line["status"] for line in lines}["portal"] == "正常"
    assert {line["code"]: line["status"] for line in lines}["forum"] == "待首采"
    table = CliRunner().invoke(app, ["source", "list", str(folder)])
    assert "登录" in table.stdout


def test_the_plan_shows_the_coming_day_and_why(folder: Path) -> None:
    written = folder / "sources" / "forum.yaml"
    written.write_text(written.read_text(encoding="utf-8").replace("间隔: 1分钟\n", "", 1), encoding="utf-8")
    result = CliRunner().invoke(app, ["source", "plan", str(folder), "--json"])
    lines = {line["code"]: line for line in map(json.loads, result.stdout.splitlines())}
    assert lines["portal"]["why"] == "信源文件写明间隔60秒"
    assert lines["portal"]["wait_seconds"] == 60
    assert "还没有采过" in lines["forum"]["why"]
    looks = [datetime.fromisoformat(look) for look in lines["forum"]["looks"]]
    assert timedelta(minutes=2) <= looks[1] - looks[0] <= timedelta(hours=4)
    assert CliRunner().invoke(app, ["source", "plan", str(folder)]).exit_code == 0


def _store(folder: Path):  # type: ignore[no-untyped-def]
    (folder / "var").mkdir(exist_ok=True)
    return open_store(f"sqlite:///{folder / 'var' / 'huiying.db'}")
