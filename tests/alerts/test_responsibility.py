"""Subject × place → lead, supporting, coordinating."""

import pytest

from alerts.responsibility import Matter, Reason, ancestors, route
from tests.alerts.offices import UNITS, office, unit

TREE = office().units


@pytest.mark.parametrize(
    ("text", "department", "places", "lead", "supporting"),
    [
        ("停水三天", "housing", ["城东片区"], "housing", ["town-chengdong", "water"]),
        ("水压太低，水表不准", "water", [], "water-supply", []),
        ("河堤内涝", "water", [], "water", []),
        ("红绿灯坏了", "traffic_police", [], "traffic-police", []),
        ("工厂异味，柳河镇居民反映", "ecology", ["柳河镇幸福村"], "ecology", ["town-liuhe"]),
        ("村里路灯不亮", "local_gov", ["柳河镇"], "town-liuhe", []),
        ("红绿灯坏了，住建局推给交警", "traffic_police", [], "traffic-police", ["housing"]),
    ],
)
def test_who_answers(text: str, department: str, places: list[str], lead: str, supporting: list[str]) -> None:
    routing = route(TREE, Matter(text, department, places))
    assert (routing.lead, routing.supporting, routing.triage) == (lead, supporting, None)


def test_every_part_has_its_reason_in_chinese() -> None:
    routing = route(TREE, Matter("停水三天，住建局不管", "water", ["城东片区"]))
    reasons = {entry["unit"]: entry["reason"] for entry in routing.as_json()}
    assert reasons == {
        "water": Reason.OWNS_SUBJECT,
        "town-chengdong": Reason.OWNS_PLACE,
        "housing": Reason.NAMED,
        "publicity": Reason.COORDINATES,
    }


def test_a_vertical_unit_keeps_the_lead_and_its_superior_coordinates() -> None:
    routing = route(TREE, Matter("污水直排", "ecology"))
    assert routing.lead == "ecology"
    assert routing.coordinating == ["澜州市生态环境局", "publicity"]


@pytest.mark.parametrize("department", ["other", "energy", "local_gov"])
def test_nobody_in_charge_means_the_duty_office_decides(department: str) -> None:
    routing = route(TREE, Matter("小区停水", department))
    assert (routing.lead, routing.triage) == ("county-office", Reason.NOBODY)
    assert routing.suggested[0] in ("housing", "water")


def test_at_most_four_units_support() -> None:
    crowd = [unit(f"u{n}", f"第{n}局", 职责词=["停水"]) for n in range(9)]
    routing = route(office(units=[*UNITS, *crowd]).units, Matter("停水", "housing"))
    assert len(routing.supporting) == 4


def test_a_circular_tree_ends() -> None:
    loop = [unit("a", "甲局", 上级单位="b"), unit("b", "乙局", 上级单位="a"), *UNITS]
    assert ancestors(office(units=loop).units, "a") == ["b", "a"]


@pytest.mark.parametrize(
    ("category", "department", "lead"),
    [
        ("emergency", "water", "emergency"),
        ("emergency", "local_gov", "emergency"),
        ("emergency", "housing", "emergency"),
        ("public_interest", "water", "water"),
        ("emergency", "traffic_police", "traffic-police"),
    ],
)
def test_a_disaster_is_led_by_emergency_management_whatever_it_befell(category: str, department: str, lead: str) -> None:
    matter = Matter("洪水冲进村子，几户人家上了屋顶", department, ["柳河镇"], category=category)
    assert route(TREE, matter).lead == lead


def test_without_a_word_of_rescue_the_owner_of_the_subject_leads() -> None:
    assert route(TREE, Matter("河堤外的井水发浑", "water", category="emergency")).lead == "water"


def test_a_word_said_once_in_a_long_text_makes_no_unit_a_party() -> None:
    told = "村口的老槐树被风刮倒，压坏两辆车，大家一起抬开了。" * 8
    assert "water" not in route(TREE, Matter(f"{told}昨天还停水。", "housing")).supporting
    assert "water" in route(TREE, Matter("停水三天。", "housing")).supporting
