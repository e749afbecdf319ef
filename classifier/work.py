"""The handler of `classify` messages: posts in, verdicts and events out, a `case` message for the next stage."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection

from classifier.areas import Areas
from classifier.engine import Classifier
from classifier.judging import Judgement, judge_posts
from classifier.place import Gazetteer
from classifier.placing import Placing
from classifier.profiles import Ground
from classifier.standing import standing_of
from config.office import Office
from store import events
from store.bus import publish
from store.records import Message
from store.rows import insert_many
from store.verdicts import already_judged

_GROWTH = timedelta(hours=1)


def judge_ahead(
    connection: Connection, office: Office, classifier: Classifier, message: Message, now: datetime
) -> list[Judgement]:
    """Judge the posts of one message that this model has not judged yet; only reads, so that no writer waits meanwhile."""
    wanted = list(dict.fromkeys(message.payload["posts"]))
    done = already_judged(connection, message.tenant, classifier.id, wanted)
    posts = events.posts_by_ids(connection, message.tenant, [post for post in wanted if post not in done])
    return judge_posts(posts, office, classifier, Gazetteer.of(office), now)


def handle_posts(
    connection: Connection,
    office: Office,
    classifier: Classifier,
    message: Message,
    now: datetime,
    ahead: Sequence[Judgement] | None = None,
) -> None:
    """Judge the posts of one message and put them into events; doing it twice changes nothing.

    1. Leave out posts this model has judged already.
    2. Write a verdict for each post.
    3. Put posts into events: copies of a known text, and posts that matter; open an event where none is found, except
       for a source's old posts.
    4. Bring the touched events up to date and tell the next stage.

    `ahead` is what `judge_ahead` said of this message, where it was asked.
    """
    tenant = message.tenant
    judgements = list(judge_ahead(connection, office, classifier, message, now) if ahead is None else ahead)
    done = already_judged(connection, tenant, classifier.id, [judgement.post.id for judgement in judgements])
    judgements = [judgement for judgement in judgements if judgement.post.id not in done]
    if not judgements:
        return
    # Sure posts come first, so that a doubtful one, or a copy too short to matter by itself, finds the event it belongs to.
    judgements.sort(key=lambda judgement: (not judgement.matters, judgement.verdict.triage))
    insert_many(connection, [judgement.verdict for judgement in judgements])
    ground = Ground(frozenset(Gazetteer.of(office).county), Areas(office.units.units))
    placing = Placing(connection, tenant, classifier, ground, now)
    touched = placing.place(judgements)
    kinds = events.member_kinds(connection, tenant, touched)
    counts = events.spread(connection, tenant, touched, now - _GROWTH)
    for event in events.by_ids(connection, tenant, touched):
        events.save(connection, standing_of(event, kinds[event.id], counts[event.id], touched[event.id], now))
    if touched:
        publish(connection, tenant, "case", {"events": sorted(touched), "posts": placing.placed}, now)
