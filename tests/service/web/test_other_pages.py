"""信源, 演示收件箱, 办理人 and /healthz."""

from pathlib import Path
from typing import Any

from config.office import Office
from service.demo.inbox import MAIL, WECOM, Delivered, Inbox
from service.web.app import create_app
from service.web.inbox import bits
from tests.service.web.conftest import Visitor, serving, text_of
from tests.service.web.county import County


def test_a_source_in_trouble_stands_first_with_what_to_do(county: County, duty: Visitor) -> None:
    county.whole()
    shown = text_of(duty.get("/sources").text)
    assert shown.index("望川话题") < shown.index("望川论坛")
    assert "登录页 对方要求登录或输入验证码，没有读到帖文；请改用公开页面，或转为人工巡查 自 11月22日 08:00 起" in shown
    assert "340 87 241 12" in shown


def test_a_source_before_its_first_round_says_so(duty: Visitor) -> None:
    assert duty.get("/sources").text.count("待首采") == 3


def test_the_inbox_shows_chats_and_mails_with_links(duty: Visitor, inbox_file: Path, county: County) -> None:
    inbox = Inbox(inbox_file)
    inbox.add(Delivered(county.now, WECOM, "值班室工作群", "", "【重大】停水\n签收 http://127.0.0.1:8600/s/abc　编号 1"))
    inbox.add(Delivered(county.now, MAIL, "a@wangchuan.example", "【一般】路灯不亮", "正文"))
    shown = duty.get("/inbox").text
    assert 'href="http://127.0.0.1:8600/s/abc"' in shown
    assert "值班室工作群" in shown
    assert "【一般】路灯不亮" in shown


def test_the_inbox_answers_nothing_new_without_a_page(duty: Visitor, inbox_file: Path, county: County) -> None:
    Inbox(inbox_file).add(Delivered(county.now, WECOM, "群", "", "x"))
    seen = duty.get("/inbox").text.split("seen=")[1].split('"')[0]
    assert duty.get(f"/inbox?seen={seen}").status_code == 204


def test_an_office_that_sends_for_real_has_no_inbox(county: County, office: Office, clock: Any) -> None:
    app = create_app(county.engine, lambda: office, clock)
    with serving(app) as port, Visitor(base_url=f"http://127.0.0.1:{port}", trust_env=False) as visitor:
        assert visitor.get("/inbox").status_code == 404
        assert "演示收件箱" not in visitor.get("/").text


def test_only_web_addresses_become_links() -> None:
    assert [bit.href for bit in bits("javascript:alert(1) http://a.cn/x，后文")] == ["", "http://a.cn/x", ""]


def test_the_coloured_mark_of_a_message_is_drawn() -> None:
    assert [bit.tier for bit in bits("切身利益 · 🟠重大")] == ["", "major", ""]


def test_the_officers_on_duty_can_be_named_with_one_tap(visitor: Visitor) -> None:
    shown = visitor.get("/handler").text
    assert 'value="duty-lin"' in shown
    assert visitor.submit("/handler", person="duty-lin", back="/cases").headers["location"] == "/cases"
    assert "林值班" in visitor.get("/").text


def test_an_unknown_person_is_not_taken(visitor: Visitor) -> None:
    answer = visitor.submit("/handler", person="nobody")
    assert answer.status_code == 422
    assert "没有这个人员代码" in answer.text


def test_health_says_ok_or_what_is_wrong(visitor: Visitor, health: list[str]) -> None:
    assert (visitor.get("/healthz").status_code, visitor.get("/healthz").json()["status"]) == (200, "ok")
    health.append("“send”环节已停止")
    answer = visitor.get("/healthz")
    assert (answer.status_code, answer.json()["problems"]) == (503, ["“send”环节已停止"])
