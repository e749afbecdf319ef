"""登记: what people saw or were told, by form, and whole spreadsheets with a look before saving."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, Query
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from config.handin import KINDS, NotTaken
from config.vocabulary import SourceKind
from service.web.console import Console
from service.web.guard import Upload, checked_form, checked_upload
from service.web.viewer import Viewer, named, remember, viewer_of

if TYPE_CHECKING:
    from service.intake import Intake, Preview

Fields = Annotated[Mapping[str, str], Depends(checked_form)]
Number = Annotated[int, Query(ge=0, le=1_000_000)]

NOBODY = "请填写办理人的人员代码（见单位表）"
NO_KIND = "请选择来源类型"
NO_FILE = "请选择要导入的表格文件"
NOT_YOURS = "预览已失效，请重新选择文件"
SAMPLE = 8
MOST_ERRORS = 200


def routes(console: Console) -> APIRouter:
    """The page's addresses."""
    router = APIRouter()

    @router.get("/intake")
    def page(
        request: Request, said: str = "", new: Number = 0, revised: Number = 0, duplicate: Number = 0, errors: Number = 0
    ) -> Response:
        counter_of(console)
        return _shown(console, request, done=_result(said, new, revised, duplicate, errors))

    @router.post("/intake")
    def register(request: Request, fields: Fields) -> Response:
        return _register(console, request, fields)

    @router.post("/intake/sheet")
    def look(request: Request, upload: Annotated[Upload, Depends(checked_upload)]) -> Response:
        return _look(console, request, upload)

    @router.post("/intake/columns")
    def columns(request: Request, fields: Fields) -> Response:
        said = {name.removeprefix("column-"): value for name, value in fields.items() if name.startswith("column-") and value}
        counter, by = counter_of(console), viewer_of(request, console.office())
        try:
            return _preview(console, request, _own(counter.look_again(fields.get("token", ""), said), by))
        except NotTaken as error:
            return _shown(console, request, str(error))

    @router.post("/intake/save")
    def save(request: Request, fields: Fields) -> Response:
        counter, by = counter_of(console), viewer_of(request, console.office())
        try:
            preview, counted = counter.save(fields.get("token", ""), by.code)
        except NotTaken as error:
            return _shown(console, request, str(error))
        numbers = f"new={counted.new}&revised={counted.revised}&duplicate={counted.duplicate}"
        return RedirectResponse(f"/intake?said=sheet&{numbers}&errors={len(preview.sheet.errors)}", 303)

    return router


def counter_of(console: Console) -> "Intake":
    """The hand-in counter; 404 in a program without one."""
    if console.intake is None:
        raise HTTPException(404, "本机未开通登记")
    return console.intake


def actor(console: Console, request: Request, fields: Mapping[str, str]) -> Viewer:
    """Who acts: whom the form names, else whom the browser remembers."""
    office = console.office()
    return named(office, fields["person"]) if fields.get("person") else viewer_of(request, office)


def _register(console: Console, request: Request, fields: Mapping[str, str]) -> Response:
    counter, by = counter_of(console), actor(console, request, fields)
    kind = next((kind for kind in KINDS if kind.value == fields.get("kind")), None)
    if by.person is None or kind is None:
        return _shown(console, request, NOBODY if by.person is None else NO_KIND, typed=fields)
    try:
        counted = counter.register(kind, fields, by.code, by.unit.name if by.unit else "")
    except NotTaken as error:
        return _shown(console, request, str(error), typed=fields)
    response = RedirectResponse(f"/intake?said=form&new={counted.new}&duplicate={counted.duplicate}", 303)
    remember(response, by.code)
    return response


def _look(console: Console, request: Request, upload: Upload) -> Response:
    counter, by = counter_of(console), actor(console, request, upload.fields)
    if by.person is None or not upload.data:
        return _shown(console, request, NOBODY if by.person is None else NO_FILE)
    try:
        preview = counter.look(upload.fields.get("source", ""), upload.name, upload.data, by.code)
    except NotTaken as error:
        return _shown(console, request, str(error))
    response = _preview(console, request, preview)
    remember(response, by.code)
    return response


def _own(preview: "Preview", by: Viewer) -> "Preview":
    if preview.by != by.code:
        raise NotTaken(NOT_YOURS)
    return preview


def _preview(console: Console, request: Request, preview: "Preview") -> Response:
    values = {
        "preview": preview,
        "fields": preview.choices,
        "sample": preview.sheet.items[:SAMPLE],
        "errors": preview.sheet.errors[:MOST_ERRORS],
    }
    return console.page(request, "intake_preview.html", values)


def _shown(
    console: Console, request: Request, problem: str = "", done: str = "", typed: Mapping[str, str] | None = None
) -> Response:
    values = {
        "kinds": KINDS,
        "sources": counter_of(console).sources,
        "problem": problem,
        "done": done,
        "typed": typed or {},
        "outlet_kinds": [SourceKind.PRINT.value],
    }
    return console.page(request, "intake.html", values, 422 if problem else 200)


def _result(said: str, new: int, revised: int, duplicate: int, errors: int) -> str:
    if said == "form":
        return "已登记，正在研判" if new else "这条以前登记过，没有重复登记"
    if said != "sheet":
        return ""
    left = f"；{errors} 行有误未导入" if errors else ""
    return f"已导入：新增 {new} 条，更新 {revised} 条，重复 {duplicate} 条{left}"
