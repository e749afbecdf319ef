"""The console as one application."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from sqlalchemy import Engine
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.staticfiles import StaticFiles

from config.clock import Clock
from config.office import Office
from service.web import (
    api,
    assets,
    case_actions,
    case_page,
    cases,
    contact,
    desk,
    handler,
    health,
    inbox,
    intake,
    letters,
    patrol,
    sign,
    sources,
)
from service.web.console import NOTICE, Console
from service.web.guard import HEADERS, Guard

if TYPE_CHECKING:
    from service.intake import Intake

PAGES = (desk, cases, case_page, case_actions, contact, intake, letters, patrol, api, sign, inbox, sources, handler, health)
_MEANINGS = {404: "没有这个页面", 405: "不支持的请求方式", 422: "地址或填写内容有误"}


def create_app(
    engine: Engine,
    office: Callable[[], Office],
    clock: Clock,
    demo_inbox: Path | None = None,
    health: Callable[[], list[str]] = list,
    counter: "Intake | None" = None,
) -> FastAPI:
    """The console of one office; `health` tells in Chinese what is wrong, `demo_inbox` is the demonstration's inbox file.

    `counter` takes what is handed in; without it the pages for that are not there.
    """
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    console = Console(engine, office, clock, demo_inbox, health, counter)
    for page in PAGES:
        app.include_router(page.routes(console))
    script = assets.htmx()

    @app.get("/static/htmx.js")
    def htmx() -> Response:
        return Response(script, media_type="text/javascript", headers={"Cache-Control": "max-age=3600"})

    app.mount("/static", StaticFiles(directory=assets.OWN), name="static")
    app.add_middleware(Guard, public_name=lambda: urlsplit(office().sheet.base_url).hostname or "")
    _explain_errors(app, console)
    return app


def _explain_errors(app: FastAPI, console: Console) -> None:
    def page(request: Request, status: int, words: str) -> Response:
        return console.page(request, "error.html", {"status": status, "words": words}, status)

    @app.exception_handler(HTTPException)
    def refused(request: Request, error: HTTPException) -> Response:
        own = error.detail if not error.detail.isascii() else ""
        return page(request, error.status_code, own or _MEANINGS.get(error.status_code, "请求无法办理"))

    @app.exception_handler(Exception)
    def broken(request: Request, error: Exception) -> Response:
        # Made without office, store or templates: any of them may be what is broken. It passes by the guard's headers.
        return PlainTextResponse(f"系统内部错误，请稍后再试；如反复出现，请告知系统管理员\n\n{NOTICE}", 500, headers=HEADERS)

    @app.exception_handler(RequestValidationError)
    def unreadable(request: Request, error: RequestValidationError) -> Response:
        return page(request, 422, _MEANINGS[422])
