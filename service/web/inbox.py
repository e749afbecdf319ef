"""演示收件箱: what the demonstration's group robots and mail server received, as a phone and a mail reader show it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from alerts.wording import COLOURS
from service.demo.inbox import WECOM, Delivered, Inbox
from service.web.console import Console
from service.web.display import safe_link

NEWEST = 200
_SPECIAL = re.compile(r"https?://[^\s<>\"'，。；、（）]+|[🔴🟠🟡🔵]")
_DOTS = {colour: tier.value for tier, colour in COLOURS.items()}


@dataclass(frozen=True, slots=True)
class Bit:
    """A run of message text; `href` when it is a link, `tier` when it is the mark of one."""

    text: str
    href: str = ""
    tier: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """One message cut into text and links."""

    message: Delivered
    bits: tuple[Bit, ...]


def bits(text: str) -> tuple[Bit, ...]:
    """The text with its plain web addresses as links and its coloured marks, which not every machine has a font for."""
    found: list[Bit] = []
    at = 0
    for special in _SPECIAL.finditer(text):
        met = special[0]
        found += [Bit(text[at : special.start()]), Bit(met, safe_link(met), _DOTS.get(met, ""))]
        at = special.end()
    found.append(Bit(text[at:]))
    return tuple(bit for bit in found if bit.text)


def chats(messages: Sequence[Delivered]) -> list[tuple[str, list[Letter]]]:
    """The group messages by group, each newest first (the page turns them round); the liveliest group first."""
    groups = sorted((message for message in messages if message.channel == WECOM), key=lambda message: message.recipient)
    found = [
        (name, [Letter(item, bits(item.text)) for item in own]) for name, own in groupby(groups, lambda item: item.recipient)
    ]
    ordered = [(name, sorted(letters, key=lambda letter: letter.message.at, reverse=True)) for name, letters in found]
    return sorted(ordered, key=lambda chat: -len(chat[1]))


def mails(messages: Sequence[Delivered]) -> list[Letter]:
    """The mails, newest first."""
    return [Letter(message, bits(message.text)) for message in messages if message.channel != WECOM]


def routes(console: Console) -> APIRouter:
    """The page's addresses."""
    router = APIRouter()

    @router.get("/inbox")
    def page(request: Request, seen: str = "") -> Response:
        if console.demo_inbox is None:
            raise HTTPException(404, "演示收件箱只在示范县中提供")
        messages = Inbox(console.demo_inbox).messages(NEWEST)
        version = f"{len(messages)}-{messages[0].at.timestamp() if messages else 0}"
        if seen == version:
            return Response(status_code=204)
        template = "inbox_body.html" if request.headers.get("hx-request") else "inbox.html"
        values = {"chats": chats(messages), "mails": mails(messages), "version": version}
        return console.page(request, template, values)

    return router
