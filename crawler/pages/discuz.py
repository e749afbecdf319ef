"""Discuz! X: board lists, threads, portal articles; its message pages give nothing."""

import re

from selectolax.lexbor import LexborNode

from crawler.extracted import Extracted, Links
from crawler.pages.discuz_thread import thread_links, thread_posts
from crawler.pages.page import Page
from crawler.pages.platform import Platform
from crawler.pages.text import MAX_ROWS, attribute, line, node_text, number, one_line
from crawler.times import read_time

ROWS = '[id^="normalthread_"], [id^="stickthread_"]'
_THREAD = '[id^="postmessage_"], #postlist, div[id^="post_"] .locked'
_ARTICLE = "#article_content"
_MESSAGE = "#messagetext"
_ARTICLE_ID = re.compile(r"article-(\d{1,12})|[?&]aid=(\d{1,12})")
_PUBLISHED = re.compile(r"(?:19|20)\d{2}-\d{1,2}-\d{1,2}(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?")


def fits(page: Page) -> bool:
    """Marks that Discuz! X leaves in every theme: row and post ids, its message box, its script variables."""
    return page.first(f"{ROWS}, {_THREAD}, {_ARTICLE}, {_MESSAGE}") is not None or (
        "discuz_uid" in page.text and "STYLEID" in page.text
    )


def posts(page: Page) -> list[Extracted]:
    """The rows of a list, the posts of a thread or the portal article."""
    if page.first(f"{_MESSAGE}.alert_error, {_MESSAGE}.alert_right, {_MESSAGE}.alert_info") is not None:
        return []
    if page.first(_THREAD) is not None:
        return thread_posts(page)
    if page.first(_ARTICLE) is not None:
        return _article(page)
    return [row for node in page.tree.css(ROWS)[:MAX_ROWS] if (row := _row(node, page)) is not None]


def links(page: Page) -> Links:
    """A list leads to its threads, newest page next; a thread to its next page."""
    if page.first(_THREAD) is not None:
        return thread_links(page)
    rows = [_thread_link(node) for node in page.tree.css(ROWS)[:MAX_ROWS]]
    items = tuple(dict.fromkeys(filter(None, (page.absolute(attribute(link, "href")) for link in rows))))
    following = page.absolute(attribute(page.first(".pg a.nxt"), "href"))
    return Links(following or None, items)


def _thread_link(row: LexborNode) -> LexborNode | None:
    return row.css_first("a.xst") or row.css_first(
        'th a[href*="tid="], th a[href*="thread-"], a[href*="thread-"], a[href*="mod=viewthread"]'
    )


def _row(row: LexborNode, page: Page) -> Extracted | None:
    link = _thread_link(row)
    title = one_line(link)
    ident = attribute(row, "id").rpartition("_")[2]
    views = row.css_first("td.num em")
    # A moved thread is a signpost without counts of its own.
    if not title or not ident.isdigit() or one_line(views) == "-":
        return None
    by = row.css_first("td.by")
    author = one_line(by.css_first("cite")) if by is not None else ""
    flags = [flag for flag, holds in (("sticky", attribute(row, "id")[0] == "s"), ("anonymous", author == "匿名")) if holds]
    told = by.css_first("em") if by is not None else row.css_first("span[title]")
    return Extracted(
        platform_id=ident,
        url=page.absolute(attribute(link, "href")),
        title=title,
        published_at=told_time(told, page),
        replies=number(one_line(row.css_first("td.num a"))),
        views=number(one_line(views)),
        flags=tuple(flags),
        author="" if author == "匿名" else author,
        page_kind="discuz_list",
    )


def told_time(node: LexborNode | None, page: Page) -> str | None:
    """Discuz! prints 3 天前 and keeps the true moment in a title attribute."""
    if node is None:
        return None
    exact = next((value for span in node.css("span[title]") if (value := read_time(attribute(span, "title")))), None)
    return exact or read_time(one_line(node), page.fetched_at)


def _article(page: Page) -> list[Extracted]:
    content = page.first(_ARTICLE)
    title = one_line(page.first("h1.ph") or page.first("h1")) or page.title().split(" - ")[0]
    info = one_line(page.first(".h.hm p.xg1") or page.first(".bm.vw p.xg1") or page.first("p.xg1"))
    body = node_text(content)
    if not title or not body:
        return []
    ident = _ARTICLE_ID.search(page.url)
    told = _PUBLISHED.search(info)
    return [
        Extracted(
            platform_id=next(filter(None, ident.groups())) if ident else "",
            url=page.url,
            title=title,
            body=body,
            published_at=read_time(told[0]) if told else None,
            source_name=_labelled(info, "来自"),
            views=number(one_line(page.first("#_viewnum"))) or _count(info, "查看"),
            comments=_count(info, "评论"),
            author=_labelled(info, "发布者") or _labelled(info, "原作者"),
            page_kind="discuz_article",
        )
    ]


def _labelled(info: str, label: str) -> str:
    found = re.search(rf"{label}\s*[:：]\s*([^|:：]{{1,40}})(?:\||$)", info)
    return line(found[1]) if found else ""


def _count(info: str, label: str) -> int | None:
    found = re.search(rf"{label}\s*[:：]\s*(\d{{1,12}})", info)
    return int(found[1]) if found else None


PLATFORM = Platform("discuz", frozenset({"forum"}), fits, posts, links)
