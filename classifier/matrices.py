"""Posts as sparse rows of n-gram counts, the same lines in training and in service."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from classifier.features import idea_places
from classifier.hashing import PLACE_BITS, Signs, grams, read_signs

_MIN_POSTS = 2
"""An n-gram seen in one post only says nothing about others."""

_CHUNK = 512
"""Posts counted at once: enough to spread the fixed cost, few enough to stay in the processor's cache."""

Vector = NDArray[np.float32]
Slots = NDArray[np.int64]


class GramTable:
    """The n-grams a model knows: from place to slot, a dense number."""

    def __init__(self, places: Slots) -> None:
        """`places` are the known places in ascending order; their numbers in that order are the slots."""
        self.places = places
        self._slots = np.full(1 << PLACE_BITS, -1, dtype=np.int32)
        self._slots[places] = np.arange(len(places), dtype=np.int32)

    @property
    def size(self) -> int:
        """How many slots there are."""
        return len(self.places)

    @classmethod
    def of(cls, texts: Sequence[str]) -> "GramTable":
        """The n-grams that at least two posts share, and every word of the lexicon."""
        everything = cls(np.arange(1 << PLACE_BITS))
        met = np.bincount(everything.counts(texts).indices, minlength=everything.size)
        met[[place for place, _ in idea_places()]] += _MIN_POSTS
        return cls(np.flatnonzero(met >= _MIN_POSTS))

    def counts(self, texts: Sequence[str]) -> Any:
        """One sparse row per post: how often each known n-gram stands in it."""
        parts = [self._counts(texts[start : start + _CHUNK]) for start in range(0, max(1, len(texts)), _CHUNK)]
        return parts[0] if len(parts) == 1 else sparse.vstack(parts, format="csr")

    def known(self, signs: Signs) -> list[tuple[int, Slots, Slots]]:
        """Per order: the order, where each known n-gram starts in the row of signs, and its slot."""
        found = []
        for order, starts, places in grams(signs):
            slots = self._slots[places]
            seen = np.flatnonzero(slots >= 0)
            found.append((order, starts[seen], slots[seen].astype(np.int64)))
        return found

    def ideas(self) -> Any:
        """Which slots speak for which ideas, as a sparse matrix of ones."""
        pairs = idea_places()
        rows = self._slots[[place for place, _ in pairs]]
        columns = [idea for _, idea in pairs]
        return sparse.csr_matrix((np.ones(len(pairs), np.float32), (rows, columns)), shape=(self.size, 1 + max(columns)))

    def _counts(self, texts: Sequence[str]) -> Any:
        signs = read_signs(texts)
        found = [signs.posts[starts] * self.size + slots for _, starts, slots in self.known(signs)]
        keys, counts = np.unique(np.concatenate(found), return_counts=True)
        posts, slots = np.divmod(keys, max(1, self.size))
        ends = np.searchsorted(posts, np.arange(len(texts) + 1))
        shape = (len(texts), self.size)
        return sparse.csr_matrix((counts.astype(np.float32), slots.astype(np.int32), ends.astype(np.int32)), shape=shape)


def rarity_of(counts: Any) -> Vector:
    """The inverse document frequency of each slot; 0 for one that fewer than two posts hold."""
    posts = np.bincount(counts.indices, minlength=counts.shape[1])
    rarity = np.log((1 + counts.shape[0]) / (1 + posts)) + 1
    rarity[posts < _MIN_POSTS] = 0
    return np.asarray(rarity, dtype=np.float32)


def lengths_of(counts: Any, rarity: Vector) -> Vector:
    """The length of each post's TF-IDF row; 1 for an empty one."""
    squares = counts.copy()
    squares.data = squares.data**2
    lengths = np.sqrt(squares @ (rarity * rarity))
    lengths[lengths == 0] = 1
    return np.asarray(lengths, dtype=np.float32)
