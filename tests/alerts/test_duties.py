"""Which rules apply, and when their duties are due."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts import snapshot
from alerts.duties import Start, applying, next_round, plan, rows, started
from config.regulation import DutyRule
from config.selectors import Facts
from config.vocabulary import Category, Handling, Tier
from tests.alerts.matters import NOW
from tests.alerts.offices import office

RULES = office().regulation.duties


def facts(
    category: str = "public_interest", tier: str = "ordinary", grade: str = "ordinary", handling: str = "inquiry"
) -> Facts:
    return Facts.model_validate({"category": category, "tier": tier, "incident_grade": grade, "handling": handling})


def rule(code: str, **keys: object) -> DutyRule:
    return DutyRule.model_validate({"编号": code, "事项": "回应", "适用": "全部", "依据": "条", **keys})


@pytest.mark.parametrize(
    ("given_facts", "rules"),
    [
        (facts(), ["T4"]),
        (facts("emergency", "extraordinary", "ordinary"), ["T4"]),
        (facts("emergency", "ordinary", "major"), ["T1", "T2"]),
        (facts("emergency", "ordinary", "extraordinary"), ["T1", "T2", "T3"]),
        (facts("public_interest", "ordinary", "extraordinary"), ["T3"]),
    ],
)
def test_the_rules_of_the_paper(given_facts: Facts, rules: list[str]) -> None:
    assert [found.code for found in applying(RULES, given_facts)] == rules


def test_otherwise_means_that_no_earlier_rule_of_the_list_applied() -> None:
    rules = [rule("a", 适用={"等级": "重大"}), rule("b", 适用="其他"), rule("c", 适用="全部"), rule("d", 适用="其他")]
    assert [found.code for found in applying(rules, facts(tier="major"))] == ["a", "c"]
    assert [found.code for found in applying(rules, facts())] == ["b", "c"]


def test_at_once_is_due_at_the_discovery() -> None:
    duty = plan([rule("x", 期限="立即")], facts(), NOW)[0]
    assert (duty.immediate, duty.due_at) == (True, NOW)


def test_in_principle_and_article_are_carried() -> None:
    row = rows("demo", "c", "housing", plan(RULES, facts("emergency", grade="major"), NOW))[0]
    assert (row.in_principle, row.article, row.due_at) == (True, "第三条", NOW + timedelta(hours=1))


def test_a_year_without_published_holidays_is_marked_on_the_duty() -> None:
    duty = plan([rule("x", 期限="2个工作日")], facts(), NOW.replace(year=2031))
    assert rows("demo", "c", "u", duty)[0].article == "条（节假日安排未公布，按周一至周五计）"


def test_a_duty_that_counts_from_the_signature_waits_for_it() -> None:
    rules = [rule("x", 期限="2小时", 起算="签收")]
    row = rows("demo", "c", "u", plan(rules, facts(), NOW))[0]
    assert row.due_at is None
    signed = NOW + timedelta(hours=5)
    assert started(rules, [row], Start.ASSIGNED, signed) == []
    assert started(rules, [row], Start.SIGNED, signed) == [(row, signed + timedelta(hours=2))]


def test_a_repeated_duty_comes_again_after_it_was_met() -> None:
    row = rows("demo", "c", "u", plan(RULES, facts(grade="extraordinary"), NOW))[0]
    again = next_round(RULES, row, NOW + timedelta(hours=1))
    assert again is not None
    assert (again.round, again.due_at, again.id != row.id) == (2, NOW + timedelta(hours=7), True)


def test_a_duty_without_every_comes_once() -> None:
    row = rows("demo", "c", "u", plan(RULES, facts(), NOW))[0]
    assert next_round(RULES, row, NOW) is None


EVERY_FACTS = st.builds(
    Facts,
    category=st.sampled_from(list(Category)),
    tier=st.sampled_from(list(Tier)),
    incident_grade=st.sampled_from(list(Tier)),
    handling=st.sampled_from(list(Handling)),
)


@given(EVERY_FACTS)
def test_every_case_owes_something_and_nothing_is_due_before_it_starts(some: Facts) -> None:
    planned = plan(RULES, some, NOW)
    assert planned
    assert all(duty.due_at is None or duty.due_at >= duty.starts_at for duty in planned)


@given(EVERY_FACTS)
def test_the_plan_kept_on_a_case_gives_the_same_duties(some: Facts) -> None:
    kept = snapshot.rules_of(snapshot.take(office()))
    assert plan(kept.duties, some, NOW) == plan(RULES, some, NOW)


def test_the_kept_plan_is_the_whole_regulation() -> None:
    assert snapshot.rules_of(snapshot.take(office())) == office().regulation
