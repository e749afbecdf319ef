"""What stands before every page: known host names, safe headers, and changes only by our own forms.

A change needs all of: POST, a form body of bounded size, a page of ours as its origin (Sec-Fetch-Site and Origin), and
the token of the form equal to the token of the cookie. A token kept in two places survives a restart of the program, so
that a page left open on a phone can still be signed.
"""

import hmac
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.datastructures import FormData, Headers, MutableHeaders, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

CSRF_COOKIE = "huiying_csrf"
CSRF_FIELD = "csrf"
LARGEST_FORM = 64 * 1024
LONGEST_FIELD = 8000
LARGEST_FILE: Mapping[str, int] = {"/intake/sheet": 10 * 1024 * 1024, "/patrol": 5 * 1024 * 1024}
"""Where a form may carry a file, and how large that may be."""
PROGRAMS: Mapping[str, int] = {"/api/posts": 1024 * 1024}
"""Where programs send JSON with a key in a header, which no page of another site can make a browser add."""
LOOPBACK_NAMES = frozenset({"127.0.0.1", "localhost", "::1"})
SAFE_METHODS = frozenset({"GET", "HEAD"})

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class Guard:
    """Refuses what no page of ours sends, and adds the headers to whatever is answered.

    `public_name` is the host of the office's own address, under which phones reach the sign-for page; a name that
    is neither that nor loopback is somebody else's page pointing at this machine (DNS rebinding).
    """

    def __init__(self, app: ASGIApp, public_name: Callable[[], str]) -> None:
        self._app, self._public_name = app, public_name

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        refusal = self._refusal(scope["method"], scope["path"], Headers(scope=scope))
        answer: ASGIApp = self._app if refusal is None else refusal
        await answer(scope, _bounded(receive, largest(scope["path"])), _with_headers(send))

    def _refusal(self, method: str, path: str, headers: Headers) -> Response | None:
        host = host_name(headers.get("host", ""))
        if host not in LOOPBACK_NAMES and not (host == self._public_name() and _is_public(path)):
            return PlainTextResponse("不认识的访问地址，请使用办公室配置的访问地址", 421)
        if method in SAFE_METHODS:
            return None
        if method != "POST":
            return PlainTextResponse("不支持的请求方式", 405)
        return _refused_change(path, headers)


def host_name(netloc: str) -> str:
    """The name or number of `name:port`; nothing when it can't be read."""
    try:
        return urlsplit(f"//{netloc}").hostname or ""
    except ValueError:
        return ""


def token_of(request: Request) -> str:
    """The token of this browser, a new one when it has none."""
    known = request.cookies.get(CSRF_COOKIE, "")
    return known if 20 <= len(known) <= 64 else secrets.token_urlsafe(24)


def keep_token(request: Request, response: Response, token: str) -> None:
    """Give the browser its token, once."""
    if request.cookies.get(CSRF_COOKIE) != token:
        response.set_cookie(CSRF_COOKIE, token, httponly=True, samesite="lax")


@dataclass(frozen=True, slots=True)
class Upload:
    """A form with at most one file; `name` is what the sender calls it, without folders."""

    fields: Mapping[str, str]
    name: str = ""
    data: bytes = b""


async def checked_form(request: Request) -> Mapping[str, str]:
    """The fields of a form of ours, trimmed; 403 when its token is not the browser's."""
    async with request.form(max_files=0, max_fields=120) as sent:
        return _fields(request, sent)


async def checked_upload(request: Request) -> Upload:
    """The fields and the file of a form of ours; 403 when its token is not the browser's, 413 when the file is too large."""
    async with request.form(max_files=1, max_fields=40, max_part_size=LARGEST_FORM) as sent:
        files = [value for value in sent.values() if isinstance(value, UploadFile)]
        fields = _fields(request, [(name, value) for name, value in sent.multi_items() if not isinstance(value, UploadFile)])
        if not files or not files[0].filename:
            return Upload(fields)
        most = LARGEST_FILE[request.url.path]
        data = await files[0].read(most + 1)
        if len(data) > most:
            raise HTTPException(413, f"文件超过 {most // 1024 // 1024} MB")
        return Upload(fields, re.split(r"[\\/]", files[0].filename)[-1][:120], data)


def largest(path: str) -> int:
    """How many bytes a request to this path may carry."""
    if path in PROGRAMS:
        return PROGRAMS[path]
    return LARGEST_FORM + LARGEST_FILE.get(path, 0)


def _fields(request: Request, sent: FormData | list[tuple[str, str | UploadFile]]) -> Mapping[str, str]:
    pairs = sent.multi_items() if isinstance(sent, FormData) else sent
    kept, given = request.cookies.get(CSRF_COOKIE, ""), dict(pairs).get(CSRF_FIELD, "")
    if not kept or isinstance(given, UploadFile) or not hmac.compare_digest(given.encode(), kept.encode()):
        raise HTTPException(403, "页面已失效，请返回刷新后重新提交")
    fields: dict[str, str] = {}
    for name, value in pairs:
        if isinstance(value, UploadFile) or len(value) > LONGEST_FIELD:
            raise HTTPException(422, "填写内容过长")
        text = value.replace("\x00", "").strip()
        # A list of ticked boxes arrives as one name several times.
        fields[name] = f"{fields[name]},{text}" if name in fields else text
    return fields


def _is_public(path: str) -> bool:
    return path.startswith(("/s/", "/static/")) or path == "/healthz" or path in PROGRAMS


def _refused_change(path: str, headers: Headers) -> Response | None:
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    length = headers.get("content-length", "")
    if length and (not length.isdecimal() or int(length) > largest(path)):
        return PlainTextResponse("提交内容过大", 413)
    if path in PROGRAMS:
        return None if kind == "application/json" else PlainTextResponse("只接受 application/json", 403)
    forms = ["application/x-www-form-urlencoded", *(["multipart/form-data"] if path in LARGEST_FILE else [])]
    if kind not in forms or not _from_our_page(headers):
        return PlainTextResponse("来源不明的提交，已拒绝", 403)
    return None


def _from_our_page(headers: Headers) -> bool:
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if site is not None and site != "same-origin":
        return False
    if origin is None:
        return site == "same-origin"
    return urlsplit(origin).netloc == headers.get("host", "") if origin.startswith(("http://", "https://")) else False


def _bounded(receive: Receive, most: int) -> Receive:
    """A body that tells no length is cut off as well."""
    taken = 0

    async def bounded() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > most:
            raise HTTPException(413, "提交内容过大")
        return message

    return bounded


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers[name] = value
            if "cache-control" not in headers:
                headers["Cache-Control"] = "no-store"
        await send(message)

    return sending
