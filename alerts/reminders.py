"""Duties called to mind as their moments come: before, at, and after the limit; and report chains that time out."""

from datetime import datetime, timedelta

from sqlalchemy import Connection

from alerts import messages, obligations, people, telling
from alerts.case_view import barred_units, duty_view, view
from alerts.messages import Kind, Text
from alerts.people import Recipient
from alerts.queueing import queue
from alerts.reminding import Reminder, next_of
from alerts.snapshot import rules_of
from alerts.wording import delay
from config.office import Office
from config.vocabulary import CaseState, PersonRole
from store import cases, duties
from store.records import Case, Duty

LATE = timedelta(seconds=60)
_OVER = (CaseState.CLOSED, CaseState.FALSE_ALARM)


def run_due(connection: Connection, office: Office, now: datetime, limit: int = 100) -> int:
    """Send the reminders whose time has come; returns how many duties were handled."""
    waiting = duties.due_for_reminder(connection, office.tenant, now, limit)
    return sum(_remind(connection, office, duty, now) for duty in waiting)


def _remind(connection: Connection, office: Office, duty: Duty, now: datetime) -> bool:
    case = cases.by_id(connection, office.tenant, duty.case_id)
    if case is None or case.state in _OVER:
        duties.claim_reminder(connection, duty, [], None)
        return False
    if obligations.is_chain(duty):
        if duties.claim_reminder(connection, duty, ["chain"], None):
            obligations.follow_chain(connection, office, case, duty, now)
        return True
    reminder, steps, next_at = next_of(duty, rules_of(case.plan).remind_before, now)
    if not duties.claim_reminder(connection, duty, steps, next_at):
        return False
    if reminder is not None:
        _tell(connection, office, case, duty, reminder, now)
    return True


def _tell(connection: Connection, office: Office, case: Case, duty: Duty, reminder: Reminder, now: datetime) -> None:
    shown, own = view(connection, office, case, now), duty_view(duty)
    texts = {Kind.BEFORE_DUE: messages.before_due, Kind.AT_DUE: messages.at_due, Kind.OVERDUE: messages.overdue}
    text = texts[reminder.kind](shown, now, own)
    if now - reminder.at > LATE:
        text = Text(text.subject, messages.late(text.body, delay(now - reminder.at)))
    step = f"{duty.id}:{reminder.step}"
    recipients = _recipients(office, case, duty, reminder.kind, now)
    queue(connection, office, case, recipients, reminder.kind, text, step, now, urgent=telling.urgent(case), rule=duty.rule)


def _recipients(office: Office, case: Case, duty: Duty, kind: Kind, now: datetime) -> list[Recipient]:
    """Who works on it; once overdue also the unit's principal and the duty office, which alone answers for reports."""
    barred = barred_units(case)
    officer = people.duty_officers(office, now, barred)
    duty_office = [officer] if officer else []
    if duty.kind in obligations.REPORTS:
        return duty_office
    recipients = telling.leads(office, case, now)[:1]
    if kind is Kind.OVERDUE:
        if case.lead_unit not in barred:
            recipients += people.holders(office, case.lead_unit, [PersonRole.PRINCIPAL], now)
        recipients += duty_office
    return recipients
