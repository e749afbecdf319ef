"""The bus handler for events: open a case, let news join it, or alert anew when its tier rises.

Everything — case, duties, steps of 逐级催办, messages, audit — is written in the caller's transaction, and handling a
message twice changes nothing.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from alerts import obligations, opening, responsibility, snapshot, telling
from alerts.case_view import text_of
from alerts.duties import Start
from alerts.opening import Opening
from alerts.responsibility import Matter, Reason, Routing
from config.clock import in_china
from config.office import Office
from config.vocabulary import CaseState
from store import audit, cases, duties, escalations, ids, outbox
from store.records import Case, Event, Message, Post
from store.rows import insert

ACTOR = "system"
_POSTS_READ = 20

_REASONS = {
    Opening.ACCUSATION: Reason.ACCUSATION,
    Opening.PLACE_UNKNOWN: Reason.PLACE_UNKNOWN,
    Opening.UNSURE: Reason.UNSURE,
    Opening.LIVE_AT_FIRST_LOOK: Reason.UNSURE,
}
_OVER = (CaseState.CLOSED, CaseState.FALSE_ALARM)
_VALUES = ("category", "tier", "incident_grade", "handling", "department", "locality")


def handle_events(connection: Connection, office: Office, message: Message, now: datetime) -> None:
    """Handle one message of the topic `case`: payload `{"events": [ids], "posts": [ids]}`."""
    news = set(message.payload.get("posts", []))
    for event_id in message.payload.get("events", []):
        event = cases.event(connection, office.tenant, event_id)
        if event is not None:
            _handle(connection, office, event, news, now)


def _handle(connection: Connection, office: Office, event: Event, news: Collection[str], now: datetime) -> None:
    posts = cases.posts_behind(connection, office.tenant, event.id, _POSTS_READ)
    case = cases.latest_of_event(connection, office.tenant, event.id)
    decision = opening.decide(event, bool(posts) and all(post.first_look for post in posts))
    if case is None:
        _open(connection, office, event, posts, decision, _stood_before_us(event, posts, news), now, epoch=0)
    elif case.state in _OVER:
        if opening.risen(case, event):
            _open(connection, office, event, posts, decision, _stood_before_us(event, posts, news), now, case.epoch + 1)
    else:
        _join(connection, office, case, event, posts, decision, now)


def route_event(office: Office, event: Event, posts: Sequence[Post], decision: Opening) -> Routing:
    """Who answers an event, given what was decided about opening it."""
    text = f"{event.title}\n{text_of(posts)}"
    matter = Matter(text, event.department, tuple(event.places), event.accuses_own_people, event.category)
    routing = responsibility.route(office.units, matter)
    if decision.needs_triage and not routing.restricted:
        return responsibility.held_for_triage(office.units, routing, _REASONS[decision])
    return routing


def _stood_before_us(event: Event, posts: Sequence[Post], news: Collection[str]) -> datetime:
    """首报的发现时间: when the post that first met the rule was found, not when we came to handle it."""
    found = [post.discovered_at for post in posts if post.id in news]
    return min(found) if found else event.updated_at


def _open(
    connection: Connection,
    office: Office,
    event: Event,
    posts: Sequence[Post],
    decision: Opening,
    discovered_at: datetime,
    now: datetime,
    epoch: int,
) -> None:
    if not decision.opens:
        return
    routing = route_event(office, event, posts, decision)
    case = _new_case(connection, office, event, routing, min(discovered_at, now), now, epoch)
    # Not `insert_new`: a number taken by another machine at this moment must fail loudly, so that the bus tries again.
    insert(connection, case)
    why = str(routing.triage or decision)
    detail = {"routing": case.routing, "tier": case.tier, "category": case.category, "rules": case.plan["version"]}
    audit.record(connection, office.tenant, now, ACTOR, "立件", case.id, why, detail)
    obligations.lay_duties(connection, case, case.discovered_at)
    obligations.lay_ladder(connection, case, now)
    if case.state == CaseState.TRIAGE:
        telling.ask_duty_office(connection, office, case, now, "triage", why)
        if opening.is_live_emergency(event, decision):
            telling.warn_of_emergency(connection, office, case, now, "emergency")
        return
    obligations.begin(connection, case, Start.ASSIGNED, now)
    telling.tell_units(connection, office, case, now, "new")
    obligations.lay_reports(connection, office, case, case.discovered_at, now)


def _new_case(
    connection: Connection, office: Office, event: Event, routing: Routing, found: datetime, now: datetime, epoch: int
) -> Case:
    return Case(
        tenant=office.tenant,
        id=ids.case_id(event.id, epoch),
        number=cases.next_number(connection, office.tenant, in_china(now).date()),
        event_id=event.id,
        title=event.title,
        category=event.category,
        tier=event.tier,
        incident_grade=event.incident_grade,
        handling=event.handling,
        department=event.department,
        locality=event.locality,
        state=(CaseState.TRIAGE if routing.triage else CaseState.ASSIGNED).value,
        lead_unit=routing.lead,
        supporting_units=routing.supporting,
        coordinating_units=routing.coordinating,
        restricted=routing.restricted,
        discovered_at=found,
        opened_at=now,
        signed_at=None,
        signed_by="",
        closed_at=None,
        plan=snapshot.take(office),
        routing=routing.as_json(),
        epoch=epoch,
    )


def _join(
    connection: Connection, office: Office, case: Case, event: Event, posts: Sequence[Post], decision: Opening, now: datetime
) -> None:
    """News of a case joins it quietly, unless it makes it an accusation, settles what was unsure, or raises it."""
    if event.accuses_own_people and not case.restricted:
        _withhold(connection, office, case, event, posts, now)
    elif case.state == CaseState.TRIAGE and not case.restricted and decision is Opening.CASE:
        routing = route_event(office, event, posts, decision)
        if routing.triage is None:
            _settle(connection, office, case, event, routing, now)
        elif opening.risen(case, event):
            _rise(connection, office, case, event, now)
    elif opening.risen(case, event):
        _rise(connection, office, case, event, now)


def _rise(connection: Connection, office: Office, case: Case, event: Event, now: datetime) -> None:
    """The tier rose: duties that now apply start at the rise, those already open stay."""
    tier = opening.higher(case.tier, event.tier)
    grade = opening.higher(case.incident_grade, event.incident_grade)
    if not cases.change(connection, case, [case.state], {"tier": tier, "incident_grade": grade}):
        return
    raised = replace(case, tier=tier, incident_grade=grade)
    start = min(now, max(event.updated_at, case.discovered_at))
    detail = {"tier": [case.tier, tier], "incident_grade": [case.incident_grade, grade]}
    audit.record(connection, office.tenant, now, ACTOR, "舆情升级", case.id, "", detail)
    obligations.lay_duties(connection, raised, start)
    telling.tell_rise(connection, office, raised, case.tier, now, f"rise:{tier}:{grade}")
    if raised.state != CaseState.TRIAGE:
        obligations.lay_reports(connection, office, raised, start, now)


def _settle(connection: Connection, office: Office, case: Case, event: Event, routing: Routing, now: datetime) -> None:
    """New posts made clear what was unsure before any person decided: the case goes to its units."""
    values: dict[str, Any] = {name: getattr(event, name) for name in _VALUES}
    values |= {"tier": opening.higher(case.tier, event.tier)}
    values |= {"incident_grade": opening.higher(case.incident_grade, event.incident_grade)}
    values |= {"lead_unit": routing.lead, "supporting_units": routing.supporting, "coordinating_units": routing.coordinating}
    values |= {"routing": routing.as_json(), "state": CaseState.ASSIGNED.value, "signed_at": None, "signed_by": ""}
    if not cases.change(connection, case, [CaseState.TRIAGE], values):
        return
    assigned = replace(case, **values)
    detail = {"routing": assigned.routing}
    audit.record(connection, office.tenant, now, ACTOR, "自动交办", case.id, "新增帖文使事项明确", detail)
    hand_over(connection, assigned, now)
    telling.tell_units(connection, office, assigned, now, "new")
    obligations.lay_reports(connection, office, assigned, case.discovered_at, now)


def hand_over(connection: Connection, case: Case, now: datetime) -> None:
    """Duties and 逐级催办 follow the case to its lead unit; every clock that runs goes on running."""
    escalations.close(connection, case.tenant, case.id, now)
    duties.hand_to(connection, case.tenant, case.id, case.lead_unit)
    obligations.lay_duties(connection, case, case.discovered_at)
    obligations.begin(connection, case, Start.ASSIGNED, now)
    obligations.lay_ladder(connection, case, now)


def _withhold(connection: Connection, office: Office, case: Case, event: Event, posts: Sequence[Post], now: datetime) -> None:
    """New posts accuse a unit's own people: the case leaves its units and only the duty office reads on (P-3)."""
    routing = route_event(office, event, posts, Opening.ACCUSATION)
    values: dict[str, Any] = {
        "state": CaseState.TRIAGE.value,
        "restricted": True,
        "lead_unit": routing.lead,
        "supporting_units": [],
        "coordinating_units": [],
        "routing": routing.as_json(),
        "signed_at": None,
        "signed_by": "",
    }
    if not cases.change(connection, case, [case.state], values):
        return
    withheld = replace(case, **values)
    detail = {"routing": withheld.routing}
    audit.record(connection, office.tenant, now, ACTOR, "转为限制知悉", case.id, str(Reason.ACCUSATION), detail)
    unsent = [notice.id for notice in outbox.of_case(connection, case.tenant, case.id) if notice.state in outbox.WAITING]
    outbox.supersede(connection, case.tenant, unsent, "转为限制知悉")
    hand_over(connection, withheld, now)
    telling.ask_duty_office(connection, office, withheld, now, "accusation", str(Reason.ACCUSATION))
