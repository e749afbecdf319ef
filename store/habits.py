"""What was learned about the sources, and what the learning needs to know of their posts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, select

from store.posts import FIRST_REVISION
from store.records import CrawlPlan, SourceHabit
from store.rows import fetch, fetch_one, insert_new, update
from store.tables import crawl_plans, posts, source_habits, verdicts


@dataclass(frozen=True, slots=True)
class JudgedPost:
    """A post as the planner sees it; `category` and `tier` are empty while no model has judged it."""

    id: str
    source: str
    source_kind: str
    published_at: datetime | None
    category: str
    tier: str


def habit_of(connection: Connection, tenant: str, code: str) -> SourceHabit | None:
    """What was learned about one source; None before its first round."""
    return fetch_one(connection, SourceHabit, source_habits.c.tenant == tenant, source_habits.c.code == code)


def habits(connection: Connection, tenant: str) -> dict[str, SourceHabit]:
    """What was learned about all sources, by code."""
    found = fetch(connection, SourceHabit, source_habits.c.tenant == tenant)
    return {habit.code: habit for habit in found}


def plan_of(connection: Connection, tenant: str) -> CrawlPlan | None:
    """The plan in force; None before the first."""
    return fetch_one(connection, CrawlPlan, crawl_plans.c.tenant == tenant)


def save_habits(connection: Connection, changed: Iterable[SourceHabit]) -> None:
    """Store what was learned, new or changed."""
    for habit in changed:
        if not insert_new(connection, habit):
            key = {"tenant": habit.tenant, "code": habit.code}
            update(connection, SourceHabit, key, {"requests": habit.requests, "learned": habit.learned})


def save_plan(connection: Connection, plan: CrawlPlan) -> None:
    """Put a plan in force."""
    if not insert_new(connection, plan):
        update(connection, CrawlPlan, {"tenant": plan.tenant}, {"made_at": plan.made_at, "learned": plan.learned})


def published_since(connection: Connection, tenant: str, source: str, since: datetime | None) -> list[datetime | None]:
    """When the posts of a source first seen after `since` say they were published."""
    found = select(posts.c.published_at).where(
        posts.c.tenant == tenant, posts.c.source == source, posts.c.revision == FIRST_REVISION
    )
    if since is not None:
        found = found.where(posts.c.discovered_at > since)
    return list(connection.execute(found).scalars())


def judged_between(connection: Connection, tenant: str, since: datetime, until: datetime) -> list[JudgedPost]:
    """The posts first seen in a span of time, news only, each once with one model's verdict."""
    columns = posts.c
    judged = and_(verdicts.c.tenant == columns.tenant, verdicts.c.post_id == columns.id)
    statement = (
        select(columns.id, columns.source, columns.source_kind, columns.published_at, verdicts.c.category, verdicts.c.tier)
        .select_from(posts.outerjoin(verdicts, judged))
        .where(columns.tenant == tenant, columns.discovered_at > since, columns.discovered_at <= until)
        .where(columns.revision == FIRST_REVISION, columns.first_look.is_(False))
        .order_by(verdicts.c.decided_at)
    )
    rows = (JudgedPost(*row[:4], row.category or "", row.tier or "") for row in connection.execute(statement))
    # The newest verdict comes last and stays.
    return list({post.id: post for post in rows}.values())
