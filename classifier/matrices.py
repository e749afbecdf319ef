"""Training rows as sparse matrices, weighed exactly as `classifier.engine` weighs a post (training only)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from classifier.features import PostFeatures
from classifier.hashing import WIDTH_BITS

DENSE_SCALE = 0.10
"""Weight of the short row against the unit-length n-gram blocks; chosen by cross-validation on the corpus."""

_WIDTH = 1 << WIDTH_BITS
_MIN_POSTS = 2
"""A place seen in one post only says nothing about others."""

Vector = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Weighting:
    """The inverse document frequency of each place, per block."""

    chars: Vector
    words: Vector

    @classmethod
    def of(cls, posts: Sequence[PostFeatures]) -> "Weighting":
        """Learn it from the training posts."""
        return cls(_idf([post.chars[0] for post in posts]), _idf([post.words[0] for post in posts]))

    def matrix(self, posts: Sequence[PostFeatures]) -> Any:
        """One row per post: characters, words, short row."""
        return sparse.hstack(
            [
                _block([post.chars for post in posts], self.chars),
                _block([post.words for post in posts], self.words),
                sparse.csr_matrix(np.array([post.dense for post in posts]) * DENSE_SCALE),
            ]
        ).tocsr()

    @staticmethod
    def split(weights: NDArray[np.float64]) -> dict[str, NDArray[Any]]:
        """Rows of weights back into the engine's tables; the wide ones in half precision, which moves no answer."""
        return {
            "chars": weights[:_WIDTH].astype(np.float16),
            "words": weights[_WIDTH : 2 * _WIDTH].astype(np.float16),
            "dense": (weights[2 * _WIDTH :] * DENSE_SCALE).astype(np.float32),
        }


def _idf(rows: Sequence[NDArray[np.int64]]) -> Vector:
    posts = np.bincount(np.concatenate(rows), minlength=_WIDTH)
    idf = np.log((1 + len(rows)) / (1 + posts)) + 1
    idf[posts < _MIN_POSTS] = 0
    return np.asarray(idf, dtype=np.float32)


def _block(rows: Sequence[tuple[NDArray[np.int64], Vector]], idf: Vector) -> Any:
    ends = np.cumsum([0, *(len(places) for places, _ in rows)])
    places = np.concatenate([row[0] for row in rows])
    values = np.concatenate([row[1] for row in rows]) * idf[places]
    matrix = sparse.csr_matrix((values, places, ends), shape=(len(rows), _WIDTH))
    lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    lengths[lengths == 0] = 1
    matrix = sparse.diags(1 / lengths) @ matrix
    matrix.eliminate_zeros()
    return matrix
