"""Why a post was judged so: the words that weighed, where they stand, and the rules that fired, in Chinese."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from classifier.decide import Decision
from classifier.engine import Classifier, Reading
from classifier.features import dense_names
from classifier.hashing import char_grams, word_grams
from classifier.tokens import cut
from config.vocabulary import Tier

MOST = 6
_LONGEST_SPAN = 14
_DIGITS = str.maketrans("123456789", "0" * 9)

Reason = dict[str, Any]
Weights = NDArray[np.float64]


def reasons_for(classifier: Classifier, reading: Reading, decision: Decision, extra: Sequence[Reason] = ()) -> list[Reason]:
    """At most six reasons: `extra` and fired rules first, then the spans that spoke loudest for the category."""
    rules = [*extra, *_rules(reading, decision)]
    spans = category_spans(classifier, reading, decision.category.value)
    return [*rules[: MOST - 2], *spans][:MOST]


def category_spans(classifier: Classifier, reading: Reading, category: str) -> list[Reason]:
    """The spans whose words made the category likelier, strongest first; positions count in the post's own text."""
    text = reading.features.text
    if not text:
        return []
    weights = position_weights(classifier, reading, category)
    spans = sorted(_spans(cut(text), weights), key=lambda span: -span[2])
    return [
        {"field": "category", "text": text[start:end], "start": start, "end": end, "weight": round(weight, 3)}
        for start, end, weight in spans[:MOST]
    ]


def position_weights(classifier: Classifier, reading: Reading, category: str) -> Weights:
    """How much each character of the text speaks for a category against the others."""
    text = reading.features.text
    shown = text.lower().translate(_DIGITS)
    if len(shown) != len(text):
        # A few letters change length when lowered; then the spans are read from the text as it stands.
        shown = text.translate(_DIGITS)
    direction = classifier.direction("category", category)
    weights = np.zeros(len(text))
    grams, _ = char_grams(shown)
    scale = classifier.block_length("chars", *reading.features.chars)
    for order, places in enumerate(grams, 1):
        pulls = classifier.pull("chars", places, direction) / (order * scale)
        for step in range(order):
            weights[step : step + len(pulls)] += pulls
    _add_words(classifier, reading, shown, direction, weights)
    _add_ideas(classifier, reading, direction, weights)
    return weights


def _add_words(classifier: Classifier, reading: Reading, shown: str, direction: NDArray[np.float32], weights: Weights) -> None:
    words = cut(shown)
    scale = classifier.block_length("words", *reading.features.words)
    pulls = classifier.pull("words", word_grams(words)[0], direction) / scale
    lengths = np.array([len(word) for word in words], dtype=np.int64)
    weights += np.repeat(pulls / lengths, lengths)


def _add_ideas(classifier: Classifier, reading: Reading, direction: NDArray[np.float32], weights: Weights) -> None:
    """Share each idea's pull among the listed words that were seen, and each signal's among its words."""
    ideas = dense_names()
    seen: dict[int, list[tuple[int, int]]] = {}
    for sighting in reading.features.sightings:
        seen.setdefault(sighting.concept, []).append((sighting.start, sighting.end))
    for signal in reading.features.signals:
        seen.setdefault(ideas.index(f"signal:{signal.kind.name.lower()}"), []).append((signal.start, signal.end))
    if not seen:
        return
    places = np.array(list(seen))
    pulls = classifier.pull("dense", places, direction) * reading.features.dense[places]
    for place, pull in zip(seen, pulls, strict=True):
        for start, end in seen[place]:
            if end <= len(weights):
                weights[start:end] += pull / (len(seen[place]) * (end - start))


def _spans(words: list[str], weights: Weights) -> list[tuple[int, int, float]]:
    """Runs of neighbouring words that all speak for the answer, cut at punctuation and at a readable length."""
    spans: list[tuple[int, int, float]] = []
    sums = np.concatenate(([0.0], np.cumsum(weights))).tolist()
    start = 0
    open_at = -1
    total = 0.0
    for word in [*words, ""]:
        end = start + len(word)
        pull = float(sums[end] - sums[start])
        speaks = bool(word) and pull > 0 and word[0].isalnum()
        if open_at >= 0 and (not speaks or end - open_at > _LONGEST_SPAN):
            spans.append((open_at, start, total))
            open_at, total = -1, 0.0
        if speaks:
            open_at = start if open_at < 0 else open_at
            total += pull
        start = end
    return [span for span in spans if span[1] - span[0] > 1]


def _rules(reading: Reading, decision: Decision) -> list[Reason]:
    signals = reading.features.signals
    found: list[Reason] = []
    for floor in decision.floors:
        strongest = max((s for s in signals if s.kind is floor.kind), key=lambda s: s.amount)
        found.append(
            {
                "rule": f"{floor.rule}，等级不低于{floor.tier.label}",
                "text": strongest.text,
                "start": strongest.start,
                "end": strongest.end,
            }
        )
    if decision.incident_grade and decision.incident_grade != Tier.ORDINARY:
        found.append({"rule": f"按文中伤亡和损失，突发事件等级建议为{Tier(decision.incident_grade).label}", "text": ""})
    if decision.triage_reason:
        found.append({"rule": decision.triage_reason, "text": ""})
    return found
