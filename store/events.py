"""Events: which posts belong together, and how far the matter has spread."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, case, func, select

from store.records import Event, EventPost, Post
from store.rows import fetch, insert_new, update, values_of
from store.tables import event_posts, events, posts, verdicts

MEDIA_KINDS = ("portal", "print", "official_account")
"""Kinds of source that publish under an editor's name."""


@dataclass(frozen=True, slots=True)
class Counts:
    """The figures of an event's spread; the highest figure of each item counts once, however often it was edited."""

    posts: int
    recent: int
    voices: int
    sources: int
    media: int
    replies: int
    reposts: int
    views: int


@dataclass(frozen=True, slots=True)
class MemberKind:
    """So many posts of an event were judged exactly so."""

    category: str
    tier: str
    incident_grade: str
    handling: str
    department: str
    triage: bool
    locality: str
    accuses_own_people: bool
    first_look: bool
    posts: int


def by_ids(connection: Connection, tenant: str, ids: Iterable[str]) -> list[Event]:
    """The events with these ids."""
    return fetch(connection, Event, events.c.tenant == tenant, events.c.id.in_(list(ids)))


def active(connection: Connection, tenant: str, since: datetime) -> list[Event]:
    """Events that got a post since a moment, oldest first."""
    mine = (events.c.tenant == tenant, events.c.updated_at >= since)
    return fetch(connection, Event, *mine, order_by=[events.c.opened_at, events.c.id])


def posts_by_ids(connection: Connection, tenant: str, ids: Iterable[str]) -> list[Post]:
    """The posts with these ids, in the order they were discovered."""
    mine = (posts.c.tenant == tenant, posts.c.id.in_(list(ids)))
    return fetch(connection, Post, *mine, order_by=[posts.c.discovered_at, posts.c.published_at, posts.c.id])


def memberships(connection: Connection, tenant: str, post_ids: Iterable[str]) -> dict[str, str]:
    """The event of each post that has one."""
    mine = select(event_posts.c.post_id, event_posts.c.event_id).where(
        event_posts.c.tenant == tenant, event_posts.c.post_id.in_(list(post_ids))
    )
    return {row.post_id: row.event_id for row in connection.execute(mine)}


def in_threads(connection: Connection, tenant: str, sources: Iterable[str], since: datetime) -> list[tuple[Post, str]]:
    """Thread posts of these sources that joined an event since a moment, each with its event, earliest first."""
    rows = (
        select(posts, event_posts.c.event_id.label("event_of_post"))
        .join(event_posts, (event_posts.c.tenant == posts.c.tenant) & (event_posts.c.post_id == posts.c.id))
        .where(posts.c.tenant == tenant, posts.c.source.in_(list(sources)), posts.c.floor.is_not(None))
        .where(event_posts.c.joined_at >= since)
        .order_by(event_posts.c.joined_at, posts.c.floor, posts.c.id)
    )
    found = []
    for row in connection.execute(rows).mappings():
        values = dict(row)
        found.append((values.pop("event_of_post"), values))
    return [(Post(**values), event_of_post) for event_of_post, values in found]


def join(connection: Connection, member: EventPost) -> bool:
    """Put a post into an event; False when it was there."""
    return insert_new(connection, member)


def open_event(connection: Connection, event: Event) -> bool:
    """Keep a new event; False when its seed has opened it before."""
    return insert_new(connection, event)


def save(connection: Connection, event: Event) -> None:
    """Write an event as it stands now."""
    values = values_of(event)
    update(connection, Event, {"tenant": values.pop("tenant"), "id": values.pop("id")}, values)


def spread(connection: Connection, tenant: str, ids: Iterable[str], since: datetime) -> dict[str, Counts]:
    """How far each of the events has come; `recent` are posts that joined since a moment."""
    items = _items(tenant, ids, since).subquery()
    media = case((items.c.source_kind.in_(MEDIA_KINDS), func.coalesce(func.nullif(items.c.source_name, ""), items.c.source)))
    rows = select(
        items.c.event_id,
        func.count(),
        func.coalesce(func.sum(items.c.recent), 0),
        func.count(func.distinct(func.nullif(items.c.author_hash, ""))),
        func.count(func.distinct(items.c.source)),
        func.count(func.distinct(media)),
        func.coalesce(func.sum(items.c.replies), 0),
        func.coalesce(func.sum(items.c.reposts), 0),
        func.coalesce(func.sum(items.c.views), 0),
    ).group_by(items.c.event_id)
    return {row[0]: Counts(*(int(value) for value in row[1:])) for row in connection.execute(rows)}


def member_kinds(connection: Connection, tenant: str, ids: Iterable[str]) -> dict[str, list[MemberKind]]:
    """How the posts of each event were judged, equal judgements together, the commonest first."""
    names = [name for name in MemberKind.__dataclass_fields__ if name not in ("posts", "first_look")]
    columns = [*(verdicts.c[name] for name in names), posts.c.first_look]
    rows = (
        select(event_posts.c.event_id, *columns, func.count().label("posts"))
        .join(event_posts, (event_posts.c.tenant == verdicts.c.tenant) & (event_posts.c.post_id == verdicts.c.post_id))
        .join(posts, (posts.c.tenant == verdicts.c.tenant) & (posts.c.id == verdicts.c.post_id))
        .where(event_posts.c.tenant == tenant, event_posts.c.event_id.in_(list(ids)))
        .group_by(event_posts.c.event_id, *columns)
        .order_by(func.count().desc(), *columns)
    )
    found: dict[str, list[MemberKind]] = {}
    for row in connection.execute(rows).mappings():
        values = dict(row)
        found.setdefault(values.pop("event_id"), []).append(MemberKind(**values))
    return found


def _items(tenant: str, ids: Iterable[str], since: datetime) -> Select[Any]:
    """One row per event and published item, however many edits of it were stored."""
    answers = func.coalesce(posts.c.replies, 0) + func.coalesce(posts.c.comments, 0)
    return (
        select(
            event_posts.c.event_id,
            posts.c.source,
            func.max(posts.c.source_kind).label("source_kind"),
            func.max(posts.c.source_name).label("source_name"),
            func.max(posts.c.author_hash).label("author_hash"),
            func.max(case((event_posts.c.joined_at >= since, 1), else_=0)).label("recent"),
            func.max(answers).label("replies"),
            func.max(func.coalesce(posts.c.reposts, 0)).label("reposts"),
            func.max(func.coalesce(posts.c.views, 0)).label("views"),
        )
        .join(event_posts, (event_posts.c.tenant == posts.c.tenant) & (event_posts.c.post_id == posts.c.id))
        .where(event_posts.c.tenant == tenant, event_posts.c.event_id.in_(list(ids)))
        .group_by(event_posts.c.event_id, posts.c.source, posts.c.platform_id)
    )
