"""The coming day of the crawl: when each source will be looked at, how often, and why. Nothing is changed."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from math import exp

from sqlalchemy import Connection

from config.office import Office
from config.sources import Source
from crawler.learning import budget_of, wish_of
from crawler.planning.budget import Wish
from crawler.planning.day_curve import DAY
from crawler.planning.habit import BURST_LASTS, USUAL, Habit
from crawler.planning.office_plan import Plan, planned_wait
from crawler.planning.reasons import reason_of
from crawler.planning.rows import habit_in, plan_in
from crawler.schedule import crawled
from store import habits, sources
from store.records import SourceState

HOLD = timedelta(minutes=1)
"""A next look so much later than planned means that the host asked us to wait."""


@dataclass(frozen=True, slots=True)
class SourceDay:
    """One source's coming day: its looks (the first may be due now), the learned rate a day, the wait now, and why."""

    source: Source
    looks: tuple[datetime, ...]
    rate: float | None
    wait: timedelta
    cost: float
    why: str


@dataclass(frozen=True, slots=True)
class ComingDay:
    """All sources' days, most looks first, and the budget they are paid from."""

    days: tuple[SourceDay, ...]
    budget: float
    pages: float

    @property
    def requests(self) -> float:
        """Requests the looks and the new posts' own pages will take."""
        return sum(len(day.looks) * day.cost for day in self.days) + self.pages


def coming_day(connection: Connection, office: Office, now: datetime) -> ComingDay:
    """What will be looked at within 24 hours, as far as is known now."""
    plan = plan_in(habits.plan_of(connection, office.tenant), now)
    rows = habits.habits(connection, office.tenant)
    states = sources.states(connection, office.tenant)
    wishes: list[Wish] = []
    days: list[SourceDay] = []
    for source in crawled(office):
        known = habit_in(rows.get(source.code))
        wish = wish_of(office, source, known or Habit(now.timestamp()), plan)
        wishes.append(wish)
        days.append(_day(source, wish, plan, states.get(source.code), known is not None, now))
    budget = budget_of(office, wishes)
    return ComingDay(tuple(sorted(days, key=lambda day: -len(day.looks))), budget.requests, budget.pages)


def _day(source: Source, wish: Wish, plan: Plan, state: SourceState | None, known: bool, now: datetime) -> SourceDay:
    wait = planned_wait(wish, plan)
    first = max(now, state.next_check_at) if state is not None else now
    looks = tuple(datetime.fromtimestamp(at, UTC) for at in _looks(wish, plan, first.timestamp(), now.timestamp() + DAY))
    why = _why(wish, plan, state, known, wait)
    return SourceDay(source, looks, wish.habit.rate if known else None, timedelta(seconds=wait), wish.habit.cost, why)


def _looks(wish: Wish, plan: Plan, first: float, until: float) -> Iterator[float]:
    at = first
    while at < until:
        yield at
        fading = exp(-max(0.0, at - wish.habit.looked_at) / BURST_LASTS)
        later = replace(wish.habit, looked_at=at, burst=USUAL + (wish.habit.burst - USUAL) * fading)
        at += planned_wait(replace(wish, habit=later), plan)


def _why(wish: Wish, plan: Plan, state: SourceState | None, known: bool, wait: float) -> str:
    why = reason_of(wish, plan, known, wait)
    if state is None or not state.rounds:
        return why
    if state.failures:
        return f"连续{state.failures}次没有采到，推迟重试；{why}"
    late = state.next_check_at.timestamp() - wish.habit.looked_at - wait * 1.1
    return f"网站要求推迟访问；{why}" if known and late > HOLD.total_seconds() else why
