"""A Discuz! X thread: every floor a post, counts on the first, blocked and anonymous posts told apart."""

import re
from dataclasses import replace

from selectolax.lexbor import LexborNode

from crawler.extracted import Extracted, Links
from crawler.pages.page import Page
from crawler.pages.text import MAX_ROWS, attribute, fold, node_text, number, one_line
from crawler.times import read_time

_FLOORS = {"楼主": 1, "沙发": 2, "板凳": 3, "地板": 4}
_NOISE = (
    "i.pstatus, ignore_js_op, .jammer, .aimg_tip, .tip_4, .attach_nopermission, .tip, .modact, .rate, .cm, .sign, "
    ".a_pr, .a_pt, .a_pb, .media_tips, .attp, .t_attach, em.xg1.xs0"
)
_BLOCKED = re.compile(r"内容自动屏蔽|屏蔽|已被?删除|被禁止")
_HIDDEN = re.compile(r"隐藏内容|查看本帖|购买主题|回复可见|阅读权限")
_SITE = re.compile(r"\s+-\s+")
_VIEWS = re.compile(r"(?:查看|阅读|浏览)\s*[:：]?\s*(\d{1,12})")
_REPLIES = re.compile(r"(?:回复|评论)\s*[:：]?\s*(\d{1,12})")
_JUNK = re.compile(r"(?:本帖最后由 .{1,60}? 于 .{6,40}? 编辑|下载附件|保存到相册|登录/注册后可看大图)")


def thread_posts(page: Page) -> list[Extracted]:
    """The floors on this page; the thread's title, replies and views stand on its first post."""
    address = page.url.split("#")[0]
    first_page = _is_first_page(page)
    found = [post for node in _floors(page) if (post := _floor(node, page, address)) is not None]
    if not found or not (first_page or found[0].floor == 1):
        return found
    replies, views = _thread_counts(page)
    opening = replace(found[0], floor=found[0].floor or 1)
    return [opening.at(address, title=_title(page), replies=replies, views=views), *found[1:]]


def thread_links(page: Page) -> Links:
    """The next page of the thread."""
    following = page.absolute(attribute(page.first(".pg a.nxt"), "href"))
    return Links(following or None)


def _floors(page: Page) -> list[LexborNode]:
    return [node for node in page.tree.css('[id^="post_"]')[:MAX_ROWS] if attribute(node, "id")[5:].isdigit()]


def _floor(node: LexborNode, page: Page, address: str) -> Extracted | None:
    pid = attribute(node, "id")[5:]
    message = node.css_first(f"#postmessage_{pid}") or node.css_first(".t_f") or node.css_first(".message")
    locked = node.css_first(".pcb > .locked, .t_fsz > .locked, .pct .locked")
    stamp = node.css_first(f"#authorposton{pid}")
    if message is None and locked is None:
        return None
    notice = one_line(locked)
    blocked = message is None and bool(_BLOCKED.search(notice))
    author = one_line(node.css_first(".authi a.xw1") or node.css_first('.authi a[href*="uid"]'))
    anonymous = not author and "匿名" in one_line(node.css_first(".pls .pi") or node.css_first(".authi"))
    withheld = message is not None and bool(_HIDDEN.search(one_line(message.css_first(".locked"))))
    marks = (("anonymous", anonymous), ("deleted", blocked), ("truncated", withheld))
    flags = [flag for flag, holds in marks if holds]
    return Extracted(
        platform_id=pid,
        url=f"{address}#pid{pid}" if address else "",
        body=_body(message) if message is not None else "",
        published_at=_told(stamp, page),
        floor=_number_of(node, pid),
        flags=tuple(flags),
        author=author,
        page_kind="discuz_thread",
    )


def _told(stamp: LexborNode | None, page: Page) -> str | None:
    if stamp is None:
        return None
    exact = next((value for span in stamp.css("span[title]") if (value := read_time(attribute(span, "title")))), None)
    return exact or read_time(one_line(stamp), page.fetched_at)


def _body(message: LexborNode) -> str:
    """Without edit notes, attachment tips, the anti-copy filler and what a style hides."""
    noise = frozenset(node.mem_id for node in message.css(f'{_NOISE}, [style*="display:none" i], [style*="display: none" i]'))
    return fold(_JUNK.sub("", node_text(message, noise)))


def _number_of(node: LexborNode, pid: str) -> int | None:
    label = one_line(node.css_first(f"#postnum{pid}"))
    for word, floor in _FLOORS.items():
        if word in label:
            return floor
    return number(label)


def _title(page: Page) -> str:
    subject = one_line(page.first("#thread_subject"))
    return subject or _SITE.split(page.title())[0].strip()


def _is_first_page(page: Page) -> bool:
    current = page.first(".pg strong")
    return current is None or one_line(current) == "1"


def _thread_counts(page: Page) -> tuple[int | None, int | None]:
    """The head of a thread says 查看: n | 回复: n; themes that moved it keep the words."""
    head = page.first("#postlist .hm") or page.first(".hm.ptn")
    numbers = [number(one_line(node)) for node in head.css(".xi1")] if head is not None else []
    if head is not None and len(numbers) >= 2 and "查看" in one_line(head):
        return numbers[1], numbers[0]
    text = one_line(head) or one_line(page.first(".authi.firstauthi") or page.first(".authi"))
    views, replies = _VIEWS.search(text), _REPLIES.search(text)
    return int(replies[1]) if replies else None, int(views[1]) if views else None
