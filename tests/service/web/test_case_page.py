"""The page of one case."""

import re

from sqlalchemy import Engine

from alerts.responsibility import ACCUSATION_ADVICE
from config.office import Office
from store.engine import writing
from store.records import Post, Receipt
from store.rows import insert, update
from tests.service.web.conftest import NOW, Visitor, text_of
from tests.service.web.county import AUTHOR, FLOOD, HOUSING, County

FIRST = "/cases/2026-1122-001"


def test_the_words_that_weighed_are_marked(county: County, duty: Visitor) -> None:
    county.whole()
    assert "<mark>柳河镇清</mark>岚<mark>河水位暴</mark>涨" in duty.get(FIRST).text


def test_duties_stand_with_article_and_clock(county: County, duty: Visitor) -> None:
    county.whole()
    shown = text_of(duty.get(FIRST).text)
    assert "首次信息发布原则上 县应急管理局 11月22日 09:42 剩42分 第三条（CZ-3.3）" in shown


def test_a_message_shows_the_providers_code_and_what_was_tried_next(county: County, duty: Visitor) -> None:
    county.whole()
    shown = text_of(duty.get(FIRST).text)
    assert "已转其他渠道 承办单位联络群 · 发送过于频繁，对方答复 45009 api freq out of limit 已送达 个人邮箱" in shown
    assert re.search(
        r"待重发 县领导群 · 渠道配置有误，对方答复 93000 invalid webhook url · \S+ \S+ 再试 · 不成则改用 个人邮箱", shown
    )


def test_units_stand_with_the_reason_of_their_part(county: County, duty: Visitor) -> None:
    county.whole()
    assert "牵头县应急管理局主管该类事项：应急管理，洪水" in text_of(duty.get(FIRST).text).replace(" ", "")


def test_the_history_comes_from_the_audit(county: County, duty: Visitor) -> None:
    county.whole()
    assert "系统 立件达到立件条件" in text_of(duty.get(FIRST).text)


def test_the_steps_name_whom_they_tell(county: County, duty: Visitor) -> None:
    county.whole()
    shown = text_of(duty.get(FIRST).text)
    assert "科室负责人" in shown
    assert "主要负责人" in shown


def test_receipts_and_answers_are_shown(county: County, duty: Visitor) -> None:
    made = county.whole()
    shown = text_of(duty.get(f"/cases/{made['housing'].number}").text)
    assert "金干事" in shown
    assert "已责成项目方公布复工计划。" in shown


def test_no_page_shows_an_author(county: County, duty: Visitor, office: Office) -> None:
    county.whole()
    token = county.link(county.case(HOUSING), "housing-handler", "housing")
    for path in ("/", "/cases", FIRST, "/sources", f"/s/{token}"):
        assert AUTHOR not in duty.get(path).text


def test_a_persons_name_given_as_source_of_a_forum_post_is_not_shown(
    county: County, duty: Visitor, sqlite_engine: Engine
) -> None:

    county.case(FLOOD)
    with writing(sqlite_engine) as connection:
        update(connection, Post, {"tenant": county.office.tenant}, {"source_name": "清岚河边的老王"})
    assert "老王" not in duty.get(FIRST).text


def test_an_accusation_opens_for_the_duty_office_with_its_sentence(county: County, duty: Visitor) -> None:
    made = county.whole()
    shown = duty.get(f"/cases/{made['accusation'].number}").text
    assert ACCUSATION_ADVICE in shown
    assert 'value="education"' not in shown


def test_an_accusation_stays_closed_to_everybody_else(county: County, visitor: Visitor) -> None:
    made = county.whole()
    path = f"/cases/{made['accusation'].number}"
    assert visitor.get(path).status_code == 404
    assert visitor.act_as("education-head").get(path).status_code == 404
    assert visitor.act_as("housing-handler").get(path).status_code == 404


def test_a_duty_office_that_is_accused_itself_sees_nothing(county: County, visitor: Visitor) -> None:
    accused = [{"unit": "county-office", "name": "", "relation": "accused", "reason": "", "detail": ""}]
    county.case("反映县政府办公室人员", restricted=True, lead_unit="discipline", routing=accused, state="triage")
    assert visitor.act_as("duty-lin").get(FIRST).status_code == 404
    assert visitor.act_as("discipline-handler").get(FIRST).status_code == 200


def test_nobody_is_called_malicious_in_the_title(county: County, duty: Visitor) -> None:
    county.case("有人恶意造谣说要涨水价")
    shown = duty.get(FIRST).text
    assert "恶意" not in re.search(r"<h1>(.*?)</h1>", shown)[1]


def test_an_unknown_number_is_a_plain_404(duty: Visitor) -> None:
    answer = duty.get("/cases/none")
    assert answer.status_code == 404
    assert "没有这个编号" in answer.text


def test_receipts_of_providers_stand_with_the_messages_only(county: County, duty: Visitor, sqlite_engine: Engine) -> None:

    case = county.case(FLOOD)
    with writing(sqlite_engine) as connection:
        insert(connection, Receipt(case.tenant, "d", case.id, "delivered", "group:emergency", "emergency", "mail", "主题", NOW))
    assert "还没有人签收" in duty.get(FIRST).text


def test_a_signed_case_asks_only_those_who_have_something_left_to_say(county: County, visitor: Visitor) -> None:
    county.case(HOUSING, state="signed", signed_at=NOW, signed_by="housing-handler")
    assert "收悉</button>" not in visitor.act_as("duty-lin").get(FIRST).text
    assert "收悉</button>" in visitor.act_as("town-chengdong-handler").get(FIRST).text
