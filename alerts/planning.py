"""Which rules of a list apply to a case, and what of its discovery they may look at; pure."""

from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar

from alerts.working_time import WorkingTime
from config.clock import in_china
from config.selectors import Facts, Rule

Some = TypeVar("Some", bound=Rule)


def applying(rules: Sequence[Some], facts: Facts) -> list[Some]:
    """The rules that apply to a case with these facts, in the order of the paper.

    A rule that says 其他 applies when no earlier rule of the list applied.
    """
    chosen: list[Some] = []
    for rule in rules:
        if (not rule.applies.otherwise or not chosen) and rule.applies.holds(facts):
            chosen.append(rule)
    return chosen


def timed(facts: Facts, found: datetime, working: WorkingTime) -> Facts:
    """The facts with what the calendar says of the discovery, for rules that ask for 发现时间."""
    if facts.found_at is not None:
        return facts
    local = in_china(found)
    day = local.date()
    open_now = any(opens <= local.time() < closes for opens, closes in working.open_hours(day))
    words = ["工作时间" if open_now else "非工作时间"]
    words += ["工作日"] if working.is_working_day(day) else ["非工作日", "节假日", "休息日"]
    words += ["法定节假日"] if working.is_festival(day) else []
    return facts.model_copy(update={"found_when": tuple(words), "found_at": local.time()})
