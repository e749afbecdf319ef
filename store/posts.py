"""Posts and their revisions. A post is found again by its ids, which follow from source, key and revision."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, func, select

from store.ids import post_id
from store.records import Post
from store.rows import fetch, update
from store.tables import posts

FIRST_REVISION = 1
_AT_ONCE = 400
"""Ids asked for in one statement; SQLite bounds the number of parameters."""


def latest(connection: Connection, tenant: str, source: str, keys: Sequence[str]) -> dict[str, Post]:
    """The newest revision of each known key; unknown keys are absent."""
    found: dict[str, Post] = {}
    asked, revision = list(dict.fromkeys(keys)), FIRST_REVISION
    while asked:
        by_id = {post_id(source, key, revision): key for key in asked}
        rows = {by_id[post.id]: post for post in by_ids(connection, tenant, list(by_id))}
        found |= rows
        asked, revision = list(rows), revision + 1
    return found


def by_ids(connection: Connection, tenant: str, ids: Sequence[str]) -> list[Post]:
    """The posts with these ids, in no particular order."""
    found: list[Post] = []
    for start in range(0, len(ids), _AT_ONCE):
        part = ids[start : start + _AT_ONCE]
        found += fetch(connection, Post, posts.c.tenant == tenant, posts.c.id.in_(part))
    return found


def change(connection: Connection, post: Post, values: Mapping[str, object]) -> None:
    """Change counts or flags of one revision; its text never changes."""
    update(connection, Post, {"tenant": post.tenant, "id": post.id}, values)


def arrivals(connection: Connection, tenant: str, source: str, limit: int = 50) -> list[datetime]:
    """The latest distinct moments at which posts of the source were discovered, newest first."""
    moments = (
        select(posts.c.discovered_at)
        .where(posts.c.tenant == tenant, posts.c.source == source)
        .group_by(posts.c.discovered_at)
        .order_by(posts.c.discovered_at.desc())
        .limit(limit)
    )
    return list(connection.execute(moments).scalars())


def count_of(connection: Connection, tenant: str, source: str | None = None) -> int:
    """How many posts (revisions) there are, of one source or of all."""
    mine = [posts.c.tenant == tenant] + ([posts.c.source == source] if source is not None else [])
    return int(connection.execute(select(func.count()).select_from(posts).where(*mine)).scalar_one())
