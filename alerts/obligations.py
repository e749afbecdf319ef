"""Duties, report chains and 逐级催办 of one case as rows, under the plan the case keeps."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from alerts import calendar, reminding, telling
from alerts import duties as rules_on_duties
from alerts.snapshot import rules_of
from config.limits import Limit
from config.office import Office
from config.regulation import Regulation, ReportRule
from config.vocabulary import Category, DutyKind
from store import duties, escalations, ids
from store.records import Case, Duty, Escalation
from store.rows import insert_new

CHAIN = "/随后"


def lay_duties(connection: Connection, case: Case, start: datetime) -> list[Duty]:
    """Add the duties the case's facts ask for and that it does not have yet, counted from `start`; those open stay."""
    if case.category == Category.NONE:
        return []
    regulation = rules_of(case.plan)
    present = {duty.rule for duty in duties.of_case(connection, case.tenant, case.id)}
    owed = rules_on_duties.plan(regulation.duties, telling.facts_of(case), start)
    planned = [duty for duty in owed if duty.rule not in present]
    return _add(connection, rules_on_duties.rows(case.tenant, case.id, case.lead_unit, planned), regulation.remind_before)


def lay_reports(connection: Connection, office: Office, case: Case, start: datetime, now: datetime) -> None:
    """Send the reports the case's facts ask for and were not sent before; the second link of a chain waits as a duty."""
    if case.restricted or case.category == Category.NONE:
        return
    regulation = rules_of(case.plan)
    present = {duty.rule for duty in duties.of_case(connection, case.tenant, case.id)}
    for rule in regulation.reports:
        if rule.applies.holds(telling.facts_of(case)) and rule.code not in present:
            links = [_report_duty(case, rule, start, office.units.duty_office)]
            if rule.then is not None:
                links.append(_chained_duty(case, rule, start, rule.then.timeout, office.units.duty_office))
            _add(connection, links, [])
            telling.report(connection, office, case, rule.at_once, "报告", rule.code, now)


def follow_chain(connection: Connection, office: Office, case: Case, duty: Duty, now: datetime) -> None:
    """The first link was signed for or timed out: send the second. Its row is met once the report is delivered."""
    code = duty.rule.removesuffix(CHAIN)
    rule = next((rule for rule in rules_of(case.plan).reports if rule.code == code), None)
    if rule is None or rule.then is None:
        return
    for words, action in ((rule.then.report_to, "报告"), (rule.then.talk_to, "沟通")):
        if words:
            telling.report(connection, office, case, words, action, duty.rule, now)


def lay_ladder(connection: Connection, case: Case, start: datetime) -> None:
    """The steps of 逐级催办, counted from the moment the case was handed to somebody."""
    for number, step in enumerate(rules_of(case.plan).escalation, 1):
        row_id = ids.digest("escalation", case.id, round(start.timestamp() * 1000), number)
        insert_new(connection, Escalation(case.tenant, row_id, case.id, number, calendar.due(step.after, start).at, None))


def begin(connection: Connection, case: Case, start: rules_on_duties.Start, at: datetime) -> None:
    """Give the duties that waited for this start (签收, 交办) their due moments."""
    regulation = rules_of(case.plan)
    waiting = duties.open_of_case(connection, case.tenant, case.id)
    for duty, due_at in rules_on_duties.started(regulation.duties, waiting, start, at):
        duties.start(connection, duty, at, due_at, reminding.first_at(at, due_at, regulation.remind_before))


def meet(connection: Connection, case: Case, met: Iterable[Duty], by: str, at: datetime) -> list[Duty]:
    """Mark duties as met, each only once, and open the next round of repeated ones."""
    regulation = rules_of(case.plan)
    done = [duty for duty in met if duties.meet(connection, duty, by, at)]
    following = [rules_on_duties.next_round(regulation.duties, duty, at) for duty in done]
    _add(connection, [duty for duty in following if duty is not None], regulation.remind_before)
    return done


def stop(connection: Connection, case: Case, at: datetime) -> None:
    """No reminder and no step of 逐级催办 begins any more."""
    duties.silence(connection, case.tenant, case.id)
    escalations.close(connection, case.tenant, case.id, at)


def is_chain(duty: Duty) -> bool:
    """Whether a duty is the second link of a report chain."""
    return duty.kind == DutyKind.FIRST_REPORT and duty.rule.endswith(CHAIN)


def chain_waits_for(case: Case, duty: Duty) -> str:
    """The word for whose signature lets the second link go, or empty."""
    regulation: Regulation = rules_of(case.plan)
    code = duty.rule.removesuffix(CHAIN)
    return next((rule.then.after for rule in regulation.reports if rule.code == code and rule.then is not None), "")


def _add(connection: Connection, rows: Iterable[Duty], before: list[Limit]) -> list[Duty]:
    added = []
    for duty in rows:
        remind_at = duty.due_at if is_chain(duty) else reminding.first_at(duty.starts_at, duty.due_at, before)
        reminded = replace(duty, next_reminder_at=remind_at)
        if insert_new(connection, reminded):
            added.append(reminded)
    return added


def _report_duty(case: Case, rule: ReportRule, start: datetime, unit: str) -> Duty:
    return _duty(case, rule.code, "首报", rule.article, unit, start, start)


def _chained_duty(case: Case, rule: ReportRule, start: datetime, timeout: Limit, unit: str) -> Duty:
    return _duty(case, rule.code + CHAIN, "首报（随后）", rule.article, unit, start, calendar.due(timeout, start).at)


def _duty(case: Case, rule: str, name: str, article: str, unit: str, start: datetime, due_at: datetime) -> Duty:
    return Duty(
        tenant=case.tenant,
        id=ids.duty_id(case.id, rule, 1),
        case_id=case.id,
        rule=rule,
        kind=DutyKind.FIRST_REPORT.value,
        name=name,
        article=article,
        in_principle=False,
        unit=unit,
        starts_at=start,
        due_at=due_at,
        round=1,
        next_reminder_at=None,
        reminders_sent=[],
        met_at=None,
        met_by="",
    )
