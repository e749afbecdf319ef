"""A Weibo-style microblog: the search list of its mobile JSON, long texts, single posts, and the plain HTML of weibo.cn."""

import json
import re
from html import escape
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from service.demo.pages import missing, page, robots
from service.demo.script import Item, Site
from service.demo.telling_time import weibo_cn_time, weibo_time
from service.demo.unfolding import Unfolding, short_id

PER_PAGE = 25
"""A visitor that reads ten pages, as ours does, sees the whole story even when it comes late."""
LONGEST = 140
"""Characters a list shows; the rest stands behind 全文."""

_TOPIC = re.compile(r"#([^#\s]{2,30})#")
_TOPIC_LINK = r'<a  href="https://m.weibo.cn/search?containerid=231522" data-hide=""><span class="surl-text">#\1#</span></a>'
_AT = re.compile(r"@([\w一-鿿-]{2,24})")
_CLIENTS = ("iPhone客户端", "HUAWEI Mate", "vivo智能手机", "小米手机", "微博网页版", "OPPO Reno", "Android", "")


class Microblog:
    """The answers of the microblog at this moment."""

    def __init__(self, unfolding: Unfolding) -> None:
        self._unfolding = unfolding

    def app(self) -> Starlette:
        """The site."""
        return Starlette(
            routes=[
                robots(),
                Route("/", lambda _request: RedirectResponse("/search/mblog")),
                Route("/api/container/getIndex", self.read_cards),
                Route("/statuses/extend", self.read_long_text),
                Route("/status/{mid}", self.read_status),
                Route("/search/mblog", self.read_plain),
                Route("/comment/{short}", self.read_plain_whole),
            ]
        )

    async def read_cards(self, request: Request) -> Response:
        """One page of the search result, newest first."""
        container = request.query_params.get("containerid", "")
        number = _page_number(request)
        posts = self._unfolding.shown(Site.MICROBLOG)
        here = posts[(number - 1) * PER_PAGE : number * PER_PAGE]
        if not here:
            return JSONResponse({"ok": 0, "msg": "这里还没有内容", "data": {"cards": []}})
        more = number * PER_PAGE < len(posts)
        info: dict[str, Any] = {"containerid": container, "v_p": "42", "show_style": 1, "total": len(posts)}
        info["page"] = number + 1 if more else None
        cards = [self._card(item, container) for item in here]
        return JSONResponse({"ok": 1, "data": {"cardlistInfo": info, "cards": cards, "scheme": ""}})

    async def read_long_text(self, request: Request) -> Response:
        """The whole text of a post whose list entry is cut."""
        item = self._find(request.query_params.get("id", ""))
        if item is None:
            return JSONResponse({"ok": 0, "msg": "微博不存在或暂无查看权限!"})
        counts = {f"{key}_count": value for key, value in self._counts(item).items()}
        return JSONResponse({"ok": 1, "data": {"ok": 1, "longTextContent": marked(item.text), **counts}})

    async def read_status(self, request: Request) -> Response:
        """The page of one post, its data in a script."""
        item = self._find(request.path_params["mid"])
        if item is None:
            return missing()
        status = self._status(item) | {"text": marked(item.text)}
        # A closing tag inside the text must not end the script.
        data = json.dumps({"status": status, "call": 1}, ensure_ascii=False, indent=1).replace("</", "<\\/")
        return page("microblog_status.html", data=data)

    async def read_plain(self, request: Request) -> Response:
        """The search result as weibo.cn shows it."""
        number = _page_number(request)
        posts = self._unfolding.shown(Site.MICROBLOG)
        here = posts[(number - 1) * PER_PAGE : number * PER_PAGE]
        pages = max(1, -(-len(posts) // PER_PAGE))
        rows = [self._plain(item) for item in here]
        return page("microblog_plain.html", rows=rows, number=number, pages=pages, total=len(posts))

    async def read_plain_whole(self, request: Request) -> Response:
        """One post as weibo.cn shows it, with its whole text."""
        short, posts = request.path_params["short"], self._unfolding.shown(Site.MICROBLOG)
        item = next((item for item in posts if short_id(self._unfolding.mid(item)) == short), None)
        if item is None:
            return missing()
        row = self._plain(item) | {"text": item.text, "long": False}
        return page("microblog_plain.html", rows=[row], number=1, pages=1, total=1)

    def _find(self, mid: str) -> Item | None:
        return next((item for item in self._unfolding.shown(Site.MICROBLOG) if str(self._unfolding.mid(item)) == mid), None)

    def _card(self, item: Item, container: str) -> dict[str, Any]:
        mid, short = self._unfolding.mid(item), short_id(self._unfolding.mid(item))
        scheme = f"https://m.weibo.cn/status/{short}?mblogid={short}&luicode=10000011"
        return {"card_type": 9, "itemid": f"{container}_-_{mid}", "scheme": scheme, "mblog": self._status(item), "show_type": 1}

    def _status(self, item: Item) -> dict[str, Any]:
        mid = self._unfolding.mid(item)
        counts = self._counts(item)
        long = len(item.text) > LONGEST
        cut = f'{marked(item.text[:LONGEST])}...<a href="/status/{mid}">全文</a>' if long else marked(item.text)
        status: dict[str, Any] = {
            "created_at": weibo_time(self._unfolding.moment(item)),
            "id": str(mid),
            "idstr": str(mid),
            "mid": str(mid),
            "bid": short_id(mid),
            "can_edit": False,
            "text": cut,
            "textLength": 2 * len(item.text),
            "source": _CLIENTS[item.serial % len(_CLIENTS)],
            "favorited": False,
            "pic_ids": [],
            "is_paid": False,
            "user": _user(item),
            "reposts_count": counts["reposts"],
            "comments_count": counts["comments"],
            "attitudes_count": counts["attitudes"],
            "isLongText": long,
            "mblogtype": 0,
            "visible": {"type": 0, "list_id": 0},
        }
        if item.quotes is not None:
            status["retweeted_status"] = self._status(self._unfolding.story[item.quotes]) | {"retweeted": 1}
            status["raw_text"] = item.text
        return status

    def _counts(self, item: Item) -> dict[str, int]:
        quoting = sum(1 for other in self._unfolding.story if other.quotes == item.serial and self._unfolding.is_out(other))
        return {
            "reposts": quoting + self._unfolding.count(item, "reposts"),
            "comments": self._unfolding.count(item, "comments"),
            "attitudes": self._unfolding.count(item, "likes"),
        }

    def _plain(self, item: Item) -> dict[str, Any]:
        quoted = self._unfolding.story[item.quotes] if item.quotes is not None else None
        long = quoted is None and len(item.text) > LONGEST
        return {
            "id": short_id(self._unfolding.mid(item)),
            "mid": self._unfolding.mid(item),
            "uid": _uid(item.nickname),
            "by": item.nickname,
            "text": item.text[:LONGEST] if long else item.text,
            "long": long,
            "quoted": quoted,
            "quoted_counts": self._counts(quoted) if quoted is not None else None,
            "counts": self._counts(item),
            "time": weibo_cn_time(self._unfolding.moment(item), self._unfolding.now()),
            "client": _CLIENTS[item.serial % len(_CLIENTS)],
        }


def marked(text: str) -> str:
    """The text as the JSON carries it: topics and names as links, line breaks as tags."""
    safe = escape(text, quote=False)
    safe = _TOPIC.sub(_TOPIC_LINK, safe)
    return _AT.sub(r"<a href='/n/\1'>@\1</a>", safe).replace("\n", "<br />")


def _user(item: Item) -> dict[str, Any]:
    uid = _uid(item.nickname)
    return {
        "id": uid,
        "screen_name": item.nickname,
        "profile_url": f"https://m.weibo.cn/u/{uid}?uid={uid}",
        "verified": False,
        "verified_type": -1,
        "gender": "f" if uid % 2 else "m",
        "mbrank": uid % 7,
        "followers_count": uid % 997,
        "follow_count": uid % 613,
    }


def _uid(nickname: str) -> int:
    return 2_000_000_000 + int.from_bytes(nickname.encode()[-4:], "big") % 1_000_000_000


def _page_number(request: Request) -> int:
    given = request.query_params.get("page", "1")
    return max(1, int(given)) if given.isdigit() and len(given) < 6 else 1
