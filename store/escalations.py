"""Steps of 逐级催办 as due rows."""

from datetime import datetime

from sqlalchemy import Connection, update

from store.records import Escalation
from store.rows import fetch
from store.tables import escalations


def due(connection: Connection, tenant: str, now: datetime, limit: int = 100) -> list[Escalation]:
    """Steps not done whose time has come, oldest first."""
    return fetch(
        connection,
        Escalation,
        escalations.c.tenant == tenant,
        escalations.c.done_at.is_(None),
        escalations.c.due_at <= now,
        order_by=[escalations.c.due_at, escalations.c.id],
        limit=limit,
    )


def of_case(connection: Connection, tenant: str, case_id: str) -> list[Escalation]:
    """All steps of a case, earliest first."""
    mine = (escalations.c.tenant == tenant, escalations.c.case_id == case_id)
    return fetch(connection, Escalation, *mine, order_by=[escalations.c.due_at, escalations.c.step])


def claim(connection: Connection, step: Escalation, at: datetime) -> bool:
    """Mark a step as done; False when another worker was first."""
    mine = (escalations.c.tenant == step.tenant, escalations.c.id == step.id, escalations.c.done_at.is_(None))
    return connection.execute(update(escalations).where(*mine).values(done_at=at)).rowcount == 1


def close(connection: Connection, tenant: str, case_id: str, at: datetime) -> int:
    """Mark all waiting steps of a case as done, because it was signed for or needs no answer."""
    mine = (escalations.c.tenant == tenant, escalations.c.case_id == case_id, escalations.c.done_at.is_(None))
    return connection.execute(update(escalations).where(*mine).values(done_at=at)).rowcount
