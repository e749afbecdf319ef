"""值班台: what needs somebody now."""

import re
from typing import Any

from alerts.responsibility import ACCUSATION_ADVICE
from tests.service.web.conftest import Visitor, text_of
from tests.service.web.county import ACCUSATION, FEE, FLOOD, HOUSING, SCHOOL, County


def titles(html: str) -> list[str]:
    return re.findall(r'<h3><a id="case-[^"]+" href="[^"]+">([^<]+)</a>', html)


def test_the_shortest_time_left_stands_first(county: County, duty: Visitor) -> None:
    county.whole()
    found = titles(duty.get("/").text)
    assert found[:3] == [HOUSING, SCHOOL, FLOOD]
    assert len(found) == 6


def test_an_unsigned_case_shows_its_next_step(county: County, duty: Visitor) -> None:
    county.whole()
    assert "第2级催办11月22日 09:08 剩8分00秒" in text_of(duty.get("/").text)


def test_a_case_for_decision_says_why_and_who_would_lead(county: County, duty: Visitor) -> None:
    county.whole()
    shown = text_of(duty.get("/").text)
    assert "机器把握不足，由值班室研判；建议牵头 县公安局交通警察大队" in shown
    assert "澜州市生态环境局望川分局退回：不属本局职责" in shown


def test_an_overdue_duty_says_so_in_words(county: County, duty: Visitor) -> None:
    county.whole()
    assert "超时12分" in duty.get("/").text


def test_troubled_channels_and_sources_stand_beside(county: County, duty: Visitor) -> None:
    county.whole()
    shown = text_of(duty.get("/").text)
    assert "承办单位联络群 已转其他渠道 1条 发送过于频繁，对方答复 45009 api freq out of limit" in shown
    assert "望川话题（微博客） 登录页" in shown
    assert "请改用公开页面，或转为人工巡查" in shown


def test_an_accusation_is_shown_to_the_duty_office_with_its_sentence(county: County, duty: Visitor) -> None:
    county.whole()
    assert ACCUSATION in duty.get("/").text
    assert ACCUSATION_ADVICE in duty.get("/").text


def test_an_accusation_is_not_shown_before_anybody_was_named(county: County, visitor: Visitor) -> None:
    county.whole()
    shown = visitor.get("/").text
    assert ACCUSATION not in shown
    assert "另有 1 件仅值班室可见" in text_of(shown)


def test_the_accused_unit_is_not_even_told_that_there_is_something(county: County, visitor: Visitor) -> None:
    county.whole()
    shown = visitor.act_as("education-handler").get("/").text
    assert ACCUSATION not in shown
    assert "仅值班室可见" not in shown
    assert SCHOOL in shown


def test_a_closed_case_leaves_the_desk(county: County, duty: Visitor) -> None:
    county.case(FEE, state="false_alarm")
    assert titles(duty.get("/").text) == []


def test_an_answered_case_without_open_duties_leaves_the_desk(county: County, duty: Visitor) -> None:
    county.case(FEE, state="responded", signed_at=county.now, signed_by="duty-lin")
    assert titles(duty.get("/").text) == []


def test_asking_again_costs_nothing_while_nothing_changes(county: County, duty: Visitor, clock: Any) -> None:
    county.whole()
    seen = re.search(r"seen=(\w+)", duty.get("/").text)[1]
    clock.advance(seconds=4)
    assert duty.get(f"/desk?seen={seen}").status_code == 204
    county.case("石桥镇停水两天", ago=0)
    assert duty.get(f"/desk?seen={seen}").status_code == 200


def test_a_clock_that_turns_late_changes_the_desk(county: County, duty: Visitor, clock: Any) -> None:
    flood = county.case(FLOOD)
    county.duty(flood, "首次信息发布", 1)
    seen = re.search(r"seen=(\w+)", duty.get("/").text)[1]
    clock.advance(seconds=61)
    assert duty.get(f"/desk?seen={seen}").status_code == 200


def test_trouble_with_the_program_itself_stands_on_the_desk(duty: Visitor, health: list[str]) -> None:
    health.append("“send”环节已停止，请重启程序")
    assert "“send”环节已停止，请重启程序" in duty.get("/").text


def test_a_message_withdrawn_because_somebody_signed_is_no_trouble(county: County, duty: Visitor) -> None:
    county.notice(county.case(HOUSING), "mail", "superseded", outcome="已签收")
    assert "消息均已送达" in duty.get("/").text
