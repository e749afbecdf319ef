"""What all spiders share: asking within the budget, sorting answers, and sending pages with posts."""

from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

from scrapy import Request, Spider
from scrapy.http import Response

from crawler.addresses import absolute, canonical, is_web, same_site
from crawler.pages.trouble import Trouble, trouble
from crawler.problems import Problem
from crawler.reading import Reading, read
from crawler.spiders.failures import problem_of
from crawler.visit import Visit

Then = Callable[..., Iterator[Request]]

_TEXT = ("text/", "json", "xml", "javascript")
_WALLS = (Trouble.LOGIN, Trouble.CAPTCHA)
_DENIED = frozenset({400, 401, 403, 404, 405, 406, 410, 451})
_GONE = frozenset({404, 410})


class VisitingSpider(Spider):
    """A spider that reads one source on behalf of a visit."""

    name = "visiting"

    def __init__(self, visit: Visit, **named: Any) -> None:
        super().__init__(**named)
        self.visit = visit
        self.listed = 0

    async def start(self) -> AsyncIterator[Request]:
        """Begin with the source's own address; "not modified" is no answer while known pages wait for a second look."""
        whole = self.visit.memory.anything_due(self.visit.second)
        for request in self.ask(self.visit.job.address, self.read_list):
            yield request.replace(headers={}) if whole else request

    def read_list(self, response: Response, asked: str) -> Iterator[Request]:
        """Read a list page (or timeline, or feed); the first is the source's own address."""
        raise NotImplementedError

    def ask(self, url: str, then: Then, **carry: Any) -> Iterator[Request]:
        """A request for a page, unless it is no web address or the budget of the round is used up."""
        if not is_web(url) or not self.visit.spend():
            return
        yield Request(
            url,
            callback=self.received,
            errback=self.failed,
            headers=self.visit.memory.conditions(url),
            cb_kwargs={"then": then, "asked": url, "carry": carry},
        )

    def received(self, response: Response, then: Then, asked: str, carry: dict[str, Any]) -> Iterator[Request]:
        """Sort an answer: unchanged, gone, failed, no text, or to be read."""
        if self._worth_reading(response, asked):
            self.visit.count_read()
            yield from then(response, asked, **carry)

    def failed(self, failure: Any) -> None:
        """Count a request that got no answer."""
        error = failure.value
        self.visit.problem(problem_of(error), str(error)[:300])

    def reading(self, response: Response, follow: bool = True) -> Reading:
        """The posts (and links) of a page; a login form or captcha is a problem of its own."""
        reading = read(self.visit.job.reads, response.body, response.url, self.visit.now, content_type(response), follow)
        if not reading.posts and not reading.links and trouble(response.body, response.status) in _WALLS:
            self.visit.problem(Problem.WALL, response.url)
        return reading

    def send(self, response: Response, reading: Reading) -> None:
        """Hand the page's posts to the parent."""
        self.visit.send(response.url, response.status, content_type(response), response.body, reading.posts)

    def onward(self, response: Response, reading: Reading) -> str:
        """The next page, if there is one and it stays on the source's own site; else empty."""
        url = absolute(response.url, reading.next_page) if reading.next_page else ""
        return url if url and same_site(self.visit.job.address, url) and canonical(url) != canonical(response.url) else ""

    def learn_list(self, response: Response, asked: str, **more: object) -> None:
        """Remember a list; the visit forgets its validators again when not everything on it could be read."""
        self.visit.lists.add(asked)
        self.learn(response, asked, broken_off=False, **more)

    def learn(self, response: Response, asked: str, **more: object) -> None:
        """Remember a page that was read, so that the next look can be conditional."""
        values = {"etag": header(response, "ETag")[:300], "modified": header(response, "Last-Modified")[:100]}
        self.visit.memory.look(asked, self.visit.second, **values, **more)

    def _worth_reading(self, response: Response, asked: str) -> bool:
        own = asked == self.visit.job.address
        if response.status == 304:
            self.visit.list_read |= own
            self.visit.unchanged(asked)
            return False
        if response.status in _GONE and not own and self.visit.memory.of(asked) is not None:
            self.visit.gone(asked)
            return False
        if response.status != 200:
            kind = Problem.HOLD if response.status == 429 else Problem.HTTP
            kind = Problem.REDIRECTS if 300 <= response.status < 400 else kind
            self.visit.problem(kind, f"{response.status} {response.url}")
            if response.status in _DENIED and not own:
                # Not to be asked for in every round again.
                self.visit.memory.look(asked, self.visit.second)
            return False
        kind_of_content = content_type(response).lower()
        if kind_of_content and not any(word in kind_of_content for word in _TEXT):
            self.visit.problem(Problem.NOT_TEXT, f"{kind_of_content} {response.url}")
            self.learn(response, asked)
            return False
        self.visit.list_read |= own
        return True


def header(response: Response, name: str) -> str:
    """A header as text; empty when absent."""
    raw = response.headers.get(name)
    return raw.decode("latin-1").strip() if raw else ""


def content_type(response: Response) -> str:
    """The Content-Type as sent."""
    return header(response, "Content-Type")
