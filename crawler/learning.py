"""What rounds teach about their sources, and the plan that follows from it; the shell around `crawler.planning`."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection

from config.clock import in_china
from config.crawling import wait_of
from config.limits import Limit
from config.office import Office
from config.sources import Source
from crawler.addresses import host_of
from crawler.planning.budget import Wish
from crawler.planning.day_curve import DAY
from crawler.planning.habit import Habit, first_seen, placed, watched
from crawler.planning.office_plan import Budget, Plan, hour_weight, made, planned_wait, with_hours
from crawler.planning.rows import habit_in, habit_row, plan_in, plan_row
from crawler.planning.worth import points_of, usual_worth, weight_of
from crawler.wire import EndLine
from store import habits
from store.habits import JudgedPost

JUDGED_AFTER = timedelta(minutes=2)
"""So long after it was stored a post has been judged; one that was not counts for nothing."""
USUAL_LOOKS = DAY / 1800.0
"""Looks a day per source that an office without a budget of its own may spend."""
SLOWLY = 0.1
"""The share of each look in the mean cost of a look."""
DEAREST_LOOK = 100.0
UNREADABLE = timedelta(minutes=30)
"""The wait where a source file states one that has no length, such as 工作日."""


def learns(source: Source) -> bool:
    """Whether the wait of the source is learned, rather than written down."""
    return source.interval is None or source.longest is not None


def bounds_of(source: Source, office: Office) -> tuple[float, float]:
    """The shortest and the longest wait of a source, in seconds."""
    crawling = office.sheet.crawling
    shortest = _seconds(source.interval or crawling.shortest)
    if not learns(source):
        return shortest, shortest
    longest = _seconds(source.longest or crawling.longest)
    return (min(shortest, longest), longest) if source.interval is None else (shortest, max(shortest, longest))


def learn(connection: Connection, office: Office, source: Source, end: EndLine, read: bool, now: datetime) -> None:
    """Add a round to what is known of its source; `read` is False when it says nothing about what was published."""
    row = habits.habit_of(connection, office.tenant, source.code)
    known = habit_in(row)
    habit = _after_round(connection, office, source, known, end, now) if read else known
    requests = (row.requests if row else 0) + end.requests
    habits.save_habits(connection, [habit_row(office.tenant, source.code, habit, requests)])


def next_wait(connection: Connection, office: Office, source: Source, now: datetime) -> timedelta:
    """How long to wait for the next look, by what is known and the plan in force."""
    plan = plan_in(habits.plan_of(connection, office.tenant), now)
    habit = habit_in(habits.habit_of(connection, office.tenant, source.code)) or Habit(now.timestamp())
    return timedelta(seconds=planned_wait(wish_of(office, source, replace(habit, looked_at=now.timestamp()), plan), plan))


def wish_of(office: Office, source: Source, habit: Habit, plan: Plan) -> Wish:
    """The source as the budget sees it."""
    bounds = bounds_of(source, office)
    weight = weight_of(habit, plan.usual)
    return Wish(source.code, host_of(source.address), habit, weight, plan.curve(source.kind.value), *bounds)


def replan(connection: Connection, office: Office, crawled: Sequence[Source], now: datetime) -> Plan:
    """Make the next plan and put it in force.

    1. What was judged since the last plan raises or lowers the worth of its source, and tells the hours of the day.
    2. The sources' wishes are priced within the budget, and the price is steered by what was really asked for.
    """
    tenant = office.tenant
    before = plan_in(habits.plan_of(connection, tenant), now)
    since = datetime.fromtimestamp(before.made_at, UTC)
    judged = habits.judged_between(connection, tenant, since - JUDGED_AFTER, now - JUDGED_AFTER)
    rows = habits.habits(connection, tenant)
    known = {code: habit for code, row in rows.items() if (habit := habit_in(row)) is not None}
    valued = _valued(known, judged)
    habits.save_habits(connection, (habit_row(tenant, code, valued[code], rows[code].requests) for code in valued))
    known |= valued
    hours = with_hours(before.hours, _by_kind(judged, known), now.timestamp() - before.made_at)
    before = replace(before, usual=usual_worth(known.values()), hours=hours)
    wishes = [wish_of(office, one, known.get(one.code) or Habit(now.timestamp()), before) for one in crawled]
    asked = float(sum(row.requests for row in rows.values()))
    plan = made(wishes, budget_of(office, wishes), before, asked, now.timestamp())
    habits.save_plan(connection, plan_row(tenant, plan))
    return plan


def budget_of(office: Office, wishes: Sequence[Wish]) -> Budget:
    """The requests a day of an office; half-hourly looks and the new posts' pages where it states none."""
    crawling = office.sheet.crawling
    pages = sum(wish.habit.rate for wish in wishes)
    usual = USUAL_LOOKS * sum(wish.habit.cost for wish in wishes) + pages
    return Budget(float(crawling.requests or max(1.0, usual)), float(crawling.host_requests), pages)


def _after_round(
    connection: Connection, office: Office, source: Source, known: Habit | None, end: EndLine, now: datetime
) -> Habit:
    since = datetime.fromtimestamp(known.looked_at, UTC) if known is not None else None
    published = habits.published_since(connection, office.tenant, source.code, since)
    stated = [_to_the_minute(moment) for moment in published]
    curve = plan_in(habits.plan_of(connection, office.tenant), now).curve(source.kind.value)
    if known is None:
        begun, moments = first_seen(stated, now.timestamp())
        return watched(begun, moments, now.timestamp(), curve)
    seen = watched(known, placed(stated, known.looked_at, now.timestamp()), now.timestamp(), curve)
    cost = min(DEAREST_LOOK, max(1.0, float(end.requests - len(published))))
    return replace(seen, cost=(1.0 - SLOWLY) * known.cost + SLOWLY * cost)


def _valued(known: Mapping[str, Habit], judged: Sequence[JudgedPost]) -> dict[str, Habit]:
    found: dict[str, Habit] = {}
    for post in judged:
        habit = found.get(post.source) or known.get(post.source)
        if post.category and habit is not None:
            points = habit.points + points_of(post.category, post.tier)
            found[post.source] = replace(habit, points=points, judged=habit.judged + 1.0)
    return found


def _by_kind(judged: Sequence[JudgedPost], known: Mapping[str, Habit]) -> dict[str, list[tuple[float, float]]]:
    seen: defaultdict[str, list[tuple[float, float]]] = defaultdict(list)
    for post in judged:
        moment = _to_the_minute(post.published_at)
        if moment is not None and post.source in known:
            seen[post.source_kind].append((moment, hour_weight(known[post.source])))
    return seen


def _to_the_minute(moment: datetime | None) -> float | None:
    """The moment in seconds; None for a bare date, which stands as the midnight of China."""
    if moment is None or (in_china(moment).hour, in_china(moment).minute, moment.second) == (0, 0, 0):
        return None
    return moment.timestamp()


def _seconds(limit: Limit) -> float:
    return max(1.0, (wait_of(limit) or UNREADABLE).total_seconds())
