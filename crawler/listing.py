"""Which links of a list page lead to articles, where the list is too short or too plain for `crawler.pages.cms_list`."""

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from crawler.addresses import absolute, is_web
from crawler.extracted import Links
from crawler.pages.page import Page

MOST = 400
_HAN = re.compile(r"[\u4e00-\u9fff]")
_NEXT = re.compile(r"^\s*(下一?页|后一页|下页|next|[›»>]{1,2})\s*$", re.IGNORECASE)
_NUMBERED = re.compile(
    r"\d{4,}|[/_-]\d{1,3}[._-]|[?&](id|aid|cid|newsid|articleid|infoid|contentid)=|/\d+(\.s?html?)?$", re.IGNORECASE
)
_NO_ARTICLE = re.compile(
    r"(?i)\.(pdf|docx?|xlsx?|zip|rar|jpe?g|png|gif|mp4|apk)$|/(login|register|search|tag)[/?.]|javascript:|mailto:"
)
_ROWS = frozenset({"li", "dd", "dt", "tr", "td", "h2", "h3", "h4", "article"})


def article_links(page: Page) -> Links:
    """The links that look like articles, in page order, and the next page of the list."""
    found: dict[str, None] = {}
    next_page = None
    for link in page.tree.css("a[href]"):
        text = _text(link)
        url = absolute(page.url, link.attributes.get("href") or "")
        if url and _NEXT.match(text):
            next_page = next_page or url
        elif url and url != page.url and _leads_to_article(link, text, url):
            found.setdefault(url)
    return Links(next_page, tuple(found)[:MOST])


def _leads_to_article(link: LexborNode, text: str, url: str) -> bool:
    if not is_web(url) or _NO_ARTICLE.search(url):
        return False
    han = len(_HAN.findall(text))
    if han < 4:
        return False
    numbered = bool(_NUMBERED.search(url.split("/", 3)[-1]))
    in_row = any(parent.tag in _ROWS for parent in _parents(link, 4))
    return (numbered and han >= 6) or (in_row and numbered) or (in_row and han >= 12)


def _parents(node: LexborNode, levels: int) -> Iterator[LexborNode]:
    current = node.parent
    while current is not None and levels:
        yield current
        current, levels = current.parent, levels - 1


def _text(link: LexborNode) -> str:
    shown = " ".join(link.text(deep=True).split())
    named = " ".join((link.attributes.get("title") or "").split())
    return max(shown, named, key=len)[:300]
