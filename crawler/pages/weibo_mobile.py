"""Weibo's JSON: card lists, timelines, single statuses, comments and long texts of m.weibo.cn and weibo.com/ajax."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from crawler.extracted import Extracted, Links
from crawler.pages.page import Page, load_json
from crawler.pages.platform import Platform
from crawler.pages.text import fragment_text, line, number
from crawler.times import read_time

_RENDER = re.compile(r"\$render_data\s*=\s*(\[\{)")
_MORE = re.compile(r"\s*(?:\.\.\.|…)?\s*(?:全文|展开全文)\s*$")
_GONE = re.compile(r"(?:此|该)?微博已被(?:作者)?删除|抱歉，(?:此|该)微博|抱歉，作者已设置|该微博因.{0,20}无法查看")
_COUNTS = ("reposts_count", "comments_count", "attitudes_count")
_MAX_NODES = 50_000

Json = dict[str, Any]


def fits(page: Page) -> bool:
    """A JSON answer with `ok` or `cards`, or a status page that carries its data in a script."""
    data = page.data
    if isinstance(data, dict):
        return "ok" in data or isinstance(data.get("cards"), list) or isinstance(data.get("statuses"), list) or _is_status(data)
    return data is None and _RENDER.search(page.text) is not None


def posts(page: Page) -> list[Extracted]:
    """Every status of a list once, in order; comments of a comment list; nothing from user info and long-text answers."""
    found: dict[str, Extracted] = {}
    for status in _statuses(_root(page)):
        if not _is_advertisement(status):
            post = _post(status, page)
            found.setdefault(post.platform_id, post)
    return list(found.values())


def links(page: Page) -> Links:
    """The next page of a card list, and the long texts that the list cuts off."""
    root = _root(page)
    long_texts = tuple(
        f"https://m.weibo.cn/statuses/extend?id={_id(status)}" for status in _statuses(root) if _cut_off(status) and _id(status)
    )
    return Links(_next_page(root, page), long_texts)


def long_text(page: Page) -> str:
    """The whole text in an answer of statuses/extend or statuses/longtext; empty if the page is none."""
    data = page.data
    inner = data.get("data") if isinstance(data, dict) else None
    content = inner.get("longTextContent") if isinstance(inner, dict) else None
    return _text(content) if isinstance(content, str) else ""


def _root(page: Page) -> Any:
    if page.data is not None:
        return page.data
    found = _RENDER.search(page.text)
    if found is None:
        return None
    end = page.text.find("}][0]", found.end())
    return load_json(page.text[found.start(1) : end + 2]) if end > 0 else None


def _statuses(root: Any) -> Iterator[Json]:
    """Statuses anywhere in an answer, in page order, never the ones quoted inside others."""
    queue: list[Any] = [root]
    seen = 0
    while queue and seen < _MAX_NODES:
        value = queue.pop()
        seen += 1
        if isinstance(value, list):
            queue.extend(reversed(value))
        elif isinstance(value, dict):
            if _is_status(value) or _is_comment(value):
                yield value
                continue
            queue.extend(
                inner for key, inner in reversed(value.items()) if key != "retweeted_status" and isinstance(inner, list | dict)
            )


def _is_status(value: Json) -> bool:
    has_text = isinstance(value.get("text"), str) or isinstance(value.get("text_raw"), str)
    return has_text and bool(_id(value)) and any(key in value for key in _COUNTS)


def _is_comment(value: Json) -> bool:
    likes = "like_count" in value or "like_counts" in value
    return likes and isinstance(value.get("text"), str) and isinstance(value.get("user"), dict) and bool(_id(value))


def _id(value: Json) -> str:
    for key in ("mid", "idstr", "id", "bid", "mblogid"):
        if isinstance(value.get(key), str | int) and not isinstance(value.get(key), bool) and str(value[key]).strip():
            return str(value[key]).strip()
    return ""


def _is_advertisement(status: Json) -> bool:
    # `ad_state` and `readtimetype: adMblog` stand on ordinary posts of accounts that also advertise.
    return bool(status.get("promotion") or status.get("is_ad"))


def _post(status: Json, page: Page) -> Extracted:
    quoted = status.get("retweeted_status")
    own = _own_text(status)
    body = f"{own}\n转发：{_own_text(quoted)}" if isinstance(quoted, dict) and _own_text(quoted) else own
    ident = _id(status)
    author = status.get("user")
    return Extracted(
        platform_id=ident,
        url=_address(page, ident) if _is_status(status) else "",
        body=body.strip(),
        published_at=read_time(str(status.get("created_at") or ""), page.fetched_at),
        source_name=line(fragment_text(str(status.get("source") or ""))),
        floor=number(status.get("floor_number")) if isinstance(status.get("floor_number"), int) else None,
        reposts=_count(status, "reposts_count"),
        comments=_count(status, "comments_count"),
        likes=_count(status, "attitudes_count", "like_count", "like_counts"),
        flags=tuple(_flags(status, own)),
        author=str(author.get("screen_name") or "") if isinstance(author, dict) else "",
        page_kind="weibo_mobile",
    )


def _address(page: Page, ident: str) -> str:
    """The mobile page of a status; on any other host than Weibo's own the status stands on that host."""
    own = not page.host or page.host.endswith(("weibo.cn", "weibo.com"))
    return f"https://m.weibo.cn/status/{ident}" if own else page.absolute(f"/status/{ident}")


def _own_text(status: Json) -> str:
    whole = status.get("longText")
    if isinstance(whole, dict) and isinstance(whole.get("longTextContent"), str):
        return _text(whole["longTextContent"])
    raw = status.get("text") if isinstance(status.get("text"), str) else status.get("text_raw")
    return _MORE.sub("", _text(raw)) if isinstance(raw, str) else ""


def _text(markup: str) -> str:
    return fragment_text(markup.replace("​", ""))


def _cut_off(status: Json) -> bool:
    return status.get("isLongText") is True and not isinstance(status.get("longText"), dict)


def _flags(status: Json, text: str) -> Iterator[str]:
    title = status.get("title")
    if status.get("isTop") or status.get("mblogtype") == 2 or (isinstance(title, dict) and title.get("text") == "置顶"):
        yield "sticky"
    if isinstance(status.get("retweeted_status"), dict):
        yield "retweet"
    if _cut_off(status):
        yield "truncated"
    if str(status.get("deleted") or "") == "1" or (len(text) < 60 and _GONE.search(text)):
        yield "deleted"


def _count(status: Json, *keys: str) -> int | None:
    for key in keys:
        value = status.get(key)
        if isinstance(value, int | str):
            return number(value)
    return None


def _next_page(root: Any, page: Page) -> str | None:
    """m.weibo.cn names the next page by `since_id` or by number; both travel in the query."""
    data = root.get("data") if isinstance(root, dict) else None
    info = data.get("cardlistInfo") if isinstance(data, dict) else None
    if not isinstance(info, dict) or not page.url:
        return None
    for key in ("since_id", "page"):
        if isinstance(info.get(key), int | str) and str(info[key]):
            parts = urlsplit(page.url)
            query = {name: value for name, value in parse_qsl(parts.query) if name not in ("since_id", "page")}
            following = urlunsplit(parts._replace(query=urlencode({**query, key: str(info[key])})))
            return following if following != page.url else None
    return None


PLATFORM = Platform("weibo_mobile", frozenset({"microblog"}), fits, posts, links)
