"""What an event becomes: a case with duties and messages, a question to the duty officer, or nothing."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, Engine

from alerts.work import handle_events
from store import audit, cases, duties, escalations, outbox
from store.engine import writing
from store.records import Case
from tests.alerts.matters import NOW, event, happen, message, post
from tests.alerts.offices import REGULATION, office


def units_told(connection: Connection, case: Case) -> set[str]:
    return {notice.unit for notice in outbox.of_case(connection, case.tenant, case.id)}


def opened(connection: Connection, now: datetime = NOW, key: str = "p1", **changes: object) -> Case:
    case = happen(connection, office(), post(key), now, **changes)
    assert case is not None
    return case


def test_a_local_matter_becomes_a_case_with_duties_ladder_messages_and_audit(engine: Engine) -> None:
    with writing(engine) as connection:
        case = opened(connection)
        assert (case.number, case.state, case.lead_unit) == ("2026-1120-001", "assigned", "housing")
        assert case.supporting_units == ["town-chengdong", "water"]
        assert case.coordinating_units == ["publicity"]
        assert [(duty.rule, duty.due_at) for duty in duties.of_case(connection, "demo", case.id)] == [
            ("T4", NOW + timedelta(hours=48))
        ]
        waits = [step.due_at - NOW for step in escalations.of_case(connection, "demo", case.id)]
        assert waits == [timedelta(minutes=10), timedelta(minutes=20), timedelta(minutes=30)]
        assert units_told(connection, case) == {"housing", "town-chengdong", "water", "publicity"}
        assert audit.verify(connection, "demo") == []


def test_handling_the_same_event_twice_changes_nothing(engine: Engine) -> None:
    with writing(engine) as connection:
        case = opened(connection)
        before = outbox.of_case(connection, "demo", case.id)
        handle_events(connection, office(), message(event(post()), posts=(post().id,)), NOW + timedelta(minutes=5))
        assert outbox.of_case(connection, "demo", case.id) == before
        assert len(duties.of_case(connection, "demo", case.id)) == 1


def test_news_joins_quietly(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as connection:
        case = opened(connection)
        before = len(outbox.of_case(connection, "demo", case.id))
        opened(connection, NOW + timedelta(minutes=9), post_count=40)
        assert len(outbox.of_case(connection, "demo", case.id)) == before


def test_the_clock_starts_when_the_post_was_found_not_when_it_was_handled(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as connection:
        case = happen(connection, office(), post(at=NOW - timedelta(minutes=3)), NOW)
        assert case is not None
        assert case.discovered_at == NOW - timedelta(minutes=3)
        assert duties.of_case(connection, "demo", case.id)[0].due_at == NOW + timedelta(hours=48, minutes=-3)


def test_numbers_count_up_within_a_chinese_day(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as connection:
        numbers = [opened(connection, NOW, key=f"k{n}").number for n in range(3)]
        midnight = NOW.replace(hour=16)
        assert numbers == ["2026-1120-001", "2026-1120-002", "2026-1120-003"]
        assert opened(connection, midnight - timedelta(seconds=1), key="late").number == "2026-1120-004"
        assert opened(connection, midnight, key="next").number == "2026-1121-001"


def test_the_number_after_999_is_1000_and_then_1001(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as connection:
        case = opened(connection)
        cases.change(connection, case, ["assigned"], {"number": "2026-1120-999"})
        assert opened(connection, key="a").number == "2026-1120-1000"
        assert opened(connection, key="b").number == "2026-1120-1001"


@pytest.mark.parametrize(
    "changes",
    [
        {"locality": "elsewhere"},
        {"locality": "elsewhere", "triage": True, "category": "emergency"},
        {"category": "none", "handling": "none"},
        {"category": "none", "handling": "report"},
        {"category": "none", "handling": "none", "locality": "unknown"},
        {"category": "none", "handling": "inquiry"},
    ],
)
def test_nothing_opens_for(sqlite_engine: Engine, changes: dict[str, object]) -> None:
    with writing(sqlite_engine) as connection:
        assert happen(connection, office(), post(), **changes) is None


def test_old_posts_of_a_new_source_open_nothing_but_a_live_emergency_is_asked_about(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as connection:
        assert happen(connection, office(), post("old", first_look=True)) is None
        case = happen(connection, office(), post("fire", first_look=True), category="emergency")
        assert case is not None
        assert case.state == "triage"


@pytest.mark.parametrize(
    "changes", [{"triage": True}, {"locality": "unknown"}, {"department": "other"}, {"department": "energy"}]
)
def test_what_is_not_sure_goes_to_the_duty_office_only(sqlite_engine: Engine, changes: dict[str, object]) -> None:
    with writing(sqlite_engine) as connection:
        case = opened(connection, **changes)
        assert (case.state, case.lead_unit) == ("triage", "county-office")
        assert units_told(connection, case) == {"county-office"}
        assert [duty.unit for duty in duties.of_case(connection, "demo", case.id)] == ["county-office"]


def test_an_emergency_of_unknown_place_also_alerts_who_would_lead(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as connection:
        case = opened(connection, locality="unknown", category="emergency", department="emergency_mgmt", places=[])
        assert case.state == "triage"
        kinds = {(notice.unit, notice.kind) for notice in outbox.of_case(connection, "demo", case.id)}
        assert kinds == {("county-office", "triage"), ("emergency", "new_case")}
        assert all(notice.urgent for notice in outbox.of_case(connection, "demo", case.id))


def test_a_later_post_that_makes_the_place_clear_hands_the_case_on(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as connection:
        waiting = opened(connection, locality="unknown")
        assigned = opened(connection, NOW + timedelta(minutes=20))
        assert (assigned.id, assigned.state, assigned.lead_unit) == (waiting.id, "assigned", "housing")
        assert [duty.due_at for duty in duties.of_case(connection, "demo", assigned.id)] == [NOW + timedelta(hours=48)]
        open_steps = [step for step in escalations.of_case(connection, "demo", assigned.id) if step.done_at is None]
        assert open_steps[0].due_at == NOW + timedelta(minutes=30)


def test_a_rise_adds_duties_from_the_rise_and_leaves_open_ones_alone(sqlite_engine: Engine) -> None:
    rise = NOW + timedelta(hours=2)
    with writing(sqlite_engine) as connection:
        case = opened(connection, category="emergency", department="emergency_mgmt")
        raised = opened(connection, rise, category="emergency", tier="major", incident_grade="major")
        assert (raised.id, raised.tier) == (case.id, "major")
        due = {duty.rule: duty.due_at for duty in duties.of_case(connection, "demo", case.id)}
        assert due["T4"] == NOW + timedelta(hours=48)
        assert due["T1"] == rise + timedelta(hours=1)
        assert due["T2"] == rise + timedelta(hours=24)
        risen = [notice for notice in outbox.of_case(connection, "demo", case.id) if notice.kind == "tier_raised"]
        assert {notice.unit for notice in risen} >= {"emergency", "county-office"}
        assert "等级由较大升为重大" in risen[0].body


def test_a_falling_tier_changes_nothing(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as connection:
        case = opened(connection, tier="major")
        assert opened(connection, NOW + timedelta(hours=1), tier="ordinary").tier == case.tier


def test_a_rise_after_the_case_was_closed_opens_it_anew(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as connection:
        case = opened(connection)
        cases.change(connection, case, ["assigned"], {"state": "closed"})
        same = opened(connection, NOW + timedelta(hours=1))
        assert same.id == case.id
        again = opened(connection, NOW + timedelta(hours=2), tier="major")
        assert (again.epoch, again.state) == (1, "assigned")
        assert units_told(connection, again)


def test_at_major_and_above_the_report_goes_out_at_once_and_its_second_link_waits(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as connection:
        case = opened(connection, tier="major")
        reports = [notice for notice in outbox.of_case(connection, "demo", case.id) if notice.kind == "report"]
        assert {notice.recipient for notice in reports} == {"housing-boss", "duty-1"}
        links = {duty.rule: duty for duty in duties.of_case(connection, "demo", case.id) if duty.kind == "first_report"}
        assert links["R1"].due_at == case.discovered_at
        assert links["R1/随后"].due_at == case.discovered_at + timedelta(minutes=30)


def test_an_edited_regulation_does_not_change_a_running_case(sqlite_engine: Engine) -> None:
    edited = office(
        regulation={**REGULATION, "时限": [{**REGULATION["时限"][3], "期限": "2小时", "编号": "NEW", "适用": "全部"}]}
    )
    with writing(sqlite_engine) as connection:
        case = opened(connection)
        happen(connection, edited, post(), NOW + timedelta(hours=1), tier="major")
        rules = {duty.rule for duty in duties.of_case(connection, "demo", case.id) if duty.kind != "first_report"}
        assert rules == {"T4"}
