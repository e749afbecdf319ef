"""An invented web of sources: heavy-tailed posting rates, a day curve, bursts, and now and then a severe post."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Moments = NDArray[np.float64]
Flags = NDArray[np.bool_]

SOURCES = 2000
DAYS = 9
DAY, HOUR = 86400.0, 3600.0
START = 20_000 * DAY - 8 * HOUR
"""A midnight in China, in seconds since 1970."""
MEAN_POSTS = 12.0
"""Posts a day of the mean source, bursts apart."""
LOG_NORMAL_SIGMA = 1.8
PARETO_SHAPE = 1.2
PARETO_CAP = 500.0
"""Of the smallest source's rate."""
BURST_TIMES, BURST_HOURS, BURST_EVERY_DAYS = 15.0, 4.0, 10.0
SEVERE_MEDIAN, SEVERE_SIGMA, SEVERE_MOST = 0.02, 1.15, 0.5
SEVERE_IN_BURST = 2.0
CURVE = (
    *(0.25, 0.12, 0.07, 0.05, 0.05, 0.1, 0.3, 0.7, 1.1, 1.5, 1.6, 1.5),
    *(1.2, 1.1, 1.3, 1.5, 1.5, 1.3, 1.2, 1.5, 1.8, 1.7, 1.3, 0.7),
)


@dataclass(frozen=True, slots=True)
class Posted:
    """What one source publishes: seconds since 1970 in order, and which posts are severe."""

    moments: Moments
    severe: Flags


@dataclass(frozen=True, slots=True)
class World:
    """All sources of one seed, and where in its interval a fixed schedule first looks at each (0 to 1)."""

    sources: list[Posted]
    offsets: Moments


def world(seed: int, pareto: bool) -> World:
    chance = np.random.default_rng([seed, int(pareto)])
    if pareto:
        rates = np.minimum(chance.pareto(PARETO_SHAPE, SOURCES) + 1.0, PARETO_CAP)
    else:
        rates = chance.lognormal(0.0, LOG_NORMAL_SIGMA, SOURCES)
    rates *= MEAN_POSTS / rates.mean()
    severity = np.minimum(SEVERE_MOST, chance.lognormal(np.log(SEVERE_MEDIAN), SEVERE_SIGMA, SOURCES))
    sources = [_posted(chance, rate, share) for rate, share in zip(rates, severity, strict=True)]
    return World(sources, chance.random(SOURCES))


_HOURS = np.arange(DAYS * 24 + 1) * HOUR
_WEIGHTS = np.tile(np.array(CURVE) / np.mean(CURVE), DAYS)
_BUSY = np.concatenate([[0.0], np.cumsum(_WEIGHTS * HOUR)])
"""Curve time at each hour."""


def _posted(chance: np.random.Generator, rate: float, severity: float) -> Posted:
    count = chance.poisson(rate * DAYS)
    moments = [np.interp(chance.random(count) * _BUSY[-1], _BUSY, _HOURS)]
    severe = [chance.random(count) < severity]
    for _ in range(chance.poisson(DAYS / BURST_EVERY_DAYS)):
        begins = chance.random() * _HOURS[-1]
        ends = min(_HOURS[-1], begins + chance.exponential(BURST_HOURS * HOUR))
        first, last = np.interp([begins, ends], _HOURS, _BUSY)
        more = chance.poisson(rate / DAY * (BURST_TIMES - 1.0) * (last - first))
        moments.append(np.interp(first + chance.random(more) * (last - first), _BUSY, _HOURS))
        severe.append(chance.random(more) < SEVERE_IN_BURST * severity)
    joined = np.concatenate(moments)
    order = np.argsort(joined)
    return Posted(joined[order] + START, np.concatenate(severe)[order])
