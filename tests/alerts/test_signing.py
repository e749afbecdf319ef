"""签收、退回、回应 and telephone calls."""

from datetime import timedelta

import pytest
from sqlalchemy import Connection, Engine

from alerts import signing, triage
from alerts.signing import LINK_LIFETIME, Said, Signer
from alerts.triage import Assignment, Decided
from store import audit, cases, duties, escalations, links, outbox, receipts
from store.engine import writing
from store.records import Case, Label
from store.rows import fetch
from tests.alerts.matters import NOW, case_now, happen, post
from tests.alerts.offices import REGULATION, office

LATER = NOW + timedelta(minutes=5)
HANDLER = Signer("housing-1", "吴甲", "housing", "link")
OFFICER = Signer("duty-1", "丁一", "county-office", "console")


def open_case(connection: Connection, **changes: object) -> Case:
    case = happen(connection, office(), post(), **changes)
    assert case is not None
    return case


def link(connection: Connection, case: Case, person: str = "", unit: str = "housing") -> str:
    return signing.make_link(connection, "demo", case.id, person, unit, NOW)


def test_a_personal_link_signs_for_its_person(engine: Engine) -> None:
    with writing(engine) as connection:
        case = open_case(connection)
        token = link(connection, case, "housing-1")
        assert signing.sign_by_link(connection, office(), token, LATER) is Said.DONE
        signed = case_now(connection, case)
        assert (signed.state, signed.signed_by, signed.signed_at) == ("signed", "housing-1", LATER)
        assert receipts.of_case(connection, "demo", case.id)[0].person == "housing-1"
        assert audit.verify(connection, "demo") == []


def test_only_the_hash_of_a_token_is_kept(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as connection:
        token = link(connection, open_case(connection), "housing-1")
        kept = links.find(connection, "demo", token)
        assert kept is not None
        assert token not in str(kept)
        assert len(token) == 12
        assert links.find(connection, "demo", kept.token_hash) is None


def test_looking_at_a_link_changes_nothing(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as connection:
        case = open_case(connection)
        token = link(connection, case, "housing-1")
        for _ in range(10):
            assert signing.find_link(connection, "demo", token, LATER) is not None
        assert case_now(connection, case) == case


def test_signing_twice_is_harmless(engine: Engine) -> None:
    with writing(engine) as connection:
        case = open_case(connection)
        first, second = link(connection, case, "housing-1"), link(connection, case, "housing-2")
        signing.sign_by_link(connection, office(), first, LATER)
        assert signing.sign_by_link(connection, office(), first, LATER + timedelta(minutes=1)) is Said.ALREADY
        assert signing.sign_by_link(connection, office(), second, LATER + timedelta(minutes=2)) is Said.ALREADY
        assert case_now(connection, case).signed_at == LATER
        assert len([entry for entry in receipts.of_case(connection, "demo", case.id) if entry.kind == "signed"]) == 1


@pytest.mark.parametrize(
    ("name", "code", "said"),
    [
        ("吴甲", "housing-1", Said.DONE),
        (" 吴 甲 ", " housing-1 ", Said.DONE),
        ("吴乙", "housing-1", Said.UNKNOWN_PERSON),
        ("吴甲", "nobody", Said.UNKNOWN_PERSON),
        ("", "", Said.UNKNOWN_PERSON),
        ("甲traffic-police-1", "traffic-police-1", Said.NOT_THEIRS),
    ],
)
def test_a_group_link_asks_name_and_code(sqlite_engine: Engine, name: str, code: str, said: Said) -> None:
    with writing(sqlite_engine) as connection:
        token = link(connection, open_case(connection))
        assert signing.sign_by_link(connection, office(), token, LATER, name, code) is said


def test_an_expired_or_invented_link_signs_nothing(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as connection:
        token = link(connection, open_case(connection), "housing-1")
        assert signing.sign_by_link(connection, office(), token, NOW + LINK_LIFETIME) is Said.NO_LINK
        assert signing.sign_by_link(connection, office(), "guess", LATER) is Said.NO_LINK


def test_a_supporting_unit_s_signature_is_a_receipt_and_the_search_goes_on(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as connection:
        case = open_case(connection)
        water = Signer("water-1", "甲water-1", "water", "link")
        assert signing.sign(connection, office(), case.id, water, LATER) is Said.RECEIVED
        assert case_now(connection, case).signed_at is None
        assert any(step.done_at is None for step in escalations.of_case(connection, "demo", case.id))


@pytest.mark.parametrize("state", ["closed", "false_alarm"])
def test_a_case_that_is_over_can_not_be_signed(sqlite_engine: Engine, state: str) -> None:
    with writing(sqlite_engine) as connection:
        case = open_case(connection)
        cases.change(connection, case, ["assigned"], {"state": state})
        assert signing.sign(connection, office(), case.id, HANDLER, LATER) is Said.OVER


def test_a_duty_that_counts_from_the_signature_starts_with_it(sqlite_engine: Engine) -> None:
    rules = [{"编号": "S", "事项": "办理意见", "适用": "全部", "期限": "2小时", "起算": "签收", "依据": "条"}]
    where = office(regulation={**REGULATION, "时限": rules})
    with writing(sqlite_engine) as connection:
        case = happen(connection, where, post())
        assert case is not None
        assert duties.of_case(connection, "demo", case.id)[0].due_at is None
        signing.sign(connection, where, case.id, HANDLER, LATER)
        assert duties.of_case(connection, "demo", case.id)[0].due_at == LATER + timedelta(hours=2)


def test_a_return_goes_back_to_the_duty_office_while_the_clock_runs_on(engine: Engine) -> None:
    with writing(engine) as connection:
        case = open_case(connection)
        due = [duty.due_at for duty in duties.of_case(connection, "demo", case.id)]
        assert signing.return_case(connection, office(), case.id, HANDLER, "属水利局职责", LATER, "water") is Said.DONE
        back = case_now(connection, case)
        assert (back.state, back.lead_unit, back.signed_at) == ("returned", "county-office", None)
        assert [duty.due_at for duty in duties.of_case(connection, "demo", case.id)] == due
        notice = next(notice for notice in outbox.of_case(connection, "demo", case.id) if notice.kind == "returned")
        assert notice.unit == "county-office"
        assert "县住建局退回：属水利局职责" in notice.body
        assert signing.return_case(connection, office(), case.id, HANDLER, "再退", LATER) is Said.NOT_THEIRS


@pytest.mark.parametrize(("reason", "said"), [("", Said.NO_REASON), ("  ", Said.NO_REASON)])
def test_a_return_needs_a_reason(sqlite_engine: Engine, reason: str, said: Said) -> None:
    with writing(sqlite_engine) as connection:
        assert signing.return_case(connection, office(), open_case(connection).id, HANDLER, reason, LATER) is said


def test_a_supporting_unit_can_not_return_the_case(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as connection:
        water = Signer("water-1", "x", "water", "link")
        assert signing.return_case(connection, office(), open_case(connection).id, water, "不管", LATER) is Said.NOT_THEIRS


def test_a_returned_case_can_be_given_to_the_right_unit_and_its_first_clock_stays(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as connection:
        case = open_case(connection)
        signing.return_case(connection, office(), case.id, HANDLER, "属水利局职责", LATER)
        given = Assignment(lead="water", supporting=["housing"])
        assert triage.assign(connection, office(), case.id, given, "duty-1", "同意", LATER) is Decided.DONE
        again = case_now(connection, case)
        assert (again.state, again.lead_unit, again.supporting_units) == ("assigned", "water", ["housing"])
        duty = duties.of_case(connection, "demo", case.id)[0]
        assert (duty.unit, duty.due_at) == ("water", NOW + timedelta(hours=48))
        told = {n.unit for n in outbox.of_case(connection, "demo", case.id) if n.step.startswith("assigned:")}
        assert told == {"water", "housing", "publicity"}


def test_an_answer_meets_the_duty_it_answers_and_signs(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as connection:
        case = open_case(connection)
        said = signing.respond(connection, office(), case.id, HANDLER, LATER, text="已恢复供水", url="http://a.gov.cn/1")
        assert said is Said.DONE
        assert duties.open_of_case(connection, "demo", case.id) == []
        done = case_now(connection, case)
        assert (done.state, done.signed_by) == ("responded", "housing-1")
        assert receipts.responses_of_case(connection, "demo", case.id)[0].url == "http://a.gov.cn/1"


def test_the_same_answer_twice_is_one_answer(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as connection:
        case = open_case(connection)
        for minute in range(2):
            signing.respond(connection, office(), case.id, HANDLER, LATER + timedelta(minutes=minute), text="已恢复供水")
        assert len(receipts.responses_of_case(connection, "demo", case.id)) == 1


@pytest.mark.parametrize(
    ("form", "still_open"), [("回应", {"T2"}), ("新闻发布会", {"T1"}), ("首次信息发布", {"T2"}), ("持续发布", {"T1", "T2"})]
)
def test_the_form_of_an_answer_decides_what_it_meets(sqlite_engine: Engine, form: str, still_open: set[str]) -> None:
    with writing(sqlite_engine) as connection:
        case = open_case(connection, category="emergency", department="emergency_mgmt", incident_grade="major")
        signer = Signer("emergency-1", "x", "emergency", "link")
        signing.respond(connection, office(), case.id, signer, LATER, text="通报", form=form)
        assert {duty.rule for duty in duties.open_of_case(connection, "demo", case.id)} == still_open


def test_duties_named_by_hand_are_met_and_no_others(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as connection:
        case = open_case(connection, category="emergency", department="emergency_mgmt", incident_grade="major")
        signer = Signer("emergency-1", "x", "emergency", "link")
        chosen = next(duty.id for duty in duties.of_case(connection, "demo", case.id) if duty.rule == "T2")
        signing.respond(connection, office(), case.id, signer, LATER, text="发布会已开", meets=[chosen])
        assert {duty.rule for duty in duties.open_of_case(connection, "demo", case.id)} == {"T1"}


def test_a_repeated_duty_opens_its_next_round_when_met(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as connection:
        case = open_case(connection, category="emergency", department="emergency_mgmt", incident_grade="extraordinary")
        signer = Signer("emergency-1", "x", "emergency", "link")
        signing.respond(connection, office(), case.id, signer, LATER, text="续发", form="持续发布")
        again = next(duty for duty in duties.open_of_case(connection, "demo", case.id) if duty.rule == "T3")
        assert (again.round, again.due_at) == (2, LATER + timedelta(hours=6))


def test_an_answer_needs_words_and_the_right_unit(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as connection:
        case = open_case(connection)
        assert signing.respond(connection, office(), case.id, HANDLER, LATER, text=" ") is Said.NO_TEXT
        stranger = Signer("traffic-police-1", "x", "traffic-police", "link")
        assert signing.respond(connection, office(), case.id, stranger, LATER, text="x") is Said.NOT_THEIRS


@pytest.mark.parametrize(("signs", "state"), [(True, "signed"), (False, "assigned")])
def test_a_telephone_call_is_a_receipt_and_may_sign(sqlite_engine: Engine, signs: bool, state: str) -> None:
    with writing(sqlite_engine) as connection:
        case = open_case(connection)
        called = LATER - timedelta(minutes=2)
        said = signing.log_phone_call(
            connection, office(), case.id, "duty-1", "housing-1", called, "已知悉，马上去", LATER, signs=signs
        )
        assert said is Said.DONE
        phoned = next(entry for entry in receipts.of_case(connection, "demo", case.id) if entry.kind == "phoned")
        assert (phoned.person, phoned.at, phoned.note) == ("housing-1", called, "duty-1 致电 吴甲：已知悉，马上去")
        assert case_now(connection, case).state == state


def test_a_false_alarm_ends_the_case_and_teaches_the_classifier(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as connection:
        case = open_case(connection, triage=True)
        assert triage.false_alarm(connection, office(), case.id, "duty-1", "", LATER) is Decided.NO_REASON
        assert triage.false_alarm(connection, office(), case.id, "duty-1", "广告", LATER) is Decided.DONE
        assert triage.false_alarm(connection, office(), case.id, "duty-1", "广告", LATER) is Decided.NOT_WAITING
        assert case_now(connection, case).state == "false_alarm"
        label = fetch(connection, Label)[0]
        assert (label.post_id, label.category, label.by, label.reason) == (post().id, "none", "duty-1", "广告")
        assert {notice.state for notice in outbox.of_case(connection, "demo", case.id)} == {"superseded"}


def test_assigning_may_correct_what_the_machine_said_and_counts_from_the_discovery(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as connection:
        case = open_case(connection, triage=True)
        given = Assignment(lead="emergency", category="emergency", tier="major", incident_grade="major")
        triage.assign(connection, office(), case.id, given, "duty-1", "核实", LATER)
        due = {duty.rule: duty.due_at for duty in duties.of_case(connection, "demo", case.id)}
        assert due["T1"] == NOW + timedelta(hours=1)
        assert due["T4"] == NOW + timedelta(hours=48)


@pytest.mark.parametrize("assignment", [Assignment(lead="no-such"), Assignment(lead="housing", supporting=["no-such"])])
def test_a_unit_that_does_not_exist_gets_nothing(sqlite_engine: Engine, assignment: Assignment) -> None:
    with writing(sqlite_engine) as connection:
        case = open_case(connection, triage=True)
        assert triage.assign(connection, office(), case.id, assignment, "duty-1", "", LATER) is Decided.UNKNOWN_UNIT


def test_the_duty_officer_s_signature_in_triage_stops_the_ladder_but_decides_nothing(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as connection:
        case = open_case(connection, triage=True)
        assert signing.sign(connection, office(), case.id, OFFICER, LATER) is Said.DONE
        assert case_now(connection, case).state == "triage"
        triage.assign(connection, office(), case.id, Assignment(lead="housing"), "duty-1", "", LATER)
        assert case_now(connection, case).signed_at is None
        assert signing.sign(connection, office(), case.id, HANDLER, LATER) is Said.DONE
