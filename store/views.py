"""What the console's pages read: a fixed number of statements a page, whatever the number of rows; never an author.

Sealed bytes and author hashes are not selected at all, so that no page can show them by mistake.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, Select, and_, func, or_, select
from sqlalchemy import Table as SqlTable

from store.records import AuditEntry, Case, Duty, Escalation, Notice, Receipt, Response
from store.rows import fetch
from store.tables import audit, cases, duties, escalations, event_posts, events, notices, posts, receipts, responses, verdicts

Json = dict[str, Any]

MOST_ON_DESK = 200
MOST_POSTS = 40
MOST_HISTORY = 200
PAGE = 50

_UNDECIDED = ("triage", "assigned", "returned")
_RUNNING = ("signed", "responded")
_FAILURES = ("retry", "rate_limited", "ambiguous", "rejected_content", "misconfigured")
"""Outcomes in which a provider did not take a message; other messages are superseded because they are no longer true."""
OVER = ("closed", "false_alarm")


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case with the figures of its event; without its plan."""

    id: str
    number: str
    event_id: str
    title: str
    category: str
    tier: str
    incident_grade: str
    handling: str
    department: str
    locality: str
    state: str
    lead_unit: str
    supporting_units: list[str]
    coordinating_units: list[str]
    restricted: bool
    discovered_at: datetime
    opened_at: datetime
    signed_at: datetime | None
    signed_by: str
    closed_at: datetime | None
    routing: list[Json]
    post_count: int
    source_count: int
    voice_count: int


@dataclass(frozen=True, slots=True)
class DeskRow:
    """A case that needs somebody now: its open duties, nearest first, and the next step of 逐级催办."""

    case: CaseRow
    duties: tuple[Duty, ...]
    next_step: Escalation | None


@dataclass(frozen=True, slots=True)
class ListRow:
    """A case in the list with the nearest of its open limits."""

    case: CaseRow
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class VerdictRow:
    """What the newest model version said of a post."""

    category: str
    tier: str
    handling: str
    probabilities: Json
    reasons: list[Json]
    locality: str
    places: list[str]
    triage: bool


@dataclass(frozen=True, slots=True)
class PostRow:
    """One post of an event as a page may show it: masked text, no author."""

    id: str
    source: str
    source_kind: str
    url: str
    title: str
    body: str
    published_at: datetime | None
    discovered_at: datetime
    source_name: str
    replies: int | None
    views: int | None
    reposts: int | None
    comments: int | None
    likes: int | None
    flags: list[str]
    reason: str
    joined_at: datetime
    verdict: VerdictRow | None


@dataclass(frozen=True, slots=True)
class CaseFile:
    """Everything about one case; `record` also has the plan it runs under."""

    case: CaseRow
    record: Case
    posts: list[PostRow]
    duties: list[Duty]
    steps: list[Escalation]
    notices: list[Notice]
    receipts: list[Receipt]
    responses: list[Response]
    history: list[AuditEntry]


@dataclass(frozen=True, slots=True)
class ChannelTrouble:
    """How often one channel gave one answer that is no delivery."""

    channel: str
    state: str
    outcome: str
    provider_code: str
    provider_message: str
    count: int
    latest_at: datetime


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list of cases is narrowed to; empty text means everything."""

    state: str = ""
    tier: str = ""
    category: str = ""
    unit: str = ""
    words: str = ""


def desk(connection: Connection, tenant: str) -> list[DeskRow]:
    """The cases that wait for a decision, a signature or a duty; the nearest limit first. Three statements."""
    nearest = (
        select(duties.c.case_id, func.min(duties.c.due_at).label("due_at"))
        .where(duties.c.tenant == tenant, duties.c.met_at.is_(None))
        .group_by(duties.c.case_id)
        .subquery()
    )
    waiting = or_(cases.c.state.in_(_UNDECIDED), and_(cases.c.state.in_(_RUNNING), nearest.c.due_at.is_not(None)))
    statement = (
        _case_select()
        .outerjoin(nearest, nearest.c.case_id == cases.c.id)
        .where(cases.c.tenant == tenant, waiting)
        .order_by(nearest.c.due_at.is_(None), nearest.c.due_at, cases.c.opened_at)
        .limit(MOST_ON_DESK)
    )
    found = _cases(connection, statement)
    ids = [case.id for case in found]
    open_duties = _by_case(_open_duties(connection, tenant, ids))
    steps = _by_case(_waiting_steps(connection, tenant, ids))
    return [DeskRow(case, tuple(open_duties.get(case.id, ())), next(iter(steps.get(case.id, ())), None)) for case in found]


def restricted_cases(connection: Connection, tenant: str) -> list[CaseRow]:
    """The cases that accuse somebody's own people (regulations.md P-3); they are few."""
    return _cases(connection, _case_select().where(cases.c.tenant == tenant, cases.c.restricted.is_(True)))


def case_list(
    connection: Connection, tenant: str, filters: Filters, visible: Sequence[str], page: int
) -> tuple[list[ListRow], int]:
    """One page of cases, newest first, and how many there are; of restricted cases only those in `visible`."""
    conditions = _conditions(tenant, filters, visible)
    total = connection.execute(select(func.count()).select_from(cases).where(*conditions)).scalar_one()
    newest = _case_select().where(*conditions).order_by(cases.c.opened_at.desc(), cases.c.number.desc())
    found = _cases(connection, newest.limit(PAGE).offset((page - 1) * PAGE))
    open_duties = _by_case(_open_duties(connection, tenant, [case.id for case in found]))
    return [ListRow(case, _first_due(open_duties.get(case.id, []))) for case in found], int(total)


def cases_with_duties(connection: Connection, tenant: str) -> list[tuple[Case, list[Duty]]]:
    """Every case with its duties, newest case and nearest duty first. Two statements."""
    newest = [cases.c.opened_at.desc(), cases.c.number.desc()]
    all_duties = fetch(connection, Duty, duties.c.tenant == tenant, order_by=[duties.c.due_at.is_(None), duties.c.due_at])
    grouped = _by_case(all_duties)
    return [(case, grouped.get(case.id, [])) for case in fetch(connection, Case, cases.c.tenant == tenant, order_by=newest)]


def case_row(connection: Connection, tenant: str, *, number: str = "", case_id: str = "") -> CaseRow | None:
    """The case with this number or id."""
    key = cases.c.number == number if number else cases.c.id == case_id
    found = _cases(connection, _case_select().where(cases.c.tenant == tenant, key).limit(1))
    return found[0] if found else None


def case_file(connection: Connection, tenant: str, case: CaseRow) -> CaseFile:
    """All that belongs to a case. Nine statements."""
    return CaseFile(
        case=case,
        record=fetch(connection, Case, cases.c.tenant == tenant, cases.c.id == case.id)[0],
        posts=posts_of(connection, tenant, case.event_id),
        duties=_of_case(connection, Duty, duties, tenant, case.id, duties.c.due_at.is_(None), duties.c.due_at),
        steps=_of_case(connection, Escalation, escalations, tenant, case.id, escalations.c.due_at),
        notices=_of_case(connection, Notice, notices, tenant, case.id, notices.c.queued_at, notices.c.id),
        receipts=_of_case(connection, Receipt, receipts, tenant, case.id, receipts.c.at),
        responses=_of_case(connection, Response, responses, tenant, case.id, responses.c.at),
        history=fetch(
            connection,
            AuditEntry,
            audit.c.tenant == tenant,
            audit.c.subject == case.id,
            order_by=[audit.c.sequence.desc()],
            limit=MOST_HISTORY,
        ),
    )


def duties_of(connection: Connection, tenant: str, case_id: str) -> list[Duty]:
    """The duties of a case, the nearest first."""
    return _of_case(connection, Duty, duties, tenant, case_id, duties.c.due_at.is_(None), duties.c.due_at)


def responses_of(connection: Connection, tenant: str, case_id: str) -> list[Response]:
    """The answers of a case, earliest first."""
    return _of_case(connection, Response, responses, tenant, case_id, responses.c.at)


def posts_of(connection: Connection, tenant: str, event_id: str, limit: int = MOST_POSTS) -> list[PostRow]:
    """The posts of an event: its first one, then the newest. Two statements."""
    shown = [posts.c[name] for name in _names(PostRow) if name in posts.c]
    statement = (
        select(*shown, event_posts.c.reason, event_posts.c.joined_at)
        .join(event_posts, and_(event_posts.c.tenant == posts.c.tenant, event_posts.c.post_id == posts.c.id))
        .join(events, and_(events.c.tenant == event_posts.c.tenant, events.c.id == event_posts.c.event_id))
        .where(event_posts.c.tenant == tenant, event_posts.c.event_id == event_id)
        .order_by((events.c.seed_post_id == posts.c.id).desc(), event_posts.c.joined_at.desc(), posts.c.id)
        .limit(limit)
    )
    rows = [dict(row) for row in connection.execute(statement).mappings()]
    said = _newest_verdicts(connection, tenant, [row["id"] for row in rows])
    return [PostRow(**row, verdict=said.get(row["id"])) for row in rows]


def channel_trouble(connection: Connection, tenant: str, since: datetime) -> list[ChannelTrouble]:
    """Messages since a moment that a provider did not take, by channel and answer, latest first."""
    answer = (notices.c.channel, notices.c.state, notices.c.outcome, notices.c.provider_code)
    failed = and_(notices.c.state.in_(("retry", "dead", "superseded")), notices.c.outcome.in_(_FAILURES))
    statement = (
        select(
            *answer,
            func.max(notices.c.provider_message).label("provider_message"),
            func.count().label("count"),
            func.max(notices.c.queued_at).label("latest_at"),
        )
        .where(notices.c.tenant == tenant, notices.c.queued_at >= since, failed)
        .group_by(*answer)
        .order_by(func.max(notices.c.queued_at).desc())
        .limit(PAGE)
    )
    return [ChannelTrouble(**row) for row in connection.execute(statement).mappings()]


def _case_select() -> Select[Any]:
    own = [cases.c[name] for name in _names(CaseRow) if name in cases.c]
    figures = [func.coalesce(events.c[name], 0).label(name) for name in ("post_count", "source_count", "voice_count")]
    behind = and_(events.c.tenant == cases.c.tenant, events.c.id == cases.c.event_id)
    return select(*own, *figures).select_from(cases.outerjoin(events, behind))


def _cases(connection: Connection, statement: Select[Any]) -> list[CaseRow]:
    return [CaseRow(**row) for row in connection.execute(statement).mappings()]


def _conditions(tenant: str, filters: Filters, visible: Sequence[str]) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [
        cases.c.tenant == tenant,
        or_(cases.c.restricted.is_(False), cases.c.id.in_(visible)),
    ]
    exact = {"tier": filters.tier, "category": filters.category, "lead_unit": filters.unit}
    conditions += [cases.c[name] == value for name, value in exact.items() if value]
    if filters.state == "open":
        conditions.append(cases.c.state.not_in(OVER))
    elif filters.state:
        conditions.append(cases.c.state == filters.state)
    if filters.words:
        words = filters.words
        conditions.append(or_(cases.c.title.contains(words, autoescape=True), cases.c.number.contains(words, autoescape=True)))
    return conditions


def _newest_verdicts(connection: Connection, tenant: str, ids: Sequence[str]) -> dict[str, VerdictRow]:
    shown = [verdicts.c[name] for name in _names(VerdictRow)]
    statement = (
        select(verdicts.c.post_id, *shown)
        .where(verdicts.c.tenant == tenant, verdicts.c.post_id.in_(ids))
        .order_by(verdicts.c.decided_at)
    )
    rows = [dict(row) for row in connection.execute(statement).mappings()]
    return {row.pop("post_id"): VerdictRow(**row) for row in rows}


def _open_duties(connection: Connection, tenant: str, ids: Sequence[str]) -> list[Duty]:
    return fetch(
        connection,
        Duty,
        duties.c.tenant == tenant,
        duties.c.case_id.in_(ids),
        duties.c.met_at.is_(None),
        order_by=[duties.c.due_at.is_(None), duties.c.due_at, duties.c.id],
    )


def _waiting_steps(connection: Connection, tenant: str, ids: Sequence[str]) -> list[Escalation]:
    return fetch(
        connection,
        Escalation,
        escalations.c.tenant == tenant,
        escalations.c.case_id.in_(ids),
        escalations.c.done_at.is_(None),
        order_by=[escalations.c.due_at, escalations.c.step],
    )


Belonging = TypeVar("Belonging", Duty, Escalation, Notice, Receipt, Response)
Owned = TypeVar("Owned", Duty, Escalation)


def _of_case(
    connection: Connection, kind: type[Belonging], table: SqlTable, tenant: str, case_id: str, *order: ColumnElement[Any]
) -> list[Belonging]:
    return fetch(connection, kind, table.c.tenant == tenant, table.c.case_id == case_id, order_by=order)


def _by_case(rows: Sequence[Owned]) -> dict[str, list[Owned]]:
    grouped: dict[str, list[Owned]] = {}
    for row in rows:
        grouped.setdefault(row.case_id, []).append(row)
    return grouped


def _first_due(open_duties: Sequence[Duty]) -> datetime | None:
    return open_duties[0].due_at if open_duties else None


def _names(record: type) -> list[str]:
    return [field.name for field in fields(record)]
