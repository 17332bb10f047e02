"""How well one property alone tells the classes apart, and where a model is good or bad by it."""

from __future__ import annotations

import math
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from engine.judge.heads import folds_of, out_of_fold, space_of
from engine.judge.properties import PROPERTIES, Looks
from engine.judge.scores import curves
from engine.learn.scores import wilson

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_BINS: Final = 6
_STRENGTH: Final = 0.3  # C
_FOLDS: Final = 5
_TIMES: Final = 3
_SURE: Final = 3.0  # deviations by which a finding must stand above chance: there are a dozen properties
_LEAST: Final = 8  # photos on each side of a slice
_SLICED: Final = {"brightness": 0, "colour": 0, "sharpness": 0, "size": 0, "shape": 0}
"""Properties by which photos are parted in two, and which of their figures tells."""


@dataclass(frozen=True, slots=True)
class Shortcut:
    """`accuracy`: of the one property alone, out of fold; `majority`: of always answering the largest class.

    `class_`: the class that it tells best, `auc`: how well, against all others (area under the ROC curve).
    """

    property: str
    accuracy: float
    majority: float
    class_: str
    auc: float


@dataclass(frozen=True, slots=True)
class Slice:
    """Photos with little and with much of a property (below and above its middle), and the share that is right of each.

    The intervals are Wilson's, 95 %.
    """

    property: str
    low: float
    low_interval: tuple[float, float]
    high: float
    high_interval: tuple[float, float]


def shortcuts(
    looks: Sequence[Looks], labels: NDArray[np.int64], groups: Sequence[int], classes: Sequence[str], seed: int
) -> Generator[None, None, list[Shortcut]]:
    """The properties that alone guess the class better than chance allows, the plainest first.

    What they reach is out of fold; it must lie above the majority share by three deviations. Areas that differ by less
    than a tenth are no different on so few photos: then the order of `PROPERTIES` decides.
    """
    majority = float(np.bincount(labels).max() / len(labels))
    found = []
    for name in PROPERTIES:
        figures = np.array([one.figures[name] for one in looks])
        if float(np.ptp(figures, axis=0).max(initial=0.0)) == 0.0:
            continue
        space = space_of(_in_bins(figures))
        said = np.zeros((len(labels), len(classes)))
        for time in range(_TIMES):
            folds = folds_of(groups, labels.tolist(), _FOLDS, seed + time)
            said += yield from out_of_fold(space, labels, folds, len(classes), _STRENGTH)
        right = int((said.argmax(axis=1) == labels).sum())
        if wilson(right, len(labels), _SURE)[0] > majority:
            auc, label = max((_auc(said[:, label], labels == label), -label) for label in range(len(classes)))
            found.append(Shortcut(name, right / len(labels), majority, classes[-label], auc))
    return sorted(found, key=lambda one: (-round(one.auc, 1), PROPERTIES.index(one.property)))


def slices(looks: Sequence[Looks], right: NDArray[np.bool_]) -> list[Slice]:
    """Where a model is clearly better on photos with much of a property than on those with little, or worse.

    Clearly: the difference lies three deviations from none (Newcombe's interval of independent shares, 1998).
    """
    found = []
    for name, place in _SLICED.items():
        figures = np.array([one.figures[name][place] for one in looks])
        much = figures > np.median(figures)
        some = [right[~much], right[much]]
        if min(map(len, some)) < _LEAST:
            continue
        shares = [float(part.mean()) for part in some]
        wide = [wilson(int(part.sum()), len(part), _SURE) for part in some]
        gap = shares[1] - shares[0]
        down = math.hypot(shares[1] - wide[1][0], wide[0][1] - shares[0])
        up = math.hypot(wide[1][1] - shares[1], shares[0] - wide[0][0])
        if gap - down > 0 or gap + up < 0:
            low, high = (wilson(int(part.sum()), len(part)) for part in some)
            found.append(Slice(name, shares[0], low, shares[1], high))
    return found


def _auc(score: Floats, wanted: NDArray[np.bool_]) -> float:
    drawn = curves(score, wanted.astype(np.int64))
    return drawn.auc if drawn is not None else 0.5


def _in_bins(figures: Floats) -> NDArray[np.float32]:
    """Each figure as the sixth of the photos into which it falls: (N, …) of zeros and ones."""
    columns = []
    for figure in figures.T:
        ends = np.unique(np.quantile(figure, np.linspace(0, 1, _BINS + 1)[1:-1]))
        columns.append(np.eye(len(ends) + 1, dtype=np.float32)[np.searchsorted(ends, figure, side="right")])
    return np.concatenate(columns, axis=1)
