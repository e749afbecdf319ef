"""登记: a form, and a spreadsheet that is looked at before it is saved."""

import re
from typing import Any

import pytest
from sqlalchemy import Engine

from store.engine import reading
from store.records import AuditEntry, Contact, Message, Post
from store.rows import fetch
from tests.crawler.handin.sheets import HOTLINE_HEADS, HOTLINE_ROWS, csv_bytes, hotline, xlsx_bytes
from tests.service.web.conftest import Visitor, text_of

FORM = {
    "kind": "hotline",
    "text": "南门街道菜市场门口积水，老人摔倒",
    "place": "南门街道",
    "phone": "13900001111",
    "name": "周某芳",
}


@pytest.fixture
def stored(sqlite_engine: Engine) -> Any:
    def look(kind: Any = Post) -> Any:
        with reading(sqlite_engine) as connection:
            return fetch(connection, kind)

    return look


def token(answer: Any) -> str:
    return re.search(r'name="token" value="([^"]+)"', answer.text)[1]


def look(duty: Visitor, data: bytes, name: str = "工单.csv") -> Any:
    return duty.upload("/intake/sheet", name, data, source="intake-hotline")


def test_a_find_typed_in_goes_the_way_of_every_post(duty: Visitor, stored: Any) -> None:
    answer = duty.submit("/intake", **FORM)
    assert answer.status_code == 303
    assert "已登记，正在研判" in duty.get(answer.headers["location"]).text
    (post,) = stored()
    assert (post.source_kind, post.body, post.first_look) == ("hotline", FORM["text"], False)
    assert [message.payload["posts"] for message in stored(Message)] == [[post.id]]
    assert [contact.post_id for contact in stored(Contact)] == [post.id]
    assert [(entry.actor, entry.action) for entry in stored(AuditEntry)] == [("duty-lin", "登记")]


def test_pressing_the_button_twice_registers_once(duty: Visitor, stored: Any) -> None:
    duty.submit("/intake", **FORM)
    answer = duty.submit("/intake", **FORM)
    assert "以前登记过" in duty.get(answer.headers["location"]).text
    assert len(stored()) == 1


@pytest.mark.parametrize("changes", [{"text": ""}, {"link": "javascript:x"}, {"kind": "forum"}, {"person": "nobody"}])
def test_a_form_with_a_mistake_stores_nothing_and_keeps_what_was_typed(
    duty: Visitor, stored: Any, changes: dict[str, str]
) -> None:
    answer = duty.submit("/intake", **FORM | changes)
    assert (answer.status_code, stored()) == (422, [])
    assert "南门街道" in answer.text
    assert "13900001111" not in answer.text


def test_nobody_registers_without_a_name(visitor: Visitor, stored: Any) -> None:
    assert visitor.submit("/intake", **FORM).status_code == 422
    assert stored() == []


def test_fields_nobody_asked_for_are_ignored(duty: Visitor, stored: Any) -> None:
    duty.submit("/intake", **FORM, tenant="other", first_look="1", id="x", source="forum")
    assert [(post.tenant, post.source) for post in stored()] == [("demo-county", "hotline")]


def test_a_unit_reports_a_matter_of_its_own(visitor: Visitor, stored: Any) -> None:
    visitor.act_as("housing-handler").submit("/intake", **FORM | {"kind": "self_report"})
    assert [(post.source_kind, post.source_name) for post in stored()] == [("self_report", "县住房和城乡建设局")]


def test_a_spreadsheet_is_shown_before_anything_is_stored(duty: Visitor, stored: Any) -> None:
    bad = ["WC0003", "改天", "", "", "路灯", "迎宾路路灯又坏了", "", ""]
    answer = look(duty, xlsx_bytes([HOTLINE_HEADS, *HOTLINE_ROWS, bad]), "工单.xlsx")
    shown = text_of(answer.text)
    assert answer.status_code == 200
    assert "可导入 2 行，1 行有误不导入" in shown
    assert "12345 热线工单" in shown
    assert "4来电时间时间“改天”无法识别请写成如 2026-11-22 09:40" in shown
    assert "孙某明" not in shown
    assert "13812345678" not in shown
    assert stored() == []
    saved = duty.submit("/intake/save", token=token(answer))
    assert "新增 2 条，更新 0 条，重复 0 条；1 行有误未导入" in duty.get(saved.headers["location"]).text
    assert len(stored()) == 2


def test_saving_twice_or_with_another_person_saves_nothing_more(duty: Visitor, stored: Any) -> None:
    kept = token(look(duty, hotline()))
    assert duty.act_as("housing-handler").submit("/intake/save", token=kept).status_code == 422
    assert stored() == []
    duty.act_as("duty-lin")
    assert duty.submit("/intake/save", token=kept).status_code == 303
    again = duty.submit("/intake/save", token=kept)
    assert (again.status_code, len(stored())) == (422, 2)
    assert "预览已失效" in again.text


def test_a_look_is_over_after_half_an_hour(duty: Visitor, stored: Any, clock: Any) -> None:
    kept = token(look(duty, hotline()))
    clock.advance(minutes=31)
    assert duty.submit("/intake/save", token=kept).status_code == 422
    assert stored() == []


def test_columns_can_be_said_and_are_remembered(duty: Visitor, stored: Any) -> None:
    data = csv_bytes([["甲", "乙"], ["柳河镇停水两天了", "2026-11-22 08:00"]])
    first = look(duty, data)
    assert "没有认出标题或正文所在的列" in first.text
    second = duty.submit("/intake/columns", token=token(first), **{"column-body": "甲", "column-published_at": "乙"})
    assert "可导入 1 行" in second.text
    duty.submit("/intake/save", token=token(second))
    assert [post.body for post in stored()] == ["柳河镇停水两天了"]
    assert "沿用上次确认的列" in look(duty, data).text


@pytest.mark.parametrize(
    ("name", "data", "words"), [("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1xx", "另存为 .xlsx"), ("a.csv", b"", "请选择")]
)
def test_a_file_that_can_not_be_used_is_refused(duty: Visitor, name: str, data: bytes, words: str) -> None:
    answer = look(duty, data, name)
    assert answer.status_code == 422
    assert words in answer.text


def test_a_file_over_ten_megabytes_is_refused(duty: Visitor) -> None:
    assert look(duty, b"x" * (10 * 1024 * 1024 + 10)).status_code == 413
    assert look(duty, b"x" * (11 * 1024 * 1024)).status_code == 413


def test_many_parts_or_a_name_with_folders_do_no_harm(duty: Visitor) -> None:
    many = {f"f{index}": "x" for index in range(60)}
    assert duty.upload("/intake/sheet", "a.csv", hotline(), source="intake-hotline", **many).status_code == 400
    shown = look(duty, hotline(), "..\\..\\<b>x.csv").text
    assert "&lt;b&gt;x.csv" in shown
    assert ".." not in text_of(shown)


def test_files_are_taken_at_no_other_address(duty: Visitor, stored: Any) -> None:
    assert duty.upload("/intake", "a.csv", b"x", **FORM).status_code == 403
    assert stored() == []


def test_the_form_works_on_a_phone(phone: Any, served: int, stored: Any) -> None:
    page = phone.page
    page.goto(f"http://127.0.0.1:{served}/intake")
    page.select_option("select[name=kind]", "group_summary")
    page.fill("textarea[name=text]", "石桥镇工作群反映水库水色异常")
    page.locator("form[action='/intake'] input[name=person]").fill("duty-lin")
    page.click("form[action='/intake'] button")
    page.wait_for_selector("text=已登记，正在研判")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.set_input_files("input[type=file]", {"name": "工单.csv", "mimeType": "text/csv", "buffer": hotline("gbk")})
    page.click("form[action='/intake/sheet'] button")
    page.wait_for_selector("text=可导入 2 行")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.click("form[action='/intake/save'] button")
    page.wait_for_selector("text=新增 2 条")
    assert phone.errors == []
    assert len(stored()) == 3
