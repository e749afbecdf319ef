"""Sketch rows: which post's text holds which of its smallest shingles, for finding copies within the window."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Connection, select

from store.records import Sketch
from store.rows import insert_many
from store.tables import sketches

_AT_ONCE = 500
"""Values in one query; SQLite and PostgreSQL both take far more, their planners are quickest with fewer."""


def add_many(connection: Connection, tenant: str, texts: Iterable[tuple[str, str, Sequence[int]]], at: datetime) -> None:
    """Keep the sketches of posts that stand for their events: event, post, shingles."""
    rows = [Sketch(tenant, shingle, post, event, at) for event, post, shingles in texts for shingle in shingles]
    insert_many(connection, rows)


def texts_with(connection: Connection, tenant: str, shingles: Iterable[int], since: datetime) -> dict[str, str]:
    """The posts, each with its event, whose sketches share any of the shingles and are not older than `since`."""
    wanted = sorted(set(shingles))
    found: dict[str, str] = {}
    for first in range(0, len(wanted), _AT_ONCE):
        part = wanted[first : first + _AT_ONCE]
        rows = select(sketches.c.post_id, sketches.c.event_id).distinct()
        mine = (sketches.c.tenant == tenant, sketches.c.shingle.in_(part), sketches.c.at >= since)
        found.update((row.post_id, row.event_id) for row in connection.execute(rows.where(*mine)))
    return found


def forget(connection: Connection, tenant: str, before: datetime) -> int:
    """Remove rows older than the window; returns how many."""
    old = sketches.delete().where(sketches.c.tenant == tenant, sketches.c.at < before)
    return connection.execute(old).rowcount
