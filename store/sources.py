"""How the sources do: one row each."""

from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, select

from store.records import SourceState
from store.rows import fetch, fetch_one, insert_new, update
from store.tables import source_states

_KEY = ("tenant", "code")


def state_of(connection: Connection, tenant: str, code: str) -> SourceState | None:
    """The state of one source; None before its first round."""
    return fetch_one(connection, SourceState, source_states.c.tenant == tenant, source_states.c.code == code)


def states(connection: Connection, tenant: str) -> dict[str, SourceState]:
    """All known states by source code."""
    found = fetch(connection, SourceState, source_states.c.tenant == tenant, order_by=[source_states.c.code])
    return {state.code: state for state in found}


def next_checks(connection: Connection, tenant: str) -> dict[str, datetime]:
    """When each known source is to be looked at again; asked every second, so it reads nothing else."""
    columns = select(source_states.c.code, source_states.c.next_check_at).where(source_states.c.tenant == tenant)
    return {row.code: row.next_check_at for row in connection.execute(columns)}


def first_look_at(connection: Connection, tenant: str, code: str) -> datetime | None:
    """When the source was first looked at; None before."""
    column = select(source_states.c.first_look_at).where(source_states.c.tenant == tenant, source_states.c.code == code)
    moment: datetime | None = connection.execute(column).scalar_one_or_none()
    return moment


def count_posts(connection: Connection, tenant: str, code: str, now: datetime, **more: int) -> None:
    """Add to the counts `fetched`, `new`, `duplicate`, `filtered` of a source; its first look is now unless it was before."""
    insert_new(connection, SourceState(tenant, code, next_check_at=now))
    columns = source_states.c
    added: dict[str, Any] = {name: columns[name] + number for name, number in more.items()}
    added["first_look_at"] = func.coalesce(
        columns.first_look_at, bindparam("first_look", now, type_=columns.first_look_at.type)
    )
    connection.execute(source_states.update().where(columns.tenant == tenant, columns.code == code).values(added))


def tell(connection: Connection, tenant: str, code: str, finding: str, now: datetime) -> None:
    """Set what is wrong with a source, or that nothing is; its counts stay."""
    insert_new(connection, SourceState(tenant, code, next_check_at=now))
    values = {"finding": finding, "finding_since": now if finding else None}
    update(connection, SourceState, {"tenant": tenant, "code": code}, values)


def save(connection: Connection, state: SourceState) -> None:
    """Store the state, new or changed."""
    if insert_new(connection, state):
        return
    values = {field.name: getattr(state, field.name) for field in fields(state) if field.name not in _KEY}
    update(connection, SourceState, {"tenant": state.tenant, "code": state.code}, values)
