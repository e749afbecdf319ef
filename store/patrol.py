"""Looks of people at platforms that can't be read automatically."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, func, select

from store.ids import digest
from store.records import PatrolCheck
from store.rows import fetch, insert_new
from store.tables import patrol_checks, source_states


def check_id(day: str, round_: str, platform: str, found: bool, note: str) -> str:
    """The same look entered twice is one."""
    return digest("patrol", day, round_, platform, int(found), note)


def keep(connection: Connection, check: PatrolCheck) -> bool:
    """Keep a look; False when it was there."""
    return insert_new(connection, check)


def checks_of(connection: Connection, tenant: str, days: Sequence[str]) -> list[PatrolCheck]:
    """The looks of some days (ISO, China), earliest first."""
    mine = (patrol_checks.c.tenant == tenant, patrol_checks.c.day.in_(days))
    return fetch(connection, PatrolCheck, *mine, order_by=[patrol_checks.c.at, patrol_checks.c.id])


def began_at(connection: Connection, tenant: str) -> datetime | None:
    """When this office first looked at any source; nobody can have missed a round before."""
    column = func.min(source_states.c.first_look_at, type_=source_states.c.first_look_at.type)
    moment: datetime | None = connection.execute(select(column).where(source_states.c.tenant == tenant)).scalar_one()
    return moment
