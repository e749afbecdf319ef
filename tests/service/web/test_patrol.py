"""人工巡查: the rounds of the day, 有 or 无, and a missed round on the desk."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from store.engine import reading
from store.records import Evidence, Message, PatrolCheck, Post
from store.rows import fetch
from tests.service.web.conftest import NOW, Visitor, text_of
from tests.service.web.county import County

PNG = b"\x89PNG\r\n\x1a\n" + b"picture"
TURN = "2026-11-22\n早巡\n抖音"


def stored(engine: Engine, kind: type) -> list:
    with reading(engine) as connection:
        return fetch(connection, kind)


def enter(visitor: Visitor, data: bytes = b"", **fields: Any) -> Any:
    return visitor.upload("/patrol", "图.png" if data else "", data, **{"turn": TURN, "found": "no", **fields})


def test_the_page_shows_the_rounds_that_have_begun(duty: Visitor) -> None:
    shown = text_of(duty.get("/patrol").text)
    assert "11月22日 早巡 08:30—10:00" in shown
    assert "人民网领导留言板" in shown
    assert "下一轮：午后巡，11月22日 14:30 开始" in shown
    assert "漏巡" not in shown.partition("11月21日")[0]


def test_nothing_found_is_entered_with_one_tap(duty: Visitor, sqlite_engine: Engine) -> None:
    answer = enter(duty)
    assert answer.status_code == 303
    assert "已登记：无情况" in duty.get(answer.headers["location"]).text
    (check,) = stored(sqlite_engine, PatrolCheck)
    assert (check.platform, check.found, check.person) == ("抖音", False, "duty-lin")
    assert "无 · 林值班 11月22日 09:00" in text_of(duty.get("/patrol").text)


def test_what_was_found_is_judged_like_any_post(duty: Visitor, sqlite_engine: Engine) -> None:
    assert enter(duty, PNG, found="yes", note="有人发石桥水库水色异常的视频").status_code == 303
    (post,) = stored(sqlite_engine, Post)
    assert (post.source_kind, post.source_name) == ("patrol", "抖音")
    assert len(stored(sqlite_engine, Message)) == len(stored(sqlite_engine, Evidence)) == 1


@pytest.mark.parametrize(
    ("fields", "data", "status"),
    [
        ({"found": "maybe"}, b"", 422),
        ({"found": "yes", "note": "  "}, b"", 422),
        ({"turn": "2026-11-22\n晚巡\n抖音"}, b"", 422),
        ({"turn": "2026-11-01\n早巡\n抖音"}, b"", 422),
        ({"turn": "x"}, b"", 422),
        ({"link": "javascript:x", "found": "yes", "note": "水库视频"}, b"", 422),
        ({}, b"<script>alert(1)</script>", 422),
        ({}, PNG + b"x" * (5 * 1024 * 1024), 413),
    ],
)
def test_a_mistake_keeps_nothing(duty: Visitor, sqlite_engine: Engine, fields: Any, data: bytes, status: int) -> None:
    assert enter(duty, data, **fields).status_code == status
    assert stored(sqlite_engine, PatrolCheck) == []


def test_nobody_enters_without_a_name(visitor: Visitor, sqlite_engine: Engine) -> None:
    assert enter(visitor).status_code == 422
    assert stored(sqlite_engine, PatrolCheck) == []


def test_a_missed_round_stands_on_the_desk_until_somebody_looked(county: County, duty: Visitor, clock: Any) -> None:
    county.source("forum", first_look_at=NOW - timedelta(hours=1))
    assert "漏巡" not in duty.get("/").text
    clock.advance(hours=2)
    shown = text_of(duty.get("/").text)
    assert "人工巡查漏巡 早巡（11月22日 10:00 截止）" in shown
    assert "抖音、快手、视频号、小红书、微信工作群、人民网领导留言板 无人查看" in shown
    assert "不自动采集的平台" in duty.get("/sources").text
    enter(duty)
    assert "快手、视频号、小红书、微信工作群、人民网领导留言板 无人查看" in text_of(duty.get("/").text)
    assert "抖音、快手" not in text_of(duty.get("/").text)
    assert "迟于规定时段" in duty.get("/patrol").text


def test_an_office_that_has_not_begun_missed_nothing(duty: Visitor, clock: Any) -> None:
    clock.advance(hours=5)
    assert "漏巡" not in duty.get("/").text


def test_the_page_works_on_a_phone(phone: Any, served: int, sqlite_engine: Engine) -> None:
    page = phone.page
    page.goto(f"http://127.0.0.1:{served}/patrol")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.locator("p.held a").click()
    page.click("button[value=duty-lin]")
    page.locator("form[action='/patrol'] button[value=no]").first.click()
    page.wait_for_selector("text=已登记：无情况")
    assert phone.errors == []
    assert [check.platform for check in stored(sqlite_engine, PatrolCheck)] == ["抖音"]
