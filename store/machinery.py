"""Rows that no clerk ever sees: the bus between stages, sketches of posts, attempts on channels.

`store.records` offers them with the nouns; they stand apart so that either file reads in one go.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Message:
    """One message of the bus between stages."""

    tenant: str
    id: str
    topic: str
    payload: dict[str, Any]
    published_at: datetime
    available_at: datetime
    lease_until: datetime | None
    attempts: int
    error: str
    consumed_at: datetime | None
    dead_at: datetime | None


@dataclass(frozen=True, slots=True)
class Sketch:
    """One shingle hash of a post's bottom-k sketch, and the event the post belongs to."""

    tenant: str
    shingle: int
    post_id: str
    event_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ChannelSend:
    """One attempt on a channel, for the provider's limit a minute."""

    tenant: str
    channel: str
    attempt: str
    at: datetime
