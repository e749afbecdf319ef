"""Scores into probabilities: one calibration matrix per target, in training and in service the same lines."""

import numpy as np
from numpy.typing import NDArray

from classifier.targets import Target

Floats = NDArray[np.float64]


def chances(target: Target, scores: NDArray[np.floating], mix: NDArray[np.floating], shift: NDArray[np.floating]) -> Floats:
    """One row of probabilities per row of scores; each row sums to 1."""
    logits = np.atleast_2d(scores).astype(np.float64) @ mix + shift
    return _steps(logits) if target.ordinal else _softmax(logits)


def _softmax(logits: Floats) -> Floats:
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))


def _steps(logits: Floats) -> Floats:
    """From the chances of reaching each step; a higher step is never likelier than a lower one."""
    reached = np.minimum.accumulate(1.0 / (1.0 + np.exp(-logits)), axis=1)
    column = np.ones((len(logits), 1))
    edges = np.hstack([column, reached, 0 * column])
    return np.asarray(edges[:, :-1] - edges[:, 1:])
