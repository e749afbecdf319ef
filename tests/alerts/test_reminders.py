"""Duties come to mind before, at and after their limits, each once, also after a standstill."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine

from alerts import reminders, reminding, signing
from alerts.signing import Signer
from config.limits import Limit
from store import cases, duties, outbox
from store.engine import writing
from store.records import Case
from tests.alerts.matters import NOW, happen, post
from tests.alerts.offices import office

DUE = NOW + timedelta(hours=48)


def open_case(connection: Connection, **changes: object) -> Case:
    case = happen(connection, office(), post(), **changes)
    assert case is not None
    return case


def sent(connection: Connection, case: Case, now: datetime) -> list[tuple[str, str]]:
    """Kind and recipient of the reminders queued by a run at this moment."""
    before = {notice.id for notice in outbox.of_case(connection, "demo", case.id)}
    reminders.run_due(connection, office(), now)
    new = [notice for notice in outbox.of_case(connection, "demo", case.id) if notice.id not in before]
    return sorted((notice.kind, notice.recipient) for notice in new)


def test_before_at_and_after_the_limit(engine: Engine) -> None:
    with writing(engine) as connection:
        case = open_case(connection)
        assert sent(connection, case, DUE - timedelta(minutes=31)) == []
        assert sent(connection, case, DUE - timedelta(minutes=30)) == [("before_due", "housing-1")]
        assert sent(connection, case, DUE - timedelta(minutes=1)) == []
        assert sent(connection, case, DUE) == [("at_due", "housing-1")]
        late = [("overdue", "duty-1"), ("overdue", "housing-1"), ("overdue", "housing-boss")]
        assert sent(connection, case, DUE + timedelta(minutes=30)) == late
        assert sent(connection, case, DUE + timedelta(hours=20)) == []
        assert sent(connection, case, DUE + timedelta(hours=24, minutes=30)) == late


def test_after_a_standstill_only_the_latest_goes_out_marked_late(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as connection:
        case = open_case(connection)
        assert sent(connection, case, DUE + timedelta(minutes=10)) == [("at_due", "housing-1")]
        body = next(notice.body for notice in outbox.of_case(connection, "demo", case.id) if notice.kind == "at_due")
        assert body.startswith("【补发 延迟10:00】")
        assert sent(connection, case, DUE + timedelta(minutes=11)) == []


def test_a_met_duty_is_not_called_to_mind(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as connection:
        case = open_case(connection)
        signer = Signer("housing-1", "吴甲", "housing", "link")
        signing.respond(connection, office(), case.id, signer, NOW + timedelta(hours=1), text="已恢复供水")
        assert sent(connection, case, DUE + timedelta(hours=50)) == []


def test_a_closed_case_is_quiet(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as connection:
        case = open_case(connection)
        cases.change(connection, case, ["assigned"], {"state": "closed"})
        assert sent(connection, case, DUE) == []


def test_a_report_chain_goes_on_when_its_first_link_times_out(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as connection:
        case = open_case(connection, tier="major")
        assert sent(connection, case, NOW + timedelta(minutes=29)) == []
        assert sent(connection, case, NOW + timedelta(minutes=30)) == [
            ("overdue", "duty-1"),
            ("report", "emergency-1"),
            ("report", "publicity-1"),
        ]
        heads = {n.recipient: n.body.split("】")[0] for n in outbox.of_case(connection, "demo", case.id) if n.rule == "R1/随后"}
        assert heads == {"publicity-1": "【重大·报告", "emergency-1": "【重大·沟通"}


def test_a_report_chain_goes_on_when_its_first_link_is_signed(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as connection:
        case = open_case(connection, tier="major")
        officer = Signer("duty-1", "丁一", "county-office", "link")
        signing.sign(connection, office(), case.id, officer, NOW + timedelta(minutes=3))
        told = {notice.recipient for notice in outbox.of_case(connection, "demo", case.id) if notice.rule == "R1/随后"}
        assert told == {"publicity-1", "emergency-1"}
        assert ("report", "publicity-1") not in sent(connection, case, NOW + timedelta(minutes=31))


def test_due_moments_never_move(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as connection:
        case = open_case(connection)
        before = [duty.due_at for duty in duties.of_case(connection, "demo", case.id)]
        for hours in range(0, 100, 7):
            sent(connection, case, NOW + timedelta(hours=hours))
        assert [duty.due_at for duty in duties.of_case(connection, "demo", case.id)] == before


@given(st.integers(0, 10_000), st.lists(st.sampled_from(["5分钟", "30分钟", "2小时", "1日"]), unique=True))
def test_reminders_are_in_order_and_none_comes_before_the_start(minutes: int, before: list[str]) -> None:
    due = NOW + timedelta(minutes=minutes)
    plan = reminding.schedule(NOW, due, [Limit(text) for text in before])
    assert [item.at for item in plan] == sorted(item.at for item in plan)
    assert all(item.at > NOW for item in plan)
    assert len({item.step for item in plan}) == len(plan)
