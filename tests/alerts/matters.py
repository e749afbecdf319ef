"""Events and posts as the stages before alerts would have left them, for tests."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection

from alerts.work import handle_events
from config.office import Office
from store import cases, ids
from store.records import Case, Event, EventPost, Message, Post
from store.rows import insert, insert_new
from store.tables import events

NOW = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
"""Friday 09:00 in China."""


def post(key: str = "p1", at: datetime = NOW, **changes: Any) -> Post:
    made = Post(
        tenant="demo",
        id=ids.post_id("site", key, 0),
        source="site",
        source_kind="microblog",
        platform_id=key,
        url=f"http://example.cn/{key}",
        revision=0,
        title="",
        body="城东片区停水三天，约2400户居民反映停水问题",
        published_at=at,
        discovered_at=at,
        source_name="微博",
        author_hash="h",
        floor=None,
        replies=None,
        views=None,
        reposts=None,
        comments=None,
        likes=None,
        flags=[],
        content_hash=key,
        evidence_id="e",
        first_look=False,
    )
    return replace(made, **changes)


def event(seed: Post, at: datetime = NOW, **changes: Any) -> Event:
    made = Event(
        tenant="demo",
        id=ids.event_id(seed.id),
        seed_post_id=seed.id,
        title="城东片区停水三天，居民聚集反映",
        category="public_interest",
        tier="significant",
        incident_grade="ordinary",
        handling="inquiry",
        department="housing",
        locality="local",
        places=["城东片区"],
        triage=False,
        accuses_own_people=False,
        post_count=1,
        source_count=1,
        voice_count=1,
        opened_at=at,
        updated_at=at,
    )
    return replace(made, **changes)


def message(*happened: Event, posts: tuple[str, ...] = ()) -> Message:
    payload = {"events": [one.id for one in happened], "posts": list(posts)}
    return Message("demo", "m1", "case", payload, NOW, NOW, None, 0, "", None, None)


def happen(connection: Connection, office: Office, seed: Post, now: datetime = NOW, **changes: Any) -> Case | None:
    """Store a post with its event and handle it; the case, if there is one."""
    happened = event(seed, now, **changes)
    insert_new(connection, seed)
    insert_new(connection, EventPost("demo", happened.id, seed.id, "seed", 1.0, now))
    if not insert_new(connection, happened):
        connection.execute(events.delete().where(events.c.id == happened.id))
        insert(connection, happened)
    handle_events(connection, office, message(happened, posts=(seed.id,)), now)
    return cases.latest_of_event(connection, "demo", happened.id)


def case_now(connection: Connection, case: Case) -> Case:
    found = cases.by_id(connection, case.tenant, case.id)
    assert found is not None
    return found
