"""A model measured on labelled posts, with the same figures as a manifest's."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from classifier.engine import Classifier
from classifier.examples import Example
from classifier.scores import answer_figures
from classifier.targets import CATEGORY
from classifier.thresholds import stream_chances


def evaluate(classifier: Classifier, examples: Sequence[Example]) -> dict[str, Any]:
    """Per target that the posts are labelled for: macro-F1, calibration error, figures per class.

    Categories are judged as in service, with the frequencies of the source they come from.
    """
    readings = classifier.read([e.text for e in examples], [e.source_kind for e in examples])
    figures: dict[str, Any] = {}
    for target in classifier.targets:
        known = [(e.label_of(target.name), r) for e, r in zip(examples, readings, strict=True) if e.label_of(target.name)]
        known = [(label, reading) for label, reading in known if label in target.classes]
        if not known:
            continue
        chances = [reading.probabilities[target.name] for _, reading in known]
        if target == CATEGORY:
            chances = [stream_chances(given, r.source_kind) for given, (_, r) in zip(chances, known, strict=True)]
        given = np.array([[row[name] for name in target.classes] for row in chances])
        answers = np.array([target.classes.index(str(label)) for label, _ in known])
        figures[target.name] = answer_figures(target, answers, given)
    return {"model": classifier.id, "posts": len(examples), "targets": figures}
