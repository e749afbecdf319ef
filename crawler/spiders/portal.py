"""Government sites, news portals, message boards: a list page leads to articles."""

from collections.abc import Iterator

from scrapy import Request
from scrapy.http import Response

from crawler.addresses import absolute, same_site
from crawler.memory import due_again
from crawler.problems import Problem
from crawler.reading import Reading
from crawler.spiders.visiting import VisitingSpider

LIST_PAGES = 5
"""List pages read in one round, and only while everything on them is new."""


class PortalSpider(VisitingSpider):
    """Reads the list, then the articles on it that are new or whose next look has come."""

    name = "portal"

    def read_list(self, response: Response, asked: str) -> Iterator[Request]:
        """Follow the list's articles, new ones first, and its next page while all were new."""
        self.listed += 1
        reading = self.reading(response)
        links = self._articles(response, reading)
        # A source's own page may hold posts itself: a board of letters, or a single article.
        if reading.posts and not self.visit.is_same(asked, response.body):
            self.send(response, reading)
        elif not links and not reading.posts:
            self.visit.problem(Problem.NO_FIELDS, response.url)
        self.learn_list(response, asked, digest=reading.digest)
        self.visit.count_links(len(links))
        fresh = [link for link in links if self.visit.memory.of(link) is None]
        for link in fresh + self._due(links):
            # A sitemap's index leads to sitemaps.
            if not link.endswith(".xml"):
                yield from self.ask(link, self.read_article)
            elif self.listed < LIST_PAGES:
                yield from self.ask(link, self.read_list)
        if (len(fresh) == len(links) or self.visit.unfinished) and self.listed < LIST_PAGES:
            yield from self.ask(self.onward(response, reading), self.read_list)

    def read_article(self, response: Response, asked: str) -> Iterator[Request]:
        """Send the article, unless it is as it was."""
        if self.visit.is_same(asked, response.body):
            self.visit.unchanged(asked)
            return
        reading = self.reading(response, follow=False)
        if reading.posts:
            self.send(response, reading)
        else:
            self.visit.problem(Problem.NO_FIELDS, response.url)
        self.learn(response, asked, digest=reading.digest)
        yield from ()

    def _articles(self, response: Response, reading: Reading) -> list[str]:
        source = self.visit.job.address
        links = (absolute(response.url, link) for link in reading.links)
        return [link for link in dict.fromkeys(links) if link and same_site(source, link)]

    def _due(self, links: list[str]) -> list[str]:
        second = self.visit.second
        known = [(link, self.visit.memory.of(link)) for link in links]
        return [link for link, mark in known if mark is not None and due_again(mark, second)]
