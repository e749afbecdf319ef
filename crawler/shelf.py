"""The robots.txt rules a process already knows, so that one host is asked once an hour and not once a round."""

from dataclasses import dataclass
from typing import Any

KEPT_SECONDS = 3600.0
MOST = 2000


@dataclass(frozen=True, slots=True)
class KeptRules:
    """The parsed rules of a host; `parser` is None when it has no readable robots.txt."""

    parser: Any
    until: float


class RobotsShelf:
    """The rules of the hosts this process asked lately."""

    def __init__(self) -> None:
        self._kept: dict[str, KeptRules] = {}

    def get(self, host: str, now: float) -> KeptRules | None:
        """What is known about the host, unless it is too old."""
        kept = self._kept.get(host)
        return kept if kept is not None and kept.until > now else None

    def put(self, host: str, parser: Any, now: float) -> None:
        """Remember what the host allows."""
        if len(self._kept) >= MOST:
            self._kept.clear()
        self._kept[host] = KeptRules(parser, now + KEPT_SECONDS)
