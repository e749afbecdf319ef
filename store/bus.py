"""The seam between stages: publish in the caller's transaction, handle with effects and consumed-mark in one.

A message that fails is tried again with growing waits and ends as a dead letter that the auditor shows; a message whose
worker died comes back when its lease ends. The embedded engine is a table; several machines put procrastinate behind
the same three functions (docs/decisions).
"""

import logging
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, or_

from config.clock import Clock
from store.engine import reading, writing
from store.records import Message
from store.rows import count, fetch, insert, update
from store.tables import messages

LEASE = timedelta(seconds=60)
MAX_ATTEMPTS = 8

Handler = Callable[[Connection, Message], None]

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Backlog:
    """How a topic stands: waiting messages and dead letters."""

    waiting: int
    dead: int


def publish(connection: Connection, tenant: str, topic: str, payload: dict[str, Any], at: datetime) -> str:
    """Add a message in the caller's transaction; returns its id. Ids grow with time, so order is kept."""
    message_id = f"{round(at.timestamp() * 1000):013d}-{uuid.uuid4().hex[:12]}"
    insert(connection, Message(tenant, message_id, topic, payload, at, at, None, 0, "", None, None))
    return message_id


def run_once(engine: Engine, topic: str, handler: Handler, clock: Clock) -> bool:
    """Handle the oldest waiting message; False when there was none.

    1. Lease the message in a transaction of its own, so that a crash is counted as an attempt.
    2. Run the handler and mark the message consumed in one transaction.
    3. When the handler fails, give the message back with a longer wait, or bury it after the last attempt.
    """
    message = _lease(engine, topic, clock.now())
    if message is None:
        return False
    try:
        with writing(engine) as connection:
            handler(connection, message)
            update(connection, Message, {"tenant": message.tenant, "id": message.id}, {"consumed_at": clock.now()})
    except Exception as error:
        logger.exception("message %s of %s failed", message.id, topic)
        _give_back(engine, message, repr(error), clock.now())
    return True


def backlog(connection: Connection, topic: str) -> Backlog:
    """How many messages of the topic wait, and how many are dead."""
    mine = (messages.c.topic == topic, messages.c.consumed_at.is_(None))
    return Backlog(
        count(connection, Message, *mine, messages.c.dead_at.is_(None)),
        count(connection, Message, *mine, messages.c.dead_at.is_not(None)),
    )


def sweep(connection: Connection, before: datetime) -> int:
    """Remove messages consumed before a moment; returns how many."""
    done = messages.delete().where(messages.c.consumed_at.is_not(None), messages.c.consumed_at < before)
    return connection.execute(done).rowcount


def _lease(engine: Engine, topic: str, now: datetime) -> Message | None:
    free = or_(messages.c.lease_until.is_(None), messages.c.lease_until < now)
    open_ = (messages.c.consumed_at.is_(None), messages.c.dead_at.is_(None))
    waiting = (messages.c.topic == topic, *open_, messages.c.available_at <= now, free)
    # Most looks find nothing: a reader's look keeps the writer's place free.
    with reading(engine) as connection:
        if not count(connection, Message, *waiting):
            return None
    with writing(engine) as connection:
        found = fetch(connection, Message, *waiting, order_by=[messages.c.id], limit=1)
        if not found:
            return None
        message = found[0]
        claim = {"tenant": message.tenant, "id": message.id, "lease_until": message.lease_until}
        taken = update(connection, Message, claim, {"lease_until": now + LEASE, "attempts": message.attempts + 1})
        return message if taken else None


def _give_back(engine: Engine, message: Message, error: str, now: datetime) -> None:
    attempts = message.attempts + 1
    wait = timedelta(seconds=min(300, 2**attempts))
    values: dict[str, Any] = {"lease_until": None, "error": error[:500], "available_at": now + wait}
    if attempts >= MAX_ATTEMPTS:
        values["dead_at"] = now
    with writing(engine) as connection:
        update(connection, Message, {"tenant": message.tenant, "id": message.id}, values)
