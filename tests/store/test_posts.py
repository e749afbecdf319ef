"""Posts are found again by their ids, newest revision first, and sources keep their state."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine

from store import posts, sources
from store.engine import writing
from store.ids import post_id
from store.records import Post, SourceState
from store.rows import insert_many

NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)


def post(key: str, revision: int = 1, at: datetime = NOON, tenant: str = "t") -> Post:
    return Post(
        tenant=tenant,
        id=post_id("s", key, revision),
        source="s",
        source_kind="forum",
        platform_id=key,
        url="",
        revision=revision,
        title="",
        body=f"{key}.{revision}",
        published_at=None,
        discovered_at=at,
        source_name="",
        author_hash="",
        floor=None,
        replies=None,
        views=None,
        reposts=None,
        comments=None,
        likes=None,
        flags=[],
        content_hash="",
        evidence_id="",
        first_look=False,
    )


def test_the_newest_revision_of_each_known_key_is_found(engine: Engine) -> None:
    with writing(engine) as connection:
        insert_many(connection, [post("a"), post("a", 2), post("a", 3), post("b"), post("c", tenant="other")])
        found = posts.latest(connection, "t", "s", ["a", "b", "c", "d", "a"])
    assert {key: row.revision for key, row in found.items()} == {"a": 3, "b": 1}


def test_a_thousand_keys_are_asked_for_in_portions(engine: Engine) -> None:
    keys = [str(number) for number in range(1000)]
    with writing(engine) as connection:
        insert_many(connection, [post(key) for key in keys])
        assert set(posts.latest(connection, "t", "s", keys)) == set(keys)
        assert posts.count_of(connection, "t", "s") == posts.count_of(connection, "t") == 1000


def test_arrivals_are_distinct_moments_newest_first(engine: Engine) -> None:
    moments = [NOON + timedelta(minutes=number // 2) for number in range(6)]
    with writing(engine) as connection:
        insert_many(connection, [post(str(number), at=moment) for number, moment in enumerate(moments)])
        assert posts.arrivals(connection, "t", "s") == [NOON + timedelta(minutes=number) for number in (2, 1, 0)]
        assert posts.arrivals(connection, "t", "s", limit=1) == [NOON + timedelta(minutes=2)]


def test_changing_counts_touches_one_revision(engine: Engine) -> None:
    with writing(engine) as connection:
        insert_many(connection, [post("a"), post("a", 2)])
        posts.change(connection, post("a", 2), {"replies": 7, "flags": ["deleted"]})
        rows = {row.revision: row for row in posts.by_ids(connection, "t", [post_id("s", "a", number) for number in (1, 2)])}
    assert (rows[1].replies, rows[2].replies, rows[2].flags) == (None, 7, ["deleted"])


def test_a_source_state_is_stored_once_and_then_changed(engine: Engine) -> None:
    state = SourceState("t", "s", NOON)
    with writing(engine) as connection:
        assert sources.state_of(connection, "t", "s") is None
        sources.save(connection, state)
        sources.save(connection, replace(state, failures=2, finding="域名解析失败", etag={"marks": {"k": {"first": 1}}}))
        assert sources.states(connection, "t") == {
            "s": replace(state, failures=2, finding="域名解析失败", etag={"marks": {"k": {"first": 1}}})
        }
        assert sources.states(connection, "other") == {}
