"""`/healthz`: whether the program does its work, for programs that watch it."""

from fastapi import APIRouter
from starlette.responses import JSONResponse

from service.web.console import Console


def routes(console: Console) -> APIRouter:
    """The page's address."""
    router = APIRouter()

    @router.api_route("/healthz", methods=["GET", "HEAD"])
    def healthz() -> JSONResponse:
        problems = console.health()
        return JSONResponse({"status": "trouble" if problems else "ok", "problems": problems}, 503 if problems else 200)

    return router
