"""From the bytes of an answer to cleaned posts and links, in the crawl child, where a hostile page can only harm itself."""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from crawler.clean import clean
from crawler.extract import detect
from crawler.extracted import Extracted, Links
from crawler.listing import article_links
from crawler.pages.page import Page
from crawler.pages.platform import Platform
from crawler.pages.weibo_mobile import long_text
from crawler.wire import TRUNCATED

LISTED = frozenset({"portal", "message_board", "official_account", "print"})
"""Kinds of sources whose own page is a list of links to articles."""
_CHARSET = re.compile(r"(?i)charset\s*=\s*[\"']?([\w.:-]{2,40})")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a page gave: its posts (cleaned and masked), where it leads, and the hash of its bytes."""

    posts: tuple[Extracted, ...]
    links: tuple[str, ...]
    next_page: str
    digest: str


def read(kind: str, payload: bytes, url: str, fetched_at: datetime, content_type: str = "", follow: bool = True) -> Reading:
    """Read a page of the kind, parsing it once; `follow` False leaves its links out."""
    page = Page.read(payload, url, fetched_at, charset_of(content_type))
    platform = detect(page, kind)
    posts = platform.posts(page) if platform is not None else []
    found = _links(kind, page, platform, bool(posts)) if follow else Links()
    cleaned = tuple(clean(post) for post in posts)
    return Reading(cleaned, tuple(found.items), found.next_page or "", sha256(payload).hexdigest())


def _links(kind: str, page: Page, platform: Platform | None, has_posts: bool) -> Links:
    found = platform.links(page) if platform is not None else Links()
    return article_links(page) if kind in LISTED and not found.items and not has_posts else found


def completed(post: Extracted, payload: bytes, url: str) -> Extracted | None:
    """A post its list cut off, with the whole text of its own answer; None when that answer holds no text."""
    text = long_text(Page.read(payload, url))
    return clean(replace(post, body=text, flags=tuple(flag for flag in post.flags if flag != TRUNCATED))) if text else None


def charset_of(content_type: str) -> str | None:
    """What the header claims; the extractor decides whether to believe it."""
    found = _CHARSET.search(content_type)
    return found[1] if found else None
