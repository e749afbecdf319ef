"""Sitemaps: addresses to visit, no posts of their own."""

import re

from crawler.extracted import Extracted, Links
from crawler.pages.feed import child_text, local, xml_root
from crawler.pages.page import Page
from crawler.pages.platform import Platform

_ROOT = re.compile(r"<(?:\w{1,20}:)?(?:urlset|sitemapindex)[\s>]")
_MAX_ITEMS = 50_000


def fits(page: Page) -> bool:
    """A sitemap's root element near the start."""
    return _ROOT.search(page.text[:3000]) is not None


def posts(_page: Page) -> list[Extracted]:
    """None: a sitemap only tells where to look."""
    return []


def links(page: Page) -> Links:
    """Pages of a sitemap, sitemaps of an index; newest first where it tells `lastmod`."""
    root = xml_root(page.text)
    if root is None:
        return Links()
    rows = [(child_text(node, "lastmod"), child_text(node, "loc")) for node in root if local(node) in ("url", "sitemap")]
    rows.sort(key=lambda row: row[0][:10], reverse=True)
    found = (page.absolute(address) for _, address in rows[:_MAX_ITEMS])
    return Links(None, tuple(dict.fromkeys(filter(None, found))))


PLATFORM = Platform(
    "sitemap", frozenset({"feed", "portal", "forum", "message_board", "official_account", "print"}), fits, posts, links
)
