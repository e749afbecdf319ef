"""RSS 0.9x/1.0/2.0, Atom and JSON Feed."""

import re
from itertools import islice
from typing import Any

from lxml import etree

from crawler.extracted import Extracted
from crawler.pages.page import Page
from crawler.pages.platform import Platform
from crawler.pages.text import MAX_ROWS, MAX_TITLE, fragment_text, line
from crawler.times import read_time

_ROOT = re.compile(r"<(?:rss|feed|rdf:RDF)[\s>]")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,200}\?>")
_ANY = frozenset({"feed", "portal", "microblog", "forum", "message_board", "official_account", "print"})


def fits(page: Page) -> bool:
    """A feed's root element near the start, or a JSON Feed."""
    if isinstance(page.data, dict):
        return "jsonfeed.org" in str(page.data.get("version", ""))
    return _ROOT.search(page.text[:3000]) is not None


def posts(page: Page) -> list[Extracted]:
    """The entries of a feed, in its order."""
    if isinstance(page.data, dict):
        items = page.data.get("items")
        title = line(str(page.data.get("title") or ""))
        return (
            [_json_item(item, title, page) for item in items[:MAX_ROWS] if isinstance(item, dict)]
            if isinstance(items, list)
            else []
        )
    root = xml_root(page.text)
    if root is None:
        return []
    channel = next((node for node in root.iter() if local(node) == "channel"), root)
    title = child_text(channel, "title")
    return [
        _item(node, title, page)
        for node in islice((node for node in root.iter() if local(node) in ("item", "entry")), MAX_ROWS)
    ]


def xml_root(text: str) -> "etree._Element | None":
    """The root of an XML text; a text that declares entities is refused unread."""
    if "<!ENTITY" in text:
        return None
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True, huge_tree=False)
    try:
        return etree.fromstring(_DECLARATION.sub("", text).strip().encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def local(node: "etree._Element") -> str:
    """An element's name without its namespace; comments and instructions have none."""
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""


def child_text(node: "etree._Element", *names: str) -> str:
    """The text of the first child that has one of the names, names in order of preference."""
    for name in names:
        for child in node:
            if local(child) == name and (text := "".join(map(str, child.itertext())).strip()):
                return text
    return ""


def _item(node: "etree._Element", feed_title: str, page: Page) -> Extracted:
    address = page.absolute(_address(node))
    author = next((child for child in node if local(child) in ("author", "creator")), None)
    return Extracted(
        platform_id=line(child_text(node, "guid", "id"))[:200] or address,
        url=address,
        title=line(fragment_text(child_text(node, "title")))[:MAX_TITLE],
        body=fragment_text(child_text(node, "encoded", "content", "description", "summary")),
        published_at=read_time(child_text(node, "pubDate", "published", "date", "issued", "updated"), page.fetched_at),
        source_name=line(child_text(node, "source") or feed_title)[:60],
        author=line("".join(map(str, author.itertext()))) if author is not None else "",
        page_kind="feed",
    )


def _address(node: "etree._Element") -> str:
    links = [child for child in node if local(child) == "link"]
    for child in links:
        if child.get("rel", "alternate") == "alternate" and child.get("href"):
            return child.get("href") or ""
    return next((text for child in links if (text := (child.text or "").strip())), "")


def _json_item(item: dict[str, Any], feed_title: str, page: Page) -> Extracted:
    address = page.absolute(str(item.get("url") or item.get("external_url") or ""))
    return Extracted(
        platform_id=str(item.get("id") or address)[:200],
        url=address,
        title=line(str(item.get("title") or ""))[:MAX_TITLE],
        body=fragment_text(str(item.get("content_html") or item.get("content_text") or item.get("summary") or "")),
        published_at=read_time(str(item.get("date_published") or item.get("date_modified") or ""), page.fetched_at),
        source_name=feed_title[:60],
        page_kind="feed",
    )


PLATFORM = Platform("feed", _ANY, fits, posts)
