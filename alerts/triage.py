"""What the duty officer decides about a case in triage: who answers it, or that it is a false alarm."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection

from alerts import obligations, telling, work
from alerts.case_view import barred_units, unit_name
from alerts.messages import Kind
from config.office import Office
from config.vocabulary import CaseState, Category, Handling, Relation, Tier
from store import audit, cases, ids, outbox
from store.records import Case, Label
from store.rows import insert_new

WAITING = (CaseState.TRIAGE, CaseState.RETURNED)
"""The states in which a case waits for the duty officer."""


class Decided(StrEnum):
    """How a decision ended, in the words the page shows."""

    DONE = "已办理"
    NOT_WAITING = "该件已由他人研判"
    UNKNOWN_UNIT = "单位不存在"
    ACCUSED = "涉检举控告，不得交被反映单位办理"
    NO_REASON = "请填写理由"


@dataclass(frozen=True, slots=True)
class Assignment:
    """What the duty officer fills in; empty grades and categories stay as they are."""

    lead: str
    supporting: Sequence[str] = ()
    coordinating: Sequence[str] | None = None
    category: str = ""
    tier: str = ""
    incident_grade: str = ""
    handling: str = ""
    locality: str = ""


def assign(
    connection: Connection, office: Office, case_id: str, assignment: Assignment, by: str, reason: str, now: datetime
) -> Decided:
    """Hand a waiting case to its units; duties count from the discovery, whatever the triage took."""
    case = cases.by_id(connection, office.tenant, case_id)
    if case is None or case.state not in WAITING:
        return Decided.NOT_WAITING
    problem = _problem(office, case, assignment)
    if problem is not None:
        return problem
    values = _values(office, case, assignment, reason)
    if not cases.change(connection, case, WAITING, values):
        return Decided.NOT_WAITING
    assigned = replace(case, **values)
    detail = {"lead": assigned.lead_unit, "category": assigned.category, "tier": assigned.tier, "before": case.category}
    audit.record(connection, office.tenant, now, by, "交办", case.id, reason, detail)
    outbox.withdraw(connection, office.tenant, case.id, [Kind.TRIAGE, Kind.RETURNED, Kind.ESCALATION], "已交办")
    work.hand_over(connection, assigned, now)
    telling.tell_units(connection, office, assigned, now, f"assigned:{round(now.timestamp() * 1000)}")
    obligations.lay_reports(connection, office, assigned, case.discovered_at, now)
    return Decided.DONE


def false_alarm(connection: Connection, office: Office, case_id: str, by: str, reason: str, now: datetime) -> Decided:
    """Nothing to answer: the case ends, and the seed post becomes a label the classifier learns from."""
    case = cases.by_id(connection, office.tenant, case_id)
    if case is None or case.state not in WAITING:
        return Decided.NOT_WAITING
    if not reason.strip():
        return Decided.NO_REASON
    if not cases.change(connection, case, WAITING, {"state": CaseState.FALSE_ALARM.value, "closed_at": now}):
        return Decided.NOT_WAITING
    audit.record(connection, office.tenant, now, by, "误报", case.id, reason.strip())
    obligations.stop(connection, case, now)
    outbox.withdraw(connection, office.tenant, case.id, list(Kind), "误报")
    event = cases.event(connection, office.tenant, case.event_id)
    if event is not None:
        insert_new(connection, _label(case, event.seed_post_id, by, reason.strip(), now))
    return Decided.DONE


def _problem(office: Office, case: Case, assignment: Assignment) -> Decided | None:
    known = {unit.code for unit in office.units.units}
    asked = {assignment.lead, *assignment.supporting, *(assignment.coordinating or ())}
    if not asked <= known:
        return Decided.UNKNOWN_UNIT
    # A unit accused by the post must not get it, whoever decides (P-3).
    return Decided.ACCUSED if asked & set(barred_units(case)) else None


def _values(office: Office, case: Case, assignment: Assignment, reason: str) -> dict[str, Any]:
    coordinating = assignment.coordinating
    if coordinating is None:
        coordinating = [] if case.restricted else [code for code in office.units.coordinating if code != assignment.lead]
    chosen = {
        Relation.LEAD: [assignment.lead],
        Relation.SUPPORTING: [code for code in assignment.supporting if code != assignment.lead],
        Relation.COORDINATING: list(coordinating),
    }
    shares = [
        {"unit": code, "name": unit_name(office, code), "relation": relation.value, "reason": "值班室研判", "detail": reason}
        for relation, codes in chosen.items()
        for code in codes
    ]
    kept = [entry for entry in case.routing if entry.get("relation") in ("accused", "returned")]
    return {
        "state": CaseState.ASSIGNED.value,
        "lead_unit": assignment.lead,
        "supporting_units": chosen[Relation.SUPPORTING],
        "coordinating_units": chosen[Relation.COORDINATING],
        "category": assignment.category or case.category,
        "tier": assignment.tier or case.tier,
        "incident_grade": assignment.incident_grade or case.incident_grade,
        "handling": assignment.handling or case.handling,
        "locality": assignment.locality or case.locality,
        "signed_at": None,
        "signed_by": "",
        "routing": [*shares, *kept],
    }


def _label(case: Case, post_id: str, by: str, reason: str, now: datetime) -> Label:
    return Label(
        tenant=case.tenant,
        id=ids.digest("label", case.id, post_id, "false_alarm"),
        post_id=post_id,
        category=Category.NONE.value,
        tier=Tier.ORDINARY.value,
        handling=Handling.NONE.value,
        department=case.department,
        by=by,
        at=now,
        reason=reason,
    )
