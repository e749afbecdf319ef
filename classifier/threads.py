"""Forum threads: which event a thread's first post or its replies belong to."""

import re
from dataclasses import dataclass
from typing import Protocol

from config.vocabulary import SourceKind

_PAGE = re.compile(r"#.*$|(?<=[?&])page=\d+&?|(?<=thread-)(\d+)-\d+-\d+")
_FIRST_FLOOR = 1

Key = tuple[str, str]


class Stands(Protocol):
    """What says where a post stands."""

    @property
    def source(self) -> str:
        """The code of its source."""

    @property
    def source_kind(self) -> str:
        """The kind of its source."""

    @property
    def url(self) -> str:
        """Its address."""

    @property
    def floor(self) -> int | None:
        """Its place in the thread; None for a row of the board, which is the first post's title."""


@dataclass(frozen=True, slots=True)
class ThreadEvent:
    """The event of a thread, and whether the thread was opened about it or only a reply tells of it."""

    event_id: str
    opened: bool


class Threads:
    """The events of threads."""

    def __init__(self) -> None:
        """No thread yet."""
        self._events: dict[Key, ThreadEvent] = {}

    def add(self, key: Key, floor: int | None, event_id: str) -> None:
        """A post of the thread is in the event; the first post decides, before it the first reply."""
        opened = (floor or _FIRST_FLOOR) <= _FIRST_FLOOR
        known = self._events.get(key)
        if known is None or (opened and not known.opened):
            self._events[key] = ThreadEvent(event_id, opened)

    def event_of(self, key: Key) -> ThreadEvent | None:
        """The event of a thread, None where it has none."""
        return self._events.get(key)


def thread_of(post: Stands) -> Key | None:
    """The thread a forum post stands in: its source and the thread's address without page and floor."""
    if not post.url or (post.floor is None and post.source_kind != SourceKind.FORUM):
        return None
    return post.source, _PAGE.sub(lambda found: found[1] or "", post.url).rstrip("?&")
