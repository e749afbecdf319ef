"""逐级催办 climbs while nobody signs, and stops when somebody does."""

import threading
from datetime import timedelta

from sqlalchemy import Connection, Engine

from alerts import escalation, signing, triage
from alerts.signing import Said, Signer
from store import audit, cases, escalations, outbox
from store.engine import reading, writing
from store.records import AuditEntry, Case, Escalation, Notice
from store.rows import fetch
from store.tables import audit as audit_table
from tests.alerts.matters import NOW, happen, post
from tests.alerts.offices import UNITS, office, person, unit

HANDLER = Signer("housing-1", "吴甲", "housing", "link")


def rungs(engine: Engine, minutes: list[int]) -> list[list[str]]:
    """Who was told at each of these minutes after opening."""
    told = []
    for minute in minutes:
        with writing(engine) as connection:
            escalation.run_due(connection, office(), NOW + timedelta(minutes=minute))
            sent = [notice for notice in fetch_escalations(connection) if notice.queued_at == NOW + timedelta(minutes=minute)]
            told.append(sorted(notice.recipient for notice in sent))
    return told


def fetch_escalations(connection: Connection) -> list[Notice]:
    return [notice for notice in fetch(connection, Notice) if notice.kind == "escalation"]


def open_case(engine: Engine, **changes: object) -> Case:
    with writing(engine) as connection:
        case = happen(connection, office(), post(), **changes)
    assert case is not None
    return case


def test_it_climbs_from_the_second_person_to_the_principal_to_the_duty_office(engine: Engine) -> None:
    open_case(engine)
    assert rungs(engine, [9, 10, 15, 20, 30, 99]) == [[], ["housing-2"], [], ["housing-boss"], ["duty-1"], []]


def test_the_message_says_how_long_nobody_signed_and_who_was_told(sqlite_engine: Engine) -> None:
    open_case(sqlite_engine)
    rungs(sqlite_engine, [10])
    with reading(sqlite_engine) as connection:
        notice = fetch_escalations(connection)[0]
    assert "发出10分仍无人签收（已通知 吴甲" in notice.body
    assert notice.urgent


def test_after_a_standstill_every_rung_is_taken_once(sqlite_engine: Engine) -> None:
    open_case(sqlite_engine)
    assert rungs(sqlite_engine, [300, 301]) == [["duty-1", "housing-2", "housing-boss"], []]


def test_after_the_signature_nothing_climbs(engine: Engine) -> None:
    case = open_case(engine)
    with writing(engine) as connection:
        assert signing.sign(connection, office(), case.id, HANDLER, NOW + timedelta(minutes=5)) is Said.DONE
    assert rungs(engine, [10, 20, 30]) == [[], [], []]


def test_a_triage_nobody_decides_climbs_in_the_duty_office(sqlite_engine: Engine) -> None:
    open_case(sqlite_engine, triage=True)
    told = rungs(sqlite_engine, [10, 20])
    assert told[0] == ["duty-2"]
    assert told[1] == ["duty-boss"]


def test_an_assignment_starts_a_new_ladder_for_the_new_unit(sqlite_engine: Engine) -> None:
    case = open_case(sqlite_engine, triage=True)
    with writing(sqlite_engine) as connection:
        assignment = triage.Assignment(lead="housing")
        triage.assign(connection, office(), case.id, assignment, "duty-1", "", NOW + timedelta(minutes=4))
    assert rungs(sqlite_engine, [10, 14, 24]) == [[], ["housing-2"], ["housing-boss"]]


def test_a_rung_whose_post_nobody_holds_tells_somebody_else_of_the_unit_or_above(sqlite_engine: Engine) -> None:
    bare = [
        unit(
            "housing",
            "县住建局",
            上级单位="county-office",
            主管=["住房和城乡建设"],
            人员=[person("h1", "承办人", "mail-housing")],
        )
    ]
    where = office(units=[*bare, *(entry for entry in UNITS if entry["代码"] != "housing")])
    with writing(sqlite_engine) as connection:
        happen(connection, where, post())
        for minute in (10, 20, 30):
            escalation.run_due(connection, where, NOW + timedelta(minutes=minute))
        assert all(fetch_escalations(connection))
        assert len(fetch_escalations(connection)) == 3


def test_no_escalation_begins_after_a_signature_whoever_is_faster(engine: Engine) -> None:
    trials = 60
    made = []
    with writing(engine) as connection:
        for number in range(trials):
            case = happen(connection, office(), post(f"race{number}"))
            assert case is not None
            made.append(case)
    moment = NOW + timedelta(minutes=10)

    def climb() -> None:
        for _ in range(trials):
            with writing(engine) as connection:
                escalation.run_due(connection, office(), moment, limit=1)

    def sign() -> None:
        for case in made:
            with writing(engine) as connection:
                signing.sign(connection, office(), case.id, HANDLER, moment)

    workers = [threading.Thread(target=climb), threading.Thread(target=sign)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    with reading(engine) as connection:
        order = [(entry.action, entry.subject) for entry in fetch_audit(connection)]
        for case in made:
            steps = [action for action, subject in order if subject == case.id and action in ("签收", "逐级催办")]
            assert steps in (["签收"], ["逐级催办", "签收"])
        assert audit.verify(connection, "demo") == []


def fetch_audit(connection: Connection) -> list[AuditEntry]:
    return fetch(connection, AuditEntry, order_by=[audit_table.c.sequence])


def test_a_waiting_escalation_is_withdrawn_by_the_signature(sqlite_engine: Engine) -> None:
    case = open_case(sqlite_engine)
    rungs(sqlite_engine, [10])
    with writing(sqlite_engine) as connection:
        signing.sign(connection, office(), case.id, HANDLER, NOW + timedelta(minutes=11))
        assert [notice.state for notice in fetch_escalations(connection)] == ["superseded"]
        assert all(step.done_at for step in escalations.of_case(connection, "demo", case.id))


def test_steps_are_rows_so_a_restart_changes_nothing(sqlite_engine: Engine) -> None:
    case = open_case(sqlite_engine)
    with reading(sqlite_engine) as connection:
        due = [step.due_at for step in fetch(connection, Escalation)]
        again = cases.by_id(connection, "demo", case.id)
    assert again == case
    assert len(due) == 3
    with reading(sqlite_engine) as connection:
        assert len(outbox.of_case(connection, "demo", case.id)) == 5
