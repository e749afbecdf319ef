"""The hour-of-day curve: how much is posted at which hour of the Chinese day, 1 being an average hour.

Curve time runs fast in busy hours and slow at night; a source posts evenly in curve time. Times are seconds since 1970.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

HOURS = 24
HOUR = 3600.0
DAY = 86400.0
CHINA_OFFSET = 8 * HOUR
BELIEF = 2.0
"""Posts an hour that an even day is believed to have had before anything was seen."""
LEAST = 0.02


def hour_of(second: float) -> int:
    """The hour of the Chinese day, 0 to 23."""
    return int((second + CHINA_OFFSET) % DAY // HOUR)


@dataclass(frozen=True, slots=True)
class DayCurve:
    """The weights of the 24 hours (their mean is 1), and the curve time from midnight to the start of each."""

    weights: tuple[float, ...]
    starts: tuple[float, ...]

    @classmethod
    def of_weights(cls, weights: Sequence[float]) -> "DayCurve":
        """The curve of 24 weights, scaled to a mean of 1."""
        mean = sum(weights) / HOURS
        scaled = [max(LEAST, weight / mean) for weight in weights]
        scaled = [weight * HOURS / sum(scaled) for weight in scaled]
        return cls(tuple(scaled), tuple(accumulate((weight * HOUR for weight in scaled[:-1]), initial=0.0)))

    @classmethod
    def learned(cls, counts: Sequence[float]) -> "DayCurve":
        """The curve behind posts counted by hour; few posts leave it nearly even."""
        return cls.of_weights([count + BELIEF for count in counts])

    def reading(self, second: float) -> float:
        """Where the clock of curve time stands; only differences mean anything."""
        days, rest = divmod(second + CHINA_OFFSET, DAY)
        hour = int(rest // HOUR)
        return days * DAY + self.starts[hour] + (rest - hour * HOUR) * self.weights[hour]

    def weight_at(self, second: float) -> float:
        """The weight of the hour."""
        return self.weights[hour_of(second)]


EVEN = DayCurve.of_weights([1.0] * HOURS)
