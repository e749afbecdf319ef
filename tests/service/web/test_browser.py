"""The console in a real Chromium."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import Engine

from service.demo.inbox import MAIL, Delivered, Inbox
from service.web.display import left
from store.engine import reading
from store.records import Case
from store.rows import fetch
from tests.service.web.conftest import NOW, Watched
from tests.service.web.county import FLOOD, HOUSING, County

PAGES = ["/", "/cases", "/cases/2026-1122-001", "/cases/2026-1122-003", "/sources", "/inbox", "/handler"]


def act_as(watched: Watched, port: int, person: str) -> Any:
    cookie = {"name": "huiying_person", "value": person, "url": f"http://127.0.0.1:{port}"}
    watched.page.context.add_cookies([cookie])
    return watched.page


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_fits_phone_and_desk_without_a_console_error(
    county: County, served: int, phone: Watched, desktop: Watched, scheme: str
) -> None:
    county.whole()
    for watched in (phone, desktop):
        page = act_as(watched, served, "duty-lin")
        page.emulate_media(color_scheme=scheme)
        for path in PAGES:
            page.goto(f"http://127.0.0.1:{served}{path}")
            expect(page.locator("[data-clock]").first).to_have_text(re.compile(r":\d\d:\d\d$"))
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        assert watched.errors == []


def test_a_new_case_arrives_without_a_reload(county: County, served: int, desktop: Watched) -> None:
    county.whole()
    page = act_as(desktop, served, "duty-lin")
    page.goto(f"http://127.0.0.1:{served}/")
    page.evaluate("window.stayed = true")
    county.case("石桥镇自来水浑浊已三天", ago=0)
    expect(page.get_by_role("link", name="石桥镇自来水浑浊已三天")).to_be_visible(timeout=15_000)
    expect(page.locator("[data-news]")).to_have_text("新到 1 件")
    assert page.evaluate("window.stayed")
    assert desktop.errors == []


def test_clocks_run_down_while_one_looks(county: County, served: int, desktop: Watched) -> None:
    county.duty(county.case(FLOOD), "首次信息发布", 5)
    page = act_as(desktop, served, "duty-lin")
    page.goto(f"http://127.0.0.1:{served}/")
    clock = page.locator("[data-due]").first
    before = clock.inner_text()
    assert re.fullmatch(r"剩[45]分\d\d秒|剩5分", before)
    expect(clock).not_to_have_text(before, timeout=5_000)


def test_the_script_says_time_left_in_the_servers_words(county: County, served: int, desktop: Watched) -> None:
    county.duty(county.case(FLOOD), "首次信息发布", 5)
    page = act_as(desktop, served, "duty-lin")
    page.clock.set_fixed_time(NOW)
    page.goto(f"http://127.0.0.1:{served}/sources")
    spans = [-400000, -259200, -90000, -86400, -3700, -3600, -3599, -61, -60, -59, -1, 0, 1, 59, 60, 61, 599, 600, 601,
             3599, 3600, 3660, 7199, 86399, 86400, 90061, 259199, 259200, 400000]  # fmt: skip
    dues = [NOW + timedelta(seconds=seconds) for seconds in spans]
    page.evaluate(
        "dues => dues.forEach(due => { const b = document.createElement('b'); b.dataset.due = due;"
        " document.querySelector('main').append(b) })",
        [round(due.timestamp() * 1000) for due in dues],
    )
    page.wait_for_timeout(1500)
    assert page.locator("main [data-due]").all_inner_texts() == [left(due, NOW) for due in dues]


def test_a_page_that_no_longer_hears_from_the_server_says_so(county: County, served: int, desktop: Watched) -> None:
    county.case(FLOOD)
    page = act_as(desktop, served, "duty-lin")
    page.goto(f"http://127.0.0.1:{served}/")
    expect(page.locator("[data-offline]")).to_be_hidden()
    page.route("**/desk?*", lambda route: route.abort())
    expect(page.locator("[data-offline]")).to_be_visible(timeout=15_000)
    page.unroute("**/desk?*")
    expect(page.locator("[data-offline]")).to_be_hidden(timeout=15_000)


def test_what_a_reader_opened_stays_open_when_news_arrives(
    county: County, served: int, desktop: Watched, inbox_file: Path
) -> None:
    inbox = Inbox(inbox_file)
    for index in range(3):
        inbox.add(Delivered(NOW + timedelta(seconds=index), MAIL, "a@b.example", f"信{index}", "正文"))
    page = act_as(desktop, served, "duty-lin")
    page.goto(f"http://127.0.0.1:{served}/inbox")
    page.get_by_text("信1").click()
    inbox.add(Delivered(NOW + timedelta(seconds=9), MAIL, "a@b.example", "信3", "正文"))
    expect(page.get_by_text("信3")).to_be_visible(timeout=15_000)
    assert page.locator("details:has-text('信1')").get_attribute("open") is not None


@pytest.mark.parametrize("script", [True, False])
def test_a_phone_on_plain_http_signs_answers_and_is_done(
    county: County, served: int, browser: Browser, sqlite_engine: Engine, script: bool
) -> None:
    case = county.case(HOUSING)
    county.duty(case, "回应", 42)
    token = county.link(case, "housing-handler", "housing")
    context = browser.new_context(viewport={"width": 390, "height": 844}, java_script_enabled=script)
    watched = Watched(context.new_page())
    page = watched.page
    # A name that is not loopback: browsers send no Sec-Fetch-Site there, as on an office's inner network.
    page.goto(f"http://huiying.test:{served}/s/{token}")
    button = page.get_by_role("button", name="签收", exact=True)
    assert button.bounding_box()["y"] < 844
    button.click()
    expect(page.get_by_text("金干事 已于 11月22日 09:00 签收")).to_be_visible()
    page.locator("summary", has_text="回应").click()
    page.locator("textarea[name=text]").fill("下周一复工，已公布计划")
    page.get_by_role("button", name="登记回应").click()
    expect(page.get_by_text("下周一复工，已公布计划")).to_be_visible()
    context.close()
    with reading(sqlite_engine) as connection:
        assert [(row.state, row.signed_by) for row in fetch(connection, Case)] == [("responded", "housing-handler")]
    assert watched.errors == []


def test_the_duty_officer_names_herself_decides_and_sees_it_in_the_history(county: County, served: int, phone: Watched) -> None:
    county.whole()
    page = phone.page
    page.goto(f"http://127.0.0.1:{served}/")
    page.get_by_role("link", name="登记办理人").first.click()
    page.get_by_role("button", name="林值班").click()
    page.get_by_role("link", name="网传下月起电动自行车每辆收年费，是真的吗").click()
    page.get_by_label("说明").fill("属交警职责")
    page.get_by_role("button", name="指派").click()
    expect(page.get_by_text("已办理")).to_be_visible()
    expect(page.locator(".history")).to_contain_text(re.compile("林值班 *交办 *属交警职责"))
    assert phone.errors == []


def test_another_site_can_not_submit_our_forms(county: County, served: int, desktop: Watched, sqlite_engine: Engine) -> None:
    county.case(HOUSING)
    page = act_as(desktop, served, "housing-handler")
    page.goto(f"http://127.0.0.1:{served}/")
    page.route(
        "http://evil.example/",
        lambda route: route.fulfill(
            content_type="text/html",
            body=f"<form method=post action='http://127.0.0.1:{served}/cases/2026-1122-001/sign'><button>x</button></form>",
        ),
    )
    page.goto("http://evil.example/")
    page.get_by_role("button").click()
    expect(page.locator("body")).to_contain_text("来源不明的提交")
    with reading(sqlite_engine) as connection:
        assert fetch(connection, Case)[0].signed_at is None
