"""From an address to a source file: which platform stands there, what it is called, which lines describe it."""

import re
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from config.sources import Source
from config.user_pages import is_user_page
from config.vocabulary import SourceKind
from crawler.addresses import is_web, same_site
from crawler.egress import Address, is_public, unwrapped
from crawler.extract import detect
from crawler.pages.page import Page as Document
from crawler.reading import charset_of
from crawler.wire import Page

NAMES = {
    "feed": "RSS/Atom/JSON Feed",
    "sitemap": "站点地图",
    "weibo_mobile": "微博手机版",
    "weibo_search": "微博搜索页",
    "weibo_cn": "weibo.cn",
    "discuz": "Discuz!",
    "tieba": "百度贴吧",
    "wechat": "微信公众号文章",
    "message_board": "网络问政、领导信箱",
    "article": "网站栏目",
}
_KINDS = {
    "weibo_mobile": SourceKind.MICROBLOG,
    "weibo_search": SourceKind.MICROBLOG,
    "weibo_cn": SourceKind.MICROBLOG,
    "discuz": SourceKind.FORUM,
    "tieba": SourceKind.FORUM,
    "wechat": SourceKind.OFFICIAL_ACCOUNT,
    "message_board": SourceKind.MESSAGE_BOARD,
}
_WORDS = {
    SourceKind.MICROBLOG: "微博",
    SourceKind.FORUM: "论坛",
    SourceKind.MESSAGE_BOARD: "问政",
    SourceKind.OFFICIAL_ACCOUNT: "公众号",
    SourceKind.PORTAL: "门户",
}
_SITE_TAIL = re.compile(r"\s*(?:-{1,2}|—|_|\||–)\s*(?:Powered by.*|Discuz!.*|首页|网站首页)$", re.IGNORECASE)
_NEEDS_PLATFORM = ("feed",)
"""Platforms whose spider is chosen by the file; every other is told by its pages, whatever the file says."""
LONGEST_NAME = 30


class Unsuitable(Exception):
    """The address can not be a source; the message says why in Chinese."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A source file for an address, with what was recognised there."""

    source: Source
    platform: str

    @property
    def fields(self) -> dict[str, object]:
        """The lines of the file, by their Chinese keys; where a preset fits, three are enough."""
        source = self.source
        lines: dict[str, object] = {"名称": source.name, "类型": _WORDS[source.kind], "地址": source.address}
        if self.platform in _NEEDS_PLATFORM:
            lines["平台"] = self.platform
        if source.intranet:
            lines["内网许可"] = source.intranet
        return lines

    @property
    def recognised(self) -> str:
        """What stands at the address, in words."""
        return NAMES[self.platform]


def first_guess(address: str, permitted: bool) -> Source:
    """A source to try the address with; Unsuitable for pages of single people and for what is no web address.

    An inner address is opened (address and port, nothing else) only when `permitted`.
    """
    if not is_web(address):
        raise Unsuitable(f"“{address}”不是网址，应以 http:// 或 https:// 开头")
    if is_user_page(address):
        raise Unsuitable(
            "这是个人主页，不得作为信源（P-4）：信源只能是事项、地点、栏目。"
            "政府和媒体的账号，请自行在 sources 文件夹写信源文件，名称中写明单位"
        )
    inner = inner_permits(address)
    if inner and not permitted:
        raise Unsuitable(f"该地址在内网或本机（{'、'.join(inner)}），未经许可不予采集")
    fields = {"code": code_of(address), "name": code_of(address), "kind": "portal", "address": address, "intranet": inner}
    return Source.model_validate(fields)


def proposed(guess: Source, page: Page) -> Proposal:
    """The source file for what was found; Unsuitable when no platform fits."""
    document = Document.read(page.payload, page.url, page.fetched_at, charset_of(page.content_type))
    platform = detect(document, None)
    name = platform.name if platform is not None else "article"
    if is_user_page(page.url):
        raise Unsuitable("该地址跳转到个人主页，不得作为信源（P-4）")
    kind = _KINDS.get(name, SourceKind.PORTAL)
    fields = {
        "kind": kind,
        "platform": name if name in _NEEDS_PLATFORM else "auto",
        "name": name_of(document, guess),
        # Where the site itself sends us on (to https, to its front page), that is the address.
        "address": page.url if same_site(guess.address, page.url) else guess.address,
    }
    return Proposal(guess.model_copy(update=fields), name)


def name_of(document: Document, guess: Source) -> str:
    """What the page calls itself, short enough for a list; else its host."""
    titled = document.title() if not document.is_data else ""
    previous = ""
    while titled != previous:
        previous, titled = titled, _SITE_TAIL.sub("", titled).strip()
    return titled[:LONGEST_NAME].strip() or (urlsplit(guess.address).hostname or guess.code)


def code_of(address: str) -> str:
    """A code for a source, and the name of its file: the host and the telling parts of the path."""
    parts = urlsplit(address)
    host = (parts.hostname or "").removeprefix("www.")
    words = re.findall(r"[a-z0-9]+", f"{host} {parts.port or ''} {parts.path}".lower())
    kept = [word for word in words if word not in ("html", "htm", "php", "index", "com", "cn", "gov", "net", "org")]
    return "-".join(kept)[:60].strip("-") or "source"


def inner_permits(address: str) -> list[str]:
    """The 内网许可 lines an address needs; empty when it lies on the open internet or nobody knows it.

    Link-local addresses, where clouds keep their keys, are never proposed: the crawl will refuse them.
    """
    parts = urlsplit(address)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    found = {unwrapped(ip_address(text)) for text in _resolved(parts.hostname or "", port)}
    return [f"{one}/{one.max_prefixlen}:{port}" for one in sorted(found, key=str) if _is_inner(one)]


def _is_inner(address: Address) -> bool:
    return not is_public(address) and address.is_private and not (address.is_link_local or address.is_unspecified)


def _resolved(host: str, port: int) -> Iterable[str]:
    try:
        return {str(info[4][0]).partition("%")[0] for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    except (OSError, UnicodeError):
        return set()
