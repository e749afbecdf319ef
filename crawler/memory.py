"""What a source's pages were like when last read, so that no page is fetched needlessly and edits are still seen."""

from collections.abc import Iterable, Mapping

from crawler.addresses import canonical
from crawler.wire import Mark

HOUR = 3600
LADDER = (HOUR, 6 * HOUR, 24 * HOUR, 72 * HOUR)
"""Seconds after the last look at which a page is looked at again for edits and deletion; then never."""
KEPT = 3000
"""Marks kept per source; the oldest looks go first."""


def due_again(mark: Mark | None, now: int) -> bool:
    """Whether a page should be read: never read, or its next look of decreasing effort has come."""
    if mark is None:
        return True
    return mark.looks <= len(LADDER) and now - mark.last >= LADDER[mark.looks - 1]


def kept(marks: Mapping[str, Mark], limit: int = KEPT) -> dict[str, Mark]:
    """The most recently looked at marks."""
    if len(marks) <= limit:
        return dict(marks)
    newest = sorted(marks.items(), key=lambda item: item[1].last, reverse=True)
    return dict(newest[:limit])


POST = "post:"
"""Marks of single posts begin with this; they are never fetched by themselves."""


class Memory:
    """The marks of one round: what was known when it began, and what it learns."""

    def __init__(self, seen: Mapping[str, Mark]) -> None:
        self._seen = seen
        self.learned: dict[str, Mark] = {}

    def of(self, key: str) -> Mark | None:
        """What is known of an address or post key, the newest first."""
        name = canonical(key) or key
        return self.learned.get(name) or self._seen.get(name)

    def conditions(self, url: str) -> dict[str, str]:
        """The headers of a conditional request, when the host gave us something to compare with."""
        mark = self.of(url)
        if mark is None:
            return {}
        headers = {"If-None-Match": mark.etag, "If-Modified-Since": mark.modified}
        return {name: value for name, value in headers.items() if value}

    def look(self, key: str, now: int, **learned: object) -> None:
        """Note a look at a page now; named values replace what was known."""
        name = canonical(key) or key
        before = self.of(name)
        if before is None:
            self.learned[name] = Mark.model_validate({"first": now, "last": now, **learned})
            return
        self.learned[name] = Mark.model_validate(before.model_dump() | {"last": now, "looks": before.looks + 1} | learned)

    def anything_due(self, now: int) -> bool:
        """Whether a known page's next look has come, so that its list must be read even if it did not change."""
        return any(due_again(mark, now) for name, mark in self._seen.items() if not name.startswith(POST))

    def without_conditions(self, keys: Iterable[str]) -> dict[str, Mark]:
        """What was learned, with these pages to be read in full next time, and what lies behind them too."""
        bare = {"etag": "", "modified": "", "digest": "", "broken_off": True}
        names = {canonical(key) or key for key in keys}
        return {name: mark.model_copy(update=bare) if name in names else mark for name, mark in self.learned.items()}
