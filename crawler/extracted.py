"""What a page says, before it becomes a post: plain values without network, database or clock."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

Scalar = str | int | list[str] | None


@dataclass(frozen=True, slots=True)
class Extracted:
    """One item as its page words it.

    `published_at` is ISO 8601: with +08:00, or a bare date where the page gives only a date; None where the page gives no
    usable moment. Counts are None where the page does not tell. `author` never leaves the process in the clear.
    """

    platform_id: str = ""
    url: str = ""
    title: str = ""
    body: str = ""
    published_at: str | None = None
    source_name: str = ""
    floor: int | None = None
    replies: int | None = None
    views: int | None = None
    reposts: int | None = None
    comments: int | None = None
    likes: int | None = None
    flags: tuple[str, ...] = ()
    author: str = ""
    page_kind: str = ""

    def as_row(self) -> dict[str, Scalar]:
        """The fields that `huiying extract --json` prints; the author is not among them (regulations.md P-5)."""
        return {
            "platform_id": self.platform_id,
            "url": self.url,
            "title": self.title,
            "body": self.body,
            "published_at": self.published_at,
            "source_name": self.source_name,
            "floor": self.floor,
            "replies": self.replies,
            "views": self.views,
            "reposts": self.reposts,
            "comments": self.comments,
            "likes": self.likes,
            "flags": list(self.flags),
        }

    def at(self, url: str, *, title: str = "", replies: int | None = None, views: int | None = None) -> "Extracted":
        """The same item at its address; an opening post also gets its thread's title and counts."""
        return replace(self, url=url, title=title or self.title, replies=replies, views=views)

    def flagged(self, more: Iterable[str]) -> "Extracted":
        """The same item with further flags, each once, in order."""
        return replace(self, flags=tuple(dict.fromkeys((*self.flags, *more))))


@dataclass(frozen=True, slots=True)
class Links:
    """Where a list page leads: its next page and the pages of its items, all absolute http or https addresses."""

    next_page: str | None = None
    items: tuple[str, ...] = ()
