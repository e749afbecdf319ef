"""weibo.cn, Weibo's plain HTML for old telephones: timelines, home pages and comment pages."""

import re

from selectolax.lexbor import LexborNode

from crawler.extracted import Extracted, Links
from crawler.pages.page import Page
from crawler.pages.platform import Platform
from crawler.pages.text import MAX_ROWS, attribute, fold, node_text, number, one_line
from crawler.times import read_time

_POST = 'div.c[id^="M_"]'
_FOREIGN_COUNT = re.compile(r"原文(?:转发|评论)\[[^\]]{0,12}\]")
_REASON = re.compile(r"转发理由[:：]\s*")
_TAIL = re.compile(r"\s*(?:已?赞\[\d|赞\[|转发\[|评论\[|收藏|原图|组图共|操作|删除)")
_CUT = re.compile(r"(?:\.{3}|…)?\s*全文\s*$")


def fits(page: Page) -> bool:
    """Rows with ids `M_…`, or any page of weibo.cn itself."""
    return page.host == "weibo.cn" or page.first(_POST) is not None or page.first('a[href^="https://weibo.cn/"]') is not None


def posts(page: Page) -> list[Extracted]:
    """One post per row; picture pages and user pages without rows give none."""
    return [post for node in page.tree.css(_POST)[:MAX_ROWS] if (post := _post(node, page)) is not None]


def links(page: Page) -> Links:
    """The 下页 link, and the pages of rows whose text is cut off."""
    following = next((page.absolute(attribute(a, "href")) for a in page.tree.css("#pagelist a") if one_line(a) == "下页"), "")
    cut = [a for node in page.tree.css(_POST)[:MAX_ROWS] for a in node.css('a[href*="/comment/"]') if one_line(a) == "全文"]
    return Links(following or None, tuple(filter(None, (page.absolute(attribute(a, "href")) for a in cut))))


def _post(node: LexborNode, page: Page) -> Extracted | None:
    words = node.css(".ctt")
    if not words:
        return None
    ident = attribute(node, "id")[2:] or _ident_of_page(page)
    rows = [child for child in node.iter() if child.tag == "div"]
    last = rows[-1] if rows else node
    quoted = any(one_line(mark).startswith("转发了") for mark in node.css(".cmt"))
    marks = _FOREIGN_COUNT.sub("", one_line(last))
    text, cut = _uncut(node_text(words[0]))
    body = f"{_reason(last)}\n转发：{text}" if quoted else text
    told = one_line(node.css_first(".ct"))
    moment, _, client = told.partition("来自")
    return Extracted(
        platform_id=ident,
        url=f"https://m.weibo.cn/status/{ident}" if ident else "",
        body=fold(body.removeprefix(":")),
        published_at=read_time(moment, page.fetched_at),
        source_name=client.strip(),
        reposts=_mark(marks, "转发"),
        comments=_mark(marks, "评论"),
        likes=_mark(marks, "赞"),
        flags=tuple(flag for flag, holds in (("sticky", _is_sticky(node)), ("retweet", quoted), ("truncated", cut)) if holds),
        author=one_line(node.css_first("a.nk")),
        page_kind="weibo_cn",
    )


def _reason(row: LexborNode) -> str:
    text = node_text(row).replace("\n", " ")
    own = _REASON.split(text, maxsplit=1)[-1]
    return _TAIL.split(own, maxsplit=1)[0].strip()


def _uncut(text: str) -> tuple[str, bool]:
    return (_CUT.sub("", text), True) if _CUT.search(text) else (text, False)


def _is_sticky(node: LexborNode) -> bool:
    return any(one_line(mark).strip("[]") == "置顶" for mark in node.css(".kt"))


def _mark(marks: str, word: str) -> int | None:
    found = re.search(rf"{word}\[([^\]]{{1,12}})\]", marks)
    return number(found[1]) if found else None


def _ident_of_page(page: Page) -> str:
    found = re.search(r"/comment/(\w{1,40})", page.url)
    return found[1] if found else ""


PLATFORM = Platform("weibo_cn", frozenset({"microblog"}), fits, posts, links)
