"""How long posts wait to be found: the planner of the product against fixed polling with the same number of requests.

Simulated, because no county lets itself be replayed: 2,000 sources over nine days, of which three are for learning and
the last is cut. Severity is known once a post was fetched. Both schedules see the same posts (paired seeds).
"""

import heapq
from bisect import bisect_right
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from os import environ
from time import perf_counter

import numpy as np

from benchmarks.figure import Figure, remark
from benchmarks.posting_world import DAY, DAYS, HOUR, MEAN_POSTS, SOURCES, START, Flags, Moments, World, world
from crawler.planning.budget import Prices, Wish
from crawler.planning.day_curve import EVEN, DayCurve
from crawler.planning.habit import Habit, watched
from crawler.planning.office_plan import EVERY, Budget, Plan, hour_weight, made, planned_wait, with_hours
from crawler.planning.worth import usual_worth, weight_of

SEEDS = int(environ.get("HUIYING_FRESHNESS_SEEDS", "20"))
PROCESSES = 2
FIXED = HOUR
"""Fixed polling looks at every source once an hour; this is the budget of both."""
LOOKS_A_DAY = SOURCES * DAY / FIXED
PLANNED_SHARE = 0.994
"""Of them the planner is given a little less: its account may run ahead for a while, and it shall not win by that."""
SHORTEST, LONGEST = 120.0, 4 * HOUR
WARM_UP = 3 * DAY
KIND = "portal"
MEAN_LOOK = MEAN_POSTS / DAY * FIXED**2 / 2
"""A price to begin with, until the first plan."""
COUNTED = (START + WARM_UP, START + (DAYS - 1) * DAY)
TARGETS = {
    "log_normal": {"mean": 2.0, "severe_mean": 2.5, "p95": 1.0},
    "pareto": {"mean": 1.4, "severe_mean": 2.0, "p95": 0.95},
}


@dataclass(frozen=True, slots=True)
class Waits:
    """The lags (seconds) of the counted posts, which of them are severe, and how many looks were spent."""

    lags: Moments
    severe: Flags
    looks: int


@dataclass(slots=True)
class Watch:
    """One source in the simulation: what it publishes and what the planner has learned of it."""

    moments: list[float]
    severe: list[bool]
    habit: Habit
    seen: int = 0


def measure() -> Iterator[Figure]:
    with ProcessPoolExecutor(PROCESSES) as pool:
        for name in TARGETS:
            pairs = list(pool.map(_paired, [(seed, name == "pareto") for seed in range(SEEDS)]))
            yield from _figures(name, [pair[0] for pair in pairs], [pair[1] for pair in pairs])
    yield Figure("freshness.plan_2000_sources", _planning_seconds() * 1000, "ms")


def _paired(which: tuple[int, bool]) -> tuple[Waits, Waits]:
    posted = world(*which)
    return polled(posted), planned(posted)


def polled(posted: World) -> Waits:
    """Fixed polling: every source at its own even pace."""
    lags, severe = [], []
    for source, offset in zip(posted.sources, posted.offsets, strict=True):
        first = START + offset * FIXED
        lag = np.ceil((source.moments - first) / FIXED) * FIXED + first - source.moments
        counted = (source.moments >= COUNTED[0]) & (source.moments < COUNTED[1])
        lags.append(lag[counted])
        severe.append(source.severe[counted])
    return Waits(np.concatenate(lags), np.concatenate(severe), int(LOOKS_A_DAY * DAYS))


def planned(posted: World) -> Waits:
    """The planner, from knowing nothing: it sees what its looks find and nothing else."""
    watches = [Watch(source.moments.tolist(), source.severe.tolist(), Habit(START)) for source in posted.sources]
    due = [(START + offset * FIXED, number) for number, offset in enumerate(posted.offsets)]
    heapq.heapify(due)
    plan = Plan(START, Prices(MEAN_LOOK), FIXED)
    found: list[float] = []
    severe: list[bool] = []
    fresh: list[tuple[float, float]] = []
    looks, curve = 0, EVEN
    while due[0][0] < START + DAYS * DAY:
        now, number = heapq.heappop(due)
        if now >= plan.made_at + EVERY:
            plan = _planned_anew(watches, plan, curve, fresh, looks, now)
            curve, fresh = plan.curve(KIND), []
        watch = watches[number]
        moments, flags = _looked(watch, now, curve)
        looks += 1
        for moment, flag in zip(moments, flags, strict=True):
            fresh.append((moment, hour_weight(watch.habit)))
            if COUNTED[0] <= moment < COUNTED[1]:
                found.append(now - moment)
                severe.append(flag)
        heapq.heappush(due, (now + planned_wait(_wish(number, watch, curve, plan.usual), plan), number))
    return Waits(np.array(found), np.array(severe, bool), looks)


def _looked(watch: Watch, now: float, curve: DayCurve) -> tuple[list[float], list[bool]]:
    last = watch.seen
    watch.seen = bisect_right(watch.moments, now, last)
    moments, flags = watch.moments[last : watch.seen], watch.severe[last : watch.seen]
    habit = watched(watch.habit, moments, now, curve)
    watch.habit = replace(habit, points=habit.points + sum(flags), judged=habit.judged + len(flags)) if flags else habit
    return moments, flags


def _planned_anew(
    watches: list[Watch], plan: Plan, curve: DayCurve, fresh: list[tuple[float, float]], looks: int, now: float
) -> Plan:
    usual = usual_worth(watch.habit for watch in watches)
    hours = with_hours(plan.hours, {KIND: fresh}, now - plan.made_at)
    wishes = [_wish(number, watch, curve, usual) for number, watch in enumerate(watches)]
    # The pages of the posts themselves cost both schedules the same: only looks are counted.
    return made(
        wishes, Budget(PLANNED_SHARE * LOOKS_A_DAY, float("inf")), replace(plan, usual=usual, hours=hours), float(looks), now
    )


def _wish(number: int, watch: Watch, curve: DayCurve, usual: float) -> Wish:
    return Wish("", "", watch.habit, weight_of(watch.habit, usual), curve, SHORTEST, LONGEST)


def _planning_seconds() -> float:
    chance = np.random.default_rng(0)
    wishes = [
        Wish("", f"host-{number % 400}", Habit(START, posts, 7.0), 1.0, EVEN, SHORTEST, LONGEST)
        for number, posts in enumerate(7.0 * MEAN_LOOK * chance.lognormal(0.0, 1.8, SOURCES))
    ]
    turns = []
    for _ in range(5):
        begun = perf_counter()
        made(wishes, Budget(LOOKS_A_DAY, 200.0), Plan(START, Prices(MEAN_LOOK), FIXED), 0.0, START)
        turns.append(perf_counter() - begun)
    return min(turns)


def _figures(name: str, fixed: list[Waits], ours: list[Waits]) -> Iterator[Figure]:
    """The ratios over all posts of all seeds, and beside them the span of single seeds."""
    yield Figure(f"freshness.{name}.posts", sum(len(waits.lags) for waits in ours), "posts")
    yield Figure(f"freshness.{name}.requests", _sum_of_looks(ours) / _sum_of_looks(fixed), "of_fixed")
    for measure_name, severe, of in (
        ("mean", False, np.mean),
        ("p95", False, _p95),
        ("severe_mean", True, np.mean),
        ("severe_p95", True, _p95),
    ):
        before, after = (float(of(_pooled(waits, severe))) for waits in (fixed, ours))
        each = [float(of(_pooled([a], severe)) / of(_pooled([b], severe))) for a, b in zip(fixed, ours, strict=True)]
        target = TARGETS[name].get(measure_name)
        remark(
            f"{name} {measure_name}: {before / 60:.1f} min fixed, {after / 60:.1f} min planned; "
            f"single seeds {min(each):.2f} to {max(each):.2f}" + (f"; target {target}" if target else "")
        )
        yield Figure(f"freshness.{name}.{measure_name}.minutes", after / 60, "min")
        yield Figure(f"freshness.{name}.{measure_name}", before / after, "times_shorter")


def _pooled(waits: list[Waits], severe: bool) -> Moments:
    return np.concatenate([one.lags[one.severe] if severe else one.lags for one in waits])


def _p95(lags: Moments) -> float:
    return float(np.percentile(lags, 95))


def _sum_of_looks(waits: list[Waits]) -> int:
    return sum(one.looks for one in waits)
