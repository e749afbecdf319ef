"""A spreadsheet becomes posts, once; who wrote stays sealed; the columns are remembered."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from config.handin import NotTaken
from config.vocabulary import SourceKind
from crawler.evidence import payload_of
from crawler.handin.form import Clerk, read_form
from crawler.handin.importing import NO_COLUMNS, look, only_filed, save
from crawler.handin.rows import REMEMBERED
from crawler.handin.storing import Counter, store
from crawler.handin.table import Unreadable
from store import column_maps
from store.contacts import contact_of
from store.engine import reading, writing
from store.evidence import evidence_of
from store.records import AuditEntry, Contact, Message, Post
from store.rows import fetch
from store.tables import posts as table
from tests.crawler.handin.conftest import NOW, VAULT
from tests.crawler.handin.sheets import HOTLINE_HEADS, HOTLINE_ROWS, csv_bytes, hotline

FORM = {"text": "南门街道菜市场门口积水，老人摔倒", "place": "南门街道", "name": "周某芳", "phone": "13900001111"}


def stored(engine: Engine, kind: type) -> list:
    with reading(engine) as connection:
        return fetch(connection, kind, order_by=[table.c.platform_id]) if kind is Post else fetch(connection, kind)


def bring(engine: Engine, counter: Counter, data: bytes, **later: float):
    return save(engine, counter, look(engine, counter, data, "工单.csv"), "duty-lin", NOW + timedelta(**later), "工单.csv")


def test_rows_become_posts_with_evidence_and_one_message(engine: Engine, counter: Counter) -> None:
    counted = bring(engine, counter, hotline())
    first, second = stored(engine, Post)
    assert (counted.new, counted.duplicate) == (2, 0)
    assert (first.source_kind, first.title, first.revision) == ("hotline", "路灯不亮", 1)
    assert [message.payload for message in stored(engine, Message)] == [{"posts": [row.id for row in (first, second)]}]
    with reading(engine) as connection:
        original = json.loads(payload_of(evidence_of(connection, "county", first.evidence_id), VAULT))
    assert (original["行"], original["内容"]["来电人"]) == (2, "孙某明")


def test_the_same_file_twice_adds_nothing(engine: Engine, counter: Counter) -> None:
    bring(engine, counter, hotline())
    counted = bring(engine, counter, hotline("gbk"), minutes=5)
    assert (counted.new, counted.revised, counted.duplicate) == (0, 0, 2)
    assert (len(stored(engine, Post)), len(stored(engine, Message)), len(stored(engine, Contact))) == (2, 1, 1)


def test_a_changed_row_is_a_revision_of_its_number(engine: Engine, counter: Counter) -> None:
    bring(engine, counter, hotline())
    changed = [*HOTLINE_ROWS[1]]
    changed[5] = "柳河镇已经停水三天，学校停课"
    counted = bring(engine, counter, csv_bytes([HOTLINE_HEADS, HOTLINE_ROWS[0], changed]), hours=3)
    assert (counted.new, counted.revised, counted.duplicate) == (0, 1, 1)


def test_who_wrote_is_sealed_and_stands_in_no_other_row(engine: Engine, counter: Counter) -> None:
    bring(engine, counter, hotline())
    first = stored(engine, Post)[0]
    with reading(engine) as connection:
        sealed = contact_of(connection, "county", first.id).sealed
        everything = [row for name in table.metadata.tables.values() for row in connection.execute(name.select()).all()]
    assert json.loads(VAULT.unseal(sealed)) == {"name": "孙某明", "phone": "13812345678", "other": ""}
    assert not [row for row in everything if "13812345678" in repr(row) or "孙某明" in repr(row)]
    assert first.author_hash


def test_the_import_is_in_the_audit_and_the_columns_are_remembered(engine: Engine, counter: Counter) -> None:
    bring(engine, counter, hotline())
    (entry,) = stored(engine, AuditEntry)
    assert (entry.actor, entry.action, entry.detail["new"]) == ("duty-lin", "导入表格", 2)
    assert look(engine, counter, hotline()).why == REMEMBERED
    with reading(engine) as connection:
        assert column_maps.columns_of(connection, "county", "hotline")["body"] == "诉求内容"


def test_the_first_import_files_what_is_older_than_a_day(engine: Engine, counter: Counter) -> None:
    old = ["WC0", "2026-11-19 08:00", "", "", "", "上周的积水问题一直没有人管", "", ""]
    sheet = look(engine, counter, csv_bytes([HOTLINE_HEADS, *HOTLINE_ROWS, old]))
    assert only_filed(engine, counter, sheet, NOW) == 1
    save(engine, counter, sheet, "duty-lin", NOW)
    assert [row.first_look for row in stored(engine, Post)] == [True, False, False]


def test_a_table_without_text_columns_is_not_saved(engine: Engine, counter: Counter) -> None:
    sheet = look(engine, counter, csv_bytes([["甲", "乙"], ["丙", "丁"]]))
    with pytest.raises(Unreadable, match=NO_COLUMNS):
        save(engine, counter, sheet, "duty-lin", NOW)


def test_a_row_with_a_mark_of_secrecy_is_refused(engine: Engine, counter: Counter) -> None:
    sheet = look(engine, counter, csv_bytes([["诉求标题", "诉求内容"], ["通知", "秘密★1年 关于某事的通知"]]))
    assert (sheet.items, sheet.errors[0].remedy) == ((), "请按涉密渠道办理")


def test_a_find_typed_in_is_alerted_however_old(engine: Engine, counter: Counter) -> None:
    item = read_form(SourceKind.HOTLINE, FORM | {"time": "2026-11-18T09:00"}, Clerk("duty-lin"), NOW)
    by_hand = Counter("county", counter.source, VAULT, keeps_first_look=False)
    for _ in range(2):
        with writing(engine) as connection:
            store(connection, by_hand, [item], NOW)
    (row,) = stored(engine, Post)
    assert (row.first_look, row.body) == (False, "南门街道菜市场门口积水，老人摔倒")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"text": "  "}, "请填写内容"),
        ({"link": "javascript:alert(1)"}, "网址须以"),
        ({"time": "改天"}, "时间无法识别"),
        ({"time": "2026-12-01 09:00"}, "时间在将来"),
        ({"text": "机密★ 会议纪要"}, "涉密渠道"),
        ({"title": "长" * 301}, "标题过长"),
    ],
)
def test_a_form_that_can_not_be_taken_says_why(changes: dict[str, str], words: str) -> None:
    with pytest.raises(NotTaken, match=words):
        read_form(SourceKind.PRINT, FORM | changes, Clerk("duty-lin"), NOW)


def test_a_units_own_report_names_the_unit() -> None:
    clerk = Clerk("housing-handler", "县住房和城乡建设局")
    assert read_form(SourceKind.SELF_REPORT, FORM, clerk, NOW).post.source_name == "县住房和城乡建设局"
