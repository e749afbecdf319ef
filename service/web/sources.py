"""信源: how every source does, and what to do about those that do not."""

from dataclasses import dataclass

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from config.handin import is_handed_in
from config.sources import Source
from service.web.console import Console
from service.web.patrol import missed_rounds
from store.engine import reading
from store.records import SourceState
from store.sources import states


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A source of the office with its state, None before its first round."""

    source: Source
    state: SourceState | None

    @property
    def status(self) -> str:
        """One word for how it does."""
        if not self.source.enabled:
            return "停用"
        if is_handed_in(self.source.address):
            return "异常" if self.state and self.state.finding else "人工"
        if self.state is None or not self.state.rounds:
            return "待首采"
        return "异常" if self.state.finding else "正常"

    @property
    def problem(self) -> tuple[str, str]:
        """What is wrong, and what to do; a finding is written `what：what to do`."""
        what, _, remedy = (self.state.finding if self.state else "").partition("：")
        return what, remedy


def lines(console: Console) -> list[SourceLine]:
    """All sources of the office, those in trouble first."""
    office = console.office()
    with reading(console.engine) as connection:
        known = states(connection, office.tenant)
    found = [SourceLine(source, known.get(source.code)) for source in office.sources]
    return sorted(found, key=lambda line: (line.status != "异常", line.source.code))


def routes(console: Console) -> APIRouter:
    """The page's address."""
    router = APIRouter()

    @router.get("/sources")
    def page(request: Request) -> Response:
        office, now = console.office(), console.clock.now()
        with reading(console.engine) as connection:
            missed = missed_rounds(connection, office, now)
        return console.page(request, "sources.html", {"lines": lines(console), "missed": missed})

    return router
