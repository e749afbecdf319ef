"""人工巡查: rounds of people over platforms that can't be read automatically, 有 or 无, with a picture."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from config.clock import in_china
from config.handin import NotTaken
from config.office import Office
from config.patrol import TOLD, Turn
from service.web.console import Console
from service.web.guard import Upload, checked_upload
from service.web.intake import NOBODY, actor, counter_of
from service.web.viewer import remember
from store.engine import reading
from store.patrol import began_at, checks_of
from store.records import PatrolCheck

NO_TURN = "这一轮还没有开始，或已超过一天，不能登记"
NO_ANSWER = "请选择 有 或 无"


@dataclass(frozen=True, slots=True)
class TurnLine:
    """One turn with the looks entered for it."""

    turn: Turn
    checks: tuple[PatrolCheck, ...]
    look_for: str
    is_over: bool

    @property
    def status(self) -> str:
        """已巡查, 漏巡 or 待巡查."""
        if self.checks:
            return "已巡查"
        return "漏巡" if self.is_over else "待巡查"

    @property
    def value(self) -> str:
        """How the form names the turn."""
        return "\n".join(self.turn.key)


@dataclass(frozen=True, slots=True)
class MissedRound:
    """A round that is over without a look at some of its platforms."""

    day: str
    round: str
    ended_at: datetime
    platforms: tuple[str, ...]


def missed_rounds(connection: Connection, office: Office, now: datetime) -> tuple[MissedRound, ...]:
    """The rounds of the last day with platforms nobody looked at, earliest first."""
    began = began_at(connection, office.tenant) if office.patrol.platforms else None
    if began is None:
        return ()
    done = {(check.day, check.round, check.platform) for check in _checks(connection, office, now)}
    found: dict[tuple[str, str], list[Turn]] = {}
    for turn in office.patrol.missed(done, began, now):
        found.setdefault(turn.key[:2], []).append(turn)
    return tuple(
        MissedRound(day, name, turns[0].ends_at, tuple(turn.platform for turn in turns)) for (day, name), turns in found.items()
    )


def lines(connection: Connection, office: Office, now: datetime) -> list[TurnLine]:
    """The turns for which a look can be entered, the latest first."""
    checks: dict[tuple[str, str, str], list[PatrolCheck]] = {}
    for check in _checks(connection, office, now):
        checks.setdefault((check.day, check.round, check.platform), []).append(check)
    hints = {platform.name: platform.look_for for platform in office.patrol.platforms}
    return [
        TurnLine(turn, tuple(checks.get(turn.key, ())), hints[turn.platform], turn.ends_at <= now)
        for turn in office.patrol.begun(now)
    ]


def routes(console: Console) -> APIRouter:
    """The page's addresses."""
    router = APIRouter()

    @router.get("/patrol")
    def page(request: Request, said: str = "") -> Response:
        counter_of(console)
        done = {"found": "已登记，正在研判", "none": "已登记：无情况"}.get(said, "")
        return _shown(console, request, done=done)

    @router.post("/patrol")
    def enter(request: Request, upload: Annotated[Upload, Depends(checked_upload)]) -> Response:
        return _enter(console, request, upload)

    return router


def _enter(console: Console, request: Request, upload: Upload) -> Response:
    counter, fields = counter_of(console), upload.fields
    by = actor(console, request, fields)
    named = fields.get("turn", "").replace("\r\n", "\n")
    turn = next((one for one in console.office().patrol.begun(console.clock.now()) if "\n".join(one.key) == named), None)
    answer = {"yes": True, "no": False}.get(fields.get("found", ""))
    problem = NOBODY if by.person is None else NO_TURN if turn is None else NO_ANSWER if answer is None else ""
    if problem or turn is None or answer is None:
        return _shown(console, request, problem)
    try:
        counter.enter_look(turn, answer, fields.get("note", ""), fields.get("link", ""), upload.data, by.code)
    except NotTaken as reason:
        return _shown(console, request, str(reason))
    response = RedirectResponse(f"/patrol?said={'found' if answer else 'none'}", 303)
    remember(response, by.code)
    return response


def _shown(console: Console, request: Request, problem: str = "", done: str = "") -> Response:
    office, now = console.office(), console.clock.now()
    with reading(console.engine) as connection:
        found = lines(connection, office, now)
    rounds: dict[tuple[str, str], list[TurnLine]] = {}
    for line in found:
        rounds.setdefault(line.turn.key[:2], []).append(line)
    coming = next(iter(office.patrol.turns(now + timedelta(microseconds=1), now + TOLD)), None)
    values: dict[str, object] = {
        "rounds": list(rounds.values()),
        "coming": coming,
        "problem": problem,
        "done": done,
        "typed": {},
    }
    return console.page(request, "patrol.html", values, 422 if problem else 200)


def _checks(connection: Connection, office: Office, now: datetime) -> list[PatrolCheck]:
    today = in_china(now).date()
    days = [(today - timedelta(days=back)).isoformat() for back in range(TOLD.days + 1)]
    return checks_of(connection, office.tenant, days)
