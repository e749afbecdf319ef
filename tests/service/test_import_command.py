"""`huiying import`, run as a clerk runs it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from config.load import init_office
from store.engine import connect, reading
from store.records import AuditEntry, Message, Post
from store.rows import fetch
from tests.crawler.handin.sheets import HOTLINE_HEADS, HOTLINE_ROWS, csv_bytes

ROOT = Path(__file__).parents[2]


def huiying(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from service.cli import main; main()", *map(str, arguments)]
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False, env={**os.environ, "COLUMNS": "160"}
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    init_office(tmp_path / "office", "demo-county")
    return tmp_path / "office"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    bad = ["WC0003", "改天", "", "", "路灯", "迎宾路路灯又坏了", "", ""]
    path = tmp_path / "工单.csv"
    path.write_bytes(csv_bytes([HOTLINE_HEADS, *HOTLINE_ROWS, bad], "gbk"))
    return path


def test_good_rows_are_stored_and_bad_ones_listed_by_line(folder: Path, file: Path) -> None:
    done = huiying("import", file, "--source", "intake-hotline", folder, "--json")
    told = json.loads(done.stdout)
    assert done.returncode == 0, done.stderr
    assert (told["new"], told["readable"], told["columns"]["正文"]) == (2, 2, "诉求内容")
    assert [(error["line"], error["column"]) for error in told["errors"]] == [(4, "来电时间")]
    with reading(connect(f"sqlite:///{folder / 'var' / 'huiying.db'}")) as connection:
        assert len(fetch(connection, Post)) == 2
        assert [message.topic for message in fetch(connection, Message)] == ["classify"]
        assert [entry.action for entry in fetch(connection, AuditEntry)] == ["导入表格"]
    assert b"13812345678" not in (folder / "var" / "huiying.db").read_bytes()
    again = json.loads(huiying("import", file, "--source", "intake-hotline", folder, "--json").stdout)
    assert (again["new"], again["duplicate"]) == (0, 2)


def test_a_dry_run_stores_nothing_and_takes_columns_by_name(folder: Path, file: Path) -> None:
    done = huiying("import", file, "--source", "intake-hotline", folder, "--dry-run", "--column", "正文=诉求内容")
    assert "可导入 3 行，未入库" in done.stdout
    with reading(connect(f"sqlite:///{folder / 'var' / 'huiying.db'}")) as connection:
        assert fetch(connection, Post) == []


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (["--source", "nowhere"], "没有代码为“nowhere”的登记信源"),
        (["--source", "intake-print", "--column", "甲=乙"], "无法识别"),
    ],
)
def test_a_mistake_is_told(folder: Path, file: Path, more: list[str], words: str) -> None:
    done = huiying("import", file, folder, *more)
    assert done.returncode == 1
    assert words in done.stderr
