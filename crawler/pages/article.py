"""One article on one page: news portals, government sites, WeChat articles; no list, no front page."""

import re

from crawler.extracted import Extracted
from crawler.pages import cms_list
from crawler.pages.byline import published_at, source_name
from crawler.pages.density import Layout, first_prose, is_list, lay_out, main_element
from crawler.pages.headline import headline
from crawler.pages.meta import Meta
from crawler.pages.page import Page
from crawler.pages.platform import Platform
from crawler.pages.prose import body_text
from crawler.pages.text import SILENT, attribute, line, one_line
from crawler.pages.trouble import reads_like_an_error

_LEAST_PROSE = 40
_SHORT = 200
_HEAD_LINES = 15
_VIEWS = re.compile(
    r"(?:浏览(?:次数|量)?|点击(?:次数|数|量|率)?|阅读(?:次数|量|数)?|访问(?:次数|量))\s*[:：]?\s*[\[【(（]?\s*(\d{1,9})\s*次?"
)
_AUTHOR = re.compile(r"(?:作\s*者|记者)\s*[:：]\s*(?!来源|发布|时间|日期|编辑|责任|浏览|点击)([^\s:：|]{2,20})")
_HIDDEN = (
    '[hidden], [style*="none" i], [style*="hidden" i], [style*="font-size:" i], [style*="font-size :" i], [style*="left:" i], '
    '[style*="indent:" i], [style*="opacity:" i], [style*="height:" i]'
)
_OUT_OF_SIGHT = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?:px|em|pt|%)?\s*(?:;|!|$)|opacity\s*:\s*0(?:\.0+)?\s*(?:;|!|$)|"
    r"(?:left|text-indent)\s*:\s*-\d{4,}|(?<![\w-])height\s*:\s*[01](?:px)?\s*;[^\"]*overflow\s*:\s*hidden|overflow\s*:\s*hidden;[^\"]*(?<![\w-])height\s*:\s*[01](?:px)?\s*(?:;|$)",
    re.IGNORECASE,
)
_MOST_HIDDEN = 5_000


def fits(page: Page) -> bool:
    """Any markup."""
    return page.data is None and "<" in page.text


def posts(page: Page) -> list[Extracted]:
    """The article, or nothing where the page holds no running text."""
    meta = Meta(page)
    body = page.tree.body
    if body is None:
        return []
    page.tree.strip_tags(SILENT, recursive=True)
    _unhide(page)
    layout = lay_out(body)
    main = main_element(layout)
    if main is None:
        return []
    start, end = layout.span(main)
    title = headline(page, meta, layout, first_prose(layout, start, end), end)
    text = body_text(layout.node(main), title)
    if not text or not title or is_list(layout, start, end):
        return []
    if len(text) < _SHORT and reads_like_an_error(page.title(), line(body.text(separator=" "))):
        return []
    found = _article(page, meta, layout, (start, end), title, text)
    # A notice may be one short sentence; then a printed title and a time must vouch for it.
    vouched = found.published_at is not None and _position(layout, title, start) >= 0
    return [found] if vouched or layout.prose(main) >= _LEAST_PROSE else []


def _article(page: Page, meta: Meta, layout: Layout, span: tuple[int, int], title: str, text: str) -> Extracted:
    start, end = span
    title_at = _position(layout, title, start)
    near = "  ".join(piece.text for piece in layout.pieces[max(0, start - 40) : start + 8])
    views = _VIEWS.search(near)
    author = _AUTHOR.search(near)
    return Extracted(
        url=_address(page),
        title=title,
        body=text,
        published_at=published_at(layout, meta, start, end, title_at),
        source_name=source_name(layout, meta, start, end, title_at),
        views=int(views[1]) if views else None,
        flags=("truncated",) if page.cut else (),
        author=author[1] if author else meta.values.get("author", ""),
        page_kind="article",
    )


def _position(layout: Layout, title: str, start: int) -> int:
    """Where the title is printed: last before the text, else among its first lines; -1 where it is not printed."""
    squashed = "".join(title.split())
    before = range(min(start, len(layout.pieces)) - 1, -1, -1)
    within = range(start, min(start + _HEAD_LINES, len(layout.pieces)))
    return next((index for index in (*before, *within) if _is_title(layout.pieces[index].text, squashed)), -1)


def _is_title(text: str, squashed_title: str) -> bool:
    piece = "".join(text.split())
    return len(piece) >= 4 and 2 * len(piece) >= len(squashed_title) and (piece in squashed_title or squashed_title in piece)


def _address(page: Page) -> str:
    canonical = page.absolute(attribute(page.first('link[rel="canonical"]'), "href"))
    return page.url or canonical


def _unhide(page: Page) -> None:
    """Remove what a style hides, unless it is the page's main text waiting for a script to show it."""
    total = len(one_line(page.tree.body))
    for node in page.tree.css(_HIDDEN)[:_MOST_HIDDEN]:
        style = attribute(node, "style")
        if (not style or "hidden" in node.attributes or _OUT_OF_SIGHT.search(style)) and 4 * len(one_line(node)) < total:
            node.decompose()


PLATFORM = Platform("article", frozenset({"portal", "message_board", "official_account", "print"}), fits, posts, cms_list.links)
