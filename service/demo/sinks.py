"""Where the demonstration's messages arrive: a 企业微信 endpoint with the real one's limits, and a mail server."""

import json
from collections.abc import Mapping
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any, cast

from aiosmtpd.smtp import SMTP, Envelope, Session
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from config.clock import Clock
from service.demo.inbox import MAIL, WECOM, Delivered, Inbox

PER_MINUTE = 20
LONGEST = {"text": 2048, "markdown": 4096}
"""Bytes of UTF-8 per message type."""
MINUTE = timedelta(minutes=1)
LARGEST_MAIL = 1 << 20
_HINT = "more info at https://open.work.weixin.qq.com/devtool/query?e="


class WecomSink:
    """Group robots: answers HTTP 200 whatever happens and says in `errcode` how it ended, as the real endpoint does."""

    def __init__(self, inbox: Inbox, groups: Mapping[str, str], clock: Clock) -> None:
        """`groups` gives the group's name for each robot key."""
        self._inbox, self._groups, self._clock = inbox, dict(groups), clock

    def app(self) -> Starlette:
        """The endpoint."""
        return Starlette(routes=[Route("/cgi-bin/webhook/send", self.send, methods=["POST"])])

    async def send(self, request: Request) -> Response:
        """Take one message."""
        code, words = self.take(request.query_params.get("key", ""), await request.body())
        return JSONResponse({"errcode": code, "errmsg": words if code == 0 else f"{words}, {_HINT}{code}"})

    def take(self, key: str, body: bytes) -> tuple[int, str]:
        """The provider's code and words for one request; 0 means that the message is kept."""
        if key not in self._groups:
            return 93000, "invalid webhook url"
        kind, text = _content(body)
        if kind not in LONGEST:
            return 40008, "invalid message type"
        if not text.strip():
            return 44004, "empty content"
        if len(text.encode("utf-8", "replace")) > LONGEST[kind]:
            return 40058, f"{kind}.content exceed max length {LONGEST[kind]}. invalid Request Parameter"
        now = self._clock.now()
        if self._inbox.sent_since(key, now - MINUTE) >= PER_MINUTE:
            return 45009, "api freq out of limit"
        self._inbox.add(Delivered(now, WECOM, self._groups[key], "", text), account=key)
        return 0, "ok"


def _content(body: bytes) -> tuple[str, str]:
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return "", ""
    kind = said.get("msgtype") if isinstance(said, dict) else None
    part = said.get(kind) if isinstance(kind, str) else None
    content = part.get("content") if isinstance(part, dict) else ""
    return (kind, content if isinstance(content, str) else "") if isinstance(kind, str) else ("", "")


class MailSink:
    """The handler of the mail server: 250 only when the mail is on disk."""

    def __init__(self, inbox: Inbox, clock: Clock) -> None:
        self._inbox, self._clock = inbox, clock

    def server(self) -> SMTP:
        """One conversation; asyncio makes one per connection."""
        return SMTP(self, data_size_limit=LARGEST_MAIL, enable_SMTPUTF8=True, hostname="mail.wangchuan.example")

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802, RUF100
        """Keep the mail once per recipient."""
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        subject, text = read_mail(content)
        now = self._clock.now()
        for recipient in envelope.rcpt_tos:
            self._inbox.add(Delivered(now, MAIL, recipient, subject, text))
        return "250 OK"


def read_mail(content: bytes) -> tuple[str, str]:
    """Subject and plain text of a mail."""
    message = cast(EmailMessage, message_from_bytes(content, policy=cast(Any, default)))
    body = message.get_body(("plain", "html"))
    return str(message.get("Subject", "")), str(body.get_content()).strip() if body is not None else ""
