"""How good a model's answers are on posts it did not see: the figures of a manifest."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from classifier.chances import chances
from classifier.targets import Target

Matrix = NDArray[np.float64]
BINS = 15


def score_answers(
    targets: Sequence[Target], scores: Matrix, truth: Matrix, calibration: dict[str, NDArray[Any]]
) -> dict[str, Any]:
    """Per target: macro-F1, calibration error, and precision, recall and count of each class."""
    return {
        target.name: answer_figures(target, answers, given)
        for target, answers, given in answered(targets, scores, truth, calibration)
    }


def answer_figures(target: Target, answers: NDArray[np.int64], given: Matrix) -> dict[str, Any]:
    """The figures of one target: true class numbers against the chances given, one row per post."""
    said = given.argmax(axis=1)
    classes = {
        name: _class_figures(said == number, answers == number)
        for number, name in enumerate(target.classes)
        if (answers == number).any()
    }
    return {
        "macro_f1": round(float(np.mean([row["f1"] for row in classes.values()])), 4) if classes else 0.0,
        "ece": calibration_error(given.max(axis=1), said == answers) if len(answers) else 0.0,
        "classes": classes,
    }


def answered(
    targets: Sequence[Target], scores: Matrix, truth: Matrix, calibration: dict[str, NDArray[Any]]
) -> list[tuple[Target, NDArray[np.int64], Matrix]]:
    """Per target the true class numbers of its labelled posts and the chances given to them."""
    result = []
    first = 0
    for target in targets:
        columns = truth[:, first : first + target.columns]
        first += target.columns
        known = ~np.isnan(columns[:, 0])
        labelled = columns[known]
        answers = (labelled.sum(axis=1) if target.ordinal else labelled.argmax(axis=1)).astype(np.int64)
        given = chances(target, scores[known], calibration[f"{target.name}_mix"], calibration[f"{target.name}_shift"])
        result.append((target, answers, given))
    return result


def calibration_error(confidence: NDArray[np.floating], right: NDArray[np.bool_]) -> float:
    """Expected calibration error over equal-width bins: the mean gap between how sure and how often right."""
    if not len(confidence):
        return 0.0
    bins = np.minimum((confidence * BINS).astype(int), BINS - 1)
    gaps = [abs(right[bins == b].mean() - confidence[bins == b].mean()) * (bins == b).mean() for b in np.unique(bins)]
    return round(float(sum(gaps)), 4)


def _class_figures(said: NDArray[np.bool_], true: NDArray[np.bool_]) -> dict[str, float]:
    hits = float((said & true).sum())
    precision = hits / said.sum() if said.any() else 0.0
    recall = hits / true.sum() if true.any() else 0.0
    f1 = 2 * hits / (said.sum() + true.sum())
    return {
        "precision": round(float(precision), 4),
        "recall": round(float(recall), 4),
        "f1": round(float(f1), 4),
        "posts": int(true.sum()),
    }
