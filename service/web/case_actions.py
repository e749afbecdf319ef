"""What people do to a case from its page: 签收, 退回, 指派, 误报, 回应, 电话签收记录. Every change goes through `alerts`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Depends
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from alerts import signing, triage
from alerts.signing import Said, Signer
from alerts.triage import Assignment, Decided
from config.clock import CHINA
from config.office import Office
from service.web.case_page import decides, find, result_name, shown
from service.web.console import Console
from service.web.display import safe_link
from service.web.guard import checked_form
from service.web.viewer import Viewer, named, remember, viewer_of
from store.engine import writing
from store.views import CaseRow

Fields = Annotated[Mapping[str, str], Depends(checked_form)]
Outcome = Said | Decided

WELL_ENDED = frozenset({Said.DONE, Said.RECEIVED, Said.ALREADY, Decided.DONE})
CLOCKS_DIFFER = timedelta(minutes=5)


class Refused(StrEnum):
    """What the form itself got wrong, before anything was changed."""

    NOBODY = "请填写办理人的人员代码（见单位表）"
    NO_SUCH_PERSON = "没有这个人员代码，请核对单位表"
    NOT_DECIDING = "研判由值班室办理"
    BAD_LINK = "网址须以 http:// 或 https:// 开头"
    BAD_TIME = "通话时间无法识别，应写成如 2026-11-22 09:40，且不晚于现在"
    NO_WORDS = "请填写通话内容"
    NO_CALLED = "没有这个被叫人代码，请核对单位表"
    NO_UNIT = "请选择牵头单位"


class Stop(Exception):
    """The form can't be carried out; its first argument says why, in Chinese."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One person's form for one case, with the transaction it is carried out in."""

    connection: Connection
    office: Office
    case: CaseRow
    by: Viewer
    fields: Mapping[str, str]
    now: datetime

    @property
    def signer(self) -> Signer:
        """The person who acts, from the console."""
        unit, person = self.by.unit, self.by.person
        if person is None or unit is None:
            raise Stop(Refused.NOBODY)
        return Signer(person.code, person.name, unit.code, "console")

    def said(self, field: str) -> str:
        """What a field of the form says; nothing when it is not there."""
        return self.fields.get(field, "")

    def must_decide(self) -> None:
        """Stop unless the person belongs to the unit that decides about waiting cases."""
        if not decides(self.case, self.by.unit_code, self.office):
            raise Stop(Refused.NOT_DECIDING)


def sign(attempt: Attempt) -> Outcome:
    """签收."""
    return signing.sign(attempt.connection, attempt.office, attempt.case.id, attempt.signer, attempt.now)


def give_back(attempt: Attempt) -> Outcome:
    """退回 with a reason, and where the case belongs if the unit knows."""
    reason, belongs = attempt.said("reason"), attempt.said("belongs_to")
    a = attempt
    return signing.return_case(a.connection, a.office, a.case.id, a.signer, reason, a.now, belongs)


def assign(attempt: Attempt) -> Outcome:
    """指派: the duty office hands a waiting case to its units."""
    attempt.must_decide()
    lead = attempt.said("lead")
    if not lead:
        raise Stop(Refused.NO_UNIT)
    supporting = [code for code in attempt.said("supporting").split(",") if code]
    grades = {name: attempt.said(name) for name in ("category", "tier", "incident_grade", "locality")}
    assignment = Assignment(lead, supporting, **grades)
    a = attempt
    return triage.assign(a.connection, a.office, a.case.id, assignment, a.by.code, a.said("reason"), a.now)


def false_alarm(attempt: Attempt) -> Outcome:
    """误报."""
    attempt.must_decide()
    a = attempt
    return triage.false_alarm(a.connection, a.office, a.case.id, a.by.code, a.said("reason"), a.now)


def respond(attempt: Attempt) -> Outcome:
    """回应: text, and where it stands."""
    url = attempt.said("url")
    if url and not safe_link(url):
        raise Stop(Refused.BAD_LINK)
    words = {"text": attempt.said("text"), "form": attempt.said("form") or "回应", "speaker": attempt.said("speaker")}
    return signing.respond(attempt.connection, attempt.office, attempt.case.id, attempt.signer, attempt.now, url=url, **words)


def phone(attempt: Attempt) -> Outcome:
    """电话签收记录: who called whom, when, what was said."""
    called = named(attempt.office, attempt.said("called"))
    if called.person is None:
        raise Stop(Refused.NO_CALLED)
    words = attempt.said("words")
    if not words:
        raise Stop(Refused.NO_WORDS)
    at, signs = call_time(attempt.said("at"), attempt.now), attempt.said("signs") == "yes"
    a = attempt
    return signing.log_phone_call(a.connection, a.office, a.case.id, a.by.code, called.code, at, words, a.now, signs=signs)


Act = Callable[[Attempt], Outcome]
ACTS: Mapping[str, Act] = {
    "sign": sign,
    "return": give_back,
    "assign": assign,
    "false-alarm": false_alarm,
    "respond": respond,
    "phone": phone,
}


def routes(console: Console) -> APIRouter:
    """One address for each action."""
    router = APIRouter()
    for name, act in ACTS.items():
        router.add_api_route(f"/cases/{{number}}/{name}", _action(console, act), methods=["POST"], name=name)
    return router


def call_time(text: str, now: datetime) -> datetime:
    """The moment of a call as typed in China's time; nothing typed means now. Stop when it can't be read or is to come."""
    if not text:
        return now
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise Stop(Refused.BAD_TIME) from error
    at = at.replace(tzinfo=CHINA) if at.tzinfo is None else at
    if at > now + CLOCKS_DIFFER or at < now - timedelta(days=366):
        raise Stop(Refused.BAD_TIME)
    return min(at, now)


def _action(console: Console, act: Act) -> Callable[[Request, str, Fields], Response]:
    def handle(request: Request, number: str, fields: Fields) -> Response:
        office, now = console.office(), console.clock.now()
        by = named(office, fields["person"]) if fields.get("person") else viewer_of(request, office)
        case = find(console, number, viewer_of(request, office)).case
        try:
            if by.person is None:
                raise Stop(Refused.NO_SUCH_PERSON if fields.get("person") else Refused.NOBODY)
            with writing(console.engine) as connection:
                outcome = act(Attempt(connection, office, case, by, fields, now))
        except Stop as stop:
            return shown(console, request, number, str(stop), fields)
        if outcome not in WELL_ENDED:
            return shown(console, request, number, str(outcome), fields)
        response = RedirectResponse(f"/cases/{number}?said={result_name(outcome)}", 303)
        remember(response, by.code)
        return response

    return handle
