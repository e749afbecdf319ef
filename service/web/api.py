"""`POST /api/posts`: other programs hand in posts with a key of the office."""

import asyncio

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from config.handin import NotTaken
from service.web.console import Console
from service.web.intake import counter_of

HEADER = "x-huiying-key"


def routes(console: Console) -> APIRouter:
    """The address."""
    router = APIRouter()

    @router.post("/api/posts")
    async def posts(request: Request) -> Response:
        counter = counter_of(console)
        key = console.office().api_keys.holder(request.headers.get(HEADER, ""))
        if key is None:
            return _told(401, "密钥无效；请由管理员用 huiying apikey new 建立")
        if not counter.may_ask(key):
            return _told(429, "请求过于频繁，每分钟不超过 60 次", {"Retry-After": "60"})
        body = await request.body()
        try:
            counted, rejected = await asyncio.to_thread(counter.take_batch, key, body)
        except NotTaken as error:
            return _told(422, str(error))
        numbers = {"new": counted.new, "revised": counted.revised, "duplicate": counted.duplicate}
        told = [{"index": one.index, "field": one.field, "problem": one.problem} for one in rejected]
        return JSONResponse(numbers | {"rejected": told}, 200 if counted.fetched or not told else 422)

    return router


def _told(status: int, problem: str, headers: dict[str, str] | None = None) -> JSONResponse:
    return JSONResponse({"problem": problem}, status, headers)
