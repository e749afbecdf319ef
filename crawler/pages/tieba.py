"""Baidu Tieba: the desktop list (also where it hides in HTML comments), the mobile list, the thread with `data-field`."""

import re
from collections import Counter
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawler.extracted import Extracted, Links
from crawler.pages.page import Page, load_json
from crawler.pages.platform import Platform
from crawler.pages.text import MAX_ROWS, attribute, node_text, number, one_line
from crawler.times import read_time

_ROWS = "li.j_thread_list"
_MOBILE_ROWS = "li.tl_shadow, li.tl_top"
_FLOORS = "div.l_post"
_LAZY = "<code"
_BAR = re.compile(r"_[^_]{1,60}吧_百度贴吧.{0,20}$|\s*_百度贴吧$|【[^】]{1,60}吧】")
_CLOCKED = re.compile(r"(?:19|20)\d{2}-\d{1,2}-\d{1,2} \d{1,2}:\d{2}")
_SITE = "https://tieba.baidu.com/p/"


def fits(page: Page) -> bool:
    """Rows or floors of Tieba, or its host."""
    if page.host.endswith("tieba.baidu.com") or page.first(f"{_ROWS}, {_MOBILE_ROWS}, {_FLOORS}[data-field]") is not None:
        return True
    return "pagelet_html_frs-list" in page.text


def posts(page: Page) -> list[Extracted]:
    """The rows of a list, or the floors of a thread without the advertisements between them."""
    if floors := page.tree.css(f"{_FLOORS}[data-field]")[:MAX_ROWS]:
        return _thread(floors, page)
    if rows := _desktop_rows(page):
        return [row for node in rows[:MAX_ROWS] if (row := _row(node, page)) is not None]
    return [row for node in page.tree.css(_MOBILE_ROWS)[:MAX_ROWS] if (row := _mobile_row(node, page)) is not None]


def links(page: Page) -> Links:
    """A list leads to its threads and the next page; a thread to its next page."""
    if page.first(f"{_FLOORS}[data-field]") is not None:
        pager = [a for a in page.tree.css(".l_posts_num a, .pb_list_pager a") if one_line(a) == "下一页"]
        return Links(page.absolute(attribute(pager[0], "href")) or None if pager else None)
    following = page.first("a.next.pagination-item") or _in_comments(page, "a.next.pagination-item")
    return Links(page.absolute(attribute(following, "href")) or None, tuple(post.url for post in posts(page)))


def _desktop_rows(page: Page) -> list[LexborNode]:
    rows = page.tree.css(_ROWS)
    if rows or _LAZY not in page.text:
        return rows
    return [row for tree in _commented(page) for row in tree.css(_ROWS)]


def _commented(page: Page) -> list[LexborHTMLParser]:
    """The server sends parts as `<code id="pagelet_html_…"><!-- … --></code>`; scripts unpack them in a browser."""
    trees = []
    for node in page.tree.css('code[id^="pagelet_html_"]'):
        inner = node.first_child
        markup = inner.comment_content if inner is not None and inner.is_comment_node else None
        if markup and ("thread_list" in markup or "pagination" in markup):
            trees.append(Page(markup).tree)
    return trees


def _in_comments(page: Page, selector: str) -> LexborNode | None:
    if _LAZY not in page.text:
        return None
    return next((node for tree in _commented(page) if (node := tree.css_first(selector)) is not None), None)


def _field(node: LexborNode) -> dict[str, Any]:
    field = load_json(attribute(node, "data-field"))
    return field if isinstance(field, dict) else {}


def _row(node: LexborNode, page: Page) -> Extracted | None:
    field = _field(node)
    link = node.css_first("a.j_th_tit")
    title = attribute(link, "title") or one_line(link)
    ident = str(field.get("id") or attribute(node, "data-tid") or "")
    # Advertisement rows lack the row data or point outside the board.
    if not title or not ident.isdigit() or "/p/" not in attribute(link, "href"):
        return None
    told = one_line(node.css_first(".is_show_create_time") or node.css_first(".threadlist_reply_date"))
    replies = field.get("reply_num")
    return Extracted(
        platform_id=ident,
        url=_SITE + ident,
        title=title,
        body=node_text(node.css_first(".threadlist_abs")),
        published_at=read_time(told, page.fetched_at),
        replies=number(replies if isinstance(replies, int) else one_line(node.css_first(".threadlist_rep_num"))),
        flags=("sticky",) if field.get("is_top") or node.css_first(".icon-top") is not None else (),
        author=str(field.get("author_name") or ""),
        page_kind="tieba_list",
    )


def _mobile_row(node: LexborNode, page: Page) -> Extracted | None:
    link = node.css_first("a.j_common") or node.css_first('a[href^="/p/"]')
    ident = attribute(link, "tid") or attribute(link, "data-tid") or attribute(node, "data-tid")
    spans = [span for span in node.css(".ti_title span") if "ti_title_icon" not in attribute(span, "class")]
    title = one_line(spans[-1]) if spans else one_line(node.css_first(".ti_title"))
    if not title or not ident.isdigit():
        return None
    return Extracted(
        platform_id=ident,
        url=_SITE + ident,
        title=title,
        body=node_text(node.css_first(".ti_abs, .ti_content, .ti_abstract")),
        published_at=read_time(one_line(node.css_first(".ti_time")), page.fetched_at),
        replies=number(one_line(node.css_first(".btn_reply .btn_icon"))),
        flags=("sticky",) if "tl_top" in attribute(node, "class").split() else (),
        author=one_line(node.css_first(".ti_author")),
        page_kind="tieba_mobile_list",
    )


def _thread(floors: list[LexborNode], page: Page) -> list[Extracted]:
    contents = [(node, _content(node)) for node in floors]
    threads = Counter(str(content.get("thread_id")) for _, content in contents if content.get("thread_id"))
    thread = threads.most_common(1)[0][0] if threads else ""
    title = one_line(page.first(".core_title_txt")) or _BAR.sub("", page.title()).strip()
    found = []
    for node, content in contents:
        ident = str(content.get("post_id") or attribute(node, "data-pid") or "")
        # Advertisements imitate floors but belong to another thread and have no content box of their own.
        if not ident.isdigit() or (thread and str(content.get("thread_id") or thread) != thread):
            continue
        box = node.css_first(f"#post_content_{ident}") or node.css_first(".d_post_content")
        if box is not None:
            found.append(_floor(node, content, ident, box, page))
    return _with_head(found, thread, title, page)


def _content(node: LexborNode) -> dict[str, Any]:
    content = _field(node).get("content")
    return content if isinstance(content, dict) else {}


def _floor(node: LexborNode, content: dict[str, Any], ident: str, box: LexborNode, page: Page) -> Extracted:
    tail = " ".join(one_line(info) for info in node.css(".tail-info, .post-tail-wrap"))
    told = str(content.get("date") or "") or (found[0] if (found := _CLOCKED.search(tail)) else "")
    floor = content.get("post_no")
    comments = content.get("comment_num")
    author = _field(node).get("author")
    return Extracted(
        platform_id=ident,
        body=node_text(box),
        published_at=read_time(told, page.fetched_at),
        floor=floor if isinstance(floor, int) else None,
        comments=comments if isinstance(comments, int) else None,
        flags=("anonymous",) if content.get("is_anonym") is True else (),
        author=str(author.get("user_name") or "") if isinstance(author, dict) else "",
        page_kind="tieba_thread",
    )


def _with_head(found: list[Extracted], thread: str, title: str, page: Page) -> list[Extracted]:
    address = _SITE + thread if thread.isdigit() else page.url.split("#")[0]
    replies = number(one_line(page.first(".l_reply_num .red") or page.first(".l_reply_num")))
    opening = next((post for post in found if post.floor == 1), None)
    return [
        post.at(address, title=title, replies=replies) if post is opening else post.at(f"{address}#{post.platform_id}")
        for post in found
    ]


PLATFORM = Platform("tieba", frozenset({"forum"}), fits, posts, links)
