"""How much a source matters: what its posts turned out to be worth, against what posts are usually worth."""

from collections.abc import Iterable

from config.vocabulary import Category, Tier
from crawler.planning.habit import Habit

ORDINARY_POINTS = (1.0, 3.0, 10.0, 10.0)
"""By tier, 一般 to 特别重大: a severe post weighs ten times one that merely belongs to a response priority."""
NOTHING = 0.05
"""A post of no priority: hardly anything, yet somebody has to see that."""
BELIEF = 30.0
"""So many posts of usual worth a source is credited with before it has shown what it brings."""
SHARE = 0.5
"""The half of the weight that follows the worth; the other half is every source's own, whatever it brings."""


def points_of(category: str, tier: str) -> float:
    """What one judged post is worth."""
    return NOTHING if category == Category.NONE else ORDINARY_POINTS[Tier(tier).rank]


def usual_worth(habits: Iterable[Habit]) -> float:
    """What a post is worth on average, over all sources."""
    points, judged = 1.0, 1.0
    for habit in habits:
        points += habit.points
        judged += habit.judged
    return points / judged


def weight_of(habit: Habit, usual: float) -> float:
    """The weight of a source's waiting posts; 1 for a source like the others."""
    worth = (habit.points + BELIEF * usual) / (habit.judged + BELIEF)
    return 1.0 - SHARE + SHARE * worth / usual
