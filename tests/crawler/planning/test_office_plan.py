"""The plan of an office, over days."""

import heapq
from dataclasses import replace

import pytest

from crawler.planning.budget import Prices, Wish
from crawler.planning.day_curve import DAY, EVEN, HOUR
from crawler.planning.habit import Habit, watched
from crawler.planning.office_plan import EVERY, Budget, Plan, daily_looks, hour_weight, made, planned_wait, with_hours
from crawler.planning.worth import points_of, usual_worth, weight_of

START = 20_000 * DAY
RATES = (0.3, 1.0, 3.0, 10.0, 60.0) * 8


def live(days: float, budget: float) -> tuple[Plan, list[int], list[Habit]]:
    """Sources that post like clockwork, looked at as planned; the looks of the last day by source."""
    habits = [Habit(START) for _ in RATES]
    plan = Plan(START, Prices(250.0), HOUR)
    due = [(START + 10.0 * n, n) for n in range(len(RATES))]
    looks, last_day = 0, [0] * len(RATES)
    while due[0][0] < START + days * DAY:
        now, n = heapq.heappop(due)
        wishes = [wish(str(k), habit) for k, habit in enumerate(habits)]
        if now - plan.made_at > EVERY:
            plan = made(wishes, Budget(budget, 1e9), plan, float(looks), now)
        gap, before = DAY / RATES[n], habits[n].looked_at
        posted = [START + gap * k for k in range(int((before - START) / gap) + 1, int((now - START) / gap) + 1)]
        habits[n] = watched(habits[n], posted, now, EVEN)
        looks += 1
        last_day[n] += now >= START + (days - 1) * DAY
        heapq.heappush(due, (now + planned_wait(wish(str(n), habits[n]), plan), n))
    return plan, last_day, habits


def wish(code: str, habit: Habit, shortest: float = 120.0, longest: float = 4 * HOUR) -> Wish:
    return Wish(code, f"host-{code}", habit, 1.0, EVEN, shortest, longest)


def test_busy_sources_are_looked_at_more_often_within_the_budget() -> None:
    _, last_day, _ = live(days=3.0, budget=960.0)
    by_rate = [sum(last_day[n::5]) for n in range(5)]
    assert by_rate == sorted(by_rate)
    assert by_rate[4] > 2 * by_rate[1]
    assert sum(last_day) == pytest.approx(960, rel=0.05)
    assert min(last_day) >= 6


def test_a_written_interval_is_kept_whatever_was_learned() -> None:
    plan, _, habits = live(days=0.5, budget=960.0)
    fixed = wish("x", habits[0], 600.0, 600.0)
    assert planned_wait(fixed, plan) == 600.0
    assert daily_looks(fixed, plan) == 144.0


def test_pages_of_new_posts_leave_fewer_looks() -> None:
    wishes = [wish(str(n), Habit(START, rate * 7, 7.0)) for n, rate in enumerate(RATES)]
    before = Plan(START, Prices(250.0), HOUR)
    free, busy = (made(wishes, Budget(960.0, 1e9, pages), before, 0.0, START) for pages in (0.0, 500.0))
    assert busy.prices.everywhere > free.prices.everywhere


def test_hours_are_counted_by_kind_and_fade() -> None:
    noon = START + 4 * HOUR
    hours = with_hours({}, {"forum": [(noon, 1.0)] * 10}, 0.0)
    later = with_hours(hours, {}, 14 * DAY)
    assert hours["forum"][12] == 10.0
    assert later["forum"][12] == pytest.approx(5.0)
    assert replace(Plan(START, Prices(1.0), HOUR), hours=hours).curve("forum").weights[12] > 3
    assert hour_weight(Habit(START, 7_000.0, 7.0)) < 0.01 * hour_weight(Habit(START, 7.0, 7.0)) * 10


def test_severe_posts_weigh_more_than_ordinary_ones_and_those_more_than_none() -> None:
    assert points_of("emergency", "major") > points_of("public_interest", "ordinary") > points_of("none", "ordinary")
    severe, plain = Habit(START, points=50.0, judged=50.0), Habit(START, points=2.5, judged=50.0)
    usual = usual_worth([severe, plain])
    assert weight_of(severe, usual) > 1 > weight_of(plain, usual) > 0.5
    assert weight_of(Habit(START), usual) == pytest.approx(1.0)
