"""From a page to rows: once, with revisions, counts, sealed evidence and one message per hundred posts."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from sqlalchemy import Engine

from config.office import Office, OfficeSheet
from config.sources import Source
from crawler.evidence import payload_of
from crawler.extracted import Extracted
from crawler.ingest import IngestCount, ingest, is_first_look, mark_gone, moment_of
from crawler.wire import GoneLine, Page
from store import posts, sources
from store.engine import reading, writing
from store.evidence import evidence_of
from store.records import Message, Post
from store.rows import fetch
from store.tables import messages
from store.tables import posts as table
from store.vault import Vault

NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
VAULT = Vault(b"k" * 32)


@pytest.fixture
def office() -> Office:
    source = Source.model_validate({"code": "forum", "name": "望川论坛", "kind": "forum", "address": "http://bbs.example.cn/"})
    sheet = OfficeSheet.model_construct(code="county", name="望川县", level="县级")
    return Office.model_construct(sheet=sheet, sources=[source])


def page(*found: Extracted, payload: bytes = b"<html>", url: str = "http://bbs.example.cn/thread-1-1-1.html") -> Page:
    return Page("job", "forum", url, 200, "text/html", NOW, sha256(payload).hexdigest(), payload, found)


def post(key: str = "7", body: str = "柳河镇停水", **more: object) -> Extracted:
    return Extracted(platform_id=key, url=f"http://bbs.example.cn/p/{key}", title="停水", body=body, **more)  # type: ignore[arg-type]


@pytest.fixture
def store(engine: Engine, office: Office):
    def put(*found: Extracted, at: datetime = NOW, **more: object) -> IngestCount:
        with writing(engine) as connection:
            return ingest(connection, office, VAULT, page(*found, **more), at)

    put.engine = engine
    put.office = office
    put.rows = lambda: _rows(engine)
    put.messages = lambda: _messages(engine)
    return put


def _rows(engine: Engine) -> list[Post]:
    with reading(engine) as connection:
        return fetch(connection, Post, order_by=[table.c.platform_id, table.c.revision])


def _messages(engine: Engine) -> list[Message]:
    with reading(engine) as connection:
        return fetch(connection, Message, order_by=[messages.c.id])


def test_a_new_post_becomes_a_row_and_a_message(store) -> None:
    counted = store(post(author="老王", replies=3))
    (row,) = store.rows()
    assert counted == IngestCount(fetched=1, new=1, ids=(row.id,))
    assert (row.source_kind, row.revision, row.discovered_at, row.replies) == ("forum", 1, NOW, 3)
    assert row.source_name == "望川论坛"
    assert [message.payload for message in store.messages()] == [{"posts": [row.id]}]
    assert {message.topic for message in store.messages()} == {"classify"}


def test_the_same_page_twice_changes_nothing(store) -> None:
    store(post())
    again = store(post(), at=NOW + timedelta(minutes=5))
    assert (again.new, again.revised, again.duplicate) == (0, 0, 1)
    assert [row.discovered_at for row in store.rows()] == [NOW]
    assert len(store.messages()) == 1


def test_counts_alone_update_the_row(store) -> None:
    store(post(replies=3, views=10))
    assert store(post(replies=9, views=None)).duplicate == 1
    (row,) = store.rows()
    assert (row.replies, row.views) == (9, 10)
    assert len(store.messages()) == 1


def test_an_edit_is_the_next_revision(store) -> None:
    store(post(body="停水"))
    later = NOW + timedelta(hours=1)
    assert store(post(body="停水三天"), at=later).revised == 1
    assert store(post(body="停水三天"), at=later).duplicate == 1
    assert store(post(body="停水四天"), at=later).revised == 1
    assert [(row.revision, row.body) for row in store.rows()] == [(1, "停水"), (2, "停水三天"), (3, "停水四天")]
    assert len(store.messages()) == 3


def test_a_cut_off_copy_does_not_undo_the_whole_text(store) -> None:
    store(post(body="开头…", flags=("truncated",)))
    assert store(post(body="开头和全文")).revised == 1
    assert store(post(body="开头…", flags=("truncated",))).duplicate == 1
    assert len(store.rows()) == 2


def test_a_threads_row_comes_first_its_text_follows_and_later_rows_only_count(store) -> None:
    row = Extracted(platform_id="11", url="http://bbs.example.cn/thread-11-1-1.html", title="停水", replies=2)
    store(row)
    assert store(replace(row, body="已经停了三天", floor=1)).revised == 1
    assert store(replace(row, replies=40)).duplicate == 1
    assert [(one.revision, one.body, one.replies) for one in store.rows()] == [(1, "", 2), (2, "已经停了三天", 40)]


def test_nobody_is_named_and_the_same_voice_is_known_again(store) -> None:
    store(
        post("1", author="老王"),
        post("2", author="老王"),
        post("3", author="小李"),
        post("4", author="匿", flags=("anonymous",)),
    )
    hashes = {row.platform_id: row.author_hash for row in store.rows()}
    assert hashes["1"] == hashes["2"] != hashes["3"]
    assert hashes["4"] == ""
    assert not any("老王" in repr(row) for row in store.rows())


def test_nothing_is_stored_with_a_telephone_number_in_it(store) -> None:
    store(post(body="联系人电话13812345678，请尽快处理"))
    assert store(post(body="联系人电话13812345678，请尽快处理")).duplicate == 1
    (row,) = store.rows()
    assert "13812345678" not in row.body


def test_evidence_is_sealed_and_holds_the_bytes_as_fetched(store) -> None:
    payload = "<html>原始网页".encode("gbk")
    store(post(), payload=payload)
    (row,) = store.rows()
    with reading(store.engine) as connection:
        kept = evidence_of(connection, "county", row.evidence_id)
    assert kept is not None
    assert kept.id == sha256(payload).hexdigest() == row.evidence_id
    assert payload not in kept.sealed
    assert payload_of(kept, VAULT) == payload


def test_a_page_that_brings_nothing_new_leaves_no_evidence(store) -> None:
    store(post(), payload=b"first")
    store(post(), payload=b"second")
    with reading(store.engine) as connection:
        assert evidence_of(connection, "county", sha256(b"second").hexdigest()) is None


def test_messages_carry_at_most_a_hundred_posts(store) -> None:
    store(*(post(str(number)) for number in range(250)))
    assert sorted(len(message.payload["posts"]) for message in store.messages()) == [50, 100, 100]


def test_a_post_twice_on_a_page_is_one_post(store) -> None:
    counted = store(post("1"), post("1"), post("2"))
    assert (counted.new, counted.duplicate) == (2, 1)


def test_one_article_under_a_thousand_tracking_addresses_is_one_post(store) -> None:
    for number in range(30):
        url = f"http://bbs.example.cn/a/1.html?utm_source=x{number}&from=timeline&spm=a.{number}#top{number}"
        store(Extracted(url=url, title="标题", body="正文"), url=url)
    (row,) = store.rows()
    assert row.url == "http://bbs.example.cn/a/1.html"


def test_replies_without_ids_are_told_apart_by_their_floor(store) -> None:
    url = "http://bbs.example.cn/thread-1-1-1.html"
    store(*(Extracted(url=url, body=f"第{floor}楼", floor=floor) for floor in (1, 2, 3)))
    assert len(store.rows()) == 3
    assert store(*(Extracted(url=url, body=f"第{floor}楼", floor=floor) for floor in (1, 2, 3))).duplicate == 3


def test_a_post_without_text_or_identity_is_filtered_and_counted(store) -> None:
    counted = store(Extracted(), Extracted(platform_id="1"), post("2", body=""))
    assert (counted.fetched, counted.filtered, counted.new) == (3, 1, 2)
    assert all("empty" in row.flags for row in store.rows())


def test_a_post_deleted_on_the_site_keeps_its_text(store) -> None:
    store(post(body="原文"))
    store(post(body="该帖已被删除", flags=("deleted",)))
    (row,) = store.rows()
    assert row.body == "原文"
    assert "deleted" in row.flags


def test_a_page_that_vanished_is_marked_and_kept(store) -> None:
    url = "http://bbs.example.cn/a/9.html"
    store(Extracted(url=url, title="公告", body="正文"), url=url)
    gone = GoneLine(job="j", source="forum", url=url + "?from=x", fetched_at=NOW)
    with writing(store.engine) as connection:
        assert mark_gone(connection, store.office, gone)
        assert not mark_gone(connection, store.office, gone)
    assert [(row.body, row.flags) for row in store.rows()] == [("正文", ["deleted"])]


@pytest.mark.parametrize("url", ["javascript:alert(1)", "vbscript:x", "file:///etc/passwd", "data:text/html,x", ""])
def test_an_address_that_is_none_is_replaced_by_the_pages(store, url: str) -> None:
    store(replace(post(), url=url))
    assert [row.url for row in store.rows()] == ["http://bbs.example.cn/thread-1-1-1.html"]


def test_the_writers_id_is_not_kept_in_the_address(store) -> None:
    store(replace(post(), url="https://weibo.com/1234567890/Nabc12XyZ?refer_flag=1"))
    assert [row.url for row in store.rows()] == ["https://m.weibo.cn/status/Nabc12XyZ"]


def test_what_is_older_than_a_day_before_the_first_look_is_a_record_and_no_news(store) -> None:
    old, recent = "2026-11-20T12:00:00+08:00", "2026-11-21T23:00:00+08:00"
    store(post("1", published_at=old), post("2", published_at=recent), post("3"))
    later = NOW + timedelta(days=9)
    store(post("4", published_at=old), post("5", published_at="2026-11-30T08:00:00+08:00"), at=later)
    assert {row.platform_id: row.first_look for row in store.rows()} == {
        "1": True,
        "2": False,
        "3": False,
        "4": True,
        "5": False,
    }
    assert sum(len(message.payload["posts"]) for message in store.messages()) == 5


def test_a_bare_date_counts_as_the_end_of_its_day() -> None:
    assert not is_first_look(post(published_at="2026-11-21"), NOW, tells_hour=False)
    assert is_first_look(post(published_at="2026-11-19"), NOW, tells_hour=False)


@pytest.mark.parametrize("told", ["2099-01-01T00:00:00+08:00", "1970-01-01T00:00:00+08:00", "9999-12-31"])
def test_an_impossible_time_is_flagged_and_moves_nothing(store, told: str) -> None:
    store(post(published_at=told))
    (row,) = store.rows()
    assert "time_suspect" in row.flags
    assert row.discovered_at == NOW


@pytest.mark.parametrize(
    ("told", "moment"),
    [
        ("2026-11-22T09:00:00+08:00", datetime(2026, 11, 22, 1, 0, tzinfo=UTC)),
        ("2026-11-22", datetime(2026, 11, 21, 16, 0, tzinfo=UTC)),
        (None, None),
        ("", None),
        ("昨天", None),
        ("0001-01-01", None),
    ],
)
def test_stated_times_are_read_or_left_out(told: str | None, moment: datetime | None) -> None:
    assert moment_of(told) == moment


def test_each_source_counts_what_it_brought(store) -> None:
    store(post("1"), post("2"), Extracted())
    store(post("1"), post("2", body="改了"))
    with reading(store.engine) as connection:
        state = sources.state_of(connection, "county", "forum")
    assert state is not None
    assert (state.fetched, state.new, state.duplicate, state.filtered) == (5, 3, 1, 1)
    assert state.first_look_at == NOW


def test_a_source_the_office_dropped_stores_nothing(store) -> None:
    store.office.sources.clear()
    assert store(post()) == IngestCount()
    assert store.rows() == []


def test_a_crash_after_the_rows_leaves_neither_rows_nor_message(store) -> None:
    def crash() -> None:
        with writing(store.engine) as connection:
            ingest(connection, store.office, VAULT, page(post()), NOW)
            raise RuntimeError("power cut")

    with pytest.raises(RuntimeError):
        crash()
    assert store.rows() == [] == store.messages()
    with reading(store.engine) as connection:
        assert posts.count_of(connection, "county") == 0
