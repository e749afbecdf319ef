import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine

from classifier.engine import Classifier
from classifier.placing import thread_of, title_of
from classifier.work import handle_posts
from config.load import load_office
from config.office import Office
from store.engine import open_store, writing
from store.ids import post_id
from store.records import Event, EventPost, Message, Post, Sketch, Verdict
from store.rows import fetch, insert_many

NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
FLOOD = "柳河镇上游水库今天下午泄洪，老街全被淹了，水深到腰，有两位老人被困在二楼，消防正在赶来救援"
OFFICES = Path(__file__).parents[2] / "config" / "offices"


@pytest.fixture(scope="module")
def office() -> Office:
    return load_office(OFFICES / "demo-county")


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = open_store(f"sqlite:///{tmp_path / 'store.db'}")
    yield engine
    engine.dispose()


def post(text: str, number: int = 0, *, kind: str = "microblog", at: datetime = NOW, first_look: bool = False) -> Post:
    key = f"{kind}-{number}"
    none = dict.fromkeys(("floor", "replies", "views", "reposts", "comments", "likes"))
    empty = dict.fromkeys(("title", "source_name", "content_hash", "evidence_id"), "")
    return Post(
        tenant="demo-county",
        id=post_id(kind, key, 0),
        source=kind,
        source_kind=kind,
        platform_id=key,
        url=f"http://a.test/{key}",
        revision=0,
        body=text,
        published_at=at,
        discovered_at=at,
        author_hash=f"author-{number}",
        flags=[],
        first_look=first_look,
        **none,
        **empty,
    )


def message(posts: list[Post]) -> Message:
    payload = {"posts": [post.id for post in posts]}
    return Message("demo-county", "1", "classify", payload, NOW, NOW, None, 1, "", None, None)


def run(engine: Engine, office: Office, classifier: Classifier, posts: list[Post], batch: int = 100) -> None:
    with writing(engine) as connection:
        insert_many(connection, posts)
    for first in range(0, len(posts), batch):
        with writing(engine) as connection:
            handle_posts(connection, office, classifier, message(posts[first : first + batch]), NOW)


def events_of(connection: Connection) -> list[Event]:
    return fetch(connection, Event)


def test_forty_reposts_make_one_event(engine: Engine, office: Office, classifier: Classifier) -> None:
    rng = random.Random(5)
    posts = [post(FLOOD)]
    posts += [
        post(rng.choice(["转发微博", "天哪", ""]) + "//@河边人家:" + FLOOD[: rng.randint(24, len(FLOOD))], number)
        for number in range(1, 41)
    ]
    run(engine, office, classifier, posts, batch=20)
    with writing(engine) as connection:
        [event] = events_of(connection)
    assert event.post_count == 41
    assert event.voice_count == 41
    assert event.category == "emergency"
    assert event.locality == "local"
    assert event.places == ["柳河镇"]


def test_handling_a_message_twice_changes_nothing(engine: Engine, office: Office, classifier: Classifier) -> None:
    posts = [post(FLOOD), post("周末和闺蜜去吃火锅，开心", 1)]
    run(engine, office, classifier, posts)
    with writing(engine) as connection:
        before = [fetch(connection, kind) for kind in (Verdict, Event, EventPost, Sketch, Message)]
        handle_posts(connection, office, classifier, message(posts), NOW + timedelta(minutes=5))
        after = [fetch(connection, kind) for kind in (Verdict, Event, EventPost, Sketch, Message)]
    assert before == after


def test_the_next_stage_is_told_once_of_the_events_touched(engine: Engine, office: Office, classifier: Classifier) -> None:
    run(engine, office, classifier, [post(FLOOD), post("周末和闺蜜去吃火锅，开心", 1)])
    with writing(engine) as connection:
        [event] = events_of(connection)
        [told] = fetch(connection, Message)
    assert told.topic == "case"
    assert told.payload == {"events": [event.id], "posts": [event.seed_post_id]}


def test_ordinary_posts_get_a_verdict_and_no_event(engine: Engine, office: Office, classifier: Classifier) -> None:
    run(engine, office, classifier, [post("周末和闺蜜去吃火锅，拍了好多照片，开心")])
    with writing(engine) as connection:
        [verdict] = fetch(connection, Verdict)
        assert verdict.category == "none"
        assert not events_of(connection)
        assert not fetch(connection, Message)


def test_a_new_source_keeps_its_old_posts_quiet(engine: Engine, office: Office, classifier: Classifier) -> None:
    old = post("柳河镇锦绣华庭烂尾两年，三百多户业主交不了房，请领导管管", at=NOW - timedelta(days=40), first_look=True)
    past = post(FLOOD, 1, at=NOW - timedelta(days=40), first_look=True)
    run(engine, office, classifier, [old, past])
    with writing(engine) as connection:
        assert len(fetch(connection, Verdict)) == 2
        assert not events_of(connection)


def test_a_live_emergency_at_first_look_goes_to_triage(engine: Engine, office: Office, classifier: Classifier) -> None:
    run(engine, office, classifier, [post(FLOOD, at=NOW - timedelta(hours=2), first_look=True)])
    with writing(engine) as connection:
        [event] = events_of(connection)
    assert event.triage


def test_the_same_fire_in_two_towns_is_two_events(engine: Engine, office: Office, classifier: Classifier) -> None:
    text = "{}一家具厂今天凌晨起火爆炸，两人受伤，消防车正在赶来，浓烟很大"
    run(engine, office, classifier, [post(text.format("白沙镇")), post(text.format("青山镇"), 1)])
    with writing(engine) as connection:
        assert sorted(event.places[0] for event in events_of(connection)) == ["白沙镇", "青山镇"]


def test_an_accusation_is_marked_with_the_accused_unit(engine: Engine, office: Office, classifier: Classifier) -> None:
    text = "实名举报柳河镇副镇长收受红包、贪污救灾款，几百户灾民一分钱没拿到，天理难容"
    run(engine, office, classifier, [post(text)])
    with writing(engine) as connection:
        [verdict] = fetch(connection, Verdict)
        [event] = events_of(connection)
    assert verdict.accuses_own_people
    assert event.accuses_own_people
    assert any(reason.get("unit") == "town-liuhe" for reason in verdict.reasons)


def test_an_edit_of_a_post_counts_once(engine: Engine, office: Office, classifier: Classifier) -> None:
    first = post(FLOOD)
    edited = replace(first, id="edit", revision=1)
    run(engine, office, classifier, [first, edited])
    with writing(engine) as connection:
        [event] = events_of(connection)
        assert len(fetch(connection, EventPost)) == 2
    assert event.post_count == 1


def test_replies_that_matter_join_the_thread_they_stand_in(engine: Engine, office: Office, classifier: Classifier) -> None:
    first = post("锦绣华庭烂尾两年，三百多户业主交不了房，开发商跑路，请住建局管管", kind="forum")
    reply = post("昨天一百多个业主拉横幅讨说法，开发商还是拖欠不交房，集体上访", 1, kind="forum")
    address = "http://a.test/forum.php?mod=viewthread&tid=5"
    first = replace(first, floor=1, url=address)
    reply = replace(reply, floor=9, url=address + "&page=2#pid9")
    run(engine, office, classifier, [first, reply], batch=1)
    with writing(engine) as connection:
        [event] = events_of(connection)
    assert event.post_count == 2


@pytest.mark.parametrize(
    "address",
    [
        "http://a.test/forum.php?mod=viewthread&tid=5",
        "http://a.test/forum.php?mod=viewthread&tid=5&page=3",
        "http://a.test/forum.php?mod=viewthread&tid=5#pid77",
    ],
)
def test_pages_and_floors_of_one_thread_have_one_key(address: str) -> None:
    reply = replace(post("回复"), floor=2, url=address)
    assert thread_of(reply) == ("microblog", "http://a.test/forum.php?mod=viewthread&tid=5")


def test_static_thread_addresses_lose_their_page_too() -> None:
    reply = replace(post("回复"), floor=2, url="http://a.test/thread-77-3-1.html")
    assert thread_of(reply) == ("microblog", "http://a.test/thread-77.html")


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("【停水通知】\n正文", "停水通知"),
        ("短短一句", "短短一句"),
        ("很长" * 15 + "，后面" + "还有" * 20, "很长" * 15),
        ("长" * 80, "长" * 40),
    ],
)
def test_an_event_is_named_by_its_first_words(text: str, title: str) -> None:
    assert title_of(text) == title
