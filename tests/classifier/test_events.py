from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifier.events import EventBook
from classifier.matter import Profile, likeness, profile_of
from classifier.sketch import SKETCH_SIZE, contained, same_template, shingles_of

NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
FLOOD = "柳河镇上游水库今天下午泄洪，老街全被淹了，水深到腰，有两位老人被困在二楼，消防还没到"


COMMON = {
    "火灾": 4.5,
    "投诉": 3.2,
    "发生": 3.1,
    "昨晚": 4.0,
    "火势": 5.0,
    "没人": 3.5,
    "学校": 3.3,
    "很大": 2.5,
    "家长": 3.6,
    "老人": 4.2,
}


def rarity(words: Sequence[str]) -> list[float]:
    return [COMMON.get(word, 7.0) for word in words]


def profile(
    text: str,
    places: tuple[str, ...] = (),
    category: str = "emergency",
    department: str = "water",
    at: datetime = NOON,
) -> Profile:
    return profile_of(text, places, category, department, at, rarity=rarity)


@pytest.mark.parametrize(
    "repost",
    [
        "//@河边人家:" + FLOOD,
        "天哪大家快看//@路过:转发微博//@河边人家：" + FLOOD,
        FLOOD[:26] + "……全文",
        "【网友爆料】" + FLOOD.replace("今天下午", "刚刚") + " http://t.cn/abc",
        FLOOD.replace("，", " ").replace("消防还没到", "消防还没有到[泪]"),
    ],
)
def test_reposts_cuts_and_small_edits_are_copies(repost: str) -> None:
    assert contained(shingles_of(FLOOD), shingles_of(repost)) >= 0.6
    book = EventBook()
    book.add_text("seed", "event", shingles_of(FLOOD))
    match = book.copy_of(shingles_of(repost))
    assert match is not None
    assert match.copy
    assert "文字重合" in match.reason


def test_one_form_filled_in_for_two_places_is_no_copy() -> None:
    one = "【停电通知】因线路检修，8月3日8时至18时青山镇大塘村停电，请用户提前做好准备，不便之处敬请谅解"
    other = "【停电通知】因线路检修，8月3日8时至18时白沙镇小河村停电，请用户提前做好准备，不便之处敬请谅解"
    assert same_template(shingles_of(one), shingles_of(other))
    book = EventBook()
    book.add_text("seed", "event", shingles_of(one))
    assert book.copy_of(shingles_of(other)) is None


@settings(max_examples=50)
@given(text=st.text(max_size=200))
def test_a_text_is_wholly_in_itself_and_its_sketch_is_small(text: str) -> None:
    marks = shingles_of(text)
    assert contained(marks, marks) == (1.0 if len(marks.hashes) else 0.0)
    assert len(marks.sketch) <= SKETCH_SIZE
    assert all(value >= 0 for value in marks.sketch)


def test_other_words_about_one_place_and_hour_are_one_matter() -> None:
    found = likeness(profile(FLOOD, ("柳河镇",)), profile("柳河镇老街被洪水淹了！求救援，屋里有老人被困", ("柳河镇",)))
    assert "柳河镇" in found.reason


@pytest.mark.parametrize("other", ["青山镇一仓库火灾，火势很大", "火灾投诉没人管"])
def test_generic_words_alone_never_tie_two_matters(other: str) -> None:
    places = ("青山镇",) if "青山镇" in other else ()
    assert not likeness(profile("白沙镇昨晚发生火灾，投诉没人管", ("白沙镇",)), profile(other, places)).reason
    assert not likeness(profile("昨晚发生火灾，火势很大，投诉"), profile(other)).reason


def test_two_kinds_of_trouble_in_one_town_are_two_matters() -> None:
    fee = profile("柳河镇中心小学乱收资料费，家长都有意见", ("柳河镇",), "public_interest", "education")
    assert not likeness(profile(FLOOD, ("柳河镇",)), fee).reason


def test_one_rumour_in_many_words_is_one_matter() -> None:
    one = profile("听说下月起骑电动车要收年费，是真的吗", (), "policy_misreading", "traffic_police")
    other = profile("朋友圈疯传电动车收费标准，交警队要贴单子？", (), "policy_misreading", "traffic_police")
    assert "电动车" in likeness(one, other).reason
    elsewhere = profile("朋友圈疯传电动车收费标准", (), "policy_misreading", "education")
    assert not likeness(one, elsewhere).reason


def test_the_same_words_a_week_later_are_another_matter() -> None:
    later = profile(FLOOD, ("柳河镇",), at=NOON + timedelta(days=7))
    assert not likeness(profile(FLOOD, ("柳河镇",)), later).reason


@given(
    one=st.sampled_from([FLOOD, "火灾", "石桥镇学校收费", ""]),
    other=st.sampled_from([FLOOD[:20], "投诉", "石桥镇小学乱收费", ""]),
    place=st.sampled_from([(), ("石桥镇",), ("柳河镇",)]),
)
def test_likeness_does_not_depend_on_who_is_asked(one: str, other: str, place: tuple[str, ...]) -> None:
    first, second = profile(one, place), profile(other, place)
    assert likeness(first, second).score == pytest.approx(likeness(second, first).score)
