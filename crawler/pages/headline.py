"""An article's title: the printed line that the document's own title confirms, else what the page claims."""

import re

from selectolax.lexbor import LexborNode

from crawler.pages.density import Layout, Piece
from crawler.pages.meta import Meta
from crawler.pages.page import Page
from crawler.pages.text import MAX_TITLE, line

_PARTS = re.compile(r"\s*[_|｜丨]+\s*|\s+[-–—]+\s*|\s*[-–—]+\s+|\s*[-－–—](?=[^-－–—]{2,14}$)|\s*--(?=[^-]{2,20}$)")
_SQUASH = re.compile(r"[\s\u200b\ufeff]+")
_CUT = re.compile(r"\.{2,}|…")
_CHANNEL = re.compile(
    r"^(?:首页.{0,30}|.{0,8}(?:新闻|动态|中心|公告|通知|要闻|频道|公开|栏目|资讯|时政|社会|文件|政策|正文|详情|详细|内容|文章|页面|网站?|官网|头条|客户端))$"
)
_SITE = re.compile(r"(?:网|网站|官网|政府|频道|新闻|日报|晚报|中心|客户端|门户|资讯)[\s:：>》-]*$")
_NOT_A_TITLE = re.compile(
    r"[:：]\s*$|^(?:来源|稿源|发布|发表|时间|日期|作者|浏览|点击|字号|字体|当前位置|您的位置|您现在|首页)|(?:19|20)\d\d[-年/]\d{1,2}[-月/]\d{1,2}"
)
_BIG = "h1, h2, h3, h4, h5, h6, [class*=title i], [id*=title i], [class*=tit i], strong, b, font[size], [style*=font-size]"


def headline(page: Page, meta: Meta, layout: Layout, start: int, end: int) -> str:
    """The article's title; pieces from `start` to `end` are its body."""
    claimed = meta.values.get("articletitle", "")
    if len(claimed) >= 4:
        return claimed[:MAX_TITLE]
    document = page.title()
    printed = _printed(layout.pieces[:end], document)
    if printed and (len(printed) < 6 or _SITE.search(printed)) and (near := _nearest(page, layout, start)):
        return near
    if printed:
        running = _squash("".join(piece.text for piece in layout.pieces[:end] if len(piece.text) <= MAX_TITLE))
        return _fuller(printed, document, running)
    own = _longest_part(document)
    social = _longest_part(meta.title)
    if len(social) >= 6 and not _CHANNEL.match(social) and (social in document or own not in meta.title):
        return social
    if len(own) >= 8 and not _CHANNEL.match(own) and not _SITE.search(document):
        return own
    return _nearest(page, layout, start) or social or own


def _printed(pieces: list[Piece], document: str) -> str:
    """The longest printed line that is also in the document's title, but not the site's or channel's name there."""
    inside = _squash(document)
    parts = [_squash(part) for part in _PARTS.split(document) if part]
    site_names = set(parts[1:]) if len(parts) > 1 and len(parts[0]) >= 4 else set()
    best = ""
    for piece in pieces:
        text = piece.text
        if len(text) <= len(best) or not 4 <= len(text) <= MAX_TITLE:
            continue
        squashed = _squash(text)
        if squashed not in inside and not _continues(squashed, parts):
            continue
        if squashed not in site_names and not (len(squashed) <= 6 and _CHANNEL.match(squashed)):
            best = text
    return best


def _continues(text: str, parts: list[str]) -> bool:
    """A document's title may be cut with dots; the printed line then carries more of it."""
    opening = _CUT.split(parts[0])[0] if parts and _CUT.search(parts[0]) else ""
    return len(opening) >= 8 and text.startswith(opening)


def _fuller(printed: str, document: str, running: str) -> str:
    """The printed line may be one of several: the document's title has all, unless what it adds is a site's name.

    `running` is the page's printed text without white space.
    """
    part = next((part for part in _PARTS.split(document) if _squash(printed) in _squash(part)), "")
    extra = _squash(part).replace(_squash(printed), "")
    if (
        not extra
        or (len(part) > 2 * len(printed) + 4 and _squash(part) not in running)
        or _SITE.search(extra)
        or _CHANNEL.match(extra)
    ):
        return printed
    return part.strip()


def _nearest(page: Page, layout: Layout, start: int) -> str:
    """The last heading, or line in big or bold type, before the body."""
    big = {node.mem_id for node in page.tree.css(_BIG)[:2000]}
    for piece in reversed(layout.pieces[max(0, start - 40) : start + 1]):
        if (
            not piece.link
            and 6 <= len(piece.text) <= 120
            and not _NOT_A_TITLE.search(piece.text)
            and _is_big(layout, piece, big)
        ):
            return piece.text
    return ""


def _is_big(layout: Layout, piece: Piece, big: set[int]) -> bool:
    node: LexborNode | None = layout.node(piece.holder)
    for _ in range(3):
        if node is None:
            return False
        if node.mem_id in big:
            return True
        node = node.parent
    return False


def _longest_part(text: str) -> str:
    return max((line(part) for part in _PARTS.split(text)), key=len, default="")[:MAX_TITLE]


def _squash(text: str) -> str:
    return _SQUASH.sub("", text)
