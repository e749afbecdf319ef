"""s.weibo.com, the search result page of Weibo for desktop browsers."""

import re
from datetime import datetime

from selectolax.lexbor import LexborNode

from crawler.extracted import Extracted, Links
from crawler.pages.page import Page
from crawler.pages.platform import Platform
from crawler.pages.text import MAX_ROWS, attribute, fold, line, node_text, number, one_line
from crawler.times import from_epoch, read_time

_CARD = 'div.card-wrap[mid], div[action-type="feed_list_item"][mid]'
_SERVER_TIME = re.compile(r"\$CONFIG\[?\.?'?\s?servertime'?\]?\s*=\s*'?(\d{10})")
_FOLDING = re.compile(r"\s*(?:展开全文|收起全文|收起|展开)[a-z]?\s*$")
_COUNTS = {"转发": "feed_list_forward", "评论": "feed_list_comment", "赞": "feed_list_like"}


def fits(page: Page) -> bool:
    """Search cards, or the host of the search."""
    return page.host == "s.weibo.com" or page.first(_CARD) is not None


def posts(page: Page) -> list[Extracted]:
    """One post per card; cards marked as advertisements give none."""
    now = page.fetched_at or _page_clock(page)
    found: dict[str, Extracted] = {}
    for card in page.tree.css(_CARD)[:MAX_ROWS]:
        post = None if _is_advertisement(card) else _post(card, now)
        if post is not None:
            found.setdefault(post.platform_id, post)
    return list(found.values())


def links(page: Page) -> Links:
    """The next page of the result."""
    following = page.absolute(attribute(page.first(".m-page a.next"), "href"))
    return Links(following or None)


def _page_clock(page: Page) -> datetime | None:
    """The server's clock printed in the page: relative times were made against it."""
    found = _SERVER_TIME.search(page.text)
    iso = from_epoch(int(found[1])) if found else None
    return datetime.fromisoformat(iso) if iso else None


def _is_advertisement(card: LexborNode) -> bool:
    return card.css_first('.icon-ad, .wbicon-ad, [node-type="feed_list_ad"], a[href*="biz.weibo.com/ad"]') is not None


def _post(card: LexborNode, now: datetime | None) -> Extracted | None:
    quote = card.css_first(".card-comment")
    inside = {node.mem_id for node in quote.css("*")} if quote is not None else set()
    own = [node for node in card.css("p.txt") if node.mem_id not in inside]
    if not own:
        return None
    quoted = _whole(quote.css("p.txt")) if quote is not None else ""
    origin = next((node for node in card.css(".from") if node.mem_id not in inside), None)
    ident = attribute(card, "mid")
    return Extracted(
        platform_id=ident,
        url=f"https://m.weibo.cn/status/{ident}",
        body=fold(f"{_whole(own)}\n转发：{quoted}" if quoted else _whole(own)),
        published_at=read_time(one_line(origin.css_first("a") if origin is not None else None), now),
        source_name=line(one_line(origin).partition("来自")[2]),
        reposts=_count(card, "转发"),
        comments=_count(card, "评论"),
        likes=_count(card, "赞"),
        flags=("retweet",) if quoted else (),
        author=attribute(own[0], "nick-name"),
        page_kind="weibo_search",
    )


def _whole(paragraphs: list[LexborNode]) -> str:
    """The unfolded text where the page carries it, else the short one."""
    if not paragraphs:
        return ""
    full = [node for node in paragraphs if attribute(node, "node-type").endswith("_full")]
    return _FOLDING.sub("", node_text((full or paragraphs)[0]))


def _count(card: LexborNode, word: str) -> int | None:
    """A button without a number stands for none yet."""
    act = card.css_first(".card-act")
    if act is None:
        return None
    button = act.css_first(f'[action-type="{_COUNTS[word]}"]')
    return number(one_line(button)) or 0 if button is not None else None


PLATFORM = Platform("weibo_search", frozenset({"microblog"}), fits, posts, links)
