"""A regulation is read as the paper says it, own names and all, and written into a case's plan without loss."""

from typing import Any

import pytest
from pydantic import ValidationError

from config.regulation import Regulation
from config.selectors import Facts

RULE: dict[str, Any] = {"编号": "1", "事项": "回应", "适用": "全部", "期限": "48小时", "依据": "第一条"}
BARE: dict[str, Any] = {
    "制度": "某办法",
    "版本": "1",
    "时限": [RULE],
    "逐级催办": [{"未签收": "10分钟", "催办": ["值班室"]}],
}


def regulation(**more: Any) -> Regulation:
    return Regulation.model_validate({**BARE, **more})


def facts(**more: Any) -> Facts:
    given = {"category": "public_interest", "tier": "ordinary", "incident_grade": None, "handling": "inquiry"}
    return Facts.model_validate({**given, **more})


def test_rules_may_use_the_papers_own_names() -> None:
    read = regulation(
        重点=["切身利益", "营商环境"],
        等级=["蓝色", "黄色", "红色"],
        时限=[{**RULE, "适用": {"重点": "营商环境", "等级": "黄色及以上"}}],
    )
    rule = read.duties[0]
    assert rule.applies.holds(facts(category="营商环境", tier=read.words.tier("红色")))
    assert not rule.applies.holds(facts(category="营商环境", tier=read.words.tier("蓝色")))
    assert not rule.applies.holds(facts(tier=read.words.tier("红色")))


def test_own_names_end_with_their_file() -> None:
    regulation(重点=["营商环境"])
    with pytest.raises(ValidationError, match="营商环境"):
        regulation(时限=[{**RULE, "适用": {"重点": "营商环境"}}])


def test_a_regulation_without_tiers_is_read() -> None:
    assert regulation().tier_names == ["一般", "较大", "重大", "特别重大"]


@pytest.mark.parametrize(("name", "rules"), [("国家规定", 3), ("国办发〔2016〕61号", 2), ("国办发[2016]80号", 1)])
def test_the_floor_is_brought_in_by_name(name: str, rules: int) -> None:
    assert len(regulation(继承=name).floor) == rules


def test_an_unknown_floor_is_refused() -> None:
    with pytest.raises(ValidationError, match="不在内置规定中"):
        regulation(继承="省办法")


def test_the_plan_kept_on_a_case_is_the_same_regulation() -> None:
    read = regulation(
        继承="国家规定",
        重点=[{"名称": "民生诉求", "对应": "切身利益"}],
        等级=["一般", {"名称": "紧急", "对应": ["重大", "特别重大"]}],
        时限=[
            {
                **RULE,
                "适用": {"重点": "民生诉求", "等级": "紧急", "除外": {"来源": "热线"}, "发现时间": "工作时间"},
                "期限": "次个工作日10:00前",
                "起算": "签收",
                "延期": {"最长": "2个工作日", "批准": "主要负责人"},
            }
        ],
        办公时间=["09:00-12:00", "13:30-17:00"],
    )
    kept = read.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    assert Regulation.model_validate(kept) == read


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"要求": "原则"}, "要求“原则”无法识别"),
        ({"起算": "天亮"}, "起算“天亮”无法识别"),
        ({"延期": {"批准": "主要负责人"}}, "最长 或 延至"),
        ({"期限": "每日25:00"}, "不存在"),
        ({"适用": {"发现时间": "深夜"}}, "时段"),
        ({"适用": {"来源": "电视"}}, "电视"),
    ],
)
def test_a_mistake_is_told_in_chinese(change: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        regulation(时限=[{**RULE, **change}])


def test_a_schema_for_editors_can_be_made() -> None:
    schema = Regulation.model_json_schema(by_alias=True)
    assert {"制度", "时限", "报送", "继承"} <= set(schema["properties"])


def test_a_plan_kept_by_an_earlier_version_is_still_read() -> None:
    read = regulation(时限=[{**RULE, "适用": {"等级": {"lowest": "major", "highest": "extraordinary"}}}])
    assert read.duties[0].applies.holds(facts(tier="extraordinary"))
    assert not read.duties[0].applies.holds(facts(tier="significant"))
