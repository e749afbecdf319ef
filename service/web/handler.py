"""办理人: who acts in this browser, so that the audit keeps a person."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from alerts.people import find_person
from alerts.roster import on_duty
from service.web.console import Console
from service.web.guard import checked_form
from service.web.viewer import named, remember

UNKNOWN = "没有这个人员代码，请核对单位表"


def routes(console: Console) -> APIRouter:
    """The page's addresses."""
    router = APIRouter()

    def shown(request: Request, back: str, problem: str = "") -> Response:
        office = console.office()
        codes = on_duty(office.roster, console.clock.now())
        people = [found for code in codes if (found := find_person(office, code)) is not None]
        values = {"on_duty": people, "back": local_path(back), "problem": problem}
        return console.page(request, "handler.html", values, 422 if problem else 200)

    @router.get("/handler")
    def form(request: Request, back: str = "/") -> Response:
        return shown(request, back)

    @router.post("/handler")
    def choose(request: Request, fields: Annotated[Mapping[str, str], Depends(checked_form)]) -> Response:
        chosen = named(console.office(), fields.get("person", ""))
        if chosen.person is None:
            return shown(request, fields.get("back", "/"), UNKNOWN)
        response = RedirectResponse(local_path(fields.get("back", "/")), 303)
        remember(response, chosen.code)
        return response

    return router


def local_path(path: str) -> str:
    """The path when it leads to a page of ours, else the first page: a form must not lead elsewhere."""
    safe = path.startswith("/") and not path.startswith("//") and "\\" not in path and path.isprintable()
    return path if safe else "/"
