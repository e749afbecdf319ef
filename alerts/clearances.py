"""审批, reviews and 确认 as duties set back from what they block; pure."""

from collections.abc import Sequence
from datetime import datetime

from alerts import calendar
from alerts.duties import Part, PlannedDuty
from alerts.planning import applying, timed
from alerts.working_time import COMMON, WorkingTime
from config.provisions import Clearance
from config.selectors import Facts
from config.starts import Event
from config.vocabulary import DutyKind

PUBLISHING = (
    DutyKind.FIRST_INFORMATION,
    DutyKind.PRESS_CONFERENCE,
    DutyKind.RESPONSE,
    DutyKind.ROLLING_RELEASE,
    DutyKind.HANDLING_OPINION,
    DutyKind.RESULT_REPLY,
    DutyKind.CLARIFICATION,
    DutyKind.INTERIM_REPLY,
)
"""What a clearance without 先于 holds back."""


def plan_clearances(
    rules: Sequence[Clearance],
    facts: Facts,
    start: datetime,
    planned: Sequence[PlannedDuty],
    working: WorkingTime = COMMON,
) -> list[PlannedDuty]:
    """The clearances that the planned duties wait for; one whose duty is not owed is not asked."""
    found = []
    for rule in applying(rules, timed(facts, start, working)):
        blocked = [duty for duty in planned if _is_blocked(rule, duty)]
        if blocked:
            found.append(_clearance(rule, blocked, start, working))
    return found


def _is_blocked(rule: Clearance, duty: PlannedDuty) -> bool:
    if not rule.blocks:
        return duty.kind in PUBLISHING
    return any(word in (duty.rule, duty.name, duty.kind.label, duty.kind.value) for word in rule.blocks)


def _clearance(rule: Clearance, blocked: Sequence[PlannedDuty], start: datetime, working: WorkingTime) -> PlannedDuty:
    """Due so long before the first of the duties it blocks, but never before the case itself; else from 送审."""
    first = min((duty.due_at for duty in blocked if duty.due_at is not None), default=None)
    due_at = None
    if rule.ahead is not None and first is not None:
        due_at = max(start, calendar.before(rule.ahead, first, working))
    return PlannedDuty(
        rule=rule.code,
        kind=rule.matter,
        name=rule.name or rule.matter.label,
        articles=(rule.article,),
        in_principle="原则上" in rule.demand,
        optional=rule.optional,
        immediate=False,
        starts=Event.SUBMITTED.value if due_at is None else Event.DISCOVERED.value,
        starts_at=start,
        due_at=due_at,
        by=tuple(rule.whom),
        tell=(),
        parts=(Part(rule.article, due_at, _words_of(rule)),),
        blocks=tuple(duty.rule for duty in blocked),
    )


def _words_of(rule: Clearance) -> str:
    words = [f"送审后{rule.limit.text}" if rule.limit else "", f"提前{rule.ahead.text}" if rule.ahead else ""]
    return "，".join(word for word in words if word)
