"""The page behind a message's link: sign without an account; afterwards 退回 and 回应. Looking changes nothing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from alerts import signing
from alerts.responsibility import ACCUSATION_ADVICE
from alerts.signing import OPEN_STATES, Said, Signer, may_sign
from config.office import Office
from config.vocabulary import CaseState
from service.web.case_page import FORMS, post_view, result_name, said
from service.web.console import Console
from service.web.display import safe_link
from service.web.guard import checked_form
from service.web.viewer import may_see, named, remember, viewer_of
from store import cases
from store.engine import reading, writing
from store.records import Case, Duty, SignLink
from store.records import Response as Answer
from store.views import CaseRow, PostRow, case_row, duties_of, posts_of, responses_of

Fields = Annotated[Mapping[str, str], Depends(checked_form)]
Act = Callable[[Connection, Office, "Opened", datetime], Said]
MOST_POSTS = 6
WELL_ENDED = frozenset({Said.DONE, Said.RECEIVED, Said.ALREADY})
BAD_LINK = "网址须以 http:// 或 https:// 开头"


@dataclass(frozen=True, slots=True)
class Opened:
    """What a valid link shows."""

    link: SignLink
    case: CaseRow
    record: Case
    duties: list[Duty]
    posts: list[PostRow]
    answers: list[Answer]


def routes(console: Console) -> APIRouter:
    """The page's addresses."""
    router = APIRouter()

    @router.api_route("/s/{token}", methods=["GET", "HEAD"])
    def page(request: Request, token: str) -> Response:
        return _shown(console, request, token)

    @router.post("/s/{token}")
    def sign(request: Request, token: str, fields: Fields) -> Response:
        def act(connection: Connection, office: Office, opened: Opened, now: datetime) -> Said:
            return signing.sign_by_link(connection, office, token, now, fields.get("name", ""), fields.get("code", ""))

        return _acted(console, request, token, fields, act)

    @router.post("/s/{token}/return")
    def give_back(request: Request, token: str, fields: Fields) -> Response:
        def act(connection: Connection, office: Office, opened: Opened, now: datetime) -> Said:
            signer = _signer(office, opened.link, fields)
            if signer is None:
                return Said.UNKNOWN_PERSON
            reason, belongs = fields.get("reason", ""), fields.get("belongs_to", "")
            return signing.return_case(connection, office, opened.case.id, signer, reason, now, belongs)

        return _acted(console, request, token, fields, act)

    @router.post("/s/{token}/respond")
    def respond(request: Request, token: str, fields: Fields) -> Response:
        url = fields.get("url", "")
        if url and not safe_link(url):
            return _shown(console, request, token, BAD_LINK, fields)

        def act(connection: Connection, office: Office, opened: Opened, now: datetime) -> Said:
            signer = _signer(office, opened.link, fields)
            if signer is None:
                return Said.UNKNOWN_PERSON
            text, form = fields.get("text", ""), fields.get("form", "") or "回应"
            return signing.respond(connection, office, opened.case.id, signer, now, text=text, url=url, form=form)

        return _acted(console, request, token, fields, act)

    return router


def _open(console: Console, token: str) -> Opened | None:
    """What stands behind a token; None when it is unknown, expired, or the case is no longer for its unit."""
    office, now = console.office(), console.clock.now()
    with reading(console.engine) as connection:
        link = signing.find_link(connection, office.tenant, token, now)
        if link is None:
            return None
        case = case_row(connection, office.tenant, case_id=link.case_id)
        record = cases.by_id(connection, office.tenant, link.case_id)
        # A case may turn out to accuse the unit after its link went out: then the link shows nothing any more (P-3).
        if case is None or record is None or not may_see(case, link.unit, office):
            return None
        return Opened(
            link,
            case,
            record,
            duties_of(connection, office.tenant, case.id),
            posts_of(connection, office.tenant, case.event_id, MOST_POSTS),
            responses_of(connection, office.tenant, case.id),
        )


def _shown(
    console: Console, request: Request, token: str, problem: str = "", typed: Mapping[str, str] | None = None
) -> Response:
    office, opened = console.office(), _open(console, token)
    if opened is None:
        return console.page(request, "sign_gone.html", {}, 404)
    person = named(office, opened.link.person) if opened.link.person else viewer_of(request, office)
    open_duties = [duty for duty in opened.duties if duty.met_at is None]
    values = {
        "token": token,
        "case": opened.case,
        "personal": bool(opened.link.person),
        "person": person,
        "open_duties": open_duties,
        "posts": [post_view(post, office) for post in opened.posts],
        "answers": opened.answers,
        "can": _can(office, opened, person.unit_code or opened.link.unit),
        "forms": FORMS,
        "advice": ACCUSATION_ADVICE,
        "problem": problem,
        "done": said(request.query_params.get("said", "")),
        "typed": typed or {},
    }
    return console.page(request, "sign.html", values, 422 if problem else 200)


def _can(office: Office, opened: Opened, unit: str) -> set[str]:
    case = opened.record
    leads = may_sign(office, case, unit)
    # Somebody beside the lead, or the first link of a report chain, is heard through an unused link after the lead signed.
    unsigned = case.signed_at is None and (leads or not opened.link.person)
    able = {
        "sign": case.state in OPEN_STATES and (opened.link.used_at is None or unsigned),
        "return": leads and case.state in (CaseState.ASSIGNED, CaseState.SIGNED) and case.lead_unit != office.units.duty_office,
        "respond": leads and case.state in OPEN_STATES and case.signed_at is not None,
    }
    return {name for name, can in able.items() if can}


def _acted(
    console: Console,
    request: Request,
    token: str,
    fields: Mapping[str, str],
    act: Act,
) -> Response:
    opened = _open(console, token)
    if opened is None:
        return console.page(request, "sign_gone.html", {}, 404)
    office, now = console.office(), console.clock.now()
    with writing(console.engine) as connection:
        outcome = act(connection, office, opened, now)
    if outcome not in WELL_ENDED:
        return _shown(console, request, token, str(outcome), fields)
    response = RedirectResponse(f"/s/{token}?said={result_name(outcome)}", 303)
    if not opened.link.person and fields.get("code"):
        remember(response, fields["code"].strip())
    return response


def _signer(office: Office, link: SignLink, fields: Mapping[str, str]) -> Signer | None:
    return signing.person_of_link(office, link, fields.get("name", ""), fields.get("code", ""))
