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
from scipy import sparse
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

from classifier.examples import CorpusError, Example, data_hash, read_examples
from classifier.features import form_names, form_rows
from classifier.hashing import WORD_BITS, word_places
from classifier.matrices import GramTable, lengths_of, rarity_of
from classifier.model_files import Array, write_model
from classifier.scores import score_answers
from classifier.targets import DEPARTMENT, HANDLING, OUR_TARGETS, Target, to_manifest
from classifier.thresholds import fit_thresholds
from classifier.tokens import cut

FOLDS = 3
_REGULARITY = 1.0
_IDEA_SCALE = 1.0
_FORM_SCALE = 0.1
"""Weights of the lexicon's ideas and of a post's form against its n-grams; chosen by cross-validation on the corpus."""

_CALIBRATED_ON_ALL = (HANDLING, DEPARTMENT)
"""What the other targets' scores say helps these; category and tier are right more often without (measured)."""

Progress = Callable[[str, float], None]
Matrix = NDArray[np.float64]
LIBRARIES = ("numpy", "scipy", "scikit-learn", "rjieba")


@dataclass(frozen=True, slots=True)
class Material:
    """What is trained on: the posts, their n-grams and form, and one 0/1 column per class; nan where a label is missing."""

    examples: list[Example]
    table: GramTable
    counts: Any
    form: NDArray[np.float32]
    truth: Matrix
    targets: tuple[Target, ...]


@dataclass(frozen=True, slots=True)
class Fitted:
    """One separator per column, its weights for n-grams and ideas folded together."""

    grams: Matrix
    rarity: NDArray[np.float32]
    form: Matrix
    bias: NDArray[np.float64]

    def scores(self, counts: Any, form: NDArray[np.float32]) -> Matrix:
        """The scores of posts, exactly as the engine reckons them."""
        return np.asarray((counts @ self.grams) / lengths_of(counts, self.rarity)[:, None] + form @ self.form + self.bias)


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
    fitted = _fit(material, np.arange(len(material.examples)))
    tell("写入模型", 0.95)
    arrays: dict[str, Array] = {
        "places": material.table.places.astype(np.int32),
        # Half precision moves no answer and halves the file.
        "grams": fitted.grams.astype(np.float16),
        "gram_rarity": fitted.rarity,
        "form": fitted.form.astype(np.float32),
        "bias": fitted.bias.astype(np.float32),
        "word_rarity": _word_rarity(material.examples),
        **calibration,
    }
    manifest = write_model(out_dir, arrays, _manifest(material, unseen, calibration))
    tell("完成", 1.0)
    return manifest


def own_target(examples: Sequence[Example], name: str = "label") -> Target:
    """The target of another label set: the classes its `label` field holds; CorpusError where no line has one."""
    classes = tuple(sorted({e.labels["label"] for e in examples if "label" in e.labels}))
    if len(classes) < 2:
        raise CorpusError("语料中 label 字段的取值不足两种，无法训练")
    return Target(name, classes)


def _silent(stage: str, done: float) -> None:
    """Tell nobody."""


def _material(examples: list[Example], targets: tuple[Target, ...], tell: Progress) -> Material:
    if len(examples) < 5 * FOLDS:
        raise CorpusError(f"标注数据只有 {len(examples)} 条，太少，无法训练；至少需要 {5 * FOLDS} 条")
    tell("读取语料", 0.0)
    texts = [example.text for example in examples]
    table = GramTable.of(texts)
    form = form_rows(texts, [example.source_kind for example in examples])
    truth = np.hstack([_truth(examples, target) for target in targets])
    return Material(examples, table, table.counts(texts), form, truth, targets)


def _truth(examples: Sequence[Example], target: Target) -> Matrix:
    columns = np.full((len(examples), target.columns), np.nan)
    for row, example in enumerate(examples):
        answer = example.label_of(target.name)
        if answer is None:
            continue
        if answer not in target.classes:
            raise CorpusError(f"标注 {example.id} 的 {target.name} 值“{answer}”不在允许的取值中")
        rank = target.classes.index(answer)
        columns[row] = [rank > step if target.ordinal else rank == step for step in range(target.columns)]
    return columns


def _fit(material: Material, learn: NDArray[np.int64]) -> Fitted:
    """One separator per column from some of the posts; a column without both answers stays silent at -1."""
    counts, truth = material.counts[learn], material.truth[learn]
    rarity, ideas = rarity_of(counts), material.table.ideas() * _IDEA_SCALE
    shorter = sparse.diags(1 / lengths_of(counts, rarity))
    blocks = [shorter @ counts @ sparse.diags(rarity), shorter @ counts @ ideas, material.form[learn] * _FORM_SCALE]
    matrix = sparse.hstack([sparse.csr_matrix(block) for block in blocks]).tocsr()
    weights = np.zeros((matrix.shape[1], truth.shape[1]))
    bias = np.full(truth.shape[1], -1.0)
    for column in range(truth.shape[1]):
        known = ~np.isnan(truth[:, column])
        answers = truth[known, column]
        if answers.size and answers.min() != answers.max():
            separator = LinearSVC(C=_REGULARITY, tol=1e-3, random_state=0).fit(matrix[known], answers)
            weights[:, column], bias[column] = separator.coef_[0], separator.intercept_[0]
    size, last = material.table.size, len(form_names())
    grams = rarity[:, None] * weights[:size] + ideas @ weights[size:-last]
    return Fitted(grams, rarity, weights[-last:] * _FORM_SCALE, bias)


def _scores_from_folds(material: Material, tell: Progress) -> Matrix:
    """Every post's scores from a model that never saw it."""
    fold = np.arange(len(material.examples)) % FOLDS
    scores = np.zeros_like(material.truth)
    for number in range(FOLDS):
        tell("交叉验证", 0.1 + 0.6 * number / FOLDS)
        learn, check = np.flatnonzero(fold != number), np.flatnonzero(fold == number)
        scores[check] = _fit(material, learn).scores(material.counts[check], material.form[check])
    return scores


def _word_rarity(examples: Sequence[Example]) -> NDArray[np.float32]:
    """The inverse document frequency of words, which tells two matters apart; 0 for one that fewer than two posts hold."""
    places = [np.unique(word_places(cut(example.text.lower()))) for example in examples]
    posts = np.bincount(np.concatenate(places), minlength=1 << WORD_BITS)
    rarity = np.log((1 + len(examples)) / (1 + posts)) + 1
    rarity[posts < 2] = 0
    return np.asarray(rarity, dtype=np.float32)


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
            heard = slice(None) if target in _CALIBRATED_ON_ALL else own
            _calibrate_classes(scores[known, heard], truth[known].argmax(axis=1), mix[heard], shift)
        arrays[f"{target.name}_mix"] = mix.astype(np.float32)
        arrays[f"{target.name}_shift"] = shift.astype(np.float32)
    return arrays


def _calibrate_classes(scores: Matrix, answers: NDArray[np.int64], mix: Matrix, shift: Matrix) -> None:
    """Fill one target's calibration in place; classes the corpus never shows keep a chance near zero."""
    present = np.unique(answers)
    if present.size < 2:
        shift[present] = 0
        return
    fitted = LogisticRegression(C=1.0, max_iter=300).fit(scores, answers)
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
