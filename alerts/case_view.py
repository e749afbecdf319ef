"""A case as its messages may show it."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection

from alerts.messages import CaseView, DutyView
from alerts.wording import Figures, reason
from config.office import Office
from config.vocabulary import DutyKind, SourceKind
from store import cases, duties
from store.records import Case, Duty, Post

UPWARD = (DutyKind.FIRST_REPORT, DutyKind.PROGRESS_REPORT, DutyKind.FINAL_REPORT)
MEDIA = (SourceKind.PORTAL.value, SourceKind.PRINT.value)


def view(connection: Connection, office: Office, case: Case, now: datetime) -> CaseView:
    """The case with its figures and open duties as they stand now."""
    posts = cases.posts_behind(connection, case.tenant, case.event_id, limit=1)
    # A report upward is made by these messages themselves; it is no work of the unit that reads them.
    open_duties = duties.open_of_case(connection, case.tenant, case.id)
    return CaseView(
        case_id=case.id,
        number=case.number,
        title=case.title,
        category=case.category,
        tier=case.tier,
        reason="" if case.restricted else reason(text_of(posts), _figures(connection, case, now)),
        lead=unit_name(office, case.lead_unit),
        supporting=[unit_name(office, code) for code in case.supporting_units],
        coordinating=[unit_name(office, code) for code in case.coordinating_units],
        duties=[duty_view(duty) for duty in open_duties if duty.kind not in UPWARD],
        restricted=case.restricted,
        base_url=office.sheet.base_url,
    )


def duty_view(duty: Duty) -> DutyView:
    """A duty as a message names it."""
    return DutyView(duty.name, duty.due_at, duty.in_principle)


def unit_name(office: Office, code: str) -> str:
    """The name of a unit; a unit outside the office's tree goes by its code, which is then its name."""
    return next((unit.name for unit in office.units.units if unit.code == code), code)


def text_of(posts: Iterable[Post]) -> str:
    """The words of posts, for rules that look for names and figures."""
    return "\n".join(f"{post.title}\n{post.body[:4000]}" for post in posts)


def barred_units(case: Case) -> Sequence[str]:
    """Units that must see nothing of a case, because it accuses their people (P-3)."""
    return [entry["unit"] for entry in case.routing if entry.get("relation") == "accused"]


def _figures(connection: Connection, case: Case, now: datetime) -> Figures:
    event = cases.event(connection, case.tenant, case.event_id)
    recent = cases.joined_since(connection, case.tenant, case.event_id, now - timedelta(hours=1))
    media = cases.sources_of_kinds(connection, case.tenant, case.event_id, MEDIA)
    return Figures(recent, event.post_count if event else 0, event.voice_count if event else 0, media)
