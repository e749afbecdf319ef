from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifier.events import EventBook
from classifier.matter import EventProfile
from classifier.sketch import SKETCH_SIZE, contained, same_template, shingles_of
from tests.classifier.matters import NOON, compare, profile

LEAK = "芦溪镇枫树村旁边的冷库氨气漏了，味道呛得睁不开眼，厂里工人往外跑，有几个晕倒在门口，救护车还没到"


@pytest.mark.parametrize(
    "repost",
    [
        "//@路边人家:" + LEAK,
        "天哪大家快看//@路过:转发微博//@路边人家：" + LEAK,
        LEAK[:26] + "……全文",
        "【网友爆料】" + LEAK.replace("睁不开眼", "直流泪") + " http://t.cn/abc",
        LEAK.replace("，", " ").replace("还没到", "还没有到[泪]"),
    ],
)
def test_reposts_cuts_and_small_edits_are_copies(repost: str) -> None:
    assert contained(shingles_of(LEAK), shingles_of(repost)) >= 0.6
    book = EventBook()
    book.add_text("seed", "event", shingles_of(LEAK))
    match = book.copy_of(shingles_of(repost))
    assert match is not None
    assert match.copy
    assert "文字重合" in match.reason


def test_one_form_filled_in_for_two_places_is_no_copy_and_no_matter() -> None:
    form = "【停电通知】因线路检修，8月3日8时至18时{}停电，请用户提前做好准备，不便之处敬请谅解"
    one, other = form.format("芦溪镇枫树村"), form.format("古田镇月塘村")
    assert same_template(shingles_of(one), shingles_of(other))
    book = EventBook()
    book.add_text("seed", "event", shingles_of(one))
    assert book.copy_of(shingles_of(other)) is None
    assert not compare(profile(other, "public_interest", "energy"), profile(one, "public_interest", "energy")).reason


@settings(max_examples=50)
@given(text=st.text(max_size=200))
def test_a_text_is_wholly_in_itself_and_its_sketch_is_small(text: str) -> None:
    marks = shingles_of(text)
    assert contained(marks, marks) == (1.0 if len(marks.hashes) else 0.0)
    assert len(marks.sketch) <= SKETCH_SIZE
    assert all(value >= 0 for value in marks.sketch)


def test_a_village_lies_in_its_town() -> None:
    news = profile("芦溪镇一冷库制冷剂泄漏，九人送医，群众已疏散")
    assert "芦溪镇" in compare(news, profile("枫树村的冷库氨气漏了，呛得很，好几个工人晕倒")).reason


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("古田镇昨晚发生火灾，投诉没人管", "芦溪镇一仓库火灾，投诉没人管"),
        ("昨晚发生火灾，投诉", "火灾，投诉没人管"),
        ("学校问题，家长投诉", "学校的问题没人管，家长投诉"),
    ],
)
def test_generic_words_alone_never_tie_two_matters(one: str, other: str) -> None:
    assert not compare(profile(other), profile(one)).reason


def test_two_troubles_of_one_town_are_two_matters() -> None:
    fire = profile("芦溪镇老粮站着火了，浓烟滚滚，楼上有人喊救命")
    assert not compare(profile("芦溪镇后山塌方，埋了两间屋，村里在组织人挖"), fire).reason
    assert not compare(profile("芦溪镇中心小学食堂饭菜发霉，孩子呕吐", "moral_baseline", "education"), fire).reason


def test_another_verdict_on_the_same_place_and_happening_still_joins() -> None:
    seed = profile("翠屏雅苑烂尾三年，四百户业主拿不到钥匙，开发商没影", "public_interest", "housing")
    doubtful = profile("翠屏雅苑今天又停工了，业主围在门口", "none", "public_security", triage=True)
    moral = profile("为了翠屏雅苑的房子掏空三代人积蓄，烂尾了谁来管，良心何在", "moral_baseline", "housing")
    assert compare(doubtful, seed).reason
    assert compare(moral, seed).reason


def test_a_shared_specific_hashtag_ties_and_the_areas_own_does_not() -> None:
    seed = profile("#枫树村氨气泄漏# 大家往上风口走", "emergency", "ecology")
    assert "同一话题" in compare(profile("#枫树村氨气泄漏# 刚看到救护车过去三辆", "emergency", "health"), seed).reason
    daily = profile("#岚州县身边事# 河边水位高了不少", "emergency", "water")
    assert not compare(profile("#岚州县身边事# 路口两车相撞", "emergency", "traffic_police"), daily).reason


def test_a_rumour_is_one_by_its_thing_and_its_claim_whatever_the_words() -> None:
    seed = profile("群里说明年起自家水井也要交资源费，一吨两块六，真的吗", "policy_misreading", "water")
    assert "同一说法" in compare(profile("水井要收费？文件连个章都没有", "policy_misreading", "other"), seed).reason
    banned = profile("听说以后不准自己打水井了，一律禁止", "policy_misreading", "water")
    assert not compare(banned, seed).reason


def test_a_rare_figure_helps_and_a_round_or_public_one_does_not() -> None:
    seed = profile("听说每户要交378块清运费", "policy_misreading", "urban_mgmt")
    assert seed.terms.figures == {378}
    assert compare(profile("三百七十八块的清运费谁定的", "policy_misreading", "urban_mgmt"), seed).reason
    assert not profile("打12345投诉，2026年3月等了100天", "public_interest").terms.figures


@pytest.mark.parametrize(("written", "value"), [("一百八", 180), ("1200户", 1200), ("6800万元", 68_000_000)])
def test_amounts_are_read_as_people_write_them(written: str, value: int) -> None:
    assert value in profile(f"听说要收{written}").terms.figures


def test_words_of_a_member_count_only_when_it_was_close_to_the_seed() -> None:
    seed = profile("枫树村冷库氨气泄漏，工人晕倒")
    event = EventProfile.of(seed, seed.category)
    book = EventBook()
    book.add_event("event", event)
    far = profile("芦溪镇这两天真不太平，听说集市上鞭炮摊也出事了", "emergency", "other")
    book.joined("event", far, book.speaks_for("event", far))
    assert "鞭炮" not in "".join(event.words)
    close = profile("枫树村冷库又漏氨气，附近住户捂着毛巾往外跑")
    book.joined("event", close, book.speaks_for("event", close))
    assert "毛巾" in event.words
    assert event.posts == 3


def test_a_place_passed_on_the_way_is_no_place_of_the_event() -> None:
    seed = profile("枫树村冷库氨气泄漏，工人晕倒")
    event = EventProfile.of(seed, seed.category)
    event.learn(profile("从古田镇赶来支援芦溪镇枫树村，氨气味很重"))
    assert event.areas == {"town-luxi"}


def test_the_same_words_a_week_later_are_another_matter() -> None:
    assert not compare(profile(LEAK, at=NOON + timedelta(days=7)), profile(LEAK)).reason


def test_what_happened_elsewhere_never_joins_what_happened_here() -> None:
    seed = profile("枫树村冷库氨气泄漏，工人晕倒，送医九人")
    away = profile("浙江省温州市一冷库氨气泄漏，工人晕倒，送医九人")
    assert away.away
    assert not compare(away, seed, posts=30).reason


def test_a_doubtful_post_of_no_place_joins_what_everybody_speaks_of() -> None:
    seed = profile("枫树村冷库氨气泄漏，工人晕倒，送医九人")
    talk = profile("氨气的味道太刺鼻了，大家都在往外跑", triage=True)
    assert compare(talk, seed, posts=20).reason
    assert not compare(talk, seed).reason


def test_who_writes_again_on_the_same_kind_of_thing_goes_on_with_it() -> None:
    seed = profile("北关街道一所小学老师用戒尺打孩子手", "moral_baseline", "education", author_hash="a")
    again = "学校派人来让签字，给钱让我别说孩子挨打的事"
    assert "后续" in compare(profile(again, "moral_baseline", "education", author_hash="a"), seed).reason
    other = compare(profile(again, "moral_baseline", "education", author_hash="b"), seed)
    assert "后续" not in other.reason


def test_long_letters_share_common_things_by_chance() -> None:
    things = (
        "业主代表、物业公司、停车位、绿化带、监控室、消防栓、楼道灯、健身器、游乐场、会所、泳池、垃圾桶、快递柜、电梯间、门禁卡"
    )
    one = profile(f"城南某处的{things}都有问题，请领导管管", "public_interest", "housing")
    other = profile(f"城北另一处，{things}，样样不好，盼解决", "public_interest", "urban_mgmt")
    assert compare(other, one).points < compare(one, one).points
