"""P-3: an accusation never goes to the accused."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from alerts import escalation, reminders, signing, triage
from alerts.responsibility import ACCUSATION_ADVICE, Matter, accused_units, route
from alerts.signing import Said, Signer
from store import cases, outbox
from store.engine import writing
from tests.alerts.matters import NOW, case_now, happen, post
from tests.alerts.offices import UNITS, office

BODY = "县住建局科室负责人收受开发商贿赂，群众举报无人管"


def accuse(connection: Any, **changes: Any) -> Any:
    case = happen(connection, changes.pop("where", office()), post(body=BODY), accuses_own_people=True, **changes)
    assert case is not None
    return case


def test_only_the_duty_officer_reads_it_and_gets_the_advice(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as connection:
        case = accuse(connection, title="住建局科长受贿", tier="major")
        notices = outbox.of_case(connection, "demo", case.id)
        assert (case.restricted, case.state, case.lead_unit) == (True, "triage", "county-office")
        assert {notice.unit for notice in notices} == {"county-office"}
        assert ACCUSATION_ADVICE in notices[0].body
        assert "受贿" not in notices[0].body + notices[0].subject


def test_no_later_step_reaches_the_accused(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as connection:
        case = accuse(connection)
        for hours in range(80):
            escalation.run_due(connection, office(), NOW + timedelta(hours=hours))
            reminders.run_due(connection, office(), NOW + timedelta(hours=hours))
        notices = outbox.of_case(connection, "demo", case.id)
        assert len(notices) > 5
        assert {notice.unit for notice in notices} == {"county-office"}


def test_the_accused_can_neither_sign_nor_be_assigned(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as connection:
        case = accuse(connection)
        mine = Signer("housing-1", "吴甲", "housing", "link")
        assert signing.sign(connection, office(), case.id, mine, NOW) is Said.NOT_THEIRS
        token = signing.make_link(connection, "demo", case.id, "", "county-office", NOW)
        assert signing.sign_by_link(connection, office(), token, NOW, "吴甲", "housing-1") is Said.NOT_THEIRS
        wrong = triage.Assignment(lead="housing")
        assert triage.assign(connection, office(), case.id, wrong, "duty-1", "", NOW) is triage.Decided.ACCUSED
        right = triage.Assignment(lead="discipline")
        assert triage.assign(connection, office(), case.id, right, "duty-1", "移交", NOW) is triage.Decided.DONE
        told = {notice.unit for notice in outbox.of_case(connection, "demo", case.id)}
        assert told == {"county-office", "discipline"}


def test_an_accusation_that_joins_later_takes_the_case_away_from_the_unit(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as connection:
        case = happen(connection, office(), post())
        assert case is not None
        happen(connection, office(), post(), NOW + timedelta(minutes=5), accuses_own_people=True)
        withheld = case_now(connection, case)
        assert (withheld.restricted, withheld.state, withheld.lead_unit) == (True, "triage", "county-office")
        waiting = [notice for notice in outbox.of_case(connection, "demo", case.id) if notice.state == "pending"]
        assert {notice.unit for notice in waiting} == {"county-office"}


def test_an_accusation_against_the_duty_office_goes_to_who_supervises(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as connection:
        case = happen(connection, office(), post(body="县政府办公室干部吃拿卡要"), accuses_own_people=True)
        assert case is not None
        assert case.lead_unit == "discipline"
        assert {notice.unit for notice in outbox.of_case(connection, "demo", case.id)} == {"discipline"}


@pytest.mark.parametrize("accused", [unit["名称"] for unit in UNITS])
def test_whoever_is_named_is_not_in_the_routing(accused: str) -> None:
    matter = Matter(f"反映{accused}工作人员违纪", "housing", ["城东街道"], accuses_own_people=True)
    routing = route(office().units, matter)
    suspects = {unit.code for unit in accused_units(office().units, matter)}
    assert accused in {unit.name for unit in office().units.units if unit.code in suspects}
    assert routing.restricted
    assert routing.lead not in suspects
    assert not routing.supporting
    assert not routing.coordinating


def test_units_below_the_accused_are_kept_out_too() -> None:
    matter = Matter("县公安局民警违纪", "public_security", accuses_own_people=True)
    assert {unit.code for unit in accused_units(office().units, matter)} == {"public-security", "traffic-police"}


def test_where_nobody_is_named_the_owners_of_subject_and_place_are_suspected() -> None:
    matter = Matter("科长收钱", "housing", ["城东街道"], accuses_own_people=True)
    assert {unit.code for unit in accused_units(office().units, matter)} == {"housing", "town-chengdong"}


def test_the_case_knows_whom_it_accuses(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as connection:
        case = accuse(connection)
        assert cases.by_number(connection, "demo", case.number) == case
        assert [entry["unit"] for entry in case.routing if entry["relation"] == "accused"] == ["housing"]
