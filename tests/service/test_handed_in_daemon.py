"""What is handed in at a running daemon, by each of its entries, becomes a case; who wrote stays in no file in the clear."""

import json
import sqlite3
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import httpx
import pytest

from service.demo.county import free_ports
from store.bus import backlog
from store.engine import connect, reading
from store.records import Case, EventPost, Notice, Post, Verdict
from store.rows import fetch
from tests.crawler.handin.sheets import HOTLINE_HEADS, csv_bytes
from tests.running import ANY, Daemon, huiying, make_county, running
from tests.service.web.conftest import Visitor

PHONE = "13912345678"
FLOOD = "柳河镇清岚河水位暴涨，河水漫过堤岸，三十多名群众被困屋顶，请求救援"
FIRE = "石桥镇一家具厂突发大火，浓烟滚滚，有工人被困，消防正在扑救"
CRASH = "青山镇盘山公路一辆客车侧翻，多名乘客受伤，急需救护车"
GAS = "城东街道锦绣华庭小区燃气爆炸，楼体受损，多名居民受伤送医"
MAILBOX = "代码: mailbox\n名称: 望川县政府网站信箱\n类型: 网络问政与信箱\n地址: 文件夹:inbox\n"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, starter_models: Path) -> Path:
    folder = tmp_path_factory.mktemp("handed-in") / "office"
    make_county(folder, starter_models)
    (folder / "sources" / "mailbox.yaml").write_text(MAILBOX, encoding="utf-8")
    (folder / "inbox").mkdir()
    return folder


@pytest.fixture(scope="module")
def daemon(office: Path) -> Iterator[Daemon]:
    with running(office, free_ports(ANY).console) as daemon:
        yield daemon


@pytest.fixture
def visitor(daemon: Daemon) -> Iterator[Visitor]:
    with Visitor(base_url=f"http://127.0.0.1:{daemon.port}", trust_env=False) as found:
        yield found


def case_about(office: Path, word: str) -> bool:
    """Whether an opened case holds a post with this word."""
    with reading(connect(f"sqlite:///{office / 'var' / 'huiying.db'}")) as connection:
        told = {post.id for post in fetch(connection, Post) if word in post.body}
        events = {row.event_id for row in fetch(connection, EventPost) if row.post_id in told}
        return bool(told) and any(case.event_id in events for case in fetch(connection, Case))


def wait_for_case(daemon: Daemon, office: Path, word: str) -> None:
    daemon.wait_for(lambda: case_about(office, word), 60, f"no case about {word}")


def test_a_form_becomes_a_case(daemon: Daemon, office: Path, visitor: Visitor) -> None:
    visitor.act_as("duty-lin")
    answer = visitor.submit("/intake", kind="hotline", text=FLOOD, place="柳河镇", name="周某芳", phone=PHONE)
    assert answer.status_code == 303
    wait_for_case(daemon, office, "清岚河")


def test_a_programs_request_becomes_a_case(daemon: Daemon, office: Path) -> None:
    made = huiying("apikey", "new", str(office), "--source", "hotline")
    key, body = made.stdout.strip(), json.dumps({"posts": [{"text": FIRE, "contact": {"phone": PHONE}}]})
    headers = {"X-Huiying-Key": key, "Content-Type": "application/json"}

    def sent() -> bool:
        # The daemon takes a new key up within seconds.
        url = f"http://127.0.0.1:{daemon.port}/api/posts"
        return httpx.post(url, content=body, headers=headers, trust_env=False).status_code == 200

    daemon.wait_for(sent, 30, "the key was not taken")
    wait_for_case(daemon, office, "家具厂")


def test_a_letter_becomes_a_case(daemon: Daemon, office: Path) -> None:
    letter = EmailMessage()
    letter["From"], letter["Subject"] = f"周某芳 <{PHONE}@mail.example.cn>", "求助"
    letter.set_content(CRASH)
    (office / "inbox" / "1.eml").write_bytes(letter.as_bytes())
    wait_for_case(daemon, office, "盘山公路")
    assert list((office / "inbox").iterdir()) == []


def test_a_spreadsheet_becomes_a_case(daemon: Daemon, office: Path, tmp_path: Path) -> None:
    file = tmp_path / "工单.csv"
    file.write_bytes(csv_bytes([HOTLINE_HEADS, ["1", "", "周某芳", PHONE, "燃气爆炸", GAS, "城东街道", ""]], "gbk"))
    told = json.loads(huiying("import", str(file), "--source", "hotline", str(office), "--json").stdout)
    assert told["new"] == 1
    wait_for_case(daemon, office, "锦绣华庭")


def test_who_wrote_is_nowhere_in_the_clear(daemon: Daemon, office: Path) -> None:
    with reading(connect(f"sqlite:///{office / 'var' / 'huiying.db'}")) as connection:
        assert len(fetch(connection, Post)) == len(fetch(connection, Verdict)) == 4
        assert all(PHONE not in notice.body + notice.subject for notice in fetch(connection, Notice))
        assert backlog(connection, "classify").dead == 0
    with sqlite3.connect(office / "var" / "huiying.db") as raw:
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    kept = b"".join(
        file.read_bytes() for file in office.rglob("*") if file.is_file() and file.suffix in (".db", ".log", ".yaml")
    )
    assert PHONE.encode() not in kept
    assert PHONE not in daemon.said
