"""Events: which posts belong together, and how far the matter has spread."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, case, func, select

from config.vocabulary import SourceKind
from store.ids import post_id
from store.records import Event, EventPost, Post
from store.rows import fetch, insert_many, insert_new, update, values_of
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


class ThreadPost(NamedTuple):
    """What of a post says in which thread it stands, and its event."""

    source: str
    source_kind: str
    url: str
    floor: int | None
    event_id: str


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


def core_posts(connection: Connection, tenant: str, ids: Iterable[str]) -> list[tuple[Post, str]]:
    """The posts that speak for these events, each with its event, in the order they joined."""
    rows = (
        select(posts, event_posts.c.event_id.label("event_of_post"))
        .join(event_posts, (event_posts.c.tenant == posts.c.tenant) & (event_posts.c.post_id == posts.c.id))
        .where(event_posts.c.tenant == tenant, event_posts.c.event_id.in_(list(ids)), event_posts.c.core)
        .order_by(event_posts.c.joined_at, posts.c.discovered_at, posts.c.id)
    )
    found = []
    for row in connection.execute(rows).mappings():
        values = dict(row)
        event = values.pop("event_of_post")
        found.append((Post(**values), event))
    return found


def in_threads(connection: Connection, tenant: str, sources: Iterable[str], ids: Iterable[str]) -> list[ThreadPost]:
    """The thread posts of these sources in these events, earliest floor first."""
    columns = (posts.c.source, posts.c.source_kind, posts.c.url, posts.c.floor, event_posts.c.event_id)
    rows = (
        select(*columns)
        .join(event_posts, (event_posts.c.tenant == posts.c.tenant) & (event_posts.c.post_id == posts.c.id))
        .where(event_posts.c.tenant == tenant, event_posts.c.event_id.in_(list(ids)), posts.c.source.in_(list(sources)))
        .where(posts.c.floor.is_not(None) | (posts.c.source_kind == SourceKind.FORUM.value))
        .order_by(func.coalesce(posts.c.floor, 0), event_posts.c.joined_at, posts.c.id)
    )
    return [ThreadPost(*row) for row in connection.execute(rows)]


def of_items(connection: Connection, tenant: str, items: Iterable[Post]) -> dict[tuple[str, str], str]:
    """The event of each published item that has one, whichever of its revisions joined; keys from `item_of`."""
    found: dict[tuple[str, str], str] = {}
    for post in items:
        key = posts.c.platform_id == post.platform_id if post.platform_id else posts.c.id.in_(_earlier(post))
        rows = (
            select(event_posts.c.event_id)
            .join(posts, (event_posts.c.tenant == posts.c.tenant) & (event_posts.c.post_id == posts.c.id))
            .where(posts.c.tenant == tenant, posts.c.source == post.source, key, posts.c.revision < post.revision)
            .order_by(posts.c.revision.desc())
            .limit(1)
        )
        event = connection.execute(rows).scalar()
        if event:
            found[item_of(post)] = event
    return found


def item_of(post: Post) -> tuple[str, str]:
    """What stays the same through every edit of a published item: its source and the platform's id, else its address."""
    return post.source, post.platform_id or (post.url if post.floor is None else f"{post.url}#{post.floor}")


def _earlier(post: Post) -> list[str]:
    keys = [post.url] if post.floor is None else [f"{post.url}#{post.floor}", post.url]
    return [post_id(post.source, key, revision) for key in keys for revision in range(post.revision)]


def join_many(connection: Connection, members: Sequence[EventPost]) -> None:
    """Put posts into events they are not in yet."""
    insert_many(connection, members)


def accusing(connection: Connection, tenant: str, ids: Iterable[str]) -> set[str]:
    """Which of the events accuse a unit's own people."""
    mine = (events.c.tenant == tenant, events.c.id.in_(list(ids)), events.c.accuses_own_people)
    return set(connection.execute(select(events.c.id).where(*mine)).scalars())


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
    # What has no platform's id is told apart by its address, and on one page by its floor.
    item = func.coalesce(func.nullif(posts.c.platform_id, ""), posts.c.url)
    floor = case((posts.c.platform_id == "", func.coalesce(posts.c.floor, 0)), else_=0)
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
        .group_by(event_posts.c.event_id, posts.c.source, item, floor)
    )
