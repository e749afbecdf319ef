"""Search-engine spam that hijacked sites hide at the edge of a page: chains of place names, adult terms, link farms."""

import re

_CHAIN = re.compile(r"(?:[\u4e00-\u9fff]{2,10}\s*[|｜、,，/\s]\s*){7,}[\u4e00-\u9fff]{2,10}")
_PLACE = re.compile(r"[\u4e00-\u9fff]{1,9}(?:县|市|区|旗|省|州|盟|镇|乡)$")
_SEPARATOR = re.compile(r"[|｜、,，/\s]+")
_ADULT = re.compile(
    r"亚洲(?:国产|欧美|综合|日韩|无码|精品)|国产(?:精品|自拍|成人|无码|一区|[A∨V]+)|无码(?:字幕|人妻|中文|视频|一区)|一区二区|久久(?:精品|久久|综合)|"
    r"成人(?:网站|视频|影院|电影)|(?:中文)?字幕(?:一区|无码|乱码)|[aA][vV∨](?:在线|无码|天堂|区|片)|色(?:综合|情|欲|婷婷)|人妻|裸体|激情(?:视频|五月)|日韩(?:精品|一区|无码)"
)
_GAMBLING = re.compile(
    r"(?:博彩|娱乐城|百家乐|时时彩|真人荷官|六合彩|澳门(?:新葡京|赌场|威尼斯人)|老虎机|彩票(?:平台|投注)|棋牌(?:平台|游戏下载))"
)
_SCAN = re.compile(
    r"^\W{0,3}(?:扫码(?:浏览|阅读|查看|关注|分享)?|掃碼瀏覽|扫一扫.{0,20}|微信扫.{0,20}|分享到[:：]?|打印|关闭|【?打印】?\s?【?关闭】?)\W{0,3}$"
)
_SENTENCE = re.compile(r"[。！？]")
_EDGE = 6


def without_spam_footer(text: str) -> str:
    """Drop spam lines among the first two and the last lines, and the empty calls (扫码浏览) that stood before them."""
    lines = text.split("\n")
    kept = [line for index, line in enumerate(lines) if not ((index < 2 or index >= len(lines) - _EDGE) and is_spam(line))]
    found = len(kept) < len(lines)
    while kept and (not kept[-1].strip() or (found and _SCAN.match(kept[-1].strip()))):
        kept.pop()
    return "\n".join(kept)


def is_spam(line: str) -> bool:
    """Whether a line is a chain of unrelated places or a heap of adult or gambling terms without a sentence."""
    return _is_place_chain(line) or _is_heap(line)


def _is_place_chain(line: str) -> bool:
    """Eight or more names in a row that lie all over the country and belong to no sentence."""
    found = _CHAIN.search(line)
    if found is None or ("|" not in found[0] and "｜" not in found[0]):
        return False
    names = [name for name in _SEPARATOR.split(line[found.start() :]) if name]
    places = sum(1 for name in names if _PLACE.match(name))
    return len(names) >= 8 and places >= 0.7 * len(names)


def _is_heap(line: str) -> bool:
    terms = len(_ADULT.findall(line)) + len(_GAMBLING.findall(line))
    return terms >= 3 and not _SENTENCE.search(line) and terms * 25 >= len(line)
