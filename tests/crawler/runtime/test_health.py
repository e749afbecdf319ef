"""Every kind of trouble has its name and says what to do; quiet sources are found by their own habit."""

from datetime import UTC, datetime, timedelta

import pytest

from crawler.health import REMEDIES, finding, finding_text, has_failed, judge, silence
from crawler.problems import Problem
from crawler.wire import EndLine
from store.records import SourceState

NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
STATE = SourceState("t", "a", NOW, fetched=500)


def end(**more: object) -> EndLine:
    return EndLine.model_validate({"job": "j", "source": "a"} | more)


@pytest.mark.parametrize("problem", Problem)
def test_every_problem_says_in_chinese_what_to_do(problem: Problem) -> None:
    text = finding_text(problem, f"{problem.label}：细节")
    assert text.startswith(f"{problem.label}：{REMEDIES[problem]}")
    assert text.endswith("（细节）")


@pytest.mark.parametrize(
    ("round_", "found"),
    [
        ({"list_read": True, "links": 5, "requests": 6}, None),
        ({"list_read": True, "unchanged": 1, "requests": 1}, None),
        ({"problems": {"http": 1}, "requests": 1}, Problem.HTTP),
        ({"problems": {"refused": 1}}, Problem.REFUSED),
        ({"problems": {"crashed": 1}}, Problem.CRASHED),
        ({"problems": {"nonsense": 1}}, Problem.OTHER),
        ({"list_read": True, "read": 1, "problems": {"no_fields": 1}, "requests": 1}, Problem.NO_FIELDS),
        ({"list_read": True, "read": 1, "problems": {"wall": 1, "no_fields": 1}, "requests": 1}, Problem.WALL),
        ({"list_read": True, "links": 20, "posts": 18, "problems": {"http": 2}, "requests": 21}, None),
        ({"list_read": True, "links": 20, "posts": 3, "problems": {"http": 17}, "requests": 21}, Problem.HTTP),
        ({"cut": True, "problems": {"http": 9}, "requests": 9}, None),
    ],
)
def test_a_round_is_judged_by_what_it_met(round_: dict[str, object], found: Problem | None) -> None:
    assert judge(end(**round_)) is found


def test_a_login_page_instead_of_the_list_is_a_failure() -> None:
    assert has_failed(end(list_read=True, read=1, problems={"wall": 1}))
    assert not has_failed(end(list_read=True, read=9, posts=8, problems={"wall": 1}))


def arrivals(*hours: float) -> list[datetime]:
    return [NOW - timedelta(hours=hour) for hour in hours]


def test_a_source_is_silent_after_three_times_its_usual_gap() -> None:
    habit = arrivals(10, 12, 14, 16, 18, 20)
    assert silence(habit, NOW) == timedelta(hours=10)
    assert silence(habit, NOW - timedelta(hours=5)) is None


def test_a_busy_source_gets_six_hours_and_a_rare_one_is_never_silent() -> None:
    minutes = [NOW - timedelta(hours=5, minutes=number) for number in range(20)]
    assert silence(minutes, NOW) is None
    assert silence(minutes, NOW + timedelta(hours=2)) is not None
    assert silence(arrivals(900, 1000, 1100, 1200, 1300, 1400), NOW) is None
    assert silence(arrivals(500, 501), NOW) is None


def test_a_silent_source_is_told_although_its_rounds_go_well() -> None:
    text = finding(end(list_read=True, unchanged=1), STATE, arrivals(30, 31, 32, 33, 34, 35), NOW)
    assert text.startswith("信源沉默：已30小时")
