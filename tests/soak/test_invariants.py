"""The invariants hold for a sound store and each of them notices its own kind of loss."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, Engine

from config.office import Office
from store import audit, ids, tables
from store.engine import writing
from store.records import Case, Duty, Escalation, EventPost, Notice, Verdict
from store.rows import fetch, insert, update
from tests.alerts.matters import NOW, happen, post
from tests.alerts.offices import office
from tests.invariants import Arrival, Witness, address_in, violations

SEED = post(
    id=ids.post_id("site", "p1", 1), revision=1, content_hash=ids.digest("", "城东片区停水三天，约2400户居民反映停水问题")
)


@dataclass
class Scene:
    """A store in which one case was opened and everybody was told, and the sinks that took the messages."""

    connection: Connection
    office: Office
    arrivals: list[Arrival]
    witness: Witness = field(default_factory=lambda: Witness("demo"))

    @property
    def notice(self) -> Notice:
        return fetch(self.connection, Notice)[0]

    def change(self, kind: type, /, **values: Any) -> None:
        update(self.connection, kind, {"tenant": "demo"}, values)

    def kinds(self, faults: int = 0) -> set[str]:
        """The invariants that do not hold, by their numbers."""
        later = NOW + timedelta(minutes=2)
        found = violations(self.connection, self.witness, self.office, [SEED.id], self.arrivals, faults, later)
        return {line.partition(":")[0] for line in found}


@pytest.fixture
def scene(sqlite_engine: Engine) -> Any:
    where = office()
    with writing(sqlite_engine) as connection:
        assert happen(connection, where, SEED) is not None
        update(connection, Notice, {"tenant": "demo"}, {"state": "delivered", "delivered_at": NOW})
        told: dict[str, Any] = {
            "category": "public_interest",
            "tier": "significant",
            "incident_grade": "ordinary",
            "handling": "inquiry",
        }
        place: dict[str, Any] = {"department": "housing", "locality": "local", "places": [], "probabilities": {}, "reasons": []}
        rest: dict[str, Any] = {"triage": False, "accuses_own_people": False, "decided_at": NOW}
        insert(connection, Verdict(tenant="demo", post_id=SEED.id, model="m", **told, **place, **rest))
        address = address_in(where)
        arrivals = [Arrival(address(notice), notice.body) for notice in fetch(connection, Notice)]
        scene = Scene(connection, where, arrivals)
        scene.witness.look(connection)
        yield scene


def test_a_sound_store_has_no_violation(scene: Scene) -> None:
    assert scene.arrivals
    assert scene.kinds() == set()


def test_a_link_made_anew_and_the_mark_of_lateness_do_not_make_another_message(scene: Scene) -> None:
    first = scene.arrivals[0]
    text = first.text.replace("{签收:" + scene.notice.case_id + "}", "http://127.0.0.1:8600/s/AB-12_x")
    scene.arrivals[0] = Arrival(first.address, f"【补发 延迟02:30】\r\n{text}\r\n")
    assert scene.kinds() == set()


def lose_the_post(scene: Scene) -> None:
    scene.connection.execute(tables.posts.delete())


def tear_the_post(scene: Scene) -> None:
    scene.connection.execute(tables.posts.update().values(body="半截"))


def forget_to_classify(scene: Scene) -> None:
    scene.connection.execute(tables.verdicts.delete())


def put_it_in_two_events(scene: Scene) -> None:
    insert(scene.connection, EventPost("demo", "another", SEED.id, "same", 1.0, NOW))


def tell_nobody(scene: Scene) -> None:
    scene.connection.execute(tables.notices.delete())
    scene.arrivals.clear()


def forget_a_reminder(scene: Scene) -> None:
    scene.change(Duty, next_reminder_at=NOW)


def skip_an_escalation(scene: Scene) -> None:
    scene.change(Escalation, due_at=NOW)


def claim_an_escalation_without_telling(scene: Scene) -> None:
    scene.change(Escalation, done_at=NOW + timedelta(seconds=7))


def leave_one_in_sending(scene: Scene) -> None:
    scene.change(Notice, state="sending")


def bury_one_silently(scene: Scene) -> None:
    scene.change(Notice, state="dead")


def mark_before_sending(scene: Scene) -> None:
    del scene.arrivals[0]


def send_what_nobody_queued(scene: Scene) -> None:
    scene.arrivals.append(Arrival("值班群", "没有人写过的消息"))


def send_twice(scene: Scene) -> None:
    scene.arrivals.append(scene.arrivals[0])


def urge_after_the_signature(scene: Scene) -> None:
    scene.change(Case, signed_at=NOW - timedelta(seconds=1))
    scene.change(Notice, kind="escalation")


def move_a_limit(scene: Scene) -> None:
    scene.change(Duty, due_at=NOW + timedelta(days=9))


def alter_the_audit(scene: Scene) -> None:
    scene.connection.execute(tables.audit.update().values(actor="张三"))


def cut_the_audit_short(scene: Scene) -> None:
    last = audit.record(scene.connection, "demo", NOW, "system", "试验", "x")
    scene.witness.look(scene.connection)
    scene.connection.execute(tables.audit.delete().where(tables.audit.c.sequence == last.sequence))


@pytest.mark.parametrize(
    ("fault", "number"),
    [
        (lose_the_post, "I1"),
        (tear_the_post, "I1"),
        (forget_to_classify, "I1"),
        (put_it_in_two_events, "I1"),
        (tell_nobody, "I2"),
        (forget_a_reminder, "I2"),
        (skip_an_escalation, "I2"),
        (claim_an_escalation_without_telling, "I2"),
        (leave_one_in_sending, "I3"),
        (bury_one_silently, "I3"),
        (mark_before_sending, "I4"),
        (send_what_nobody_queued, "I4"),
        (send_twice, "I5"),
        (urge_after_the_signature, "I6"),
        (move_a_limit, "I7"),
        (alter_the_audit, "I8"),
        (cut_the_audit_short, "I8"),
    ],
)
def test_each_fault_is_noticed(scene: Scene, fault: Callable[[Scene], None], number: str) -> None:
    fault(scene)
    assert number in scene.kinds()


def test_a_kill_excuses_one_duplicate(scene: Scene) -> None:
    send_twice(scene)
    assert scene.kinds(faults=1) == set()


def test_a_second_open_case_of_an_event_is_noticed(scene: Scene) -> None:
    scene.change(Case, closed_at=None)
    case = fetch(scene.connection, Case)[0]
    values = {name: getattr(case, name) for name in case.__slots__} | {"id": "second", "number": "n-2", "epoch": 1}
    insert(scene.connection, Case(**values))
    assert f"event {case.event_id} has 2 open cases" in scene.kinds()
