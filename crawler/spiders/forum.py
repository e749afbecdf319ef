"""Forums: a board lists threads; a thread whose replies grew is read on from where reading stopped."""

from collections.abc import Iterator
from dataclasses import replace

from scrapy import Request
from scrapy.http import Response

from crawler.addresses import absolute, same_site
from crawler.extracted import Extracted
from crawler.memory import due_again
from crawler.problems import Problem
from crawler.reading import Reading
from crawler.spiders.visiting import VisitingSpider, content_type
from crawler.wire import Mark

BOARD_PAGES = 5


class ForumSpider(VisitingSpider):
    """Reads the board, then the threads that are new or have other reply counts than before."""

    name = "forum"

    def read_list(self, response: Response, asked: str) -> Iterator[Request]:
        """Send the rows, which say at once what is asked about and how much it is answered; then follow what changed.

        The board's next page is read while every thread on it was new.
        """
        self.listed += 1
        reading = self.reading(response)
        threads = self._threads(response, reading)
        if not threads:
            yield from self._read_only_page(response, asked, reading)
            return
        if reading.posts and not self.visit.is_same(asked, response.body):
            self.send(response, reading)
        self.learn_list(response, asked, digest=reading.digest)
        self.visit.count_links(len(threads))
        marks = {url: self.visit.memory.of(url) for url in threads}
        for url, row in threads.items():
            mark = marks[url]
            if self._changed(mark, row.replies):
                yield from self.ask((mark.resume if mark else "") or url, self.read_thread, thread=url, row=row)
        if (self.visit.unfinished or not any(marks.values())) and self.listed < BOARD_PAGES:
            yield from self.ask(self.onward(response, reading), self.read_list)

    def read_thread(self, response: Response, asked: str, thread: str, row: Extracted) -> Iterator[Request]:
        """Send the page's posts and go on to the next; remember how far reading came."""
        reading = self.reading(response)
        if reading.posts:
            posts = [replace(post, platform_id=row.platform_id) if _opens(post, row) else post for post in reading.posts]
            self.visit.send(response.url, response.status, content_type(response), response.body, posts)
        else:
            self.visit.problem(Problem.NO_FIELDS, response.url)
        onward = self.onward(response, reading)
        # Until the last page is read the count stays unknown, so that a round cut short is continued.
        known = None if onward else row.replies
        self.visit.memory.look(thread, self.visit.second, replies=known, resume=onward or asked)
        yield from self.ask(onward, self.read_thread, thread=thread, row=row)

    def _threads(self, response: Response, reading: Reading) -> dict[str, Extracted]:
        rows = {post.url: post for post in reading.posts if post.url}
        links = [url for link in reading.links if (url := absolute(response.url, link))]
        return {url: rows.get(url, Extracted(url=url)) for url in links if same_site(self.visit.job.address, url)}

    def _changed(self, mark: Mark | None, replies: int | None) -> bool:
        if mark is None:
            return True
        if not mark.resume:
            # The site denied it when last asked.
            return due_again(mark, self.visit.second)
        return mark.replies != replies if replies is not None else due_again(mark, self.visit.second)

    def _read_only_page(self, response: Response, asked: str, reading: Reading) -> Iterator[Request]:
        # A source may be one thread, or a board whose threads lie elsewhere.
        if not reading.posts:
            self.visit.problem(Problem.NO_FIELDS, response.url)
            return
        yield from self.read_thread(response, asked, thread=asked, row=Extracted())


def _opens(post: Extracted, row: Extracted) -> bool:
    """Whether the post is the one its board's row announced: both are one post under the thread's id."""
    return post.floor == 1 and bool(row.platform_id)
