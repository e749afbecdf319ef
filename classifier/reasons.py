"""Why a post was judged so: the words that weighed, where they stand, and the rules that fired, in Chinese."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from classifier.decide import Decision
from classifier.engine import Classifier, Reading
from classifier.hashing import read_signs
from classifier.tokens import cut
from config.vocabulary import Tier

MOST = 6
_LONGEST_SPAN = 14

Reason = dict[str, Any]
Weights = NDArray[np.float64]


def reasons_for(classifier: Classifier, reading: Reading, decision: Decision, extra: Sequence[Reason] = ()) -> list[Reason]:
    """At most six reasons: `extra` and fired rules first, then the spans that spoke loudest for the category."""
    rules = [*extra, *_rules(reading, decision)]
    spans = category_spans(classifier, reading, decision.category.value)
    return [*rules[: MOST - 2], *spans][:MOST]


def category_spans(classifier: Classifier, reading: Reading, category: str) -> list[Reason]:
    """The spans whose words made the category likelier, strongest first; positions count in the post's own text."""
    text = reading.text
    if not text:
        return []
    weights = position_weights(classifier, reading, category)
    spans = sorted(_spans(cut(text), weights), key=lambda span: -span[2])
    return [
        {"field": "category", "text": text[start:end], "start": start, "end": end, "weight": round(weight, 3)}
        for start, end, weight in spans[:MOST]
    ]


def position_weights(classifier: Classifier, reading: Reading, category: str) -> Weights:
    """How much each character of the text speaks for a category against the others; what is not read stays at 0."""
    signs = read_signs([reading.text])
    weights = np.zeros(len(reading.text))
    for order, starts, pulls in classifier.pulls(signs, reading.text, classifier.direction("category", category)):
        for step in range(order):
            np.add.at(weights, signs.origins[starts + step], pulls / order)
    return weights


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
    signals = reading.signals
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
