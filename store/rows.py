"""Records in and out of tables."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, and_, func, select
from sqlalchemy import insert as plain_insert
from sqlalchemy import update as plain_update
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from store.tables import table_of

Record = TypeVar("Record")


def values_of(record: Any) -> dict[str, Any]:
    """The columns of a record, nested values as they are."""
    return {field.name: getattr(record, field.name) for field in fields(record)}


def insert(connection: Connection, record: Any) -> None:
    """Add a record; IntegrityError when its key is taken."""
    connection.execute(plain_insert(table_of(type(record))), values_of(record))


def insert_many(connection: Connection, records: Sequence[Any]) -> None:
    """Add records of one type."""
    if records:
        connection.execute(plain_insert(table_of(type(records[0]))), [values_of(record) for record in records])


def insert_new(connection: Connection, record: Any) -> bool:
    """Add a record unless its key (or another unique value) is taken; True when it was added."""
    make = postgres_insert if connection.dialect.name == "postgresql" else sqlite_insert
    table = table_of(type(record))
    # The row count of an insert is not reliable on PostgreSQL; what it returns is.
    statement = make(table).on_conflict_do_nothing().returning(table.c.tenant)
    return connection.execute(statement, values_of(record)).first() is not None


def update(connection: Connection, record_type: type, where: Mapping[str, Any], values: Mapping[str, Any]) -> int:
    """Change the rows whose columns equal `where`; returns how many there were, so that a claim can be checked."""
    table = table_of(record_type)
    matches = [table.c[name] == value if value is not None else table.c[name].is_(None) for name, value in where.items()]
    return connection.execute(plain_update(table).where(and_(*matches)).values(dict(values))).rowcount


def fetch(
    connection: Connection,
    record_type: type[Record],
    *conditions: ColumnElement[bool],
    order_by: Iterable[Any] = (),
    limit: int | None = None,
) -> list[Record]:
    """The records for which all conditions hold."""
    table = table_of(record_type)
    statement = select(table).where(*conditions).order_by(*order_by)
    if limit is not None:
        statement = statement.limit(limit)
    return [record_type(**row) for row in connection.execute(statement).mappings()]


def fetch_one(connection: Connection, record_type: type[Record], *conditions: ColumnElement[bool]) -> Record | None:
    """The first record for which all conditions hold, or None."""
    found = fetch(connection, record_type, *conditions, limit=1)
    return found[0] if found else None


def count(connection: Connection, record_type: type, *conditions: ColumnElement[bool]) -> int:
    """How many rows there are for which all conditions hold."""
    statement = select(func.count()).select_from(table_of(record_type)).where(*conditions)
    return int(connection.execute(statement).scalar_one())
