import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.floors import floors, raised
from classifier.incident import grade_of, proposed_grade
from classifier.severity import Spread, event_severity
from classifier.signals import find_signals
from config.vocabulary import Category, Tier

TIERS = st.sampled_from(list(Tier))
FIGURES = st.integers(min_value=0, max_value=10_000_000)
SPREADS = st.builds(Spread, FIGURES, FIGURES, FIGURES, FIGURES, FIGURES, FIGURES, FIGURES, FIGURES)


@pytest.mark.parametrize(
    ("deaths", "injured", "loss", "grade"),
    [
        (0, 0, 0, Tier.ORDINARY),
        (2, 9, 9_999_999, Tier.ORDINARY),
        (3, 0, 0, Tier.SIGNIFICANT),
        (0, 10, 0, Tier.SIGNIFICANT),
        (10, 0, 0, Tier.MAJOR),
        (0, 0, 50_000_000, Tier.MAJOR),
        (30, 0, 0, Tier.EXTRAORDINARY),
        (0, 100, 0, Tier.EXTRAORDINARY),
    ],
)
def test_the_incident_grade_follows_the_bounds_of_the_regulation(deaths: int, injured: int, loss: int, grade: Tier) -> None:
    assert grade_of(deaths, injured, loss) is grade


def test_the_incident_grade_is_read_from_stated_facts() -> None:
    assert proposed_grade(find_signals("爆炸造成12人死亡，40人受伤")) is Tier.MAJOR


@pytest.mark.parametrize(
    ("text", "category", "tier"),
    [
        ("一人死亡", Category.EMERGENCY, Tier.SIGNIFICANT),
        ("死亡12人", Category.EMERGENCY, Tier.MAJOR),
        ("遇难人数升至31人", Category.EMERGENCY, Tier.EXTRAORDINARY),
        ("涉及两千四百户", Category.PUBLIC_INTEREST, Tier.MAJOR),
        ("涉及320户", Category.PUBLIC_INTEREST, Tier.SIGNIFICANT),
        ("业主集体维权", Category.PUBLIC_INTEREST, Tier.SIGNIFICANT),
    ],
)
def test_stated_facts_set_a_floor(text: str, category: Category, tier: Tier) -> None:
    assert raised(Tier.ORDINARY, floors(category, find_signals(text))) is tier


def test_what_belongs_to_no_priority_has_no_floor() -> None:
    assert floors(Category.NONE, find_signals("历史上的今天：地震致31人死亡")) == []


@given(tier=TIERS, text=st.sampled_from(["死亡1人", "31人遇难", "320户停水", "今天天气好"]))
def test_a_floor_never_lowers_a_tier(tier: Tier, text: str) -> None:
    assert raised(tier, floors(Category.EMERGENCY, find_signals(text))).rank >= tier.rank


@given(content=TIERS, spread=SPREADS)
def test_spread_never_lowers_and_lifts_by_one_step_at_most(content: Tier, spread: Spread) -> None:
    tier = event_severity(content, Category.PUBLIC_INTEREST, spread).tier
    assert content.rank <= tier.rank <= content.rank + 1


@given(content=TIERS, spread=SPREADS)
def test_talk_about_an_authority_alone_never_raises_a_tier(content: Tier, spread: Spread) -> None:
    assert event_severity(content, Category.NONE, spread).tier is content


def test_one_measure_alone_raises_nothing() -> None:
    assert event_severity(Tier.ORDINARY, Category.PUBLIC_INTEREST, Spread(views=90_000_000)).tier is Tier.ORDINARY


def test_what_raised_a_tier_is_shown_with_its_figure() -> None:
    found = event_severity(Tier.ORDINARY, Category.PUBLIC_INTEREST, Spread(posts=46, recent=46, media=3))
    assert found.tier is Tier.SIGNIFICANT
    assert {factor.words for factor in found.raised_by} == {"帖文数46", "近1小时新帖46", "媒体3"}
