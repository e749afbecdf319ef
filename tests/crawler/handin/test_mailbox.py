"""Letters in a folder become posts once, and stay nowhere in the clear."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from config.office import Office, OfficeSheet
from crawler.evidence import payload_of
from crawler.handin.mailbox import Mailbox, collect, mailboxes
from crawler.handin.storing import Counter
from store.engine import reading
from store.evidence import evidence_of
from store.records import Contact, Message, Post
from store.rows import fetch
from store.sources import state_of
from tests.crawler.handin.conftest import NOW, VAULT, source
from tests.crawler.handin.test_letter import letter


@pytest.fixture
def box(tmp_path: Path) -> Mailbox:
    folder = tmp_path / "inbox"
    folder.mkdir()
    return Mailbox(Counter("county", source("mail", "message_board", "文件夹:inbox"), VAULT), folder)


def drop(box: Mailbox, name: str, data: bytes, seconds_ago: float = 60) -> Path:
    path = box.folder / name
    path.write_bytes(data)
    at = NOW.timestamp() - seconds_ago
    os.utime(path, (at, at))
    return path


def stored(engine: Engine, kind: type = Post) -> list:
    with reading(engine) as connection:
        return fetch(connection, kind)


def finding(engine: Engine) -> str:
    with reading(engine) as connection:
        state = state_of(connection, "county", "mail")
    return state.finding if state else ""


def test_a_letter_becomes_a_post_and_leaves_the_folder(sqlite_engine: Engine, box: Mailbox) -> None:
    data = letter().as_bytes()
    path = drop(box, "1.eml", data)
    collect(sqlite_engine, box, NOW)
    (post,) = stored(sqlite_engine)
    assert (post.source_kind, post.title, post.author_hash != "") == ("message_board", "反映垃圾问题", True)
    assert (len(stored(sqlite_engine, Contact)), len(stored(sqlite_engine, Message))) == (1, 1)
    assert not path.exists()
    with reading(sqlite_engine) as connection:
        assert payload_of(evidence_of(connection, "county", post.evidence_id), VAULT) == data


def test_the_same_letter_again_adds_nothing(sqlite_engine: Engine, box: Mailbox) -> None:
    for name in ("1.eml", "2.eml"):
        drop(box, name, letter().as_bytes())
        collect(sqlite_engine, box, NOW)
    assert len(stored(sqlite_engine)) == 1


def test_a_letter_still_being_written_waits(sqlite_engine: Engine, box: Mailbox) -> None:
    drop(box, "1.eml", letter().as_bytes(), seconds_ago=1)
    assert collect(sqlite_engine, box, NOW) == []
    assert len(collect(sqlite_engine, box, NOW + timedelta(seconds=5))) == 1


def test_what_can_not_be_read_is_put_aside_and_told_until_somebody_saw_to_it(sqlite_engine: Engine, box: Mailbox) -> None:
    drop(box, "bad.eml", b"\0" * 20)
    drop(box, "good.eml", letter().as_bytes())
    collect(sqlite_engine, box, NOW)
    assert len(stored(sqlite_engine)) == 1
    assert finding(sqlite_engine).startswith("1 封来信未能读取：")
    (box.folder / "未能读取" / "bad.eml").unlink()
    collect(sqlite_engine, box, NOW)
    assert finding(sqlite_engine) == ""


def test_a_folder_that_is_not_there_is_told(sqlite_engine: Engine, box: Mailbox) -> None:
    box.folder.rmdir()
    collect(sqlite_engine, box, NOW)
    assert finding(sqlite_engine).startswith("来信文件夹不存在：")


def test_links_and_other_files_are_left_alone(sqlite_engine: Engine, box: Mailbox, tmp_path: Path) -> None:
    secret = tmp_path / "secret.eml"
    secret.write_bytes(letter().as_bytes())
    (box.folder / "link.eml").symlink_to(secret)
    drop(box, "note.txt", b"x")
    (box.folder / "folder.eml").mkdir()
    assert collect(sqlite_engine, box, NOW) == []
    assert secret.exists()


def test_only_sources_with_a_folder_have_a_mailbox(tmp_path: Path) -> None:
    sheet = OfficeSheet.model_construct(code="county", name="望川县", level="县级")
    found = [source("a"), source("b", "message_board", "文件夹:inbox")]
    office = Office.model_construct(folder=tmp_path, sheet=sheet, sources=found)
    assert [(box.counter.source.code, box.folder) for box in mailboxes(office, VAULT)] == [("b", tmp_path / "inbox")]
