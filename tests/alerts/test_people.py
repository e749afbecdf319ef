"""Who is told; never nobody."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from alerts import people, roster
from alerts.people import Chosen
from config.vocabulary import PersonRole
from store import audit, outbox
from store.engine import writing
from store.records import Notice
from store.rows import fetch
from tests.alerts.matters import NOW, happen, post
from tests.alerts.offices import UNITS, channels, office, person, unit


def without_people(*codes: str) -> list[dict[str, Any]]:
    return [{**entry, "人员": [], "工作群": ""} if entry["代码"] in codes else entry for entry in UNITS]


def test_the_first_contact_of_a_unit_is_its_handler() -> None:
    found = people.contact(office(), "housing", NOW)
    assert found is not None
    assert (found.person, found.channel, found.chosen) == ("housing-1", "mail-housing", Chosen.CONTACT)


def test_the_duty_office_is_whoever_is_on_duty_with_channels_in_order() -> None:
    found = people.contact(office(), "county-office", NOW)
    assert found is not None
    assert (found.person, found.channel, found.fallbacks) == ("duty-1", "wecom-duty", ("mail-duty",))


def test_a_shift_over_midnight_holds_in_the_morning() -> None:
    shifts = [{"班次": "夜", "时段": "20:00-次日08:00", "值班员": "duty-2", "星期": [5]}]
    plan = office(shifts=shifts).roster
    saturday_six = NOW + timedelta(hours=21)
    assert roster.on_duty(plan, saturday_six) == ["duty-2"]
    assert roster.on_duty(plan, NOW) == []
    assert roster.gaps(plan, NOW, hours=3) == [NOW + timedelta(hours=n) for n in range(4)]


@pytest.mark.parametrize(
    ("gone", "told", "chosen"),
    [
        (["traffic-police"], "public-security-1", Chosen.PARENT),
        (["traffic-police", "public-security"], "duty-1", Chosen.DUTY_OFFICE),
        (["discipline"], "duty-1", Chosen.DUTY_OFFICE),
    ],
)
def test_who_stands_in_when_a_unit_has_nobody(gone: list[str], told: str, chosen: Chosen) -> None:
    unit_code = gone[0]
    found = people.contact(office(units=without_people(*gone)), unit_code, NOW)
    assert found is not None
    assert (found.person, found.chosen) == (told, chosen)


def test_a_unit_whose_only_reachable_person_is_its_principal_tells_him() -> None:
    own = [person("a", "承办人"), person("b", "主要负责人", "mail-boss")]
    found = people.contact(office(units=[*UNITS, unit("x", "某局", 人员=own)]), "x", NOW)
    assert found is not None
    assert (found.person, found.chosen) == ("b", Chosen.PRINCIPAL)


def test_a_channel_that_does_not_exist_reaches_nobody() -> None:
    own = [person("a", "承办人", "no-such"), person("b", "科室负责人", "mail-boss")]
    found = people.contact(office(units=[*UNITS, unit("x", "某局", 人员=own)]), "x", NOW)
    assert found is not None
    assert found.person == "b"


def test_the_second_contact_is_somebody_not_told_yet() -> None:
    found = people.second_contact(office(), "housing", NOW, {"housing-1"})
    assert found is not None
    assert found.person == "housing-2"


SHARED = {"代码": "mail", "名称": "个人邮箱", "类型": "邮件", "个人": True, "地址": "mailto://127.0.0.1:1/?to={邮箱}"}


def test_a_shared_channel_reaches_only_people_whose_address_is_known() -> None:
    own = [person("a", "承办人", "mail"), {**person("b", "科室负责人", "mail", "wecom-duty"), "邮箱": "b@a.cn"}]
    where = office(units=[*UNITS, unit("x", "某局", 人员=own, 工作群="mail")], channels=[*channels(), SHARED])
    found = people.contact(where, "x", NOW)
    assert found is not None
    assert (found.person, found.channel, found.fallbacks) == ("b", "mail", ("wecom-duty", "mail-duty"))
    assert people.group(where, "x") is None


CODES = [entry["代码"] for entry in UNITS]
ROLES = [role.label for role in PersonRole]
STAFF = st.lists(st.tuples(st.sampled_from(ROLES), st.sets(st.sampled_from(["mail-other", "wecom-duty", "none"]))), max_size=3)


@st.composite
def trees(draw: st.DrawFn) -> list[dict[str, Any]]:
    made = []
    for code in CODES:
        own = [person(f"{code}-{n}", role, *sorted(refs)) for n, (role, refs) in enumerate(draw(STAFF))]
        parent = draw(st.sampled_from(["", *CODES]))
        group = draw(st.sampled_from(["", "", "wecom-duty", "none"]))
        made.append(unit(code, f"{code}单位", 上级单位=parent, 人员=own, 工作群=group, 主管=["住房和城乡建设"]))
    return made


@given(trees(), st.sampled_from(CODES), st.booleans())
def test_somebody_is_told_whenever_anybody_above_or_in_the_duty_office_can_be(
    made: list[dict[str, Any]], asked: str, on_duty: bool
) -> None:
    shifts = [{"班次": "全天", "时段": "08:00-20:00", "值班员": "housing-0"}] if on_duty else []
    where = office(units=made, shifts=shifts)
    found = people.contact(where, asked, NOW)
    duty_office = where.units.by_code("county-office")
    reachable = [person for person in duty_office.people if {"mail-other", "wecom-duty"} & set(person.channels)]
    assert found is not None or not (reachable or duty_office.group_channel == "wecom-duty")
    assert found is None or people.channel_of(where, found.channel) is not None


@pytest.mark.parametrize("operators", [["mail-ops"], []])
def test_with_nobody_reachable_anywhere_the_operators_or_at_least_the_audit_hear_of_it(
    sqlite_engine: Engine, operators: list[str]
) -> None:
    where = office(units=without_people(*CODES), operators=operators, channels=channels())
    with writing(sqlite_engine) as connection:
        case = happen(connection, where, post())
        assert case is not None
        assert outbox.of_case(connection, "demo", case.id) == []
        alarms = [notice for notice in fetch(connection, Notice) if notice.kind == "operator_alarm"]
        assert bool(alarms) == bool(operators)
        assert all(case.number in notice.body for notice in alarms)
        assert audit.verify(connection, "demo") == []
