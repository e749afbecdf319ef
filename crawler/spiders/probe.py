"""One look at one address, whatever stands there: the page is handed over unread, so that its platform can be told."""

from collections.abc import Iterator

from scrapy import Request
from scrapy.http import Response

from crawler.spiders.visiting import VisitingSpider, content_type


class ProbeSpider(VisitingSpider):
    """Fetches the address and follows nothing."""

    name = "probe"

    def read_list(self, response: Response, asked: str) -> Iterator[Request]:
        """Hand the page over."""
        self.visit.send(response.url, response.status, content_type(response), response.body, ())
        self.visit.list_read = True
        yield from ()
