"""What was learned, as the store keeps it and back."""

from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import UTC, datetime
from typing import Any

from crawler.planning.budget import Prices
from crawler.planning.day_curve import DAY
from crawler.planning.habit import MEAN, Habit
from crawler.planning.office_plan import Plan
from store.records import CrawlPlan, SourceHabit

FIRST_WAIT = 1800.0
"""Seconds between two looks at a source of which nothing is known, until the first plan."""


def habit_in(row: SourceHabit | None) -> Habit | None:
    """The habit of a row; None when the source was never read."""
    if row is None or not row.learned:
        return None
    # A row of an older or newer program may know other things; the crawl must not stop for that.
    return Habit(**{field.name: row.learned[field.name] for field in fields(Habit) if field.name in row.learned})


def habit_row(tenant: str, code: str, habit: Habit | None, requests: int) -> SourceHabit:
    """The row of a habit."""
    return SourceHabit(tenant, code, requests, asdict(habit) if habit is not None else {})


def plan_in(row: CrawlPlan | None, now: datetime) -> Plan:
    """The plan of a row, or one to begin with."""
    if row is None:
        return Plan(now.timestamp(), Prices(MEAN / DAY * FIRST_WAIT**2 / 2), FIRST_WAIT)
    learned: Mapping[str, Any] = row.learned
    plain = {field.name: learned[field.name] for field in fields(Plan) if field.name in learned}
    hours = {kind: tuple(counts) for kind, counts in learned["hours"].items()}
    return Plan(**plain | {"made_at": row.made_at.timestamp(), "prices": Prices(**learned["prices"]), "hours": hours})


def plan_row(tenant: str, plan: Plan) -> CrawlPlan:
    """The row of a plan."""
    learned = {**asdict(plan), "hours": {kind: list(counts) for kind, counts in plan.hours.items()}}
    learned["prices"] = {"everywhere": plan.prices.everywhere, "hosts": dict(plan.prices.hosts)}
    return CrawlPlan(tenant, datetime.fromtimestamp(learned.pop("made_at"), UTC), learned)
