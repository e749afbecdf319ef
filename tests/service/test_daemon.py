"""The daemon through its entry, as a service manager and a clerk meet it."""

import os
import signal
import socket
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from config.clock import SystemClock
from service.demo.county import free_ports
from service.settings import LOOPBACK, Settings
from store import audit
from store.engine import open_store, writing
from tests.running import ANY, HUIYING, Daemon, alive, change, environment, give_models, huiying, make_county, running, world_of

ALREADY_RUNNING = 3


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, starter_models: Path) -> Path:
    """An office whose sources nobody serves; the daemon of this module's first tests runs on it."""
    folder = tmp_path_factory.mktemp("daemon") / "office"
    make_county(folder, starter_models)
    return folder


@pytest.fixture(scope="module")
def port() -> int:
    return free_ports(ANY).console


@pytest.fixture(scope="module")
def daemon(office: Path, port: int) -> Iterator[Daemon]:
    with running(office, port) as daemon:
        yield daemon


@pytest.fixture
def fresh(tmp_path: Path, starter_models: Path) -> Path:
    """An office of one test alone."""
    make_county(tmp_path / "office", starter_models)
    return tmp_path / "office"


def start_in_vain(folder: Path, port: int) -> "subprocess.CompletedProcess[str]":
    command = [*HUIYING, "run", str(folder), "--port", str(port)]
    return subprocess.run(command, capture_output=True, encoding="utf-8", env=environment(), timeout=60, check=False)


def test_it_is_healthy_once_it_runs(daemon: Daemon) -> None:
    assert daemon.health() == (200, [])


def test_what_it_writes_is_for_its_own_user_only(daemon: Daemon, office: Path) -> None:
    written = [file for file in (office / "var").iterdir() if file.name.startswith(("huiying", "office.key"))]
    assert {file.name for file in written} >= {"huiying.db", "office.key", "huiying.lock"}
    assert [file.name for file in written if file.stat().st_mode & 0o077] == []


def test_a_second_instance_is_refused_in_chinese_and_leaves_the_first_alone(daemon: Daemon, office: Path) -> None:
    began = time.monotonic()
    second = start_in_vain(office, free_ports(ANY).console)
    assert time.monotonic() - began < 15
    assert second.returncode == ALREADY_RUNNING
    assert f"本单位的回应系统已在运行（进程 {daemon.process.pid}）" in second.stderr
    assert "Traceback" not in second.stderr
    assert daemon.health() == (200, [])


def test_a_broken_edit_changes_nothing_and_is_told_until_it_is_mended(daemon: Daemon, office: Path) -> None:
    before = (office / "regulation.yaml").read_text(encoding="utf-8")
    change(office, "regulation.yaml", "期限: 48小时", "期限: 两天")
    daemon.wait_for(lambda: daemon.health() != (200, []), 15, "it did not notice the edit")
    health = daemon.health()
    assert health is not None
    assert health[0] == 503
    assert any("办公室文件有 1 处错误，仍按原版本运行" in problem and "两天" in problem for problem in health[1])
    assert "仍按原版本运行" in daemon.get("/")[1]
    (office / "regulation.yaml").write_text(before, encoding="utf-8")
    daemon.wait_for(lambda: daemon.health() == (200, []), 15, "it did not notice that the edit was mended")
    assert "仍按原版本运行" not in daemon.get("/")[1]


def test_a_taken_port_is_told_in_chinese(fresh: Path) -> None:
    with socket.create_server((LOOPBACK, 0)) as owner:
        taken = int(owner.getsockname()[1])
        refused = start_in_vain(fresh, taken)
    assert refused.returncode == 1
    assert f"端口 {taken} 已被别的程序占用" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_database_file_that_is_none_is_told_in_chinese_and_not_overwritten(fresh: Path) -> None:
    database = Settings(fresh).var / "huiying.db"
    database.write_bytes(b"this was a database once " * 400)
    refused = start_in_vain(fresh, free_ports(ANY).console)
    assert refused.returncode == 1
    assert "数据库打不开" in refused.stderr
    assert "备份" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert database.read_bytes().startswith(b"this was")


def test_a_broken_office_is_told_with_file_and_line(fresh: Path) -> None:
    change(fresh, "regulation.yaml", "期限: 48小时", "期限: 两天")
    refused = start_in_vain(fresh, free_ports(ANY).console)
    assert refused.returncode == 1
    assert "regulation.yaml" in refused.stderr
    assert "两天" in refused.stderr
    assert "Traceback" not in refused.stderr


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_cleanly_in_ten_seconds_with_every_child(
    tmp_path: Path, starter_models: Path, number: signal.Signals
) -> None:
    folder = tmp_path / "office"
    county = make_county(folder, starter_models, timedelta(seconds=200))
    with world_of(folder), running(folder, county.ports.console) as daemon:
        daemon.wait_for(lambda: bool(daemon.children()), 20, "no crawl child was started")
        children = daemon.children()
        began = time.monotonic()
        os.kill(daemon.process.pid, number)
        assert daemon.process.wait(20) == 0
        assert time.monotonic() - began < 10
        assert [pid for pid in children if alive(pid)] == []
    assert "Traceback" not in daemon.said


def test_a_terminated_daemon_goes_on_where_it_stood(tmp_path: Path, starter_models: Path) -> None:
    folder = tmp_path / "office"
    county = make_county(folder, starter_models, timedelta(seconds=320))
    database = Settings(folder).var / "huiying.db"

    def stored() -> int:
        with sqlite3.connect(database) as raw:
            found = int(raw.execute("SELECT count(*) FROM posts").fetchone()[0])
        raw.close()
        return found

    with world_of(folder):
        with running(folder, county.ports.console) as first:
            first.wait_for(lambda: stored() > 0, 30, "nothing was crawled")
            assert first.stop() == 0
        before = stored()
        with running(folder, county.ports.console) as second:
            second.wait_for(lambda: stored() >= 300, 40, f"the rest of {before} posts was not read")
            assert second.stop() == 0


@pytest.mark.parametrize(("spoilt", "told"), [("manifest.json", "缺少清单"), ("arrays.npz", "校验值不符")])
def test_a_spoilt_model_folder_is_told_and_made_again(fresh: Path, starter_models: Path, spoilt: str, told: str) -> None:
    """That the training itself mends it is shown beside the classifier; here it is killed to save a minute."""
    port = free_ports(ANY).console
    folder = next(path for path in Settings(fresh).models_folder.iterdir() if path.is_dir())
    (folder / "manifest.json").unlink() if spoilt == "manifest.json" else (folder / "arrays.npz").write_bytes(b"half")
    daemon = Daemon(fresh, port)
    daemon.wait_for(lambda: "正在重新训练" in daemon.said and bool(daemon.children()), 30, "it did not begin to train")
    assert told in daemon.said
    assert "Traceback" not in daemon.said
    daemon.kill()
    give_models(fresh, starter_models)
    with running(fresh, port) as again:
        assert again.health() == (200, [])


def test_the_audit_command_names_a_row_that_was_changed_and_one_that_is_gone(fresh: Path) -> None:
    engine = open_store(Settings(fresh).database_url)
    with writing(engine) as connection:
        for number in range(5):
            audit.record(connection, "demo-county", SystemClock().now(), "system", "立件", f"case-{number}")
    engine.dispose()
    good = huiying("audit", "verify", str(fresh))
    assert (good.returncode, good.stdout.strip()) == (0, "审计链完整")
    spoil(fresh, "UPDATE audit SET actor = '张三' WHERE sequence = 2")
    changed = huiying("audit", "verify", str(fresh))
    assert (changed.returncode, changed.stderr.strip()) == (1, "第 2 条审计记录内容被改动")
    spoil(fresh, "DELETE FROM audit WHERE sequence = 4")
    gone = huiying("audit", "verify", str(fresh))
    assert gone.returncode == 1
    assert "第 4 条审计记录缺失" in gone.stderr


def spoil(folder: Path, statement: str) -> None:
    with sqlite3.connect(Settings(folder).var / "huiying.db") as raw:
        raw.execute(statement)
    raw.close()
