"""适用 selects the cases the paper means."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.selectors import Facts, Selector
from config.vocabulary import Category, Handling, Tier

FACTS = st.builds(
    Facts,
    category=st.sampled_from(Category),
    tier=st.sampled_from(Tier),
    incident_grade=st.sampled_from(Tier),
    handling=st.sampled_from(Handling),
)


@given(FACTS)
def test_a_press_conference_is_for_grave_incidents_only(facts: Facts) -> None:
    selector = Selector.model_validate({"重点": "突发事件", "突发事件等级": "重大及以上"})
    grave = facts.incident_grade in (Tier.MAJOR, Tier.EXTRAORDINARY)
    assert selector.holds(facts) == (facts.category is Category.EMERGENCY and grave)


@given(FACTS)
def test_a_viral_minor_accident_orders_no_press_conference(facts: Facts) -> None:
    selector = Selector.model_validate({"突发事件等级": "重大及以上"})
    viral = facts.model_copy(update={"tier": Tier.EXTRAORDINARY, "incident_grade": Tier.ORDINARY})
    assert not selector.holds(viral)


@given(FACTS)
def test_every_case_is_selected_by_all(facts: Facts) -> None:
    assert Selector.model_validate("全部").holds(facts)


@given(FACTS, st.sampled_from(Tier))
def test_and_above_and_and_below_share_only_the_named_tier(facts: Facts, tier: Tier) -> None:
    above = Selector.model_validate({"等级": f"{tier.label}及以上"}).holds(facts)
    below = Selector.model_validate({"等级": f"{tier.label}及以下"}).holds(facts)
    assert above or below
    assert (above and below) == (facts.tier is tier)


@pytest.mark.parametrize("words", [{"重点": "火灾"}, {"等级": "很大"}, "其它", {"处置类型": "恶意"}])
def test_unknown_words_are_refused(words: object) -> None:
    with pytest.raises(ValueError, match="无法识别"):
        Selector.model_validate(words)


def test_a_matter_that_is_no_incident_has_no_incident_grade() -> None:
    facts = Facts.model_validate({"category": "public_interest", "tier": "major", "incident_grade": "", "handling": "inquiry"})
    assert not Selector.model_validate({"突发事件等级": "一般及以上"}).holds(facts)
    assert Selector.model_validate({"等级": "重大及以上"}).holds(facts)
