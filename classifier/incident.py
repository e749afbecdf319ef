"""The incident's own grade, proposed from stated facts; a person confirms it.

Bounds of 生产安全事故报告和调查处理条例 article 3: deaths, serious injuries, direct loss.
"""

from classifier.signals import Signal, SignalKind, largest
from config.vocabulary import Tier

_BOUNDS = (
    (Tier.EXTRAORDINARY, 30, 100, 100_000_000),
    (Tier.MAJOR, 10, 50, 50_000_000),
    (Tier.SIGNIFICANT, 3, 10, 10_000_000),
)


def proposed_grade(signals: list[Signal]) -> Tier:
    """The grade the stated casualties and loss come to; 一般 where nothing is stated."""
    return grade_of(
        largest(signals, SignalKind.DEATHS), largest(signals, SignalKind.INJURED), largest(signals, SignalKind.LOSS)
    )


def grade_of(deaths: int, injured: int, loss_yuan: int) -> Tier:
    """The grade of an incident with so many dead, injured, and so much loss in yuan."""
    for grade, most_deaths, most_injured, most_loss in _BOUNDS:
        if deaths >= most_deaths or injured >= most_injured or loss_yuan >= most_loss:
            return grade
    return Tier.ORDINARY
