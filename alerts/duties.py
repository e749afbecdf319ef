"""Rules + facts + start → duties with due moments; pure.

A rule that says 其他 applies when no earlier rule of the list applied. 立即 is due at its start.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from alerts import calendar
from config.limits import Limit, Measure
from config.regulation import DutyRule
from config.selectors import Facts
from config.vocabulary import DutyKind
from store import ids
from store.records import Duty


class Start(StrEnum):
    """What a limit counts from."""

    DISCOVERED = "发现"
    SIGNED = "签收"
    ASSIGNED = "交办"


@dataclass(frozen=True, slots=True)
class PlannedDuty:
    """One obligation that a rule lays on a case; `due_at` is None until its start has come."""

    rule: str
    kind: DutyKind
    article: str
    in_principle: bool
    immediate: bool
    starts: str
    starts_at: datetime
    due_at: datetime | None
    remark: str


def applying(rules: Sequence[DutyRule], facts: Facts) -> list[DutyRule]:
    """The rules that apply to a case with these facts, in the order of the paper."""
    chosen: list[DutyRule] = []
    for rule in rules:
        if not chosen if rule.applies.otherwise else rule.applies.holds(facts):
            chosen.append(rule)
    return chosen


def plan(rules: Sequence[DutyRule], facts: Facts, start: datetime) -> list[PlannedDuty]:
    """What a case with these facts owes, counted from `start` (the discovery, or the rise of a tier)."""
    return [_planned(rule, start) for rule in applying(rules, facts)]


def rows(tenant: str, case_id: str, unit: str, planned: Iterable[PlannedDuty]) -> list[Duty]:
    """Planned duties as rows of one case, laid on one unit."""
    return [
        Duty(
            tenant=tenant,
            id=ids.duty_id(case_id, duty.rule, 1),
            case_id=case_id,
            rule=duty.rule,
            kind=duty.kind.value,
            name=duty.kind.label,
            article=duty.article + (f"（{duty.remark}）" if duty.remark else ""),
            in_principle=duty.in_principle,
            unit=unit,
            starts_at=duty.starts_at,
            due_at=duty.due_at,
            round=1,
            next_reminder_at=None,
            reminders_sent=[],
            met_at=None,
            met_by="",
        )
        for duty in planned
    ]


def started(rules: Sequence[DutyRule], waiting: Iterable[Duty], start: Start, at: datetime) -> list[tuple[Duty, datetime]]:
    """The duties that were waiting for this start, each with the due moment it now gets."""
    by_code = {rule.code: rule for rule in rules}
    found = []
    for duty in waiting:
        rule = by_code.get(duty.rule)
        if duty.due_at is None and duty.met_at is None and rule is not None and rule.starts == start:
            limit = rule.limit or rule.repeats
            if limit is not None:
                found.append((duty, calendar.due(limit, at).at))
    return found


def next_round(rules: Sequence[DutyRule], duty: Duty, met_at: datetime) -> Duty | None:
    """The following round of a repeated duty once this one is met; None when its rule says nothing of 每隔."""
    every = next((rule.repeats for rule in rules if rule.code == duty.rule), None)
    if every is None:
        return None
    number = duty.round + 1
    return Duty(
        tenant=duty.tenant,
        id=ids.duty_id(duty.case_id, duty.rule, number),
        case_id=duty.case_id,
        rule=duty.rule,
        kind=duty.kind,
        name=duty.name,
        article=duty.article,
        in_principle=duty.in_principle,
        unit=duty.unit,
        starts_at=met_at,
        due_at=calendar.due(every, met_at).at,
        round=number,
        next_reminder_at=None,
        reminders_sent=[],
        met_at=None,
        met_by="",
    )


def _planned(rule: DutyRule, start: datetime) -> PlannedDuty:
    limit = rule.limit or rule.repeats
    moment = calendar.due(limit, start) if limit is not None and rule.starts == Start.DISCOVERED else None
    return PlannedDuty(
        rule=rule.code,
        kind=rule.matter,
        article=rule.article,
        in_principle=rule.in_principle,
        immediate=_is_immediate(limit),
        starts=rule.starts,
        starts_at=start,
        due_at=moment.at if moment else None,
        remark=moment.remark if moment else "",
    )


def _is_immediate(limit: Limit | None) -> bool:
    return limit is not None and limit.measure is Measure.AT_ONCE
