"""Training: labelled posts in, a model folder out. The only module that imports scikit-learn.

One linear separator per class (or per step of a scale), calibrated on scores each post got from folds that did not see it,
so that a probability of 0.8 is right about eight times in ten on posts like the corpus.
"""

import platform
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

from classifier.examples import CorpusError, Example, data_hash, read_examples
from classifier.features import PostFeatures, read_post
from classifier.matrices import Weighting
from classifier.model_files import Array, write_model
from classifier.scores import score_answers
from classifier.targets import OUR_TARGETS, Target, to_manifest
from classifier.thresholds import fit_thresholds

FOLDS = 3
_REGULARITY = 0.3

Progress = Callable[[str, float], None]
Matrix = NDArray[np.float64]
LIBRARIES = ("numpy", "scipy", "scikit-learn", "rjieba")


@dataclass(frozen=True, slots=True)
class Material:
    """What is trained on: the posts, their features, and one 0/1 column per class; nan where a post has no label."""

    examples: list[Example]
    features: list[PostFeatures]
    truth: Matrix
    targets: tuple[Target, ...]


def train(
    corpus_files: Sequence[Path],
    out_dir: Path,
    progress: Progress | None = None,
    targets: tuple[Target, ...] = OUR_TARGETS,
) -> dict[str, Any]:
    """Train from label files into a folder and return the manifest; CorpusError when there is too little to learn from.

    1. Read the posts and their features.
    2. Score every post by folds that did not see it; calibrate and set thresholds on those scores.
    3. Fit on everything and write the arrays.
    """
    tell = progress or _silent
    material = _material(read_examples(corpus_files), targets, tell)
    unseen = _scores_from_folds(material, tell)
    calibration = _calibrate(material, unseen)
    tell("训练模型", 0.75)
    weighting = Weighting.of(material.features)
    weights, bias = _fit(weighting.matrix(material.features), material.truth)
    tell("写入模型", 0.95)
    arrays: dict[str, Array] = {
        **Weighting.split(weights),
        "bias": bias.astype(np.float32),
        "chars_idf": weighting.chars,
        "words_idf": weighting.words,
        **calibration,
    }
    manifest = write_model(out_dir, arrays, _manifest(material, unseen, calibration))
    tell("完成", 1.0)
    return manifest


def own_target(examples: Sequence[Example]) -> Target:
    """The target of another label set: the classes its `label` field holds."""
    return Target("label", tuple(sorted({e.labels["label"] for e in examples if "label" in e.labels})))


def _silent(stage: str, done: float) -> None:
    """Tell nobody."""


def _material(examples: list[Example], targets: tuple[Target, ...], tell: Progress) -> Material:
    if len(examples) < 5 * FOLDS:
        raise CorpusError(f"标注数据只有 {len(examples)} 条，太少，无法训练；至少需要 {5 * FOLDS} 条")
    features = []
    for number, example in enumerate(examples):
        features.append(read_post(example.text, example.source_kind))
        if number % 500 == 0:
            tell("读取语料", 0.1 * number / len(examples))
    truth = np.hstack([_truth(examples, target) for target in targets])
    return Material(examples, features, truth, targets)


def _truth(examples: Sequence[Example], target: Target) -> Matrix:
    columns = np.full((len(examples), target.columns), np.nan)
    for row, example in enumerate(examples):
        answer = example.labels.get(target.name)
        if answer is None:
            continue
        if answer not in target.classes:
            raise CorpusError(f"标注 {example.id} 的 {target.name} 值“{answer}”不在允许的取值中")
        rank = target.classes.index(answer)
        columns[row] = [rank > step if target.ordinal else rank == step for step in range(target.columns)]
    return columns


def _fit(matrix: Any, truth: Matrix) -> tuple[Matrix, NDArray[np.float64]]:
    """One separator per column; a column without both answers stays silent at -1."""
    weights = np.zeros((matrix.shape[1], truth.shape[1]))
    bias = np.full(truth.shape[1], -1.0)
    for column in range(truth.shape[1]):
        known = ~np.isnan(truth[:, column])
        answers = truth[known, column]
        if answers.size and answers.min() != answers.max():
            fitted = LinearSVC(C=_REGULARITY, tol=1e-3, random_state=0).fit(matrix[known], answers)
            weights[:, column] = fitted.coef_[0]
            bias[column] = fitted.intercept_[0]
    return weights, bias


def _scores_from_folds(material: Material, tell: Progress) -> Matrix:
    """Every post's scores from a model that never saw it."""
    fold = np.arange(len(material.examples)) % FOLDS
    scores = np.zeros_like(material.truth)
    for number in range(FOLDS):
        tell("交叉验证", 0.1 + 0.6 * number / FOLDS)
        learn, check = np.flatnonzero(fold != number), np.flatnonzero(fold == number)
        weighting = Weighting.of([material.features[i] for i in learn])
        weights, bias = _fit(weighting.matrix([material.features[i] for i in learn]), material.truth[learn])
        scores[check] = weighting.matrix([material.features[i] for i in check]) @ weights + bias
    return scores


def _calibrate(material: Material, scores: Matrix) -> dict[str, NDArray[Any]]:
    arrays: dict[str, NDArray[Any]] = {}
    first = 0
    for target in material.targets:
        own = slice(first, first + target.columns)
        first += target.columns
        mix = np.zeros((scores.shape[1], target.columns))
        shift = np.full(target.columns, -20.0)
        truth = material.truth[:, own]
        known = ~np.isnan(truth[:, 0])
        if target.ordinal:
            _calibrate_steps(scores[known, own], truth[known], mix[own], shift)
        elif known.any():
            _calibrate_classes(scores[known, own], truth[known].argmax(axis=1), mix[own], shift)
        arrays[f"{target.name}_mix"] = mix.astype(np.float32)
        arrays[f"{target.name}_shift"] = shift.astype(np.float32)
    return arrays


def _calibrate_classes(scores: Matrix, answers: NDArray[np.int64], mix: Matrix, shift: Matrix) -> None:
    """Fill one target's calibration in place; classes the corpus never shows keep a chance near zero."""
    present = np.unique(answers)
    if present.size < 2:
        shift[present] = 0
        return
    fitted = LogisticRegression(C=1.0, solver="newton-cholesky", max_iter=200).fit(scores, answers)
    if present.size == 2:
        mix[:, present[1]], shift[present[1]], shift[present[0]] = fitted.coef_[0], fitted.intercept_[0], 0
    else:
        mix[:, present], shift[present] = fitted.coef_.T, fitted.intercept_


def _calibrate_steps(scores: Matrix, truth: Matrix, mix: Matrix, shift: Matrix) -> None:
    for step in range(truth.shape[1]):
        answers = truth[:, step]
        if answers.min() != answers.max():
            fitted = LogisticRegression(C=1.0, max_iter=3000).fit(scores[:, : step + 1], answers)
            mix[: step + 1, step], shift[step] = fitted.coef_[0], fitted.intercept_[0]


def _manifest(material: Material, scores: Matrix, calibration: dict[str, NDArray[Any]]) -> dict[str, Any]:
    return {
        "targets": to_manifest(material.targets),
        "posts": len(material.examples),
        "data_sha256": data_hash(material.examples),
        "libraries": {name: version(name) for name in LIBRARIES} | {"python": platform.python_version()},
        "scores": score_answers(material.targets, scores, material.truth, calibration),
        "thresholds": fit_thresholds(material.targets, scores, material.truth, calibration),
    }
