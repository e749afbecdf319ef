"""A regulation may use its own priorities and tiers; both its names and the common words mean the same case."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.vocabulary import Tier
from config.words import COMMON, own_words


def test_a_sixth_priority_stands_beside_the_five() -> None:
    words = own_words(["切身利益", "突发事件", "营商环境"], [])
    assert words.priority("营商环境") == "营商环境"
    assert words.priority("emergency") == "emergency"
    assert "营商环境" in words.priority_values("任一重点")
    assert "none" not in words.priority_values("任一重点")


def test_an_own_name_and_its_common_word_mean_each_other() -> None:
    words = own_words([{"名称": "民生诉求", "对应": "切身利益"}], [])
    assert words.priority_values("民生诉求") == {"民生诉求", "public_interest"}
    assert words.priority_values("切身利益") == {"民生诉求", "public_interest"}


def test_of_two_own_names_for_one_common_word_the_machine_means_the_first() -> None:
    words = own_words([{"名称": "就医就学", "对应": "切身利益"}, {"名称": "物业停车", "对应": "切身利益"}], [])
    assert words.priority_values("物业停车") == {"物业停车"}
    assert "public_interest" in words.priority_values("就医就学")


@pytest.mark.parametrize(
    ("names", "own"),
    [
        (["一般", "重大", {"名称": "特大", "对应": "特别重大"}], ["一般", "一般", "重大", "特大"]),
        (["一般", "重大", "特大"], ["一般", "一般", "重大", "特大"]),
        (["普通", "紧急"], ["普通", "普通", "紧急", "紧急"]),
        (["四级", "三级", "二级", "一级"], ["四级", "三级", "二级", "一级"]),
        (["红色", "橙色", "黄色", "蓝色"], ["蓝色", "黄色", "橙色", "红色"]),
        (["特别重大", "重大", "较大", "一般"], ["一般", "较大", "重大", "特别重大"]),
        (["五级", "四级", "三级", "二级", "一级"], ["五级", "四级", "二级", "一级"]),
    ],
)
def test_where_the_common_tiers_fall_on_an_own_scale(names: list[object], own: list[str]) -> None:
    words = own_words([], names)
    assert [next(name.name for name in words.tiers if tier.value in words.tier_values(name.name)) for tier in Tier] == own


def test_and_above_follows_the_own_order() -> None:
    words = own_words([], ["蓝", "黄", "橙", "红"])
    assert words.tier("橙") in words.tier_values("黄及以上")
    assert words.tier("蓝") not in words.tier_values("黄及以上")
    assert words.tier_values("黄至橙") == words.tier_values("黄、橙")


def test_an_unknown_word_is_refused_with_what_may_stand() -> None:
    with pytest.raises(ValueError, match="可写：一般、较大、重大、特别重大"):
        COMMON.tier_values("很大")
    with pytest.raises(ValueError, match="任一重点"):
        COMMON.priority_values("火灾")


@given(
    st.lists(st.sampled_from("甲乙丙丁戊己庚"), min_size=1, max_size=7, unique=True),
    st.sampled_from(Tier),
    st.sampled_from(Tier),
)
def test_a_higher_common_tier_never_falls_lower(names: list[str], one: Tier, other: Tier) -> None:
    order = [named.name for named in own_words([], names).tiers]
    words = own_words([], names)
    low, high = sorted((one, other), key=lambda tier: tier.rank)
    places = [next(i for i, name in enumerate(order) if tier.value in words.tier_values(name)) for tier in (low, high)]
    assert places[0] <= places[1]
