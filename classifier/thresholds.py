"""How sure a model must be before a category is acted on; below, a person decides (triage)."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from classifier.chances import Floats
from classifier.scores import answered
from classifier.targets import CATEGORY, Target
from config.vocabulary import Category, SourceKind

_STREAM_ODDS = {Category.NONE: 3.0, Category.EMERGENCY: 2.0}
"""How much commoner categories are in a stream of posts than in the corpus, as the odds see it (Bayes).

A stream is almost all ordinary posts; the corpus is not. The figure for them is the smallest that keeps false cases and
triage of an ordinary stream under the bounds of docs/measurements.md; the real ratio is higher, and a larger figure loses
real matters. Emergencies are raised because missing one costs most and they share most words with ordinary posts.
"""

_LETTER_ODDS = {Category.NONE: 0.4}
"""Who writes to the office, or calls it, has something to say: there ordinary posts are rarer than in the corpus."""

_LETTERS = frozenset(
    {SourceKind.MESSAGE_BOARD, SourceKind.HOTLINE, SourceKind.SELF_REPORT, SourceKind.PATROL, SourceKind.GROUP_SUMMARY}
)

_ORDINARY_SHARE = 30.0
"""How many ordinary posts of a stream one of the corpus stands for where thresholds are set."""

_WANTED_PRECISION = 0.83
_LOWEST, _HIGHEST = 0.5, 0.95


def stream_chances(probabilities: Mapping[str, float], source_kind: str) -> dict[str, float]:
    """Category probabilities as they are at a kind of source, where each has its own frequency."""
    odds = _LETTER_ODDS if source_kind in _LETTERS else _STREAM_ODDS
    weighed = {name: chance * odds.get(Category(name), 1.0) for name, chance in probabilities.items()}
    total = sum(weighed.values())
    return {name: chance / total for name, chance in weighed.items()}


def fit_thresholds(
    targets: Sequence[Target], scores: Floats, truth: Floats, calibration: dict[str, NDArray[Any]]
) -> dict[str, float]:
    """Per category the lowest probability from which on the answer is right often enough in a stream of posts."""
    thresholds: dict[str, float] = {}
    for target, answers, given in answered(targets, scores, truth, calibration):
        if target.name != CATEGORY.name:
            continue
        none = target.classes.index(Category.NONE)
        seen = given * np.array([_STREAM_ODDS.get(Category(name), 1.0) for name in target.classes])
        seen /= seen.sum(axis=1, keepdims=True)
        share = np.where(answers == none, _ORDINARY_SHARE, 1.0)
        for number, name in enumerate(target.classes):
            said = seen.argmax(axis=1) == number
            thresholds[name] = _threshold(seen[said, number], answers[said] == number, share[said])
    return thresholds


def _threshold(confidence: Floats, right: NDArray[np.bool_], share: Floats) -> float:
    for bound in np.arange(_LOWEST, _HIGHEST, 0.01):
        above = confidence >= bound
        if above.any() and (right * share)[above].sum() >= _WANTED_PRECISION * share[above].sum():
            return round(float(bound), 2)
    return _HIGHEST
