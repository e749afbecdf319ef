"""Which posts belong to an event: queries on both engines."""

from dataclasses import replace
from datetime import UTC, datetime

from sqlalchemy import Engine

from store import events
from store.engine import writing
from store.ids import post_id
from store.records import Event, EventPost, Post
from store.rows import insert, insert_many

NOON = datetime(2026, 3, 4, 4, 0, tzinfo=UTC)


def post(key: str, revision: int = 1, *, kind: str = "forum", floor: int | None = None, url: str = "") -> Post:
    none = dict.fromkeys(("replies", "views", "reposts", "comments", "likes"))
    empty = dict.fromkeys(("title", "body", "source_name", "content_hash", "evidence_id"), "")
    return Post(
        tenant="t",
        id=post_id(kind, key or url, revision),
        source=kind,
        source_kind=kind,
        platform_id=key,
        url=url or f"http://a.test/{key}",
        revision=revision,
        published_at=NOON,
        discovered_at=NOON,
        author_hash="",
        floor=floor,
        flags=[],
        first_look=False,
        **none,
        **empty,
    )


def event(key: str = "e", *, accuses: bool = False) -> Event:
    texts = dict.fromkeys(("title", "category", "tier", "incident_grade", "handling", "department", "locality"), "")
    counts = dict.fromkeys(("post_count", "source_count", "voice_count"), 1)
    return Event(
        "t", key, "", places=[], triage=False, accuses_own_people=accuses, opened_at=NOON, updated_at=NOON, **texts, **counts
    )


def join(engine: Engine, *posts: Post, core: bool = False) -> None:
    with writing(engine) as connection:
        insert_many(connection, posts)
        events.join_many(connection, [EventPost("t", "e", one.id, "", 1.0, NOON, core) for one in posts])


def test_an_edit_is_found_by_its_platforms_id_or_by_its_address(engine: Engine) -> None:
    article = post("", kind="portal", url="http://a.test/1.html")
    reply = post("", floor=3, url="http://a.test/t-1")
    reply = replace(reply, id=post_id("forum", "http://a.test/t-1#3", 1))
    join(engine, post("p1"), article, reply)
    edits = [replace(one, revision=2, id=f"{one.id}-2") for one in (post("p1"), post("p2"), article, reply)]
    with writing(engine) as connection:
        found = events.of_items(connection, "t", edits)
    assert found == {events.item_of(one): "e" for one in (edits[0], edits[2], edits[3])}


def test_a_thread_is_read_from_its_first_post_on(engine: Engine) -> None:
    join(engine, post("p9", floor=9), post("row"), post("m", kind="microblog"))
    with writing(engine) as connection:
        found = events.in_threads(connection, "t", ["forum", "microblog"], ["e"])
    assert [one.floor for one in found] == [None, 9]


def test_only_the_posts_that_speak_for_an_event_are_read_for_it(engine: Engine) -> None:
    join(engine, post("p1"), core=True)
    join(engine, post("p2"))
    with writing(engine) as connection:
        assert [(one.platform_id, of) for one, of in events.core_posts(connection, "t", ["e", "f"])] == [("p1", "e")]


def test_articles_without_a_platforms_id_are_counted_one_by_one_and_edits_not_at_all(engine: Engine) -> None:
    pages = [post("", kind="portal", url=f"http://a.test/{n}.html") for n in range(3)]
    join(engine, *pages, post("p1"), post("p1", 2))
    with writing(engine) as connection:
        assert events.spread(connection, "t", ["e"], NOON)["e"].posts == 4


def test_events_that_accuse_are_known(engine: Engine) -> None:
    with writing(engine) as connection:
        insert(connection, event("a", accuses=True))
        insert(connection, event("b"))
        assert events.accusing(connection, "t", ["a", "b", "c"]) == {"a"}
        assert events.by_ids(connection, "t", ["b"])[0].factors == []
