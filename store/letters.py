"""Letters to the office's own mailboxes and how long they wait for an answer (YL-4.3)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, exists, select

from config.vocabulary import SourceKind
from store.tables import audit, cases, event_posts, posts, responses, verdicts

ANSWERED = "来信已答复"
"""The audit entry by which a person says that a letter was answered outside of a case."""
SHOWN = 200


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter without an answer; `case_id` is empty when no case was opened for it."""

    id: str
    source: str
    title: str
    body: str
    discovered_at: datetime
    published_at: datetime | None
    case_id: str
    number: str
    accuses_own_people: bool


def unanswered(connection: Connection, tenant: str, since: datetime) -> list[Letter]:
    """The judged letters of mailboxes since a moment that nobody answered yet, the oldest first. One statement.

    A letter is answered by a reply on its page, by a response of its case, or by a person's word in the audit.
    """
    newest_case = and_(cases.c.tenant == tenant, cases.c.event_id == event_posts.c.event_id)
    by_person = exists().where(audit.c.tenant == tenant, audit.c.subject == posts.c.id, audit.c.action == ANSWERED)
    by_case = exists().where(responses.c.tenant == tenant, responses.c.case_id == cases.c.id)
    shown = (posts.c.id, posts.c.source, posts.c.title, posts.c.body, posts.c.discovered_at, posts.c.published_at)
    statement = (
        select(*shown, cases.c.id.label("case_id"), cases.c.number, verdicts.c.accuses_own_people)
        .join(verdicts, and_(verdicts.c.tenant == tenant, verdicts.c.post_id == posts.c.id))
        .outerjoin(event_posts, and_(event_posts.c.tenant == tenant, event_posts.c.post_id == posts.c.id))
        .outerjoin(cases, newest_case)
        .where(
            posts.c.tenant == tenant,
            posts.c.source_kind == SourceKind.MESSAGE_BOARD.value,
            posts.c.discovered_at >= since,
            posts.c.revision == 1,
            posts.c.first_look.is_(False),
            (posts.c.replies.is_(None)) | (posts.c.replies == 0),
            ~by_person,
            ~by_case,
        )
        .order_by(posts.c.discovered_at, posts.c.id)
        .limit(SHOWN)
    )
    found: dict[str, Letter] = {}
    for row in connection.execute(statement).mappings():
        values = dict(row) | {"case_id": row["case_id"] or "", "number": row["number"] or ""}
        found.setdefault(row["id"], Letter(**values))
    return list(found.values())
