"""How to answer the writer of a letter or call: sealed rows, opened one at a time and never listed in the clear."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, select

from store.ids import digest
from store.records import Contact
from store.rows import fetch_one, insert_new
from store.tables import contacts


def keep(connection: Connection, tenant: str, post: str, sealed: bytes, at: datetime) -> bool:
    """Keep the sealed contact of a post, once."""
    return insert_new(connection, Contact(tenant, digest("contact", post), post, sealed, at))


def posts_with_contact(connection: Connection, tenant: str, post_ids: Sequence[str]) -> list[str]:
    """Which of these posts have a writer who can be answered, in the order given; the sealed bytes are not read."""
    column = contacts.c.post_id
    known = set(connection.execute(select(column).where(contacts.c.tenant == tenant, column.in_(post_ids))).scalars())
    return [post for post in post_ids if post in known]


def contact_of(connection: Connection, tenant: str, post: str) -> Contact | None:
    """The sealed contact of a post."""
    return fetch_one(connection, Contact, contacts.c.tenant == tenant, contacts.c.post_id == post)
