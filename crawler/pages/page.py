"""One fetched page as text, tree or JSON, made safe to parse whatever its bytes are."""

import json
import re
from datetime import datetime
from functools import cached_property
from typing import Any
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawler.charset import decode
from crawler.pages.bombs import defuse

_JSONP = re.compile(r"^\s{0,20}[\w$.]{1,60}\s{0,5}\((.*)\)\s{0,5};?\s{0,20}$", re.DOTALL)
_HOST_OF = re.compile(r"https?://", re.IGNORECASE)


class Page:
    """A page with its address and the moment it was fetched; `tree` and `data` are made when first asked for."""

    def __init__(self, text: str, url: str = "", fetched_at: datetime | None = None) -> None:
        """Take text already decoded; use `Page.read` for bytes."""
        self.text = text
        self.url = url
        self.fetched_at = fetched_at
        self.cut = False

    @classmethod
    def read(cls, payload: bytes, url: str = "", fetched_at: datetime | None = None, charset: str | None = None) -> "Page":
        """Decode bytes as they came from the network; `charset` is the HTTP header's claim."""
        return cls(decode(payload, charset).text.replace("\x00", ""), url, fetched_at)

    @cached_property
    def tree(self) -> LexborHTMLParser:
        """The parsed document; what would blow up the parser is flattened first."""
        safe, self.cut = defuse(self.text)
        return LexborHTMLParser(safe)

    @cached_property
    def is_data(self) -> bool:
        """Whether the text looks like JSON or JSONP rather than markup."""
        return self.data is not None

    @cached_property
    def data(self) -> Any:
        """The JSON value of the page, or None."""
        head = self.text[:200].lstrip("﻿ \r\n\t")
        if not head or head[0] == "<":
            return None
        text = self.text.lstrip("﻿")
        if head[0] not in "{[" and (wrapped := _JSONP.match(text)) is not None:
            text = wrapped[1]
        return load_json(text)

    @cached_property
    def host(self) -> str:
        """The host of the page's address in lower case, empty if unknown."""
        return hostname(self.url)

    def absolute(self, href: str | None) -> str:
        """A link as an absolute http or https address, or empty: no other scheme ever leaves a page."""
        href = (href or "").strip()
        if not href or href[0] == "#":
            return ""
        try:
            joined = urljoin(self.url, href)
        except ValueError:
            return ""
        return joined.split("#")[0] if _HOST_OF.match(joined) and len(joined) <= 2083 else ""

    def first(self, selector: str) -> LexborNode | None:
        """The first element a selector finds."""
        return self.tree.css_first(selector)

    def title(self) -> str:
        """The document's own title, white space folded."""
        node = self.tree.css_first("title")
        return " ".join(node.text().split())[:500] if node is not None else ""


def load_json(text: str) -> Any:
    """A JSON value, or None where the text is none."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def hostname(url: str) -> str:
    """The host part of an address, lower case; empty where there is none."""
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""
