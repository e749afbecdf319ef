"""Duties, report chains and 逐级催办 of one case as rows, under the plan the case keeps."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from alerts import calendar, reminding, telling
from alerts import duties as rules_on_duties
from alerts.planning import applying, timed
from alerts.reporting import CHAIN, limit_of
from alerts.snapshot import facts_of, rules_of, working_time_of
from alerts.working_time import WorkingTime
from config.limits import Limit
from config.office import Office
from config.regulation import Regulation, ReportLink, ReportRule
from config.selectors import Facts
from config.starts import Event
from config.vocabulary import Category, DutyKind
from store import cases, duties, escalations, ids
from store.records import Case, Duty, Escalation
from store.rows import insert_new

_POSTS_READ = 20
REPORTS = (DutyKind.FIRST_REPORT, DutyKind.PROGRESS_REPORT, DutyKind.FINAL_REPORT)
"""Duties upward, which the duty office answers for."""


def lay_duties(connection: Connection, case: Case, start: datetime) -> list[Duty]:
    """Add the duties the case's facts ask for and that it does not have yet, counted from `start`; those open stay.

    Optional duties wait for a decision in triage.
    """
    if case.category == Category.NONE:
        return []
    regulation, working = rules_of(case.plan), working_time_of(case.plan)
    present = {duty.rule for duty in duties.of_case(connection, case.tenant, case.id)}
    facts = _facts(connection, case)
    owed = rules_on_duties.plan(regulation.duties, facts, start, floor=regulation.floor, working=working)
    planned = [duty for duty in owed if duty.rule not in present and not duty.optional]
    return _add(connection, rules_on_duties.rows(case.tenant, case.id, case.lead_unit, planned), regulation.remind_before)


def lay_reports(connection: Connection, office: Office, case: Case, start: datetime, now: datetime) -> None:
    """Send the reports the case's facts ask for and were not sent before.

    Further links of a chain wait as duties, and so do reports that have a later limit.
    """
    if case.restricted or case.category == Category.NONE:
        return
    regulation, working = rules_of(case.plan), working_time_of(case.plan)
    present = {duty.rule for duty in duties.of_case(connection, case.tenant, case.id)}
    holder = office.units.duty_office
    for rule in applying(regulation.reports, timed(_facts(connection, case), start, working)):
        # A round-up is one message about many cases, never a duty of each.
        if rule.code in present or rule.optional or rule.digest_at:
            continue
        _add(connection, [_report_duty(case, rule, start, holder, working)], [] if rule.immediate else regulation.remind_before)
        chained = (_chained_duty(case, rule, depth, start, holder, working) for depth in range(1, len(rule.links) + 1))
        _add(connection, chained, [])
        if rule.immediate:
            _report(connection, office, case, rule.code, rule.at_once, rule.talk_at_once, now)


def follow_chain(connection: Connection, office: Office, case: Case, duty: Duty, now: datetime) -> None:
    """The link before was signed for or timed out: send this one. Its row is met once the report is delivered."""
    link = _link_of(rules_of(case.plan), duty)
    if link is not None:
        _report(connection, office, case, duty.rule, link.report_to, link.talk_to, now)


def lay_ladder(connection: Connection, case: Case, start: datetime) -> None:
    """The steps of 逐级催办, counted from the moment the case was handed to somebody."""
    working, facts = working_time_of(case.plan), facts_of(case)
    for number, step in enumerate(rules_of(case.plan).escalation, 1):
        if step.applies.holds(facts):
            due_at = calendar.due(step.after, start, working).at
            row_id = ids.digest("escalation", case.id, round(start.timestamp() * 1000), number)
            insert_new(connection, Escalation(case.tenant, row_id, case.id, number, due_at, None))


def begin(connection: Connection, case: Case, start: rules_on_duties.Start, at: datetime) -> None:
    """Give the duties that waited for this start (签收, 交办) their due moments."""
    regulation = rules_of(case.plan)
    waiting = duties.open_of_case(connection, case.tenant, case.id)
    rules = regulation.timed_rules
    _begin(connection, regulation, rules_on_duties.started(rules, waiting, start, at, working_time_of(case.plan)), at)


def meet(connection: Connection, case: Case, met: Iterable[Duty], by: str, at: datetime) -> list[Duty]:
    """Mark duties as met, each only once; open the next round of repeated ones, and start those that waited for them."""
    regulation, working = rules_of(case.plan), working_time_of(case.plan)
    rules = regulation.timed_rules
    done = [duty for duty in met if duties.meet(connection, duty, by, at)]
    again = [rules_on_duties.next_round(rules, duty, at, working) for duty in done]
    _add(connection, [duty for duty in again if duty is not None], regulation.remind_before)
    for duty in done:
        waiting = duties.open_of_case(connection, case.tenant, case.id)
        _begin(connection, regulation, rules_on_duties.following(rules, waiting, duty, at, working), at)
    return done


def stop(connection: Connection, case: Case, at: datetime) -> None:
    """No reminder and no step of 逐级催办 begins any more."""
    duties.silence(connection, case.tenant, case.id)
    escalations.close(connection, case.tenant, case.id, at)


def is_chain(duty: Duty) -> bool:
    """Whether a duty is the second link of a report chain."""
    return duty.kind == DutyKind.FIRST_REPORT and duty.rule.endswith(CHAIN)


def chain_waits_for(case: Case, duty: Duty) -> str:
    """The word for whose signature lets a further link go, or empty."""
    link = _link_of(rules_of(case.plan), duty)
    return link.after if link is not None else ""


def _link_of(regulation: Regulation, duty: Duty) -> ReportLink | None:
    code, depth = duty.rule, 0
    while code.endswith(CHAIN):
        code, depth = code.removesuffix(CHAIN), depth + 1
    links = next((rule.links for rule in regulation.reports if rule.code == code), [])
    return links[depth - 1] if 0 < depth <= len(links) else None


def _begin(connection: Connection, regulation: Regulation, begun: Iterable[tuple[Duty, datetime]], at: datetime) -> None:
    for duty, due_at in begun:
        duties.start(connection, duty, at, due_at, reminding.first_at(at, due_at, regulation.remind_before))


def _report(
    connection: Connection, office: Office, case: Case, rule: str, report_to: list[str], talk_to: list[str], now: datetime
) -> None:
    for words, action in ((report_to, "报告"), (talk_to, "沟通")):
        if words:
            telling.report(connection, office, case, words, action, rule, now)


def _facts(connection: Connection, case: Case) -> Facts:
    posts = cases.posts_behind(connection, case.tenant, case.event_id, _POSTS_READ)
    return facts_of(case, [post.source_kind for post in posts])


def _add(connection: Connection, rows: Iterable[Duty], before: list[Limit]) -> list[Duty]:
    added = []
    for duty in rows:
        remind_at = duty.due_at if is_chain(duty) else reminding.first_at(duty.starts_at, duty.due_at, before)
        reminded = replace(duty, next_reminder_at=remind_at)
        if insert_new(connection, reminded):
            added.append(reminded)
    return added


def _report_duty(case: Case, rule: ReportRule, start: datetime, unit: str, working: WorkingTime) -> Duty:
    known = rule.starts.event is Event.DISCOVERED
    due_at = calendar.due(limit_of(rule), start, working).at if known else None
    return _duty(case, rule.code, rule.matter, rule.label, rule.article, unit, start, due_at)


def _chained_duty(case: Case, rule: ReportRule, depth: int, start: datetime, unit: str, working: WorkingTime) -> Duty:
    due_at = calendar.due(rule.links[depth - 1].timeout, start, working).at
    name = f"{rule.label}（随后）"
    return _duty(case, rule.code + CHAIN * depth, DutyKind.FIRST_REPORT, name, rule.article, unit, start, due_at)


def _duty(
    case: Case, rule: str, kind: DutyKind, name: str, article: str, unit: str, start: datetime, due_at: datetime | None
) -> Duty:
    return Duty(
        tenant=case.tenant,
        id=ids.duty_id(case.id, rule, 1),
        case_id=case.id,
        rule=rule,
        kind=kind.value,
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
