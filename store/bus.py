"""The seam between stages: publish in the caller's transaction, handle with effects and consumed-mark in one.

A message that fails is tried again with growing waits and ends as a dead letter that the auditor shows; a message whose
worker died comes back when its lease ends. Payloads are lists of ids, so that messages waiting in a burst can be handled as
one; a message that has failed is handled alone. The embedded engine is a table; several machines put procrastinate behind
the same three functions (docs/decisions).
"""

import logging
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
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


def run_once(
    engine: Engine, topic: str, handler: Handler, clock: Clock, together: int = 1, ahead: Handler | None = None
) -> bool:
    """Handle the oldest waiting messages as one, as long as they hold no more than `together` things; False when none waits.

    1. Lease the messages in a transaction of its own, so that a crash is counted as an attempt.
    2. Let `ahead` do what needs no writing, so that nobody waits for it.
    3. Run the handler on the payloads joined and mark the messages consumed in one transaction.
    4. When any of it fails, give the messages back with a longer wait, or bury them after the last attempt.
    """
    leased = _lease(engine, topic, clock.now(), together)
    if not leased:
        return False
    whole = _joined(leased)
    try:
        if ahead is not None:
            with reading(engine) as connection:
                ahead(connection, whole)
        with writing(engine) as connection:
            handler(connection, whole)
            for message in leased:
                update(connection, Message, {"tenant": message.tenant, "id": message.id}, {"consumed_at": clock.now()})
    except Exception as error:
        logger.exception("message %s of %s failed", ", ".join(message.id for message in leased), topic)
        for message in leased:
            _give_back(engine, message, repr(error), clock.now())
    return True


def backlog(connection: Connection, topic: str) -> Backlog:
    """How many messages of the topic wait, and how many are dead."""
    mine = (messages.c.topic == topic, messages.c.consumed_at.is_(None))
    return Backlog(
        count(connection, Message, *mine, messages.c.dead_at.is_(None)),
        count(connection, Message, *mine, messages.c.dead_at.is_not(None)),
    )


def release(connection: Connection) -> int:
    """Free the messages a process held when it died, for its successor's start; returns how many.

    Only for a caller that knows itself to be the one instance on this database.
    """
    held = messages.update().where(messages.c.consumed_at.is_(None), messages.c.lease_until.is_not(None))
    return connection.execute(held.values(lease_until=None)).rowcount


def sweep(connection: Connection, before: datetime) -> int:
    """Remove messages consumed before a moment; returns how many."""
    done = messages.delete().where(messages.c.consumed_at.is_not(None), messages.c.consumed_at < before)
    return connection.execute(done).rowcount


def _lease(engine: Engine, topic: str, now: datetime, together: int) -> list[Message]:
    free = or_(messages.c.lease_until.is_(None), messages.c.lease_until < now)
    open_ = (messages.c.consumed_at.is_(None), messages.c.dead_at.is_(None))
    waiting = (messages.c.topic == topic, *open_, messages.c.available_at <= now, free)
    # Most looks find nothing: a reader's look keeps the writer's place free.
    with reading(engine) as connection:
        if not count(connection, Message, *waiting):
            return []
    with writing(engine) as connection:
        found = _group(fetch(connection, Message, *waiting, order_by=[messages.c.id], limit=together), together)
        return [message for message in found if _claim(connection, message, now)]


def _claim(connection: Connection, message: Message, now: datetime) -> bool:
    unchanged = {"tenant": message.tenant, "id": message.id, "lease_until": message.lease_until}
    return bool(update(connection, Message, unchanged, {"lease_until": now + LEASE, "attempts": message.attempts + 1}))


def _group(waiting: Sequence[Message], together: int) -> list[Message]:
    """The oldest message and those behind it that may join it: of one office, and none that has failed before."""
    group: list[Message] = []
    things = 0
    for message in waiting:
        things += sum(len(value) for value in message.payload.values())
        joins = message.tenant == waiting[0].tenant and not message.attempts and not waiting[0].attempts
        if group and (things > together or not joins):
            break
        group.append(message)
    return group


def _joined(group: Sequence[Message]) -> Message:
    """One message that carries the lists of all."""
    names = dict.fromkeys(name for message in group for name in message.payload)
    lists = {name: list(dict.fromkeys(thing for message in group for thing in message.payload.get(name, []))) for name in names}
    return group[0] if len(group) == 1 else replace(group[0], payload=lists)


def _give_back(engine: Engine, message: Message, error: str, now: datetime) -> None:
    attempts = message.attempts + 1
    wait = timedelta(seconds=min(300, 2**attempts))
    values: dict[str, Any] = {"lease_until": None, "error": error[:500], "available_at": now + wait}
    if attempts >= MAX_ATTEMPTS:
        values["dead_at"] = now
    with writing(engine) as connection:
        update(connection, Message, {"tenant": message.tenant, "id": message.id}, values)
