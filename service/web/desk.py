"""值班台: what needs somebody now, the shortest time left first; the page asks for news every few seconds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from config.vocabulary import CaseState
from service.web.console import Console
from service.web.display import JUST_NOW, urgency
from service.web.patrol import MissedRound, missed_rounds
from service.web.sources import SourceLine
from service.web.sources import lines as source_lines
from service.web.viewer import may_see, viewer_of
from store.engine import reading
from store.ids import digest
from store.views import CaseRow, ChannelTrouble, DeskRow, channel_trouble, desk

TROUBLE_KEPT = timedelta(hours=24)
WAITING = (CaseState.TRIAGE, CaseState.RETURNED)


@dataclass(frozen=True, slots=True)
class Line:
    """One case of the queue with what it waits for."""

    row: DeskRow
    look: str
    is_new: bool

    @property
    def case(self) -> CaseRow:
        """The case."""
        return self.row.case

    @property
    def waits_for(self) -> str:
        """研判, 签收 or 办理."""
        if self.case.state in WAITING:
            return "研判"
        return "办理" if self.case.signed_at else "签收"

    @property
    def why(self) -> str:
        """Why the case stands with its lead, for one that waits for a decision."""
        return next((str(entry["reason"]) for entry in self.case.routing if entry.get("relation") == "lead"), "")

    @property
    def suggested(self) -> list[str]:
        """Codes of the units the machine would have chosen."""
        return [str(entry["unit"]) for entry in self.case.routing if entry.get("relation") == "suggested"]

    @property
    def returned(self) -> tuple[str, str] | None:
        """The unit that gave the case back, and its reason."""
        back = [entry for entry in self.case.routing if entry.get("relation") == "returned"]
        return (
            (str(back[-1]["unit"]), str(back[-1].get("reason", ""))) if back and self.case.state == CaseState.RETURNED else None
        )


@dataclass(frozen=True, slots=True)
class Desk:
    """All that stands on the desk at one moment; `hidden` counts restricted cases of which nothing is shown."""

    lines: tuple[Line, ...]
    hidden: int
    channels: tuple[ChannelTrouble, ...]
    sources: tuple[SourceLine, ...]
    patrol: tuple[MissedRound, ...]
    system: tuple[str, ...]

    @property
    def figures(self) -> list[tuple[str, int, str, str]]:
        """Name, number, where it leads, and look of each figure at the top."""
        waits = [line.waits_for for line in self.lines]
        looks = [line.look for line in self.lines]
        return [
            ("待研判", waits.count("研判"), "#queue", "due"),
            ("待签收", waits.count("签收"), "#queue", "due"),
            ("1小时内到期", looks.count("soon"), "#queue", "soon"),
            ("已超时", looks.count("late"), "#queue", "late"),
            ("渠道异常", sum(item.count for item in self.channels), "#channels", "soon"),
            ("信源异常", len(self.sources) + len(self.patrol), "#sources", "soon"),
        ]

    @property
    def version(self) -> str:
        """Changes whenever the page would look different, clocks aside (they run in the browser)."""
        return digest(repr(self))


def read(console: Console, unit: str, now: datetime) -> Desk:
    """The desk as people of a unit may see it."""
    office = console.office()
    with reading(console.engine) as connection:
        rows = desk(connection, office.tenant)
        trouble = channel_trouble(connection, office.tenant, now - TROUBLE_KEPT)
        patrol = missed_rounds(connection, office, now)
    shown = [row for row in rows if may_see(row.case, unit, office)]
    # Somebody of an accused unit is not told that there is anything (P-3); nobody named yet is asked to say who they are.
    hidden = len(rows) - len(shown) if not unit else 0
    ailing = tuple(line for line in source_lines(console) if line.status == "异常")
    return Desk(_ordered([_line(row, now) for row in shown]), hidden, tuple(trouble), ailing, patrol, tuple(console.health()))


def routes(console: Console) -> APIRouter:
    """The page's addresses."""
    router = APIRouter()

    @router.get("/")
    def page(request: Request) -> Response:
        found = read(console, viewer_of(request, console.office()).unit_code, console.clock.now())
        return console.page(request, "desk.html", {"desk": found})

    @router.get("/desk")
    def news(request: Request, seen: str = "") -> Response:
        found = read(console, viewer_of(request, console.office()).unit_code, console.clock.now())
        if seen == found.version:
            return Response(status_code=204)
        return console.page(request, "desk_body.html", {"desk": found})

    return router


def _line(row: DeskRow, now: datetime) -> Line:
    nearest = _nearest(row)
    return Line(row, urgency(nearest, now), now - row.case.opened_at <= JUST_NOW)


def _nearest(row: DeskRow) -> datetime | None:
    """The first moment at which something happens to a case if nobody acts."""
    moments = [duty.due_at for duty in row.duties if duty.due_at]
    return min([*moments, *([row.next_step.due_at] if row.next_step else [])], default=None)


def _ordered(lines: Sequence[Line]) -> tuple[Line, ...]:
    def first(line: Line) -> tuple[bool, float, str]:
        nearest = _nearest(line.row)
        return nearest is None, nearest.timestamp() if nearest else 0.0, line.case.number

    return tuple(sorted(lines, key=first))
