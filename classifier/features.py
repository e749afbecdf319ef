"""What a model sees of a post beside its n-grams: the ideas of the lexicon and a short row about its form.

Training and inference both come through here and `classifier.matrices`, so a model never sees in service what it did not
see in training.
"""

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from classifier.concepts import concept_book
from classifier.hashing import place_of
from config.vocabulary import SourceKind

_LENGTHS = (20, 40, 70, 110, 160, 240, 400, 800)
_KINDS = {kind.value: number for number, kind in enumerate(SourceKind)}

Floats = NDArray[np.float32]


@cache
def form_names() -> list[str]:
    """The names of the short row's places, in order."""
    return [f"source:{kind}" for kind in _KINDS] + [f"longer:{length}" for length in _LENGTHS]


def form_rows(texts: Sequence[str], source_kinds: Sequence[str]) -> Floats:
    """Per post where it was written and how long it is; source kinds may be empty or unknown words."""
    rows = np.zeros((len(texts), len(form_names())), dtype=np.float32)
    for row, kind in enumerate(source_kinds):
        if kind in _KINDS:
            rows[row, _KINDS[kind]] = 1
    sizes = np.array([len(text) for text in texts])
    rows[:, len(_KINDS) :] = sizes[:, None] > np.array(_LENGTHS)
    return rows


@cache
def idea_places() -> list[tuple[int, int]]:
    """The lexicon as n-grams: every place that speaks for an idea, with the idea's number.

    A small corpus never holds every word people use for one thing; what a model learns of one word of an idea reaches the
    others through it.
    """
    pairs = ((place_of(word), idea) for word, ideas in concept_book().words() for idea in ideas)
    return sorted({(place, idea) for place, idea in pairs if place is not None})


def feature_names() -> list[str]:
    """Everything that gives a feature its meaning; a model made with another set is refused."""
    return [*form_names(), *(f"{place}:{idea}" for place, idea in idea_places())]
