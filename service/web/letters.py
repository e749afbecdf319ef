"""未答复来信: letters to the office's own mailboxes by how long they wait (YL-4.3); the duty office's page."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from config.office import Office
from service.web.console import Console
from service.web.guard import checked_form
from service.web.intake import NOBODY, actor
from service.web.viewer import Viewer, may_see, viewer_of
from store import audit
from store.engine import reading, writing
from store.letters import ANSWERED, Letter, unanswered
from store.views import restricted_cases

KEPT = timedelta(days=365)
ONLY_DUTY_OFFICE = "未答复来信由值班室督办，请先登记为值班室人员"
NO_LETTER = "没有这封未答复的来信"
NO_WORDS = "请写明怎样答复的"


def routes(console: Console) -> APIRouter:
    """The page's addresses."""
    router = APIRouter()

    @router.get("/letters")
    def page(request: Request) -> Response:
        return _shown(console, request, viewer_of(request, console.office()))

    @router.post("/letters/answered")
    def answered(request: Request, fields: Annotated[Mapping[str, str], Depends(checked_form)]) -> Response:
        office, by, words = console.office(), actor(console, request, fields), fields.get("words", "")
        if by.person is None or len(words) < 2:
            return _shown(console, request, by, NOBODY if by.person is None else NO_WORDS)
        letter = next((one for one in _letters(console, by) if one.id == fields.get("letter", "")), None)
        if letter is None:
            raise HTTPException(404, NO_LETTER)
        with writing(console.engine) as connection:
            audit.record(connection, office.tenant, console.clock.now(), by.code, ANSWERED, letter.id, words)
        return RedirectResponse("/letters", 303)

    return router


def _letters(console: Console, by: Viewer) -> list[Letter]:
    """What this viewer may see; an accusation only together with its case (P-3)."""
    office = console.office()
    if by.unit_code != office.units.duty_office:
        raise HTTPException(403, ONLY_DUTY_OFFICE)
    with reading(console.engine) as connection:
        found = unanswered(connection, office.tenant, console.clock.now() - KEPT)
        hidden = {case.id for case in restricted_cases(connection, office.tenant) if not may_see(case, by.unit_code, office)}
    return [one for one in found if one.case_id not in hidden and (one.case_id or not one.accuses_own_people)]


def _shown(console: Console, request: Request, by: Viewer, problem: str = "") -> Response:
    values = {"letters": _letters(console, by), "names": _names(console.office()), "problem": problem, "typed": {}}
    return console.page(request, "letters.html", values, 422 if problem else 200)


def _names(office: Office) -> dict[str, str]:
    return {source.code: source.name for source in office.sources}
