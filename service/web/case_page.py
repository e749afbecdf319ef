"""One case: posts with what weighed, reasons, duties, messages with their fate, receipts, answers, history."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from alerts.obligations import is_chain
from alerts.responsibility import ACCUSATION_ADVICE
from alerts.signing import OPEN_STATES, Said, may_act, may_sign
from alerts.snapshot import rules_of
from alerts.triage import WAITING, Decided
from config.handin import intake_source
from config.office import Office
from config.vocabulary import CaseState, Category, DutyKind, Locality, Tier
from service.web.console import Console
from service.web.highlight import Piece, pieces, rules, words
from service.web.viewer import Viewer, accused_of, may_see, viewer_of
from store.contacts import posts_with_contact
from store.engine import reading
from store.records import Duty, Escalation, Notice
from store.views import CaseFile, CaseRow, PostRow, case_file, case_row

OUTLETS = frozenset({"portal", "print", "official_account"})
"""Kinds of source whose own name is an outlet's; elsewhere it could be a person's."""

DELIVERED = "delivered"
"""Receipts of providers; they stand with the messages."""

HEARD = ("signed", "received")
"""Receipts of people."""

FORMS = ("回应", "首次信息发布", "持续发布", "新闻发布会", "办理意见", "结果答复", "督办反馈")


@dataclass(frozen=True, slots=True)
class PostView:
    """One post as the page shows it, cut at the words that weighed."""

    post: PostRow
    origin: str
    title: list[Piece]
    body: list[Piece]
    rules: list[tuple[str, str]]
    words: list[str]

    @property
    def figures(self) -> str:
        """`回复 12 · 阅读 3400`."""
        post = self.post
        named = [
            ("回复", post.replies),
            ("评论", post.comments),
            ("转发", post.reposts),
            ("点赞", post.likes),
            ("阅读", post.views),
        ]
        return " · ".join(f"{name} {count}" for name, count in named if count)


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message to one person: each channel tried, in order."""

    tries: tuple[Notice, ...]

    @property
    def last(self) -> Notice:
        """The try that counts."""
        return self.tries[-1]


@dataclass(frozen=True, slots=True)
class Step:
    """One rung of 逐级催办 and whom it tells."""

    row: Escalation
    whom: str


def post_view(post: PostRow, office: Office) -> PostView:
    """A post with its reasons."""
    reasons: Sequence[Mapping[str, Any]] = post.verdict.reasons if post.verdict else []
    title, body = pieces(post.title, post.body, reasons)
    name = _source_name(office, post.source)
    outlet = post.source_name if post.source_kind in OUTLETS and post.source_name != name else ""
    return PostView(post, f"{name} · {outlet}" if outlet else name, title, body, rules(reasons), words(reasons))


def _source_name(office: Office, code: str) -> str:
    own = next((source for source in office.sources if source.code == code), None) or intake_source(office, code)
    return own.name if own else code


def deliveries(notices: Sequence[Notice]) -> list[Delivery]:
    """Messages grouped by what they say to whom; tries on further channels stand behind the first, newest group first."""
    groups: dict[tuple[str, str, str, int], list[Notice]] = {}
    for notice in notices:
        groups.setdefault((notice.rule, notice.step, notice.recipient, notice.round), []).append(notice)
    # A try on the next channel keeps when the message was queued; what it has left of fallbacks tells the order.
    ordered = (sorted(group, key=lambda notice: -len(notice.fallbacks)) for group in groups.values())
    return [Delivery(tuple(group)) for group in ordered][::-1]


def steps(file: CaseFile) -> list[Step]:
    """The rungs of the ladder as the case's own plan names them."""
    rungs = rules_of(file.record.plan).escalation
    return [Step(row, "、".join(rungs[row.step - 1].whom) if 0 < row.step <= len(rungs) else "") for row in file.steps]


def actions(file: CaseFile, office: Office, viewer: Viewer) -> set[str]:
    """What can be done to the case now; a viewer with a unit sees only what that unit may do."""
    case, unit = file.record, viewer.unit_code
    acts = not unit or may_act(office, case, unit)
    signs = not unit or may_sign(office, case, unit)
    able = {
        "sign": acts and case.state in OPEN_STATES and (case.signed_at is None or _unheard(file, viewer, signs)),
        "return": signs and case.state in (CaseState.ASSIGNED, CaseState.SIGNED) and case.lead_unit != office.units.duty_office,
        "assign": case.state in WAITING and (not unit or decides(file.case, unit, office)),
        "respond": signs and case.state in OPEN_STATES,
        "phone": case.state in OPEN_STATES,
    }
    return {name for name, can in able.items() if can}


def _unheard(file: CaseFile, viewer: Viewer, signs: bool) -> bool:
    """Whether a named person may still say 收悉: of a unit beside the lead, or as the first link of a report chain."""
    heard = {receipt.person for receipt in file.receipts if receipt.kind in HEARD}
    chained = any(is_chain(duty) and duty.met_at is None for duty in file.duties)
    return viewer.person is not None and viewer.code not in heard and (not signs or chained)


def decides(case: CaseRow, unit: str, office: Office) -> bool:
    """Whether a unit's people decide about a waiting case: the duty office, or who holds an accusation."""
    return unit in (case.lead_unit, office.units.duty_office) and unit not in accused_of(case)


def find(console: Console, number: str, viewer: Viewer) -> CaseFile:
    """The case with this number; 404 also when the viewer may not know of it."""
    office = console.office()
    with reading(console.engine) as connection:
        case = case_row(connection, office.tenant, number=number)
        if case is None or not may_see(case, viewer.unit_code, office):
            raise HTTPException(404, "没有这个编号的舆情件，或仅值班室可见")
        return case_file(connection, office.tenant, case)


def shown(
    console: Console, request: Request, number: str, problem: str = "", typed: Mapping[str, str] | None = None
) -> Response:
    """The page, with what went wrong and what was typed when a form was refused."""
    office = console.office()
    viewer = viewer_of(request, office)
    file = find(console, number, viewer)
    accused = accused_of(file.case)
    with reading(console.engine) as connection:
        answerable = posts_with_contact(connection, office.tenant, [post.id for post in file.posts])
    values = {
        "answerable": answerable
        if console.intake and (not viewer.unit or may_sign(office, file.record, viewer.unit_code))
        else [],
        "file": file,
        "case": file.case,
        "posts": [post_view(post, office) for post in file.posts],
        "deliveries": deliveries(file.notices),
        "steps": steps(file),
        "receipts": [receipt for receipt in file.receipts if receipt.kind != DELIVERED],
        "open_duties": [duty for duty in file.duties if duty.met_at is None],
        "actions": actions(file, office, viewer),
        "units": [unit for unit in office.units.units if unit.code not in accused],
        "suggested": [entry["unit"] for entry in file.case.routing if entry.get("relation") == "suggested"],
        "forms": _forms(file.duties),
        "categories": list(Category),
        "tiers": list(Tier),
        "localities": list(Locality),
        "advice": ACCUSATION_ADVICE,
        "problem": problem,
        "done": said(request.query_params.get("said", "")),
        "typed": typed or {},
    }
    return console.page(request, "case.html", values, 422 if problem else 200)


def result_name(outcome: Said | Decided) -> str:
    """How an address names a result."""
    return f"{type(outcome).__name__}.{outcome.name}"


def said(name: str) -> str:
    """The words of a result named in an address; anything else says nothing."""
    return next((str(item) for item in (*Said, *Decided) if result_name(item) == name), "")


def routes(console: Console) -> APIRouter:
    """The page's address."""
    router = APIRouter()

    @router.get("/cases/{number}")
    def page(request: Request, number: str) -> Response:
        return shown(console, request, number)

    return router


def _forms(duties: Sequence[Duty]) -> list[str]:
    """The kinds of answer, those an open duty asks for first."""
    asked = [DutyKind(duty.kind).label for duty in duties if duty.met_at is None]
    return sorted(FORMS, key=lambda form: form not in asked)
