"""What is said of a classifier's answers: accuracy, its interval, the confusion matrix, the baseline."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

Z_95: Final = 1.959963984540054


def confusion(truth: Sequence[int], predicted: Sequence[int], classes: int) -> tuple[tuple[int, ...], ...]:
    """How often each class (row: the truth) was taken for each (column), counts."""
    matrix = np.zeros((classes, classes), dtype=np.int64)
    np.add.at(matrix, (np.asarray(truth, dtype=np.int64), np.asarray(predicted, dtype=np.int64)), 1)
    return tuple(tuple(int(count) for count in row) for row in matrix)


def accuracy(truth: Sequence[int], predicted: Sequence[int]) -> float:
    """The share of right answers, a fraction; NaN when nothing was asked."""
    if len(truth) == 0:
        return float("nan")
    return float(np.mean(np.asarray(truth) == np.asarray(predicted)))


def wilson(right: int, asked: int, z: float = Z_95) -> tuple[float, float]:
    """The interval in which the true accuracy lies in 95 of 100 such cases, fractions (Wilson 1927).

    With nothing asked nothing is known: (0, 1).
    """
    if asked == 0:
        return 0.0, 1.0
    share = right / asked
    spread = z * math.sqrt(share * (1 - share) / asked + z**2 / (4 * asked**2))
    middle = share + z**2 / (2 * asked)
    scale = 1 + z**2 / asked
    low, high = (middle - spread) / scale, (middle + spread) / scale
    return max(0.0, min(share, low)), min(1.0, max(share, high))


def majority(train: Sequence[int], judged: Sequence[int]) -> float:
    """The accuracy on `judged` (labels) of always answering the most frequent class of `train`: the baseline."""
    if len(judged) == 0:
        return float("nan")
    most = int(np.argmax(np.bincount(np.asarray(train, dtype=np.int64)))) if len(train) else 0
    return float(np.mean(np.asarray(judged) == most))


def balanced_weights(labels: Sequence[int], classes: int) -> tuple[float, ...]:
    """A weight for each class so that every class counts as much as any other; their mean over photos is 1.

    Raises nothing for a class without photos: its weight is 0.
    """
    counts = np.bincount(np.asarray(labels, dtype=np.int64), minlength=classes)
    present = int((counts > 0).sum())
    return tuple(float(len(labels) / (present * count)) if count else 0.0 for count in counts)


def class_shares(labels: Sequence[int], weights: Sequence[float]) -> list[float]:
    """What share of all that counts each class has, where a photo of it counts as much as its weight; fractions.

    A class without photos is given a thousandth of one: its logarithm is asked for.
    """
    counts = np.bincount(np.asarray(labels, dtype=np.int64), minlength=len(weights))
    counted = np.maximum(counts * np.asarray(weights), 1e-3)
    return [float(share) for share in counted / counted.sum()]


@dataclass(frozen=True, slots=True)
class Judged:
    """One validation photo and what the trained model says of it: class indices, probability of the prediction."""

    path: str
    truth: int
    predicted: int
    probability: float
