"""How Scrapy connects here: through the egress guard, in turn with the other rounds, and never past a host's wish."""

from typing import Any

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler, _ScrapyAgent
from scrapy.http import Response
from scrapy.utils._download_handlers import wrap_twisted_exceptions
from scrapy.utils.defer import maybe_deferred_to_future
from twisted.web.client import Agent
from zope.interface import directlyProvides, providedBy  # type: ignore[import-untyped]

from crawler.addresses import host_of, is_web
from crawler.egress import Egress, Refusal, RefusedAddress
from crawler.manners import hold_seconds
from crawler.visit import Visit


class GuardedReactor:
    """The reactor as one source may use it: every connection asks the guard first, with the address as resolved."""

    def __init__(self, reactor: Any, egress: Egress) -> None:
        self._reactor = reactor
        self._egress = egress
        directlyProvides(self, providedBy(reactor))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._reactor, name)

    def connectTCP(self, host: str, port: int, *rest: Any, **named: Any) -> Any:
        """Connect, or raise RefusedAddress before anything is sent."""
        reason = self._egress.refusal(host, port)
        if reason is not None:
            raise RefusedAddress(host, port, reason)
        return self._reactor.connectTCP(host, port, *rest, **named)


class _GuardedAgent(_ScrapyAgent):
    def __init__(self, egress: Egress, **named: Any) -> None:
        super().__init__(**named)
        self._egress = egress

    def _get_agent(self, request: Request, timeout: float) -> Agent:
        # A proxy would resolve and connect for us, out of the guard's sight.
        request.meta.pop("proxy", None)
        agent = super()._get_agent(request, timeout)
        factory: Any = agent._endpointFactory
        factory._reactor = GuardedReactor(factory._reactor, self._egress)
        return agent


class PoliteHandler(HTTP11DownloadHandler):
    """Downloads for one round; robots.txt and redirects come through here as well."""

    async def download_request(self, request: Request) -> Response:
        """Wait for the host's turn, fetch, and note when the host asks to be left alone."""
        if not is_web(request.url):
            raise RefusedAddress(request.url[:80], 0, Refusal.NOT_AN_ADDRESS)
        visit: Visit = self._crawler.spider.visit  # type: ignore[union-attr]
        host = host_of(request.url)
        async with visit.gate.turn(host, visit.job.delay_seconds):
            visit.requests += 1
            response = await self._fetch(request, visit)
            self._note_wish(response, host, visit)
            return response

    async def _fetch(self, request: Request, visit: Visit) -> Response:
        agent = _GuardedAgent(
            visit.egress,
            contextFactory=self._contextFactory,
            pool=self._pool,
            maxsize=self._default_maxsize,
            warnsize=self._default_warnsize,
            fail_on_dataloss=self._fail_on_dataloss,
            crawler=self._crawler,
        )
        with wrap_twisted_exceptions():
            return await maybe_deferred_to_future(agent.download_request(request))

    def _note_wish(self, response: Response, host: str, visit: Visit) -> None:
        raw = response.headers.get("Retry-After")
        text = raw.decode("latin-1") if raw else None
        seconds = hold_seconds(response.status, text, visit.clock.now())
        if seconds > 0:
            visit.gate.hold(host, seconds)
            visit.holds[host] = seconds
