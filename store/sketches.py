"""Sketch rows: which post's text holds which of its smallest shingles, for finding copies within the window."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from sqlalchemy import Connection, select

from store.records import Sketch
from store.rows import insert_many
from store.tables import sketches

_AT_ONCE = 500
"""Values in one query; SQLite and PostgreSQL both take far more, their planners are quickest with fewer."""


def add(connection: Connection, tenant: str, event_id: str, post_id: str, shingles: Iterable[int], at: datetime) -> None:
    """Keep the sketch of a post that stands for its event."""
    insert_many(connection, [Sketch(tenant, shingle, post_id, event_id, at) for shingle in shingles])


def holding(connection: Connection, tenant: str, shingles: Iterable[int], since: datetime) -> Iterator[Sketch]:
    """The rows that share any of the shingles and are not older than `since`."""
    wanted = sorted(set(shingles))
    for first in range(0, len(wanted), _AT_ONCE):
        part = wanted[first : first + _AT_ONCE]
        rows = select(sketches).where(sketches.c.tenant == tenant, sketches.c.shingle.in_(part), sketches.c.at >= since)
        for row in connection.execute(rows).mappings():
            yield Sketch(**row)


def forget(connection: Connection, tenant: str, before: datetime) -> int:
    """Remove rows older than the window; returns how many."""
    old = sketches.delete().where(sketches.c.tenant == tenant, sketches.c.at < before)
    return connection.execute(old).rowcount


def posts_in(rows: Sequence[Sketch]) -> dict[str, str]:
    """Which posts the rows belong to, and each one's event."""
    return {row.post_id: row.event_id for row in rows}
