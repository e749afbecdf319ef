"""报送 as duties: reports at once, by a limit, in a round-up at set hours, again and again, and along a chain; pure."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from alerts import calendar
from alerts.duties import Part, PlannedDuty
from alerts.planning import applying, timed
from alerts.working_time import COMMON, WorkingTime
from config.limits import Limit, Measure
from config.regulation import ReportRule
from config.selectors import Facts
from config.starts import Event

CHAIN = "/随后"
"""Stands once per link behind the 编号 of a chain's further links."""


def plan_reports(
    rules: Sequence[ReportRule], facts: Facts, start: datetime, working: WorkingTime = COMMON
) -> list[PlannedDuty]:
    """The reports a case with these facts asks for; a link of a chain is due at the start plus its timeout."""
    return [duty for rule in applying(rules, timed(facts, start, working)) for duty in _of_rule(rule, start, working)]


def limit_of(rule: ReportRule) -> Limit:
    """What the first report is due by: the next round-up, its limit, or its interval."""
    if rule.digest_at:
        return Limit("每日" + "、".join(rule.digest_at))
    return rule.repeats if rule.repeats is not None and rule.limit.measure is Measure.AT_ONCE else rule.limit


def _of_rule(rule: ReportRule, start: datetime, working: WorkingTime) -> list[PlannedDuty]:
    limit = limit_of(rule)
    moment = calendar.due(limit, start, working) if rule.starts.event is Event.DISCOVERED else None
    due_at = moment.at if moment else None
    first = PlannedDuty(
        rule=rule.code,
        kind=rule.matter,
        name=rule.label,
        articles=(rule.article,),
        in_principle="原则上" in rule.demand,
        optional=rule.optional,
        immediate=limit.measure is Measure.AT_ONCE,
        starts=rule.starts.text,
        starts_at=start,
        due_at=due_at,
        remark=moment.remark if moment else "",
        repeats=rule.repeats or (limit if rule.digest_at else None),
        by=tuple(rule.by),
        tell=tuple(rule.at_once),
        parts=(Part(rule.article, due_at, limit.text),),
    )
    told = [first] if rule.at_once else []
    if rule.talk_at_once:
        told.append(replace(first, name="沟通", tell=tuple(rule.talk_at_once)))
    return [*told, *_links(rule, first, start, working)]


def _links(rule: ReportRule, first: PlannedDuty, start: datetime, working: WorkingTime) -> list[PlannedDuty]:
    found = []
    for depth, link in enumerate(rule.links, 1):
        due_at = calendar.due(link.timeout, start, working).at
        for words, action in ((link.report_to, "报告"), (link.talk_to, "沟通")):
            if words:
                part = (Part(rule.article, due_at, link.timeout.text),)
                starts = f"{link.after}签收或超时"
                name = f"{first.name}（随后{action}）"
                link_duty = replace(first, rule=rule.code + CHAIN * depth, name=name, starts=starts, due_at=due_at)
                found.append(replace(link_duty, immediate=False, repeats=None, by=(link.after,), tell=tuple(words), parts=part))
    return found
