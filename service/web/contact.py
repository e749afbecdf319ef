"""查看联系方式: how to answer the writer of a letter or call; a reason first, an audit entry with it, shown once."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from alerts.signing import may_sign
from config.office import Office
from service.web.case_page import find, shown
from service.web.console import Console
from service.web.guard import checked_form
from service.web.intake import actor, counter_of
from service.web.viewer import Viewer
from store.engine import writing
from store.views import CaseFile

NOBODY = "请填写办理人的人员代码（见单位表）"
NO_REASON = "请填写查看联系方式的理由"
SHORTEST_REASON = 4
NOT_YOURS = "联系方式只供本件牵头单位和值班室答复时查看"
NO_CONTACT = "这条没有留下联系方式"


def may_open(office: Office, file: CaseFile, by: Viewer) -> bool:
    """Only those who answer: the lead, a unit above it, or the duty office."""
    return bool(by.unit_code) and may_sign(office, file.record, by.unit_code)


def routes(console: Console) -> APIRouter:
    """The page's address."""
    router = APIRouter()

    @router.post("/cases/{number}/contact")
    def open_contact(request: Request, number: str, fields: Annotated[Mapping[str, str], Depends(checked_form)]) -> Response:
        counter, by, office = counter_of(console), actor(console, request, fields), console.office()
        file = find(console, number, by)
        post, reason = fields.get("post", ""), fields.get("reason", "")
        if by.person is None:
            return shown(console, request, number, NOBODY, fields)
        if not may_open(office, file, by):
            raise HTTPException(403, NOT_YOURS)
        if len(reason) < SHORTEST_REASON:
            return shown(console, request, number, NO_REASON, fields)
        if post not in {row.id for row in file.posts}:
            raise HTTPException(404, NO_CONTACT)
        with writing(console.engine) as connection:
            found = counter.open_contact(connection, post, file.case.id, by.code, reason)
        if found is None:
            raise HTTPException(404, NO_CONTACT)
        # The answer of a form is kept by no address: loading the page again asks for a reason again.
        return console.page(request, "contact.html", {"case": file.case, "contact": found, "reason": reason})

    return router
