"""RSS, Atom, JSON Feed: the entries, and the article behind an entry that has no text of its own."""

from collections.abc import Iterator
from dataclasses import replace

from scrapy import Request
from scrapy.http import Response

from crawler.addresses import absolute, is_web
from crawler.extracted import Extracted
from crawler.memory import due_again
from crawler.problems import Problem
from crawler.reading import read
from crawler.spiders.visiting import VisitingSpider, content_type


class FeedSpider(VisitingSpider):
    """Reads the feed and fetches what it only announces."""

    name = "feed"

    def read_list(self, response: Response, asked: str) -> Iterator[Request]:
        """Send the entries that carry text; ask for the pages of those that don't."""
        if self.visit.is_same(asked, response.body):
            self.visit.unchanged(asked)
            return
        reading = self.reading(response)
        if not reading.posts:
            self.visit.problem(Problem.NO_FIELDS, response.url)
        whole = [entry for entry in reading.posts if entry.body or not entry.url]
        if whole:
            self.visit.send(response.url, response.status, content_type(response), response.body, whole)
        bare = [replace(entry, url=absolute(response.url, entry.url)) for entry in reading.posts if entry not in whole]
        self.visit.count_links(len(bare))
        waiting = [entry for entry in bare if due_again(self.visit.memory.of(entry.url), self.visit.second)]
        self.learn_list(response, asked, digest=reading.digest)
        for entry in waiting:
            yield from self.ask(entry.url, self.read_article, entry=entry)

    def read_article(self, response: Response, asked: str, entry: Extracted) -> Iterator[Request]:
        """Send the article under the entry's own identity."""
        reading = read("portal", response.body, response.url, self.visit.now, content_type(response))
        posts = [_under(entry, post) for post in reading.posts[:1]] or [entry]
        self.visit.send(response.url, response.status, content_type(response), response.body, posts)
        self.learn(response, asked)
        yield from ()


def _under(entry: Extracted, article: Extracted) -> Extracted:
    return replace(
        article,
        platform_id=entry.platform_id,
        url=entry.url if is_web(entry.url) else article.url,
        title=article.title or entry.title,
        published_at=article.published_at or entry.published_at,
        source_name=article.source_name or entry.source_name,
    )
