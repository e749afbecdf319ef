"""What the three sites share: templates, answers with validators, and a robots.txt that allows."""

from hashlib import sha256
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

_TEMPLATES = Environment(
    loader=PackageLoader("service.demo"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)


def page(template: str, /, **values: Any) -> HTMLResponse:
    """A page from its template."""
    return HTMLResponse(_TEMPLATES.get_template(template).render(**values))


def validated(request: Request, answer: Response) -> Response:
    """The answer with an ETag, or 304 when the visitor has it already, as static government pages do."""
    tag = f'"{sha256(bytes(answer.body)).hexdigest()[:16]}"'
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers={"ETag": tag})
    answer.headers["ETag"] = tag
    return answer


def missing() -> Response:
    """The answer for a page that is not there, or not yet."""
    return HTMLResponse("<html><head><title>404</title></head><body>您访问的页面不存在</body></html>", status_code=404)


def robots() -> Route:
    """Everybody may read everything."""

    async def answer(_request: Request) -> Response:
        return PlainTextResponse("User-agent: *\nAllow: /\n")

    return Route("/robots.txt", answer)


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text."""
    return [line for line in text.split("\n") if line.strip()]
