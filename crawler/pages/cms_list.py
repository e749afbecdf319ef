"""List pages of government sites and news portals: the block of dated links, and the next page."""

import re
from collections import defaultdict

from selectolax.lexbor import LexborNode

from crawler.extracted import Links
from crawler.pages.page import Page, hostname
from crawler.pages.text import attribute, line
from crawler.times import ABSOLUTE

_SHORT_DATE = re.compile(r"(?<!\d)\d{1,2}[-/.月]\d{1,2}(?!\d)")
_NEXT = re.compile(r"^(?:下一?页|后一?页|next|[>›»]{1,2})$", re.IGNORECASE)
_CREATE_PAGE = re.compile(
    r"createPageHTML\w{0,4}\(\s*['\"]?\s*(\d{1,5})['\"]?\s*,\s*['\"]?(\d{1,5})['\"]?\s*,\s*['\"](\w{1,40})['\"]\s*,\s*['\"](\w{1,8})['\"]"
)
_NOT_AN_ARTICLE = re.compile(
    r"(?:index|list|default)(?:_?\d{0,4})?\.\w{3,5}$|/$|\.(?:jpg|png|gif|css|js|apk|zip|rar)$", re.IGNORECASE
)
_MAX_LINKS = 6_000
_LEAST = 3


def links(page: Page) -> Links:
    """The links of the page's main list; an article's page has none or few."""
    groups: dict[tuple[int, str], list[tuple[str, bool]]] = defaultdict(list)
    for anchor in page.tree.css("a[href]")[:_MAX_LINKS]:
        text = attribute(anchor, "title") or line(anchor.text())
        address = page.absolute(attribute(anchor, "href"))
        if (
            len(text) >= 6
            and address
            and not _NOT_AN_ARTICLE.search(address.split("?")[0])
            and not _is_elsewhere(address, page)
        ):
            groups[_group(anchor)].append((address, _dated(anchor)))
    best = max(groups.values(), key=_weight, default=[])
    items = tuple(dict.fromkeys(address for address, _ in best)) if len(best) >= _LEAST else ()
    return Links(_next(page), items)


def _is_elsewhere(address: str, page: Page) -> bool:
    """Another site altogether: the last two labels of the host differ."""
    here, there = page.host.split(".")[-3:], hostname(address).split(".")[-3:]
    return bool(page.host) and here[-2:] != there[-2:]


def _weight(group: list[tuple[str, bool]]) -> int:
    """Dated links count most: menus have many links and no dates."""
    return sum(10 if dated else 1 for _, dated in group)


def _group(anchor: LexborNode) -> tuple[int, str]:
    """Rows of one list share the element above the row and the kind of the row."""
    row = _row(anchor)
    above = row.parent if row is not None else None
    return (above.mem_id if above is not None else 0, (row.tag or "") if row is not None else "")


def _row(anchor: LexborNode) -> LexborNode | None:
    """The nearest row-like element; a table row stands for its cells."""
    node = anchor.parent
    for _ in range(5):
        if node is None:
            return None
        if node.tag in ("li", "tr", "dd", "dt"):
            return node
        if node.tag in ("div", "p") and len(line(node.text())) > len(line(anchor.text())) + 4:
            return node
        node = node.parent
    return anchor.parent


def _dated(anchor: LexborNode) -> bool:
    row = _row(anchor)
    text = line(row.text())[:400] if row is not None else ""
    return ABSOLUTE.search(text) is not None or _SHORT_DATE.search(text) is not None


def _next(page: Page) -> str | None:
    """A 下一页 link, or the call by which TRS pages draw their pager: index.html, index_1.html, …"""
    for anchor in page.tree.css("a[href]")[:_MAX_LINKS]:
        if _NEXT.match(line(anchor.text()) or attribute(anchor, "title")):
            address = page.absolute(attribute(anchor, "href"))
            if address and address != page.url:
                return address
    if (pager := _CREATE_PAGE.search(page.text)) is not None and int(pager[2]) + 1 < int(pager[1]):
        return page.absolute(f"{pager[3]}_{int(pager[2]) + 1}.{pager[4]}") or None
    return None
