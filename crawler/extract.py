"""From the bytes of a page to its posts: detect the platform, let its page object read.

Pure: no network, no database, no clock. Nothing here raises on what a page contains.
"""

from datetime import datetime
from pathlib import Path
from typing import Any

from crawler.extracted import Extracted, Links
from crawler.pages import article, discuz, feed, message_board, sitemap, tieba, wechat, weibo_cn, weibo_mobile, weibo_search
from crawler.pages.page import Page
from crawler.pages.platform import Platform
from crawler.pages.trouble import Trouble, trouble

PLATFORMS: tuple[Platform, ...] = (
    feed.PLATFORM,
    sitemap.PLATFORM,
    weibo_mobile.PLATFORM,
    weibo_search.PLATFORM,
    weibo_cn.PLATFORM,
    discuz.PLATFORM,
    tieba.PLATFORM,
    wechat.PLATFORM,
    message_board.PLATFORM,
    article.PLATFORM,
)


__all__ = ["PLATFORMS", "Trouble", "describe_file", "detect", "extract", "links", "long_text", "trouble"]


def extract(
    kind: str | None, payload: bytes, *, url: str = "", fetched_at: datetime | None = None, charset: str | None = None
) -> list[Extracted]:
    """The posts of one page. `kind` is a source kind or None; `charset` is what the HTTP header claimed."""
    page = Page.read(payload, url, fetched_at, charset)
    platform = detect(page, kind)
    return platform.posts(page) if platform is not None else []


def detect(page: Page, kind: str | None) -> Platform | None:
    """The first platform of a kind whose marks the page bears."""
    return next((platform for platform in PLATFORMS if (kind is None or kind in platform.kinds) and platform.fits(page)), None)


def links(kind: str | None, payload: bytes, url: str) -> Links:
    """Where a page leads: its next page and the pages of its items."""
    page = Page.read(payload, url)
    platform = detect(page, kind)
    return platform.links(page) if platform is not None else Links()


def long_text(payload: bytes) -> str:
    """The whole text in Weibo's answer to a request for a long post; empty if the page is none."""
    return weibo_mobile.long_text(Page.read(payload))


def describe_file(path: Path, kind: str | None, url: str, fetched_at: datetime | None) -> dict[str, Any]:
    """One object of `huiying extract --json`."""
    found = extract(kind, path.read_bytes(), url=url, fetched_at=fetched_at)
    return {"file": str(path), "posts": [post.as_row() for post in found]}
