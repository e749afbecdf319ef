"""Judged posts through a real store: which event each joins, and how the event then stands."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import pytest
from sqlalchemy import Engine

from classifier.engine import Classifier
from classifier.judging import Judgement
from classifier.placing import Placing
from classifier.standing import standing_of
from store import events
from store.engine import open_store, writing
from store.records import Event, EventPost
from store.rows import fetch, insert_many
from tests.classifier.matters import GROUND, NOON, judged, rarity

LEAK = "枫树村冷库氨气泄漏，味道呛得睁不开眼，几个工人晕倒在门口，消防还没到"
SCHOOL = "北关街道一所小学老师用戒尺打孩子手，手背肿了，学校还不让家长说出去"
TENANT = "lanzhou-county"


class Rarity:
    """All that placing wants of a model."""

    def rarity(self, words: Sequence[str]) -> list[float]:
        return rarity(words)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = open_store(f"sqlite:///{tmp_path / 'store.db'}")
    yield engine
    engine.dispose()


def place(engine: Engine, *judgements: Judgement) -> list[Event]:
    """Put the posts of one batch into events; gives all events as they stand."""
    now = max(judgement.post.discovered_at for judgement in judgements)
    with writing(engine) as connection:
        insert_many(connection, [judgement.post for judgement in judgements])
        insert_many(connection, [judgement.verdict for judgement in judgements])
        touched = Placing(connection, TENANT, cast(Classifier, Rarity()), GROUND, now).place(list(judgements))
        kinds = events.member_kinds(connection, TENANT, touched)
        counts = events.spread(connection, TENANT, touched, now - timedelta(hours=1))
        for event in events.by_ids(connection, TENANT, touched):
            events.save(connection, standing_of(event, kinds[event.id], counts[event.id], touched[event.id], now))
        return fetch(connection, Event, order_by=[events.events.c.opened_at])


def members(engine: Engine) -> dict[str, str]:
    with writing(engine) as connection:
        return {member.post_id: member.reason for member in fetch(connection, EventPost)}


def thread(text: str, floor: int, *verdict: str, **more: Any) -> Judgement:
    address = f"http://a.test/thread-77-{1 + floor // 10}-1.html"
    return judged(text, *verdict, source_kind="forum", floor=floor, url=address, **more)


def test_posts_of_one_matter_in_other_words_make_one_event_across_batches(engine: Engine) -> None:
    place(engine, judged(LEAK))
    place(engine, judged("芦溪镇一冷冻厂氨气泄漏，九人送医，周边群众已疏散", "emergency", "health"))
    [event] = place(engine, judged("枫树村的往上风口走，刺鼻的味道飘到小学了", "none", "ecology", triage=True))
    assert event.post_count == 3


def test_replies_join_the_event_of_their_thread_whatever_they_say(engine: Engine) -> None:
    place(engine, thread(SCHOOL, 1, "moral_baseline", "education"))
    [event] = place(
        engine,
        thread("先拍照留好，别光在网上喊", 2, "none", "other"),
        thread("我家的也是，晚上做梦都在哭", 11, "public_interest", "health", triage=True),
    )
    assert event.post_count == 3


def test_a_row_of_the_board_and_the_thread_it_opens_are_one_post(engine: Engine) -> None:
    row = thread("北关街道小学老师打学生，学校捂着", 0, "moral_baseline", "education", key="t1")
    row = replace(row, post=replace(row.post, floor=None))
    place(engine, row)
    [event] = place(engine, thread("说来话长，孩子现在不敢去上学", 1, "none", "other", key="t1", revision=2))
    assert event.post_count == 1
    assert "修改" in "".join(members(engine).values())


def test_a_reply_about_another_matter_leaves_its_thread(engine: Engine) -> None:
    place(engine, judged(LEAK), thread("周末去哪玩", 1, "none", "other"))
    place(engine, thread(SCHOOL, 2, "moral_baseline", "education"))
    both = place(engine, thread("枫树村冷库氨气又漏了，消防刚到，工人晕倒", 3, "emergency", "emergency_mgmt"))
    assert sorted(event.post_count for event in both) == [1, 2]


@pytest.mark.parametrize("batches", [1, 2])
def test_edits_are_neither_posts_nor_voices(engine: Engine, batches: int) -> None:
    first = judged(LEAK, key="p", author_hash="a")
    edits = [judged(LEAK + "（更新）" * n, key="p", author_hash="a", revision=n + 1) for n in (1, 2, 3)]
    if batches == 1:
        [event] = place(engine, first, *edits)
    else:
        place(engine, first)
        [event] = place(engine, *edits)
    assert (event.post_count, event.voice_count) == (1, 1)


def test_an_edit_that_says_little_stays_in_its_event(engine: Engine) -> None:
    place(engine, judged(LEAK, key="p"))
    [event] = place(engine, judged("已删，感谢关心", "none", "other", key="p", revision=2))
    assert event.post_count == 1
    assert len(members(engine)) == 2


def test_articles_without_a_platform_id_are_counted_apart(engine: Engine) -> None:
    articles = [
        judged(f"芦溪镇枫树村冷库氨气泄漏，{n}人送医", key=f"a{n}", source_kind="portal", platform_id="", source_name=f"报{n}")
        for n in (4, 9)
    ]
    [event] = place(engine, *articles)
    assert event.post_count == 2


def test_an_accusation_never_joins_what_the_accused_answers(engine: Engine) -> None:
    place(engine, judged(SCHOOL, "moral_baseline", "education"))
    accusing = "举报县教育局副局长收红包，压下小学老师打孩子的材料，家长去找还被赶出来"
    again = "检举县教育局领导，家长递的打孩子材料石沉大海，过年收烟收酒"
    place(engine, judged(accusing, "moral_baseline", "education", accused="schools"))
    ordinary, accused = place(
        engine,
        judged(again, "public_interest", "education", accused="schools", at=NOON + timedelta(hours=1)),
        judged("转发//@路人:" + SCHOOL, "moral_baseline", "education", accused="schools", at=NOON + timedelta(hours=1)),
    )
    assert (ordinary.post_count, ordinary.accuses_own_people) == (1, False)
    assert (accused.post_count, accused.accuses_own_people) == (3, True)


def test_an_edit_that_turns_into_an_accusation_leaves_its_event(engine: Engine) -> None:
    place(engine, judged(SCHOOL, "moral_baseline", "education", key="p"))
    accusing = SCHOOL + "，举报教育局领导收钱包庇"
    ordinary, accused = place(engine, judged(accusing, "moral_baseline", "education", key="p", revision=2, accused="schools"))
    assert not ordinary.accuses_own_people
    assert accused.accuses_own_people


def test_accusations_of_two_units_are_two_events(engine: Engine) -> None:
    one = judged("举报教育局科长收红包，家长敢怒不敢言", "moral_baseline", "education", accused="schools")
    other = judged("举报芦溪镇副镇长收红包，村民敢怒不敢言", "moral_baseline", "local_gov", accused="town-luxi")
    assert len(place(engine, one, other)) == 2


@pytest.mark.parametrize(
    ("text", "verdict", "more", "opens"),
    [
        ("枫树村的路什么时候修，下雨全是泥坑", ("public_interest", "transport"), {}, True),
        ("枫树村的路修得真不错", ("public_interest", "transport"), {"handling": "report"}, False),
        ("周日踢球缺一个守门员，岚州体育场见", ("public_interest", "other"), {}, False),
        ("岚州这几天自来水浑得像泥汤，停水两天了", ("public_interest", "water"), {}, True),
        ("某地水浑得像泥汤，停水两天了", ("public_interest", "water"), {}, False),
        ("好像哪里着火了，看见浓烟", ("emergency", "emergency_mgmt"), {"handling": "report"}, True),
        ("听说有人晕倒了", ("public_interest", "health"), {"source_kind": "hotline"}, True),
    ],
)
def test_a_doubtful_post_alone_opens_an_event_only_where_a_person_should_look(
    engine: Engine, text: str, verdict: tuple[str, str], more: dict[str, Any], opens: bool
) -> None:
    assert bool(place(engine, judged(text, *verdict, triage=True, **more))) == opens


def test_what_surely_happened_elsewhere_is_marked_so_and_what_is_doubtful_is_nothing_of_ours(engine: Engine) -> None:
    assert not place(engine, judged("浙江省温州市一工厂好像着火了", triage=True))
    [event] = place(engine, judged("浙江省温州市一化工厂爆炸起火，三人死亡"))
    assert event.locality == "elsewhere"


def test_the_category_is_what_most_sure_posts_say(engine: Engine) -> None:
    place(engine, judged("翠屏雅苑烂尾三年，四百户业主拿不到钥匙", "public_interest", "housing"))
    place(engine, judged("翠屏雅苑停工了，业主围在门口讨说法，良心何在", "moral_baseline", "public_security"))
    [event] = place(engine, judged("翠屏雅苑业主：烂尾楼什么时候复工交房", "public_interest", "housing"))
    assert (event.category, event.department, event.post_count) == ("public_interest", "housing", 3)


def test_an_event_says_what_makes_its_tier(engine: Engine) -> None:
    posts = [judged(f"{LEAK}{'！' * n}", key=str(n), author_hash=str(n)) for n in range(25)]
    [event] = place(engine, *posts)
    factors = {factor["name"]: factor for factor in event.factors}
    assert factors["帖文内容"] == {"name": "帖文内容", "figure": None, "tier": "ordinary", "raises": False}
    assert factors["帖文数"]["figure"] == 25
    assert factors["帖文数"]["raises"]
    assert not factors["阅读量"]["raises"]
    assert event.tier == "significant"


def test_a_place_named_in_passing_is_no_place_of_the_event(engine: Engine) -> None:
    place(engine, judged(LEAK))
    [event] = place(engine, judged("从古田镇赶到芦溪镇枫树村支援，冷库氨气味还很重"))
    assert event.places == ["枫树村", "芦溪镇"]
