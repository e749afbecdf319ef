"""The national floor under an office's rules, a directive's own limit over them, chains and clearances beside them."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.clearances import plan_clearances
from alerts.duties import PlannedDuty, following, plan, rows, started
from alerts.reporting import plan_reports
from config.clock import CHINA
from config.regulation import DutyRule, Regulation
from config.selectors import Facts
from config.starts import Event
from config.vocabulary import DutyKind

FOUND = datetime(2026, 11, 20, 10, 0, tzinfo=CHINA)


def facts(**more: Any) -> Facts:
    return Facts.model_validate(
        {"category": "public_interest", "tier": "ordinary", "incident_grade": None, "handling": "inquiry", **more}
    )


def rule(code: str = "1", **more: Any) -> dict[str, Any]:
    return {"编号": code, "事项": "回应", "适用": "全部", "依据": "第一条", **more}


def regulation(*rules: dict[str, Any], **more: Any) -> Regulation:
    ladder = [{"未签收": "10分钟", "催办": ["值班室"]}]
    return Regulation.model_validate({"制度": "办法", "版本": "1", "时限": list(rules), "逐级催办": ladder, **more})


def planned(read: Regulation, given: Facts | None = None, directive_due: datetime | None = None) -> list[PlannedDuty]:
    return plan(read.duties, given or facts(), FOUND, floor=read.floor, directive_due=directive_due)


@pytest.mark.parametrize(("limit", "hours"), [("3个工作日", 48), ("72小时", 48), ("24小时", 24), ("当日", 14), ("48小时", 48)])
def test_floor_and_office_merge_to_the_earlier_with_both_articles(limit: str, hours: int) -> None:
    duty = planned(regulation(rule(期限=limit), 继承="国家规定"))[0]
    assert duty.due_at == FOUND + timedelta(hours=hours)
    assert duty.articles == ("第一条", "国办发〔2016〕61号")


def test_without_inheriting_the_floor_does_not_apply() -> None:
    duty = planned(regulation(rule(期限="3个工作日")))[0]
    assert duty.articles == ("第一条",)


def test_what_only_the_floor_asks_stands_by_itself() -> None:
    owed = planned(regulation(rule(期限="1小时"), 继承="国家规定"), facts(category="emergency", incident_grade="major"))
    assert {duty.kind: duty.due_at for duty in owed} == {
        DutyKind.RESPONSE: FOUND + timedelta(hours=1),
        DutyKind.PRESS_CONFERENCE: FOUND + timedelta(hours=24),
        DutyKind.FIRST_INFORMATION: FOUND + timedelta(hours=5),
    }


def test_in_principle_ends_where_the_floor_is_as_strict() -> None:
    own = rule(事项="首次信息发布", 要求="原则上")
    grave = facts(category="emergency", incident_grade="major")
    assert planned(regulation({**own, "期限": "1小时"}, 继承="国家规定"), grave)[0].in_principle
    assert not planned(regulation({**own, "期限": "6小时"}, 继承="国家规定"), grave)[0].in_principle


def test_a_directive_wins_over_the_answer_on_any_priority() -> None:
    by = FOUND + timedelta(days=5)
    owed = planned(regulation(rule(期限="24小时"), 继承="国家规定"), directive_due=by)
    assert [(duty.kind, duty.due_at) for duty in owed] == [(DutyKind.RESPONSE, by), (DutyKind.DIRECTIVE_REPLY, by)]
    assert planned(regulation(rule(期限="24小时")), facts(category="none"), by)[-1].due_at == by


def test_a_duty_may_be_set_back_from_the_directives_date() -> None:
    ahead = rule(事项="督办反馈", 起算="交办件时限", 提前="4小时")
    by = FOUND + timedelta(days=5)
    assert planned(regulation(ahead), directive_due=by)[0].due_at == by - timedelta(hours=4)
    assert planned(regulation(ahead))[0].due_at is None


def test_a_rule_may_take_the_place_of_others() -> None:
    read = regulation(rule("a", 期限="48小时"), rule("b", 适用={"等级": "重大"}, 期限="2小时", 优先于="a"))
    assert [duty.rule for duty in planned(read, facts(tier="major"))] == ["b"]
    assert [duty.rule for duty in planned(read)] == ["a"]


def test_the_moment_of_discovery_may_decide() -> None:
    read = regulation(
        rule("a", 适用={"发现时间": "工作时间"}, 期限="1小时"),
        rule("b", 适用={"发现时间": "非工作时间"}, 期限="次个工作日10:00前"),
        rule("c", 适用={"发现时间": "22:00-次日06:00"}, 期限="次日08:00前"),
    )
    for hour, codes in ((10, ["a"]), (13, ["b"]), (23, ["b", "c"]), (3, ["b", "c"])):
        assert [duty.rule for duty in plan(read.duties, facts(), FOUND.replace(hour=hour))] == codes


def test_a_later_duty_counts_from_the_limit_of_an_earlier_one() -> None:
    read = regulation(
        rule("a", 事项="核实", 期限="2小时"),
        rule("b", 期限="4小时", 起算="a完成或超时"),
        rule("c", 事项="回访", 期限="2个工作日", 起算="回应完成"),
    )
    owed = planned(read)
    assert [duty.due_at for duty in owed] == [FOUND + timedelta(hours=2), FOUND + timedelta(hours=6), None]
    made = rows("demo", "case", "unit", owed)
    met_at = FOUND + timedelta(minutes=30)
    assert following(read.duties, made[1:], made[0], met_at) == [(made[1], met_at + timedelta(hours=4))]
    assert [duty.rule for duty, _ in following(read.duties, made, made[1], met_at)] == ["c"]


def test_a_start_that_comes_may_only_bring_a_floors_limit_forward() -> None:
    read = regulation(rule(期限="1小时", 起算="签收"), 继承="国家规定")
    row = rows("demo", "case", "unit", planned(read))[0]
    assert row.due_at == FOUND + timedelta(hours=48)
    assert started(read.duties, [row], Event.SIGNED, FOUND)[0][1] == FOUND + timedelta(hours=1)
    assert started(read.duties, [row], Event.SIGNED, FOUND + timedelta(hours=48)) == []


def test_links_of_a_chain_time_out_from_the_discovery() -> None:
    chain = {
        "编号": "R",
        "适用": "全部",
        "同时": ["分管领导"],
        "随后": [
            {"在": "分管领导", "超时": "15分钟", "报告": ["主要负责人"]},
            {"在": "主要负责人", "超时": "30分钟", "报告": ["市政府"], "沟通": ["网信办"]},
        ],
        "依据": "条",
    }
    owed = plan_reports(regulation(rule(期限="1小时"), 报送=[chain]).reports, facts(), FOUND)
    minutes = [(duty.tell, (duty.due_at or FOUND) - FOUND) for duty in owed]
    assert minutes == [
        (("分管领导",), timedelta(0)),
        (("主要负责人",), timedelta(minutes=15)),
        (("市政府",), timedelta(minutes=30)),
        (("网信办",), timedelta(minutes=30)),
    ]


def test_a_round_up_is_due_at_its_next_hour() -> None:
    digest = {"编号": "R", "适用": "全部", "同时": ["值班室"], "定时汇总": ["09:00", "16:00"], "依据": "条"}
    owed = plan_reports(regulation(rule(期限="1小时"), 报送=[digest]).reports, facts(), FOUND)
    assert owed[0].due_at == FOUND.replace(hour=16)


CLEARANCE = {"编号": "A", "依次": ["主要负责人"], "提前": "4小时", "先于": ["回应"], "依据": "条"}


@given(st.integers(1, 90))
def test_a_clearance_lies_between_the_discovery_and_what_it_blocks(hours: int) -> None:
    read = regulation(rule(期限=f"{hours}小时"), 审批=[CLEARANCE])
    owed = planned(read)
    found = plan_clearances(read.approvals, facts(), FOUND, owed)[0]
    assert found.due_at is not None
    assert FOUND <= found.due_at <= (owed[0].due_at or FOUND)
    assert found.blocks == ("1",)


def test_a_clearance_of_nothing_owed_is_not_asked() -> None:
    read = regulation(rule(事项="新闻发布会", 期限="24小时"), 审批=[CLEARANCE])
    assert plan_clearances(read.approvals, facts(), FOUND, planned(read)) == []


def test_rules_of_the_paper_hold_what_duty_rule_says() -> None:
    assert DutyRule.model_validate(rule(要求=["原则上", "必要时"], 期限="1小时")).optional
