"""逐级催办: a case nobody signs for goes to the second person, the unit's principal, the duty office, as its plan says."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from alerts import messages
from alerts.case_view import barred_units, view
from alerts.messages import Kind
from alerts.queueing import queue
from alerts.recipients import meant_by
from alerts.snapshot import rules_of
from config.office import Office
from config.vocabulary import CaseState
from store import audit, cases, escalations, outbox
from store.records import Case, Escalation

_ASKED = (Kind.NEW_CASE, Kind.TRIAGE, Kind.ESCALATION, Kind.RETURNED)
_OVER = (CaseState.CLOSED, CaseState.FALSE_ALARM, CaseState.RESPONDED)


def run_due(connection: Connection, office: Office, now: datetime, limit: int = 100) -> int:
    """Take the steps whose time has come; returns for how many somebody was told."""
    return sum(_take(connection, office, step, now) for step in escalations.due(connection, office.tenant, now, limit))


def _take(connection: Connection, office: Office, step: Escalation, now: datetime) -> bool:
    """Handle one step; True when somebody was told.

    1. Hold the case unsigned until the transaction ends; a signature ends the ladder.
    2. Mark the step as done, unless another worker has.
    3. Tell the people the step names who were not told yet.
    """
    if not cases.hold_unsigned(connection, office.tenant, step.case_id):
        escalations.claim(connection, step, now)
        return False
    if not escalations.claim(connection, step, now):
        return False
    case = cases.by_id(connection, office.tenant, step.case_id)
    if case is None or case.state in _OVER:
        return False
    rungs = rules_of(case.plan).escalation
    if step.step > len(rungs):
        return False
    _tell(connection, office, case, step, rungs[step.step - 1].whom, now)
    return True


def _tell(connection: Connection, office: Office, case: Case, step: Escalation, words: Sequence[str], now: datetime) -> None:
    asked = [notice for notice in outbox.of_case(connection, case.tenant, case.id) if notice.kind in _ASKED]
    told = {notice.recipient for notice in asked if notice.unit == case.lead_unit}
    names = list(dict.fromkeys(notice.recipient_name for notice in asked if notice.recipient in told))
    barred = barred_units(case)
    recipients = [item for word in words for item in meant_by(office, case, word, now, told, barred)]
    # A case may have been handed on: the wait counts from when its present lead was first asked.
    since = min((notice.queued_at for notice in asked if notice.recipient in told), default=case.opened_at)
    text = messages.escalation(view(connection, office, case, now), now, now - since, names[:3])
    told_now = queue(connection, office, case, recipients, Kind.ESCALATION, text, step.id, now, urgent=True)
    whom = "、".join(f"{item.name}（{item.chosen}）" for item in told_now)
    audit.record(connection, office.tenant, now, "system", "逐级催办", case.id, f"第{step.step}级：{whom}")
