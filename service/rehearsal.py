"""One post taken the whole way in a store of its own that is thrown away: who would be told what, without sending."""

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Connection

from alerts import opening
from alerts.work import handle_events
from classifier.engine import Classifier
from classifier.place import Gazetteer, Whereabouts
from classifier.work import handle_posts
from config.office import Office
from config.vocabulary import SourceKind
from store import cases, ids
from store.engine import open_store, writing
from store.records import Case, Duty, Event, Message, Notice, Post
from store.rows import fetch, insert, update
from store.tables import duties, events

SOURCE = "rehearsal"


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What would have happened; `case` is None where none would be opened."""

    where: Whereabouts
    event: Event | None
    decision: str
    case: Case | None
    duties: list[Duty]
    notices: list[Notice]


def rehearse(
    office: Office, classifier: Classifier, text: str, place: str, now: datetime, given: Mapping[str, str]
) -> Rehearsal:
    """Classify, route and open as the daemon would; `given` are values of the event that a person already knows."""
    post = _post(office, f"{text}\n事发地点：{place}" if place else text, now)
    with TemporaryDirectory() as folder, closing(_Store(Path(folder))) as store, writing(store.engine) as connection:
        insert(connection, post)
        handle_posts(connection, office, classifier, _message(office, "classify", {"posts": [post.id]}, now), now)
        found = fetch(connection, Event)
        if found and given:
            update(connection, Event, {"tenant": office.tenant, "id": found[0].id}, {**given, "triage": False})
        payload = {"events": [event.id for event in found], "posts": [post.id]}
        handle_events(connection, office, _message(office, "case", payload, now), now)
        return _outcome(connection, office, post)


class _Store:
    def __init__(self, folder: Path) -> None:
        self.engine = open_store(f"sqlite:///{folder / 'rehearsal.db'}")

    def close(self) -> None:
        self.engine.dispose()


def _outcome(connection: Connection, office: Office, post: Post) -> Rehearsal:
    where = Gazetteer.of(office).locate(post.body)
    event = next(iter(fetch(connection, Event, order_by=[events.c.id])), None)
    case = cases.latest_of_event(connection, office.tenant, event.id) if event else None
    decision = str(opening.decide(event, False)) if event else str(opening.Opening.NOTHING_TO_ANSWER)
    owed = fetch(connection, Duty, order_by=[duties.c.due_at, duties.c.id]) if case else []
    return Rehearsal(where, event, decision, case, owed, fetch(connection, Notice))


def _message(office: Office, topic: str, payload: dict[str, Any], now: datetime) -> Message:
    return Message(office.tenant, f"rehearsal-{topic}", topic, payload, now, now, None, 0, "", None, None)


def _post(office: Office, text: str, now: datetime) -> Post:
    blank = Post(
        tenant=office.tenant,
        id=ids.post_id(SOURCE, text, 0),
        source=SOURCE,
        source_kind=SourceKind.FORUM.value,
        platform_id="",
        url="",
        revision=0,
        title="",
        body=text,
        published_at=now,
        discovered_at=now,
        source_name="",
        author_hash="",
        floor=None,
        replies=None,
        views=None,
        reposts=None,
        comments=None,
        likes=None,
        flags=[],
        content_hash=ids.digest(text),
        evidence_id="",
        first_look=False,
    )
    return replace(blank, platform_id=blank.id)
