"""One-time sign-for links; only the hash of a token is kept."""

import hashlib
from datetime import datetime

from sqlalchemy import Connection, update

from store.records import SignLink
from store.rows import fetch_one, insert
from store.tables import sign_links


def hash_of(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def add(connection: Connection, link: SignLink) -> None:
    """Keep a link."""
    insert(connection, link)


def find(connection: Connection, tenant: str, token: str) -> SignLink | None:
    """The link of a token, also when it is used or expired."""
    return fetch_one(connection, SignLink, sign_links.c.tenant == tenant, sign_links.c.token_hash == hash_of(token))


def mark_used(connection: Connection, link: SignLink, at: datetime) -> bool:
    """Note the first use; False when it was used before."""
    mine = (sign_links.c.tenant == link.tenant, sign_links.c.token_hash == link.token_hash, sign_links.c.used_at.is_(None))
    return connection.execute(update(sign_links).where(*mine).values(used_at=at)).rowcount == 1
