"""The bytes as fetched, sealed."""

from sqlalchemy import Connection

from store.records import Evidence
from store.rows import fetch_one, insert_new
from store.tables import evidence


def keep(connection: Connection, record: Evidence) -> bool:
    """Store the evidence unless the same bytes are there already; True when it was new."""
    return insert_new(connection, record)


def evidence_of(connection: Connection, tenant: str, evidence_id: str) -> Evidence | None:
    """The sealed evidence with this id (the sha256 of the payload)."""
    return fetch_one(connection, Evidence, evidence.c.tenant == tenant, evidence.c.id == evidence_id)
