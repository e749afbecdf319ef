"""`huiying evidence`: the bytes as fetched are opened with a reason, checked, and every look is in the audit."""

import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, update
from typer.testing import CliRunner, Result

from config.load import init_office, load_office
from crawler.evidence import warc_record
from crawler.extracted import Extracted
from crawler.ingest import ingest
from crawler.wire import Page
from service.cli import app
from service.settings import Settings
from store.audit import verify as broken_links
from store.engine import open_store, reading, writing
from store.records import AuditEntry
from store.rows import fetch
from store.tables import audit, evidence
from store.vault import Vault

NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
PAYLOAD = "<html><body><h1>石桥水库泄洪通知</h1></body></html>".encode()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    init_office(tmp_path / "office", "demo-county")
    Settings(tmp_path / "office").prepare()
    return tmp_path / "office"


@pytest.fixture
def engine(folder: Path) -> Engine:
    return open_store(Settings(folder).database_url)


@pytest.fixture
def post(folder: Path, engine: Engine) -> str:
    digest = hashlib.sha256(PAYLOAD).hexdigest()
    found = (Extracted(title="石桥水库泄洪通知", body="请下游群众撤离"),)
    page = Page("j", "portal", "http://127.0.0.1:8611/news/1.html", 200, "text/html", NOW, digest, PAYLOAD, found)
    with writing(engine) as connection:
        return ingest(connection, load_office(folder), Vault.from_file(Settings(folder).key_file), page, NOW).ids[0]


def run(*words: object) -> Result:
    return CliRunner().invoke(app, ["evidence", *map(str, words)])


def entries(engine: Engine) -> list[AuditEntry]:
    with reading(engine) as connection:
        assert broken_links(connection, "demo-county") == []
        return fetch(connection, AuditEntry, order_by=[audit.c.sequence])


def test_evidence_is_shown_as_fetched_and_the_reason_is_kept(folder: Path, engine: Engine, post: str) -> None:
    result = run("show", post, folder, "--reason", "核对原文出处")
    assert result.stdout_bytes == PAYLOAD
    assert [(one.action, one.subject, one.reason) for one in entries(engine)] == [("evidence.show", post, "核对原文出处")]


def test_evidence_may_be_saved_for_its_user_only(folder: Path, post: str, tmp_path: Path) -> None:
    target = tmp_path / "page.html"
    assert run("show", post, folder, "--reason", "核对原文出处", "--output", target).exit_code == 0
    assert target.read_bytes() == PAYLOAD
    assert target.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("reason", ["", "  看 "])
def test_without_a_reason_nothing_is_opened(folder: Path, engine: Engine, post: str, reason: str) -> None:
    result = run("show", post, folder, "--reason", reason)
    assert result.exit_code == 1
    assert "理由" in result.stderr
    assert result.stdout_bytes == b""
    assert entries(engine) == []


def test_whole_evidence_is_verified_by_its_hash(folder: Path, engine: Engine, post: str) -> None:
    told = json.loads(run("verify", post, folder, "--json").stdout)
    assert told["ok"] is True
    assert told["sha256"] == told["evidence"] == hashlib.sha256(PAYLOAD).hexdigest()
    assert [one.action for one in entries(engine)] == ["evidence.verify"]


def test_altered_evidence_is_found_out_and_not_shown(folder: Path, engine: Engine, post: str) -> None:
    vault = Vault.from_file(Settings(folder).key_file)
    with writing(engine) as connection:
        other = Page("j", "portal", "http://127.0.0.1:8611/news/1.html", 200, "text/html", NOW, "0" * 64, b"altered", ())
        connection.execute(update(evidence).values(sealed=vault.seal(warc_record(other))))
    assert run("verify", post, folder).exit_code == 1
    shown = run("show", post, folder, "--reason", "核对原文出处")
    assert shown.exit_code == 1
    assert b"altered" not in shown.stdout_bytes
    assert [one.detail["ok"] for one in entries(engine)] == [False, False]


def test_evidence_sealed_with_another_key_can_not_be_opened(folder: Path, post: str) -> None:
    Settings(folder).key_file.unlink()
    Vault.from_file(Settings(folder).key_file)
    assert run("verify", post, folder).exit_code == 1


def test_an_unknown_post_and_a_missing_key_are_told_in_chinese(folder: Path, post: str) -> None:
    assert "没有编号为" in run("verify", "nothing", folder).stderr
    Settings(folder).key_file.unlink()
    assert "没有办公室密钥" in run("verify", post, folder).stderr
