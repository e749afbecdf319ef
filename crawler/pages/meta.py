"""What a page says about itself in `meta` elements, JSON-LD and scripts."""

import re
from functools import cached_property
from itertools import pairwise
from typing import Any

from crawler.pages.page import Page, load_json
from crawler.pages.text import attribute, line
from crawler.times import absolute_time, from_epoch, relative_time

_TITLES = ("articletitle", "og:title", "twitter:title", "headline")
_TIMES = (
    "pubdate",
    "article:published_time",
    "og:article:published_time",
    "apub:time",
    "og:release_date",
    "datepublished",
    "publishdate",
    "publish-date",
    "publishtime",
    "publish_time",
    "publication_date",
    "og:published_time",
    "weibo: article:create_at",
    "weibo:article:create_at",
    "_pubtime",
    "firstpublishedtime",
    "release_date",
    "createdate",
    "dc.date",
    "rnews:datepublished",
    "originalpublicationdate",
    "article_date_original",
    "og:time",
    "sailthru.date",
    "dcterms.created",
    "dateupdate",
)
_IN_ADDRESS = re.compile(r"/t?((?:19|20)\d{2})[-/_]?(\d{2})[-/_]?(\d{2})(?=[/_.])")
_RELATIVE = re.compile(
    r"^(?:(?:发布|发表)?(?:时间|日期|于)\s*[:：]?\s*)?((?:刚刚|今天|昨天|前天|\d{1,2}[-/月]\d{1,2}|\d{1,3}\s?(?:秒|分钟|小时|天|周|个月)前).{0,12})$"
)
_SOURCES = ("contentsource", "source", "og:article:author", "article:source", "mediasource", "dc.source", "og:article:source")
# Found by plain search first: a pattern over half a megabyte of script costs more than the rest of the page.
_SCRIPT_KEYS = (
    *("ct =", "ct=", "publish_time", "publishTime", "create_time", "createTime", "pubTime"),
    *("publishDate", "publish_date", "datePublished", "pubDate"),
)
_SCRIPT_EPOCH = re.compile(r"""[\w.]{2,20}?['"]?\s*[:=]\s*['"]?(1\d{9}(?:\d{3})?)(?!\d)""")
_SCRIPT_TIME = re.compile(r"""[\w.]{2,20}?['"]?\s*[:=]\s*['"]((?:19|20)\d\d[-/]\d{1,2}[-/]\d{1,2}[^'"]{0,20})['"]""")
_WHOLE_DAY = ("T00:00:00", "T23:59:59")


class Meta:
    """The page's own claims; each property is empty or None where nothing usable is claimed."""

    def __init__(self, page: Page) -> None:
        """Read names and contents once."""
        self.page = page
        self.values: dict[str, str] = {}
        for node in page.tree.css("meta[content]"):
            names = node.attributes
            name = (names.get("name") or names.get("property") or names.get("itemprop") or "").strip().lower()
            if name:
                self.values.setdefault(name, line(names.get("content") or "")[:1000])

    def first(self, names: tuple[str, ...]) -> str:
        """The first non-empty value among names."""
        return next((value for name in names if (value := self.values.get(name))), "")

    @property
    def title(self) -> str:
        """The article's title."""
        return self.first(_TITLES)

    @property
    def source(self) -> str:
        """The medium the article comes from."""
        return self.first(_SOURCES)

    @cached_property
    def published(self) -> str | None:
        """When it was published; midnight and the last second of a day stand for a bare date."""
        claims = (absolute_time(value) for name in _TIMES if (value := self.values.get(name)))
        told = next(filter(None, claims), None) or self._linked_data("datePublished")
        return whole_day(told) if told else None

    @cached_property
    def scripted(self) -> str | None:
        """The moment a script of the page carries (WeChat's `ct`, `publish_time` of app pages)."""
        return next(filter(None, (self._keyed(key) for key in _SCRIPT_KEYS)), None)

    def _keyed(self, key: str) -> str | None:
        text = self.page.text
        at = text.find(key)
        for _ in range(20):
            if at < 0:
                return None
            before = text[at - 1] if at else " "
            if not before.isalnum() and before not in "._":
                if (epoch := _SCRIPT_EPOCH.match(text, at)) is not None:
                    return from_epoch(int(epoch[1]))
                if (told := _SCRIPT_TIME.match(text, at)) is not None:
                    return absolute_time(told[1])
            at = text.find(key, at + 1)
        return None

    @property
    def from_address(self) -> str | None:
        """The day that sites put into an article's address."""
        canonical = attribute(self.page.first('link[rel="canonical"]'), "href") or self.values.get("og:url", "")
        found = _IN_ADDRESS.search(self.page.url) or _IN_ADDRESS.search(canonical)
        return absolute_time("-".join(found.groups())) if found else None

    def relative(self, texts: list[str]) -> str | None:
        """A moment told against the fetch, in a line of its own among `texts`."""
        if self.page.fetched_at is None:
            return None
        # The day and the hour may stand in neighbouring elements.
        pairs = [f"{one} {two}" for one, two in pairwise(texts)]
        told = (found[1] for text in (*pairs, *texts) if (found := _RELATIVE.match(text)))
        return next(filter(None, (relative_time(text, self.page.fetched_at) for text in told)), None)

    def _linked_data(self, name: str) -> str | None:
        for node in self.page.tree.css('script[type="application/ld+json"]'):
            value = _find(load_json(node.text()), name)
            if isinstance(value, str) and (iso := absolute_time(value)):
                return iso
        dated = self.page.first('time[datetime], [itemprop="datePublished"]')
        return absolute_time(attribute(dated, "datetime") or attribute(dated, "content"))


def whole_day(iso: str) -> str:
    """A moment at a day's first or last second was filled in by a program: only its date can be trusted."""
    return iso[:10] if iso[10:19] in _WHOLE_DAY else iso


def _find(value: Any, name: str) -> Any:
    queue = [value]
    for _ in range(2000):
        if not queue:
            return None
        current = queue.pop(0)
        if isinstance(current, dict):
            if name in current:
                return current[name]
            queue.extend(current.values())
        elif isinstance(current, list):
            queue.extend(current)
    return None
