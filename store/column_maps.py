"""The columns of a source's spreadsheets as a person settled them.

A row and not a file beside the source: a program that writes into the files a clerk edits would meet the clerk in the
middle of an edit, and every import would make the daemon read the whole office again.
"""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection

from store.records import ColumnMap
from store.rows import fetch_one, insert_new, update
from store.tables import column_maps


def columns_of(connection: Connection, tenant: str, source: str) -> dict[str, str]:
    """Field code → heading; empty when nobody settled them yet."""
    found = fetch_one(connection, ColumnMap, column_maps.c.tenant == tenant, column_maps.c.source == source)
    return dict(found.columns) if found else {}


def settle(connection: Connection, tenant: str, source: str, columns: Mapping[str, str], by: str, at: datetime) -> None:
    """Remember the columns, in place of those remembered before."""
    kept = ColumnMap(tenant, source, dict(columns), by, at)
    if not insert_new(connection, kept):
        update(connection, ColumnMap, {"tenant": tenant, "source": source}, {"columns": kept.columns, "by": by, "at": at})
