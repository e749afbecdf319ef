"""Inference from arrays: no scikit-learn; one sparse count and one product for a whole batch of posts.

A model is a table of n-gram weights with the lexicon's ideas and the rarity of each n-gram folded in, a short table for the
form of a post, one bias, and one small calibration matrix per target that turns scores into probabilities.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from classifier.chances import chances
from classifier.features import form_names, form_rows
from classifier.hashing import WORD_BITS, Signs, word_places
from classifier.matrices import GramTable, lengths_of
from classifier.model_files import Array, ModelError, read_model
from classifier.signals import Signal, find_signals
from classifier.targets import Target, targets_from

Rows = NDArray[np.float32]


@dataclass
class Reading:
    """What the arrays say of one post: per target the probability of each class."""

    text: str
    source_kind: str
    probabilities: dict[str, dict[str, float]]

    @cached_property
    def signals(self) -> list[Signal]:
        """The stated facts and turns of phrase of the text; looked for only when somebody asks."""
        return find_signals(self.text)

    def best(self, target: str) -> tuple[str, float]:
        """The likeliest class of a target and its probability."""
        answers = self.probabilities[target]
        winner = max(answers, key=lambda name: answers[name])
        return winner, answers[winner]


class Classifier:
    """A loaded model; never changes after loading, so any thread may read with it."""

    def __init__(self, arrays: Mapping[str, Array], manifest: dict[str, Any]) -> None:
        """Take checked arrays; ModelError when shapes do not belong together."""
        self.manifest = manifest
        self.targets = targets_from(manifest)
        columns = sum(target.columns for target in self.targets)
        _check_shapes(arrays, self.targets, columns)
        self.table = GramTable(arrays["places"].astype(np.int64))
        self._grams = arrays["grams"].astype(np.float32)
        self._gram_rarity = arrays["gram_rarity"].astype(np.float32)
        self._arrays = arrays

    @classmethod
    def load(cls, folder: Path) -> "Classifier":
        """Read a model folder; ModelError (in Chinese) when it is missing, damaged or of another version."""
        files = read_model(folder)
        return cls(files.arrays, files.manifest)

    @property
    def id(self) -> str:
        """The model's name in verdicts: the first 12 hex digits of its arrays' sha256."""
        return str(self.manifest["id"])

    def read(self, texts: Sequence[str], source_kinds: Sequence[str] = ()) -> list[Reading]:
        """Read posts; `text` is title, newline, body. Source kinds may be empty or unknown words."""
        if not texts:
            return []
        kinds = list(source_kinds) or [""] * len(texts)
        scores = self.scores(texts, kinds)
        answers = {target.name: self._answers(target, scores) for target in self.targets}
        return [
            Reading(text, kind, dict(zip(answers, row, strict=True)))
            for text, kind, row in zip(texts, kinds, zip(*answers.values(), strict=True), strict=True)
        ]

    def scores(self, texts: Sequence[str], source_kinds: Sequence[str]) -> Rows:
        """The raw scores of every column, one row per post."""
        counts = self.table.counts(texts)
        lengths = lengths_of(counts, self._gram_rarity)
        said = (counts @ self._grams) / lengths[:, None]
        return np.asarray(said + form_rows(texts, source_kinds) @ self._arrays["form"] + self._arrays["bias"], dtype=np.float32)

    def pulls(self, signs: Signs, text: str, direction: Rows) -> list[tuple[int, NDArray[np.int64], Rows]]:
        """Per order: the order, where each known n-gram starts, and how much it moves a direction of score space."""
        [length] = lengths_of(self.table.counts([text]), self._gram_rarity)
        return [(order, starts, self._grams[slots] @ direction / length) for order, starts, slots in self.table.known(signs)]

    def rarity(self, words: Sequence[str]) -> list[float]:
        """How rare each word was in the posts the model learnt from; a word it never met is as rare as can be."""
        unseen = 1.0 + math.log(1 + float(self.manifest["posts"]))
        return [float(idf) or unseen for idf in self._arrays["word_rarity"][word_places(words)]]

    def direction(self, target: str, answer: str) -> Rows:
        """The direction of score space in which an answer grows against the mean of the others."""
        wanted = next(t for t in self.targets if t.name == target)
        matrix = self._arrays[f"{target}_mix"]
        if wanted.ordinal:
            return np.asarray(matrix[:, max(0, wanted.classes.index(answer) - 1)], dtype=np.float32)
        column = wanted.classes.index(answer)
        others = np.delete(matrix, column, axis=1).mean(axis=1)
        return np.asarray(matrix[:, column] - others, dtype=np.float32)

    def _answers(self, target: Target, scores: Rows) -> list[dict[str, float]]:
        mix, shift = self._arrays[f"{target.name}_mix"], self._arrays[f"{target.name}_shift"]
        return [dict(zip(target.classes, row, strict=True)) for row in chances(target, scores, mix, shift).tolist()]


def _check_shapes(arrays: Mapping[str, Array], targets: tuple[Target, ...], columns: int) -> None:
    slots = arrays["places"].shape[0] if "places" in arrays else 0
    wanted: dict[str, tuple[int, ...]] = {
        "bias": (columns,),
        "form": (len(form_names()), columns),
        "places": (slots,),
        "grams": (slots, columns),
        "gram_rarity": (slots,),
        "word_rarity": (1 << WORD_BITS,),
    }
    for target in targets:
        wanted[f"{target.name}_mix"] = (columns, target.columns)
        wanted[f"{target.name}_shift"] = (target.columns,)
    for name, shape in wanted.items():
        if name not in arrays or arrays[name].shape != shape:
            raise ModelError(f"模型数组 {name} 缺失或形状不符（应为 {shape}）；请重新训练")
