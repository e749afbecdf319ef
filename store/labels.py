"""Labels: corrections by analysts and by what cases taught."""

from collections.abc import Iterable

from sqlalchemy import Connection

from store.records import Label
from store.rows import fetch, insert_new
from store.tables import labels


def add(connection: Connection, label: Label) -> bool:
    """Keep a label; False when the same one was kept before."""
    return insert_new(connection, label)


def newest(connection: Connection, tenant: str, post_ids: Iterable[str] | None = None) -> dict[str, Label]:
    """The last label of each post, of all posts or of these."""
    conditions = [labels.c.tenant == tenant]
    if post_ids is not None:
        conditions.append(labels.c.post_id.in_(list(post_ids)))
    return {label.post_id: label for label in fetch(connection, Label, *conditions, order_by=[labels.c.at, labels.c.id])}
