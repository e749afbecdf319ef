"""When and from whom: the line between an article's title and its text, else the page's own claims."""

import re

from crawler.pages.density import Layout, Piece
from crawler.pages.meta import Meta, whole_day
from crawler.pages.text import line
from crawler.times import ABSOLUTE, iso_of

_BEFORE, _INTO, _AFTER, _BYLINE = 60, 6, 25, 4
_TIME_LABEL = re.compile(
    r"(?:发布|发表|颁布|创建|刊发|录入|上传|添加|信息)?(?:时间|日期)\s*[:：]?\s*$|发布于\s*[:：]?\s*$|时间\s*[:：]\s*$"
)
_FOREIGN_TIME = re.compile(
    r"(?:(?:截止|截至|开始|结束|成立|有效|出生|施行|实施|生效|成文)(?:时间|日期)?|今天是?|现在是|今日|当前(?:时间|日期)?|截至)\s*[:：]?\s*$"
)
_UPDATED = re.compile(r"(?:更新|修改)(?:时间|日期|于)?\s*[:：]?\s*$")
_SOURCE = re.compile(
    r"(?:文章来源|信息来源|稿件来源|新闻来源|内容来源|消息来源|本文来源|资料来源|来\s*源\s*于|来\s*源|稿\s*源|出\s*处|信息提供|供稿单位|供稿|来自)\s*[:：]\s*"
    r"([^\n|｜/]{1,60})|(?:发布机构|发文机关|信息来源|文章来源|来源)(?:\s*[:：]\s*|  )([^\n|｜/]{1,60})"
)
_SOURCE_END = re.compile(
    r"\s+(?:作者|记者|编辑|责编|责任编辑|时间|日期|发布|浏览|点击|阅读|字体|字号|打印|分享|更新|录入|审核|评论|参与|我要|原标题)|"
    r"(?:作者|记者|责任编辑|编辑|发布时间|发布日期|时间|日期|访问量|访问次数|阅读量|点击率|来访|浏览次数|浏览量|点击数?|阅读次数|字体|字号|【|\[|视力)\s*[:：【\[]?|(?:19|20)\d\d[-年/.]"
)
_LABEL = re.compile(r"(?:时间|日期|来源|发布|发表|作者|编辑|浏览|点击|阅读)")
_EDGES = " 　:：|｜-—·⋅•,，()（）[]【】/"
_NAME = re.compile(r"[\u4e00-\u9fffA-Za-z][\u4e00-\u9fffA-Za-z0-9·]*")
_BUTTON = re.compile(
    r"^(?:大|中|小|听|赞|转|放大|缩小|默认|正文|首页|关闭)$|"
    r"^(?:关注|分享|订阅|评论|跟[贴帖]|字号|字体|打印|来源|原创|作者|记者|编辑|微信|微博|阅读|举报|收藏|发布|发表|时间|日期|浏览|点击|"
    r"参与|复制|朗读|播放|我要|手机|扫码|扫一扫|查看|更多|返回|星期|周[一二三四五六日]|责任|责编|已有|暂无|语音|下载|客户端|QQ|APP)|"
    r"(?:评论|分享|收藏|关注|阅读|打印|跟[贴帖]|\d次|字号)$"
)
_NOT_A_SOURCE = re.compile(
    r"[。！？]|时间|\d[:：]\d|责任编辑|^\d|^(?:来源|时间|登录|举报|首页|更多|原文|网站|本站|本网|微博|微信)[:：]?$|http|举报|分享"
)


def published_at(layout: Layout, meta: Meta, start: int, end: int, title_at: int) -> str | None:
    """What is printed by the title wins over hidden claims of another day; a claim of the same day adds the clock."""
    printed = _printed(layout, start, end, title_at)
    claimed = meta.published
    if printed and claimed:
        same_day = printed[:10] == claimed[:10]
        return claimed if same_day and len(claimed) > len(printed) else printed
    return printed or claimed or meta.scripted or meta.relative(_near(layout, start, title_at)) or meta.from_address


def _near(layout: Layout, start: int, title_at: int) -> list[str]:
    first = title_at if title_at >= 0 else max(0, start - 12)
    return [piece.text for piece in layout.pieces[first : max(start, first + 1 + _BYLINE)]]


def _printed(layout: Layout, start: int, end: int, title_at: int) -> str | None:
    above = max(title_at, start - _BEFORE) if 0 <= title_at < start else max(0, start - _BEFORE)
    # Where the element holds its own title, the next few lines are the byline.
    text_from = title_at + 1 + _BYLINE if title_at >= start else start
    windows = (
        _window(layout, above, text_from + _INTO, in_body_from=text_from),
        _window(layout, max(0, above - 12), above, in_body_from=end),
        _window(layout, max(start, end - 12), end, in_body_from=start, labelled=True),
        _window(layout, end, end + _AFTER, in_body_from=end + _AFTER, labelled=True),
    )
    return next(filter(None, (_best(window, labelled) for window, labelled in windows)), None)


def _window(layout: Layout, first: int, last: int, in_body_from: int, labelled: bool = False) -> tuple[str, bool]:
    """Neighbouring pieces as one text; sentences and links of the body's own text are left out, they tell other dates."""
    pieces = layout.pieces[first:last]
    kept = [
        piece.text if (first + offset < in_body_from and len(piece.text) <= 120) or _is_byline(piece.text) else "\n"
        for offset, piece in enumerate(pieces)
    ]
    return " ".join(kept), labelled


def _is_byline(text: str) -> bool:
    """Inside the text only a line that is little else than a date, or labels it, tells of the publication."""
    if _LABEL.search(text):
        return len(text) <= 80
    return len(ABSOLUTE.sub("", text)) <= 8


def _best(window: str, labelled_only: bool) -> str | None:
    """A moment labelled as published before an unlabelled one, that before one of an update; a clock breaks the tie."""
    best: tuple[int, str] | None = None
    for found in ABSOLUTE.finditer(window):
        before = window[max(0, found.start() - 12) : found.start()]
        iso = None if _FOREIGN_TIME.search(before) or found.end() - found.start() > 60 else iso_of(found)
        if iso is None:
            continue
        label = 0 if _UPDATED.search(before) else 4 if _TIME_LABEL.search(before) else 2
        rank = label + (len(iso) > 10)
        if (not labelled_only or label == 4) and (best is None or rank > best[0]):
            best = (rank, iso)
    return whole_day(best[1]) if best else None


def source_name(layout: Layout, meta: Meta, start: int, end: int, title_at: int) -> str:
    """The medium after 来源 near the title, the account named beside the time, 来源 at the end, or the page's claim."""
    above = title_at if 0 <= title_at < start else max(0, start - _BEFORE)
    below = title_at + 1 + _BYLINE if title_at >= start else start
    head = layout.pieces[max(0, above - 12) : below + _INTO]
    tail = layout.pieces[max(start, end - 4) : end + _AFTER]
    return (
        _labelled(head)
        or _beside_time([piece.text for piece in layout.pieces[max(0, title_at) : below]] if title_at >= 0 else [])
        or meta.source
        or _labelled(tail)
        or _named_source(layout, max(0, above - 12), below + _INTO)
    )


def _labelled(pieces: list[Piece]) -> str:
    text = "  ".join(piece.text for piece in pieces)
    return next(filter(None, (_cleaned(found[1] or found[2]) for found in _SOURCE.finditer(text))), "")


def _cleaned(raw: str) -> str:
    name = _SOURCE_END.split(f" {raw}", maxsplit=1)[0].strip(_EDGES)
    name = line(re.split(r"\s{2,}", name)[0])
    return "" if len(name) < 2 or len(name) > 40 or _NOT_A_SOURCE.search(name) else name


def _beside_time(texts: list[str]) -> str:
    """Portals for accounts print the account's name right before or after the time, without a label."""
    for index, text in enumerate(texts):
        found = ABSOLUTE.search(text)
        if found is None or len(text) > 60:
            continue
        left = [text[: found.start()], *reversed(texts[max(1, index - 2) : index])]
        right = [text[found.end() :], *texts[index + 1 : index + 3]]
        for name in (part.strip(_EDGES) for part in (*left, *right)):
            if 2 <= len(name) <= 16 and _NAME.fullmatch(name) and not _BUTTON.search(name):
                return name
    return ""


def _named_source(layout: Layout, first: int, last: int) -> str:
    """An element near the title whose name says source."""
    for piece in layout.pieces[first:last]:
        names = layout.node(piece.holder).attributes
        if "source" in f"{names.get('class') or ''} {names.get('id') or ''}".lower() and (name := _cleaned(piece.text)):
            return name
    return ""
