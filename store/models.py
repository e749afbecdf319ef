"""Model cards: which trained models there are, and which one judges."""

from sqlalchemy import Connection

from store.records import ModelCard
from store.rows import fetch, fetch_one, insert_new, update
from store.tables import models


def add(connection: Connection, card: ModelCard) -> bool:
    """Keep a model's card; False when it is known."""
    return insert_new(connection, card)


def active(connection: Connection, tenant: str) -> ModelCard | None:
    """The model that judges, or None before the first one."""
    return fetch_one(connection, ModelCard, models.c.tenant == tenant, models.c.active)


def all_of(connection: Connection, tenant: str) -> list[ModelCard]:
    """Every model of the office, newest first."""
    return fetch(connection, ModelCard, models.c.tenant == tenant, order_by=[models.c.created_at.desc(), models.c.id])


def activate(connection: Connection, tenant: str, model_id: str) -> bool:
    """Let this model judge and no other; False when there is no such model."""
    if not update(connection, ModelCard, {"tenant": tenant, "id": model_id}, {"active": True}):
        return False
    others = models.update().where(models.c.tenant == tenant, models.c.id != model_id).values(active=False)
    connection.execute(others)
    return True
