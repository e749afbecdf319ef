"""What is known of one source's posting: a discounted Gamma-Poisson rate, and the chance that a burst is on.

Lists carry the time of each post, so the rate is fully observed, however seldom we look. A burst is the second state
of a two-state Poisson process; its chance is filtered post by post, and what a burst brought is not taken for habit.
Times are seconds since 1970, rates are posts a day of curve time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp

from crawler.planning.day_curve import DAY, HOUR, DayCurve

HALF_LIFE = 7 * DAY
"""After so long an observation counts half: a source's habit is this week's, not last year's."""
SHAPE = 0.5
MEAN = 6.0
"""Before anything was seen a source is believed to post so often a day, very unsurely."""
BURST = 10.0
"""How many times its habit a source posts in a burst."""
BURST_LASTS = 4 * HOUR
BURST_EVERY = 10 * DAY
USUAL = BURST_LASTS / (BURST_LASTS + BURST_EVERY)
"""The share of time that is burst."""
SURE = 0.9999
FIRST_SPAN = 7 * DAY
"""How far back the first look counts."""


@dataclass(frozen=True, slots=True)
class Habit:
    """What looking at one source has taught.

    `posts` came in `exposure` days of curve time, both discounted. `points` is what `judged` of its posts were worth
    (`planning.worth`). `cost` is the mean number of requests a look takes besides the new posts' own pages.
    """

    looked_at: float
    posts: float = 0.0
    exposure: float = 0.0
    burst: float = USUAL
    points: float = 0.0
    judged: float = 0.0
    cost: float = 1.0

    @property
    def rate(self) -> float:
        """Posts a day outside bursts."""
        return (SHAPE + self.posts) / (SHAPE / MEAN + self.exposure)

    @property
    def pace(self) -> float:
        """How many times its habit the source is expected to post right now."""
        return 1.0 + (BURST - 1.0) * self.burst


def watched(habit: Habit, moments: Sequence[float], now: float, curve: DayCurve) -> Habit:
    """The habit after a look at `now` that found posts of these moments, oldest first.

    1. Walk from post to post: between two the burst may have begun or ended; silence speaks against it, a post for it.
    2. Time in a burst counts as so many times the time, so that its posts do not raise the habit.
    """
    per_second = habit.rate / DAY
    at, burst, exposure = habit.looked_at, habit.burst, 0.0
    reading = curve.reading(at)
    for moment in (*moments, now):
        gap = max(0.0, moment - at)
        at = max(at, moment)
        later = curve.reading(at)
        passed, reading = later - reading, later
        drifted = USUAL + (burst - USUAL) * exp(-gap / BURST_LASTS)
        odds = drifted / (1.0 - drifted) * exp(-min(50.0, (BURST - 1.0) * per_second * passed))
        exposure += passed * (1.0 + (BURST - 1.0) * odds / (1.0 + odds))
        if moment is not now:
            odds *= BURST
        burst = max(1.0 - SURE, min(SURE, odds / (1.0 + odds)))
    fade = 0.5 ** (max(0.0, now - habit.looked_at) / HALF_LIFE)
    posts, seen = habit.posts * fade + len(moments), habit.exposure * fade + exposure / DAY
    return Habit(max(now, habit.looked_at), posts, seen, burst, habit.points, habit.judged, habit.cost)


def placed(stated: Sequence[float | None], since: float, now: float) -> list[float]:
    """Moments of new posts between two looks, in order.

    A post without a usable time (none, a bare date, one before the last look or in the future) could have come at any
    moment in between: such posts are spread evenly, or a site that tells only dates would seem to burst at every look.
    """
    told = [moment for moment in stated if moment is not None and since < moment <= now]
    others = len(stated) - len(told)
    gap = max(0.0, now - since) / (others + 1)
    return sorted(told + [since + gap * (number + 1) for number in range(others)])


def first_seen(stated: Sequence[float | None], now: float) -> tuple[Habit, list[float]]:
    """The habit before the first look, and the moments of what it found.

    A list shows the newest posts back to some moment; from there on, a week at most, it is as if we had watched.
    """
    told = sorted(moment for moment in stated if moment is not None and now - FIRST_SPAN < moment <= now)
    older = any(moment is not None and moment <= now - FIRST_SPAN for moment in stated)
    since = now - FIRST_SPAN if older else (told[0] if told else now)
    return Habit(since), [moment for moment in told if moment > since]
