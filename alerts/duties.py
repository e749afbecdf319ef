"""Rules + facts + start → duties with due moments; pure.

立即 is due at its start. Where a rule of the floor and one of the office ask the same duty, the earlier due time counts
and both articles are named. A directive's own limit wins over that of an answer to the public.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from alerts import calendar
from alerts.planning import applying, timed
from alerts.working_time import COMMON, WorkingTime
from config.clock import in_china
from config.limits import Limit, Measure
from config.regulation import DutyRule, ReportRule
from config.selectors import Facts
from config.starts import Event as Start
from config.vocabulary import DutyKind
from store import ids
from store.records import Duty

Timed = DutyRule | ReportRule
"""Rules that lay a duty with a limit."""

__all__ = ["PlannedDuty", "Start", "applying", "extended", "following", "next_round", "plan", "rows", "started"]

DIRECTIVE = "交办件时限"
"""The 编号 of what a directive itself asks, where no rule of the office speaks of it."""


@dataclass(frozen=True, slots=True)
class Part:
    """What one paper says of a duty."""

    article: str
    due_at: datetime | None
    limit: str = ""
    in_principle: bool = False


@dataclass(frozen=True, slots=True)
class PlannedDuty:
    """One obligation that a rule lays on a case; `due_at` is None until its start (`starts`) has come."""

    rule: str
    kind: DutyKind
    name: str
    articles: tuple[str, ...]
    in_principle: bool
    optional: bool
    immediate: bool
    starts: str
    starts_at: datetime
    due_at: datetime | None
    remark: str = ""
    repeats: Limit | None = None
    by: tuple[str, ...] = ()
    tell: tuple[str, ...] = ()
    extended_until: datetime | None = None
    extension_by: str = ""
    parts: tuple[Part, ...] = ()
    blocks: tuple[str, ...] = ()
    """编号 of the duties that wait for this one."""

    @property
    def article(self) -> str:
        """All articles in one text."""
        return "；".join(self.articles)


def plan(
    rules: Sequence[DutyRule],
    facts: Facts,
    start: datetime,
    *,
    floor: Sequence[DutyRule] = (),
    working: WorkingTime = COMMON,
    directive_due: datetime | None = None,
) -> list[PlannedDuty]:
    """What a case with these facts owes, counted from `start` (the discovery, or the rise of a tier), optional duties too."""
    known = timed(facts, start, working)
    own = applying(rules, known)
    superseded = {code for rule in own for code in rule.supersedes}
    own_duties = _resolved([rule for rule in own if rule.code not in superseded], start, working, directive_due)
    base = [rule for rule in applying(floor, known) if rule.code not in superseded]
    merged = _merged(own_duties, _resolved(base, start, working, directive_due))
    return merged if directive_due is None else _under_directive(merged, start, directive_due)


def extended(rule: DutyRule, starts_at: datetime, due_at: datetime, working: WorkingTime = COMMON) -> datetime:
    """The limit after its one extension; never earlier than the limit itself. ValueError where the rule allows none."""
    allowed = rule.extension
    if allowed is None:
        raise ValueError(f"“{rule.code}”不允许延期")
    if allowed.to is not None:
        return max(due_at, calendar.due(allowed.to, starts_at, working).at)
    if allowed.by is None:
        return due_at
    # A limit that ends at 24:00 ends on that day: counting on must not take the next day for the day of the start.
    local = in_china(due_at)
    ends_a_day = (local.hour, local.minute, local.second) == (0, 0, 0) and allowed.by.span is None
    base = due_at - timedelta(microseconds=1) if ends_a_day else due_at
    return max(due_at, calendar.due(allowed.by, base, working).at)


def rows(tenant: str, case_id: str, unit: str, planned: Iterable[PlannedDuty]) -> list[Duty]:
    """Planned duties as rows of one case, laid on one unit."""
    return [
        Duty(
            tenant=tenant,
            id=ids.duty_id(case_id, duty.rule, 1),
            case_id=case_id,
            rule=duty.rule,
            kind=duty.kind.value,
            name=duty.name,
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


def started(
    rules: Sequence[Timed], waiting: Iterable[Duty], start: Start, at: datetime, working: WorkingTime = COMMON
) -> list[tuple[Duty, datetime]]:
    """The duties that were waiting for this start, each with the due moment it now gets."""
    return _begun([rule for rule in rules if rule.starts.event is start], waiting, at, working)


def following(
    rules: Sequence[Timed], waiting: Iterable[Duty], met: Duty, at: datetime, working: WorkingTime = COMMON
) -> list[tuple[Duty, datetime]]:
    """The duties that were waiting for another one to be met, each with the due moment it now gets."""
    waits = [rule for rule in rules if rule.starts.after and _is_it(rule.starts.after, met.rule, DutyKind(met.kind))]
    return _begun([rule for rule in waits if "完成" in rule.starts.how], waiting, at, working)


def next_round(rules: Sequence[Timed], duty: Duty, met_at: datetime, working: WorkingTime = COMMON) -> Duty | None:
    """The following round of a repeated duty once this one is met; None when its rule says nothing of 每隔."""
    every = next((rule.repeats for rule in rules if rule.code == duty.rule), None)
    if every is None:
        return None
    number = duty.round + 1
    return replace(
        duty,
        id=ids.duty_id(duty.case_id, duty.rule, number),
        starts_at=met_at,
        due_at=calendar.due(every, _counts_from(every, duty, met_at), working).at,
        round=number,
        next_reminder_at=None,
        reminders_sent=[],
        met_at=None,
        met_by="",
    )


def _counts_from(every: Limit, duty: Duty, met_at: datetime) -> datetime:
    """A duty of every day at four that was met at three is due tomorrow, not again today."""
    at_set_times = every.measure in (Measure.DAILY, Measure.EVERY_WORKING_DAY, Measure.WEEKLY, Measure.MONTHLY)
    if not at_set_times or duty.due_at is None:
        return met_at
    return max(met_at, duty.due_at + timedelta(microseconds=1))


def _begun(rules: Sequence[Timed], waiting: Iterable[Duty], at: datetime, working: WorkingTime) -> list[tuple[Duty, datetime]]:
    by_code = {rule.code: rule for rule in rules}
    found = []
    for duty in waiting:
        rule = by_code.get(duty.rule)
        limit = (rule.limit or rule.repeats) if rule is not None else None
        if duty.met_at is None and limit is not None and limit.measure is not Measure.DIRECTIVE:
            due_at = calendar.due(limit, at, working).at
            # A floor may have given it a limit already; whichever ends first holds.
            if duty.due_at is None or due_at < duty.due_at:
                found.append((duty, due_at))
    return found


def _resolved(
    rules: Sequence[DutyRule], start: datetime, working: WorkingTime, directive_due: datetime | None
) -> list[PlannedDuty]:
    """Plan each rule; those that start with an earlier duty's limit follow once that one has its moment."""
    planned = {rule.code: _planned(rule, start, _first_moment(rule, start, directive_due), working) for rule in rules}
    for _ in rules:
        for rule in rules:
            earlier = _earlier_due(rule, planned)
            if earlier is not None and planned[rule.code].due_at is None:
                planned[rule.code] = _planned(rule, start, earlier, working)
    return list(planned.values())


def _first_moment(rule: DutyRule, start: datetime, directive_due: datetime | None) -> datetime | None:
    """The moment a rule counts from, as far as it is known when the case opens."""
    if rule.starts.event is Start.DIRECTIVE or (rule.limit is not None and rule.limit.measure is Measure.DIRECTIVE):
        return directive_due
    return start if rule.starts.event is Start.DISCOVERED else None


def _earlier_due(rule: DutyRule, planned: dict[str, PlannedDuty]) -> datetime | None:
    if not rule.starts.after or "超时" not in rule.starts.how:
        return None
    before = (duty for duty in planned.values() if duty.rule != rule.code)
    moments = [duty.due_at for duty in before if duty.due_at and _is_it(rule.starts.after, duty.rule, duty.kind)]
    return min(moments, default=None)


def _is_it(word: str, code: str, kind: DutyKind) -> bool:
    return word in (code, kind.label, kind.value)


def _planned(rule: DutyRule, start: datetime, counts_from: datetime | None, working: WorkingTime) -> PlannedDuty:
    limit = rule.limit or rule.repeats
    moment, due_at = None, None
    if counts_from is not None:
        due_at = counts_from
        if limit is not None and limit.measure is not Measure.DIRECTIVE:
            moment = calendar.due(limit, counts_from, working)
            due_at = moment.at
        if rule.ahead is not None:
            due_at = max(start, calendar.before(rule.ahead, due_at, working))
    can_extend = rule.extension is not None and due_at is not None and counts_from is not None
    return PlannedDuty(
        rule=rule.code,
        kind=rule.matter,
        name=rule.label,
        articles=(rule.article,),
        in_principle=rule.in_principle,
        optional=rule.optional,
        immediate=limit is not None and limit.measure is Measure.AT_ONCE,
        starts=Start.DIRECTIVE.value if limit is not None and limit.measure is Measure.DIRECTIVE else rule.starts.text,
        starts_at=start,
        due_at=due_at,
        remark=moment.remark if moment else "",
        repeats=rule.repeats,
        by=tuple(rule.by),
        tell=tuple(rule.tell),
        extended_until=extended(rule, counts_from, due_at, working) if can_extend and counts_from and due_at else None,
        extension_by=rule.extension.approver if rule.extension else "",
        parts=(Part(rule.article, due_at, _words_of(rule), rule.in_principle),),
    )


def _words_of(rule: DutyRule) -> str:
    """The limit as the paper writes it."""
    words = [rule.limit.text if rule.limit else "", f"每隔{rule.repeats.text}" if rule.repeats else ""]
    words += [f"提前{rule.ahead.text}" if rule.ahead else ""]
    return "，".join(word for word in words if word) or rule.starts.text


def _merged(own: list[PlannedDuty], base: list[PlannedDuty]) -> list[PlannedDuty]:
    """Each duty of the floor joins the office's duty of the same kind that is due first, or stands by itself."""
    result = list(own)
    for duty in base:
        alike = [index for index, other in enumerate(result) if other.kind is duty.kind]
        if not alike:
            result.append(duty)
            continue
        first = min(alike, key=lambda index: _order(result[index]))
        result[first] = _joined(result[first], duty)
    return result


def _order(duty: PlannedDuty) -> tuple[bool, bool, float]:
    return duty.optional, duty.due_at is None, duty.due_at.timestamp() if duty.due_at else 0.0


def _joined(own: PlannedDuty, base: PlannedDuty) -> PlannedDuty:
    """The earlier due time with both articles; where the floor is as early, it is no longer 原则上 or optional."""
    base_first = base.due_at is not None and (own.due_at is None or base.due_at <= own.due_at)
    leading = base if base_first else own
    return replace(
        own,
        articles=tuple(dict.fromkeys([*own.articles, *base.articles])),
        in_principle=leading.in_principle,
        optional=own.optional and base.optional,
        immediate=leading.immediate,
        due_at=leading.due_at,
        remark=leading.remark,
        # A paper above the office's own knows no extension: what it allows ends where the floor ends.
        extended_until=min(own.extended_until, base.due_at) if own.extended_until and base.due_at else own.extended_until,
        parts=own.parts + base.parts,
    )


def _under_directive(planned: list[PlannedDuty], start: datetime, directive_due: datetime) -> list[PlannedDuty]:
    """The directive's own limit wins over that of an answer, and asks a reply to who sent it."""
    result = [_by_directive(duty, directive_due) if duty.kind is DutyKind.RESPONSE else duty for duty in planned]
    if any(duty.kind is DutyKind.DIRECTIVE_REPLY for duty in planned):
        return result
    asked = PlannedDuty(
        rule=DIRECTIVE,
        kind=DutyKind.DIRECTIVE_REPLY,
        name=DutyKind.DIRECTIVE_REPLY.label,
        articles=(DIRECTIVE,),
        in_principle=False,
        optional=False,
        immediate=False,
        starts=Start.DIRECTIVE.value,
        starts_at=start,
        due_at=directive_due,
        by=("承办单位",),
        parts=(Part(DIRECTIVE, directive_due),),
    )
    return [*result, asked]


def _by_directive(duty: PlannedDuty, directive_due: datetime) -> PlannedDuty:
    if duty.due_at == directive_due:
        return duty
    parts = (*duty.parts, Part(DIRECTIVE, directive_due))
    return replace(duty, due_at=directive_due, articles=(*duty.articles, DIRECTIVE), in_principle=False, parts=parts, remark="")
