"""Inference from arrays: numpy only, no scikit-learn, one gather and one product per post.

A model is three weight tables (characters, words, the short row), one bias, and one small calibration matrix per target
that turns the scores of all targets into probabilities of one.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from classifier.chances import chances
from classifier.features import PostFeatures, dense_names, read_post
from classifier.hashing import WIDTH_BITS, Counts, Places, word_grams
from classifier.model_files import Array, ModelError, read_model
from classifier.targets import Target, targets_from

Row = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Reading:
    """What the arrays say of one post: per target the probability of each class, and the features they were read from."""

    features: PostFeatures
    probabilities: dict[str, dict[str, float]]

    def best(self, target: str) -> tuple[str, float]:
        """The likeliest class of a target and its probability."""
        answers = self.probabilities[target]
        winner = max(answers, key=lambda name: answers[name])
        return winner, answers[winner]


class Classifier:
    """A loaded model; never changes after loading, so any thread may read with it."""

    def __init__(self, arrays: dict[str, Array], manifest: dict[str, Any]) -> None:
        """Take checked arrays; ModelError when shapes do not belong together."""
        self.manifest = manifest
        self.targets = targets_from(manifest)
        columns = sum(target.columns for target in self.targets)
        _check_shapes(arrays, self.targets, columns)
        self._arrays = arrays
        self._columns = columns

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
        kinds = list(source_kinds) or [""] * len(texts)
        return [self.read_features(read_post(text, kind)) for text, kind in zip(texts, kinds, strict=True)]

    def read_features(self, features: PostFeatures) -> Reading:
        """The probabilities of one post from its features."""
        scores = self.scores(features)
        return Reading(features, {target.name: self._answers(target, scores) for target in self.targets})

    def scores(self, features: PostFeatures) -> Row:
        """The raw scores of every column."""
        total = self._arrays["bias"] + features.dense @ self._arrays["dense"]
        for block, (places, counts) in (("chars", features.chars), ("words", features.words)):
            weighed = self.weigh(block, places, counts)
            total = total + weighed @ self._arrays[block][places].astype(np.float32)
        return np.asarray(total, dtype=np.float32)

    def weigh(self, block: str, places: Places, counts: Counts) -> Counts:
        """TF-IDF of one block, of unit length."""
        return counts * self._arrays[f"{block}_idf"][places] / np.float32(self.block_length(block, places, counts))

    def block_length(self, block: str, places: Places, counts: Counts) -> float:
        """The length TF-IDF values of one block have before they are made of unit length; 1 for an empty block."""
        values = counts * self._arrays[f"{block}_idf"][places]
        return float(np.sqrt(np.dot(values, values))) or 1.0

    def rarity(self, words: Sequence[str]) -> list[float]:
        """How rare each word was in the posts the model learnt from; a word it never met is as rare as can be."""
        unseen = 1.0 + math.log(1 + float(self.manifest["posts"]))
        return [float(idf) or unseen for idf in self._arrays["words_idf"][word_grams(words)[0]]]

    def pull(self, block: str, places: Places, direction: Row) -> Row:
        """How much one occurrence in these places moves a direction of score space (for reasons), idf included."""
        table = self._arrays["dense"] if block == "dense" else self._arrays[block]
        weights: Row = table[places].astype(np.float32) @ direction
        return weights if block == "dense" else weights * self._arrays[f"{block}_idf"][places]

    def direction(self, target: str, answer: str) -> Row:
        """The direction of score space in which an answer grows against the mean of the others."""
        wanted = next(t for t in self.targets if t.name == target)
        matrix = self._arrays[f"{target}_mix"]
        if wanted.ordinal:
            return np.asarray(matrix[:, max(0, wanted.classes.index(answer) - 1)], dtype=np.float32)
        column = wanted.classes.index(answer)
        others = np.delete(matrix, column, axis=1).mean(axis=1)
        return np.asarray(matrix[:, column] - others, dtype=np.float32)

    def _answers(self, target: Target, scores: Row) -> dict[str, float]:
        mix, shift = self._arrays[f"{target.name}_mix"], self._arrays[f"{target.name}_shift"]
        given = chances(target, scores, mix, shift)[0]
        return {name: float(chance) for name, chance in zip(target.classes, given, strict=True)}


def _check_shapes(arrays: dict[str, Array], targets: tuple[Target, ...], columns: int) -> None:
    width = 1 << WIDTH_BITS
    wanted: dict[str, tuple[int, ...]] = {
        "bias": (columns,),
        "dense": (len(dense_names()), columns),
        "chars": (width, columns),
        "words": (width, columns),
        "chars_idf": (width,),
        "words_idf": (width,),
    }
    for target in targets:
        wanted[f"{target.name}_mix"] = (columns, target.columns)
        wanted[f"{target.name}_shift"] = (target.columns,)
    for name, shape in wanted.items():
        if name not in arrays or arrays[name].shape != shape:
            raise ModelError(f"模型数组 {name} 缺失或形状不符（应为 {shape}）；请重新训练")
