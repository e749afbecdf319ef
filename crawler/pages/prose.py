"""The lines of an article inside its element: related links, editor's notes and site declarations are left out."""

import re
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from crawler.pages.density import IMPRINT
from crawler.pages.text import BLOCKS, MAX_BODY, SILENT, fold
from crawler.times import ABSOLUTE

_SILENT = frozenset(SILENT)
_CHROME_WORDS = (
    "comment comments pinglun gentie footer nav sidebar recommend recommends related relevant share copyright crumb "
    "crumbs breadcrumb tuijian xgyd xgxw hotnews rank login toolbar qrcode disclaimer statement ad ads adv advert "
    "guanggao pages pager"
)
_CHROME = frozenset(_CHROME_WORDS.split())
_NAMED = frozenset({"div", "ul", "section", "table", "dl"})
_WORDS = str.maketrans("-_", "  ")
# What begins like this ends the article: it belongs to the site. Short lines only where the words also open a sentence.
_MARK = r"^[\s【\[（(*★◆■●>▲]*"
_END = re.compile(
    _MARK + r"(?:(?:责任编辑|责\s?编|编\s?辑|审\s?核|校\s?对|审\s?签|终\s?审|网络编辑|本文编辑|作者简介)\s*[:：]|"
    r"特别声明|免责声明|版权声明|郑重声明|网站声明|声明[:：]|转载请注明|版权所有|凡本[网站]|凡注明|举报邮箱)"
)
_SHORT_END = re.compile(
    _MARK + r"(?:相关(?:阅读|链接|新闻|文章|报道|推荐|信息|附件|专题)|延伸阅读|推荐阅读|更多(?:阅读|精彩|新闻|内容)|"
    r"热门(?:推荐|文章|评论)|猜你喜欢|为您推荐|上一[篇条页]|下一[篇条页]|扫一扫|扫码|微信扫|打印本页|关闭窗口|分享到|分享[:：]|"
    r"返回(?:顶部|列表|首页)|(?:网友|发表|文章|用户|我要|全部)评论|评论\s?[（(]\d|我要跟[帖贴]|附件下载|标签[:：]|关键[词字][:：]|Tags?[:：])",
    re.IGNORECASE,
)
_COMMENTS = re.compile(
    _MARK + r"(?:网友|热门|最新|精彩|全部|读者|用户)?(?:热评|评论区|评论|跟[帖贴]|留言区)\s?[（(\d)）条:：\s]{0,10}$"
)
_SHORT = 36
_EDITOR_LINE = re.compile(
    _MARK + r"(?:纠错[】\]]\s?)?(?:责任编辑|责\s?编|编\s?辑|审\s?核|校\s?对|(?:本文)?来\s?源|作\s?者|供\s?稿|录\s?入|"
    r"(?:发布|发表)?(?:时间|日期))\s*[:：].{0,60}$"
)
_BUTTONS = re.compile(r"(?:打印|关闭|分享|收藏|点赞|纠错|微信|微博|QQ|空间|返回|顶部|举报|[\ue000-\uf8ff]|[\W_\d]){1,30}")
_HEAD = re.compile(
    r"^[\s|【\[]*(?:(?:来\s?源|稿源|文章来源|信息来源|发布(?:时间|日期|机构|单位)?|发表(?:时间|于)|时间|日期|作\s?者|浏览(?:次数|量)?|"
    r"点击(?:数|次数)?|阅读(?:量|次数)?|字\s?[体号]|索\s?引\s?号|发文字号|发文机关|文\s*号|标\s*题|主题分类|成文日期|发布者|发布人|分享到?|收藏|当前位置|您(?:现在)?(?:的|所在)?的?位置)"
    r"\s*(?:[:：【\[]|$)|保护视力色|视力保护|我要纠错|首页\s?[>》›-]|打印|关闭|[大中小](?=[\s\]】|]|$)|关注$)"
)
_SENTENCE = re.compile(r"[，。；！？、]")
_LOOK_BACK = 30


@dataclass(slots=True)
class _Line:
    text: str
    linked: int


def body_text(node: LexborNode, title: str) -> str:
    """The article's text, paragraphs on lines."""
    lines = _without_links(_lines(node))
    lines = _without_tail(_without_head(lines, title))
    return fold("\n".join(line.text for line in lines))[:MAX_BODY]


def _lines(root: LexborNode) -> list[_Line]:
    lines: list[_Line] = []
    parts: list[str] = []
    linked = 0

    whole = len(root.text())

    def flush() -> None:
        nonlocal linked
        text = " ".join("".join(parts).split())
        if text:
            lines.append(_Line(text, linked))
        parts.clear()
        linked = 0

    depth_of_link = 0
    trail: list[LexborNode] = []
    current = root.first_child
    while current is not None or trail:
        if current is None:
            closed = trail.pop()
            depth_of_link -= closed.tag == "a"
            if closed.tag in BLOCKS:
                flush()
            current = closed.next
            continue
        if current.is_text_node:
            text = current.text(deep=False)
            parts.append(text)
            linked += len(text.strip()) if depth_of_link else 0
        elif (
            current.is_element_node
            and current.tag not in _SILENT
            and not (_is_chrome(current) and 3 * len(current.text()) < whole)
        ):
            if current.tag in BLOCKS:
                flush()
            if current.first_child is not None:
                trail.append(current)
                depth_of_link += current.tag == "a"
                current = current.first_child
                continue
        current = current.next
    flush()
    return lines


def _is_chrome(node: LexborNode) -> bool:
    if node.tag in ("nav", "footer"):
        return True
    names = node.attributes if node.tag in _NAMED else None
    if not names:
        return False
    words = f"{names.get('class') or ''} {names.get('id') or ''}".lower().translate(_WORDS).split()
    return not _CHROME.isdisjoint(words)


def _without_links(lines: list[_Line]) -> list[_Line]:
    """Lines that are nothing but a link lead elsewhere, unless they are sentences of the text."""
    return [
        line for line in lines if line.linked * 10 < len(line.text) * 8 or (_SENTENCE.search(line.text) and len(line.text) > 60)
    ]


def _without_head(lines: list[_Line], title: str) -> list[_Line]:
    """The title and the line of source, time and buttons, where the element holds them too."""
    squashed = "".join(title.split())
    kept: list[_Line] = []
    for index, line in enumerate(lines[:_LOOK_BACK]):
        text = "".join(line.text.split())
        if text == squashed or (text in squashed and 2 * len(text) > len(squashed)):
            kept.clear()
        elif not (len(text) >= 4 and text in squashed) and not _is_byline(line.text):
            kept.append(line)
        if len(text) > 60 or text.endswith("。"):
            return kept + lines[index + 1 :]
    return (kept + lines[_LOOK_BACK:]) or lines


def _is_byline(text: str) -> bool:
    """A short line that starts with a byline's label, or is little else than a date."""
    if len(text) >= 80 or text.endswith("。"):
        return False
    if _HEAD.search(text):
        return True
    return ABSOLUTE.search(text) is not None and len(ABSOLUTE.sub("", text)) <= 20


def _without_tail(lines: list[_Line]) -> list[_Line]:
    """Cut at the first closing label behind the middle of the text, then the editor's line before it."""
    while len(lines) > 1 and len(lines[-1].text) <= 300 and IMPRINT.search(lines[-1].text):
        lines = lines[:-1]
    total = sum(len(line.text) for line in lines)
    passed = 0
    for index, line in enumerate(lines):
        if passed >= max(30, total // 8) and len(line.text) <= _SHORT and _COMMENTS.search(line.text):
            lines = lines[:index]
            break
        if passed * 2 >= total and (_END.search(line.text) or (len(line.text) <= _SHORT and _SHORT_END.search(line.text))):
            lines = lines[:index]
            break
        passed += len(line.text)
    while lines and (_EDITOR_LINE.search(lines[-1].text) or _BUTTONS.fullmatch(lines[-1].text)):
        lines = lines[:-1]
    return lines
