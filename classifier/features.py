"""A post as numbers: hashed character n-grams, hashed word n-grams, and a short row of ideas and stated facts.

Training and inference both come through `read_post`, so a model never sees in service what it did not see in training.
"""

import math
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from classifier.concepts import Sighting, concept_book
from classifier.hashing import Counts, Places, char_grams, plain, tally, word_grams
from classifier.signals import Signal, SignalKind, find_signals
from classifier.tokens import cut
from config.vocabulary import SourceKind

_COUNT_KINDS = (
    SignalKind.DEATHS,
    SignalKind.INJURED,
    SignalKind.MISSING,
    SignalKind.PEOPLE,
    SignalKind.HOUSEHOLDS,
    SignalKind.LOSS,
    SignalKind.MONEY,
)
_LENGTHS = (20, 40, 70, 110, 160, 240, 400)
_HEAD = 40
"""The first characters of a post, its title or first clause, say more than the rest and are counted once more."""


@dataclass(frozen=True, slots=True)
class PostFeatures:
    """What was seen in one post."""

    text: str
    source_kind: str
    chars: tuple[Places, Counts]
    words: tuple[Places, Counts]
    dense: NDArray[np.float32]
    signals: list[Signal]
    sightings: list[Sighting]


@cache
def dense_names() -> list[str]:
    """The names of the short row's places, in order; a model refuses to load when they differ from its own."""
    names = [f"idea:{code}" for code in concept_book().codes]
    names += [f"head:{code}" for code in concept_book().codes]
    names += [f"signal:{kind.name.lower()}" for kind in SignalKind]
    names += [f"amount:{kind.name.lower()}" for kind in _COUNT_KINDS]
    names += [f"longer:{length}" for length in _LENGTHS]
    names += [f"source:{kind.value}" for kind in SourceKind]
    return [*names, "mark:hashtag", "mark:bracket", "mark:exclaim", "mark:emoji", "mark:title"]


def read_post(text: str, source_kind: str = "") -> PostFeatures:
    """Everything the models need from one post; `text` is title, newline, body where there is a title."""
    read = plain(text)
    grams, _ = char_grams(read)
    signals = find_signals(text)
    sightings = list(concept_book().find(text.lower()))
    return PostFeatures(
        text=text,
        source_kind=source_kind,
        chars=tally(grams),
        words=tally(word_grams(cut(read))),
        dense=_dense(text, source_kind, signals, sightings),
        signals=signals,
        sightings=sightings,
    )


def _dense(text: str, source_kind: str, signals: list[Signal], sightings: list[Sighting]) -> NDArray[np.float32]:
    ideas = len(concept_book().codes)
    row = [0.0] * (2 * ideas)
    for seen in sightings:
        row[seen.concept] += 1
        if seen.end <= _HEAD:
            row[ideas + seen.concept] = 1
    row[:ideas] = [math.log1p(count) for count in row[:ideas]]
    kinds = [signal.kind for signal in signals]
    row += [min(1.5, 0.7 * kinds.count(kind)) for kind in SignalKind]
    row += [math.log10(1 + max((s.amount for s in signals if s.kind is kind), default=0)) / 2 for kind in _COUNT_KINDS]
    row += [float(len(text) > length) for length in _LENGTHS]
    row += [float(kind.value == source_kind) for kind in SourceKind]
    row += [
        float("#" in text),
        float("【" in text),
        min(1.0, 0.34 * (text.count("!") + text.count("！"))),
        min(1.0, 0.5 * text.count("[")),
        float("\n" in text),
    ]
    return np.array(row, dtype=np.float32)
