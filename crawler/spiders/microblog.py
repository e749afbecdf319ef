"""Microblog timelines and search pages: the page itself holds the posts."""

from collections.abc import Iterator

from scrapy import Request
from scrapy.http import Response

from crawler.addresses import canonical, on_host_of
from crawler.extracted import Extracted
from crawler.memory import POST
from crawler.problems import Problem
from crawler.reading import Reading, completed
from crawler.spiders.visiting import VisitingSpider, content_type
from crawler.wire import TRUNCATED

TIMELINE_PAGES = 10
"""Pages read in one round, and only while each brings something new."""


class MicroblogSpider(VisitingSpider):
    """Reads the timeline, page after page while there is something new on it."""

    name = "microblog"

    def read_list(self, response: Response, asked: str) -> Iterator[Request]:
        """Send the page when it changed; go on while it brought a post not seen before."""
        self.listed += 1
        if self.visit.is_same(asked, response.body):
            self.visit.unchanged(asked)
            return
        reading = self.reading(response)
        news = self._news(reading)
        self.learn_list(response, asked, digest=reading.digest)
        if reading.posts:
            self.send(response, reading)
        elif self.listed == 1:
            self.visit.problem(Problem.NO_FIELDS, response.url)
        for post in news:
            yield from self._ask_whole(post, [on_host_of(response.url, link) for link in reading.links])
        if (news or self.visit.unfinished) and self.listed < TIMELINE_PAGES:
            yield from self.ask(self.onward(response, reading), self.read_list)

    def read_whole(self, response: Response, asked: str, post: Extracted) -> Iterator[Request]:
        """Send the whole text of a post that the timeline cuts off; it becomes the post's next revision."""
        whole = completed(post, response.body, response.url)
        if whole is not None:
            self.visit.send(response.url, response.status, content_type(response), response.body, [whole])
        yield from ()

    def _ask_whole(self, post: Extracted, links: list[str]) -> Iterator[Request]:
        for link in links:
            if TRUNCATED in post.flags and post.platform_id and link.endswith(f"id={post.platform_id}"):
                yield from self.ask(link, self.read_whole, post=post)

    def _news(self, reading: Reading) -> list[Extracted]:
        memory, second = self.visit.memory, self.visit.second
        unseen = [post for post in reading.posts if (name := _name(post)) and memory.of(name) is None]
        for post in unseen:
            memory.look(_name(post), second)
        return unseen


def _name(post: Extracted) -> str:
    return f"{POST}{post.platform_id or canonical(post.url)}" if post.platform_id or post.url else ""
