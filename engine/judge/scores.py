"""Scores of answers: per class, calibration, curves of two classes, intervals of figures and of differences.

`truth` and `predicted` are class indices (N,), `probability` is (N, K). Where nothing was asked a figure is NaN.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from engine.learn.scores import wilson

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

BINS: Final = 10
"""Bars of a reliability diagram."""
STEPS: Final = 20
"""Thresholds between 0 and 1."""
TRUSTED: Final = 0.95
_COLDEST, _HOTTEST = 0.05, 20.0
_HALVINGS: Final = 60


@dataclass(frozen=True, slots=True)
class ClassScore:
    """Fractions. Precision of a class that was never answered is NaN, as is recall of one without photos."""

    precision: float
    recall: float
    f1: float
    photos: int


@dataclass(frozen=True, slots=True)
class Bin:
    """Answers whose probability lies in a tenth: how many, their mean probability, the share that is right."""

    photos: int
    confidence: float
    accuracy: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """`ece`: the expected calibration error (Naeini et al. 2015; Guo et al. 2017), over ten bins of equal width."""

    ece: float
    bins: tuple[Bin, ...]


@dataclass(frozen=True, slots=True)
class Answering:
    """With a threshold: the share of photos that are answered, and of those the share that is right (NaN: none is)."""

    threshold: float
    answered: float
    right: float


@dataclass(frozen=True, slots=True)
class Curves:
    """Two classes, the second one to be found: ROC (false, true alarms) and precision-recall, with their areas."""

    roc: tuple[tuple[float, float], ...]
    auc: float
    precision_recall: tuple[tuple[float, float], ...]
    average_precision: float


def class_scores(confusion: Sequence[Sequence[int]]) -> tuple[ClassScore, ...]:
    """Precision, recall and F1 of each class; rows of `confusion` are the truth."""
    counts = np.asarray(confusion, np.float64)
    right, asked, said = np.diag(counts), counts.sum(axis=1), counts.sum(axis=0)
    return tuple(
        ClassScore(_share(r, s), _share(r, a), _share(2 * r, a + s), int(a))
        for r, a, s in zip(right, asked, said, strict=True)
    )


def balanced_accuracy(confusion: Sequence[Sequence[int]]) -> float:
    """The mean recall of the classes that have photos."""
    recalls = [score.recall for score in class_scores(confusion) if score.photos]
    return float(np.mean(recalls)) if recalls else math.nan


def balanced_interval(confusion: Sequence[Sequence[int]]) -> tuple[float, float]:
    """The 95 % interval of the balanced accuracy: Wilson's of each class, squared and added (Zou and Donner 2008)."""
    counts = [(row[index], sum(row)) for index, row in enumerate(confusion) if sum(row)]
    if not counts:
        return 0.0, 1.0
    middle = balanced_accuracy(confusion)
    shares = [right / asked for right, asked in counts]
    ends = [wilson(right, asked) for right, asked in counts]
    below = math.sqrt(sum((share - low) ** 2 for share, (low, _) in zip(shares, ends, strict=True)))
    above = math.sqrt(sum((high - share) ** 2 for share, (_, high) in zip(shares, ends, strict=True)))
    return max(0.0, middle - below / len(counts)), min(1.0, middle + above / len(counts))


def calibration(probability: Floats, truth: Sequence[int] | NDArray[np.int64]) -> Calibration:
    """How sure the answers are, and how often right."""
    sure, right = probability.max(axis=1), probability.argmax(axis=1) == np.asarray(truth)
    place = np.clip(np.ceil(sure * BINS).astype(int) - 1, 0, BINS - 1)
    bins = []
    for number in range(BINS):
        some = place == number
        count = int(some.sum())
        bins.append(
            Bin(count, float(sure[some].mean()), float(right[some].mean())) if count else Bin(0, math.nan, math.nan)
        )
    error = sum(one.photos * abs(one.confidence - one.accuracy) for one in bins if one.photos)
    return Calibration(error / len(sure) if len(sure) else math.nan, tuple(bins))


def temperature_of(logits: NDArray[np.floating[Any]], truth: Sequence[int] | NDArray[np.int64]) -> float:
    """By what logits (N, K) are best divided so that probabilities are true: least cross entropy (Guo et al. 2017).

    Between 0.05 and 20; 1 where there is nothing to learn it from. The loss is convex in 1 / temperature.
    """
    labels = np.asarray(truth, np.int64)
    if len(labels) == 0:
        return 1.0
    logits = logits.astype(np.float64)
    chosen = logits[np.arange(len(labels)), labels]

    def slope(sharpness: float) -> float:
        scaled = logits * sharpness
        weights = np.exp(scaled - scaled.max(axis=1, keepdims=True))
        return float(((weights * logits).sum(axis=1) / weights.sum(axis=1) - chosen).mean())

    low, high = 1 / _HOTTEST, 1 / _COLDEST
    if slope(high) <= 0:
        return _COLDEST
    if slope(low) >= 0:
        return _HOTTEST
    for _ in range(_HALVINGS):
        middle = math.sqrt(low * high)
        low, high = (middle, high) if slope(middle) < 0 else (low, middle)
    return 1 / math.sqrt(low * high)


def cooled(probability: Floats, temperature: float) -> Floats:
    """Probabilities (N, K) as they are with the logits divided by `temperature`."""
    logits = np.log(np.maximum(probability, 1e-30)) / temperature
    risen = np.exp(logits - logits.max(axis=1, keepdims=True))
    whole: Floats = risen / risen.sum(axis=1, keepdims=True)
    return whole


def answering(probability: Floats, truth: Sequence[int] | NDArray[np.int64]) -> tuple[Answering, ...]:
    """What it costs to answer "I don't know" below a probability, for thresholds from 0 to 1."""
    sure, right = probability.max(axis=1), probability.argmax(axis=1) == np.asarray(truth)
    found = []
    for step in range(STEPS + 1):
        kept = sure >= step / STEPS
        found.append(Answering(step / STEPS, float(kept.mean()), float(right[kept].mean()) if kept.any() else math.nan))
    return tuple(found)


def threshold_of(probability: Floats, truth: Sequence[int] | NDArray[np.int64]) -> float:
    """Below which probability a model had better say that it does not know, learnt from photos unknown to it (N, K).

    The least one at which 95 % of the answers are right, and not less than what 95 % of these photos reach: whoever is
    less sure than that sees something else. At least half of the photos are answered. 0 where there are none.
    """
    if len(probability) == 0:
        return 0.0
    sure = probability.max(axis=1)
    right = probability.argmax(axis=1) == np.asarray(truth)
    order = np.argsort(-sure, kind="stable")
    good = np.cumsum(right[order]) / np.arange(1, len(order) + 1) >= TRUSTED
    last = int(np.flatnonzero(good)[-1]) if good.any() else 0
    wanted = max(float(sure[order][last]), float(np.quantile(sure, 1 - TRUSTED)))
    return min(wanted, float(np.median(sure)))


def curves(score: Floats, truth: Sequence[int] | NDArray[np.int64]) -> Curves | None:
    """`score` (N,): how much speaks for class 1. None unless both classes have photos."""
    labels = np.asarray(truth)
    wanted, others = int((labels == 1).sum()), int((labels == 0).sum())
    if not wanted or not others:
        return None
    order = np.argsort(-score, kind="stable")
    last = np.append(np.flatnonzero(np.diff(score[order])), len(order) - 1)  # of each group of equal scores
    found = np.cumsum(labels[order] == 1)[last]
    alarms = last + 1
    true, false = found / wanted, (alarms - found) / others
    precision = found / alarms
    roc = [(0.0, 0.0), *zip(false.tolist(), true.tolist(), strict=True)]
    auc = sum((b[0] - a[0]) * (a[1] + b[1]) / 2 for a, b in itertools.pairwise(roc))
    average = float(np.sum(np.diff(true, prepend=0.0) * precision))
    return Curves(tuple(roc), auc, tuple(zip(true.tolist(), precision.tolist(), strict=True)), average)


def top_accuracy(probability: Floats, truth: Sequence[int] | NDArray[np.int64], top: int) -> float:
    """The share of photos whose class is among the `top` most probable ones."""
    if len(truth) == 0:
        return math.nan
    mine = np.take_along_axis(probability, np.asarray(truth)[:, None], axis=1)
    return float(np.mean((probability > mine).sum(axis=1) < top))


def paired_interval(before: Sequence[bool], after: Sequence[bool]) -> tuple[float, float, float]:
    """By how much the share of right answers on the same photos has changed, and the 95 % interval of that.

    Newcombe's square-and-add interval for paired shares (1998, method 10, without correction of phi).
    """
    one, other = np.asarray(before, bool), np.asarray(after, bool)
    count = len(one)
    if count == 0:
        return 0.0, -1.0, 1.0
    p, q = float(one.mean()), float(other.mean())
    (p_low, p_high), (q_low, q_high) = wilson(int(one.sum()), count), wilson(int(other.sum()), count)
    spread = math.sqrt(p * (1 - p) * q * (1 - q))
    phi = float((np.mean(one & other) - p * q) / spread) if spread else 0.0
    down = (q - q_low) ** 2 - 2 * phi * (q - q_low) * (p_high - p) + (p_high - p) ** 2
    up = (q_high - q) ** 2 - 2 * phi * (q_high - q) * (p - p_low) + (p - p_low) ** 2
    change = q - p
    return change, max(-1.0, change - math.sqrt(max(0.0, down))), min(1.0, change + math.sqrt(max(0.0, up)))


def mean_interval(values: Sequence[float]) -> tuple[float, float]:
    """The 95 % interval of a mean of few figures (Student 1908): what other seeds would give."""
    count = len(values)
    if count < 2:
        return -math.inf, math.inf
    reach = _STUDENT[min(count - 1, len(_STUDENT)) - 1] * float(np.std(values, ddof=1)) / math.sqrt(count)
    middle = float(np.mean(values))
    return middle - reach, middle + reach


_STUDENT: Final = (
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131, 2.120,
    2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
)  # fmt: skip
"""The 97.5 % points of Student's t for 1, 2, … degrees of freedom."""


def _share(part: float, whole: float) -> float:
    return float(part / whole) if whole else math.nan
