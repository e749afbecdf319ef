"""robots.txt as Scrapy obeys it, with a memory that outlives one round and the pause a host asks for."""

from scrapy import Request
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.robotstxt import RobotParser

from crawler.addresses import host_of
from crawler.visit import Visit


class SharedRobots(RobotsTxtMiddleware):
    """Scrapy's middleware, asking the process's shelf first."""

    async def robot_parser(self, request: Request) -> RobotParser | None:
        """The rules of the request's host, fetched when nobody did within the hour."""
        visit: Visit = self.crawler.spider.visit  # type: ignore[union-attr]
        host = host_of(request.url)
        kept = visit.robots.get(host, visit.clock.monotonic())
        if kept is not None:
            found: RobotParser | None = kept.parser
            return found
        parser = await super().robot_parser(request)
        if parser is not None:
            # A robots.txt that could not be fetched is asked for again in the next round.
            visit.robots.put(host, parser, visit.clock.monotonic())
            _respect_pause(visit, host, parser)
        return parser


def _respect_pause(visit: Visit, host: str, parser: RobotParser) -> None:
    rules = getattr(parser, "rp", None)
    pause = rules.crawl_delay(visit.job.user_agent) if rules is not None else None
    if pause:
        visit.gate.at_least(host, float(pause))
