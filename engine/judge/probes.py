"""What embeddings are worth on a folder: a linear probe and neighbours, asked about photos that they do not know."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from engine.judge.heads import PROBE, folds_of, out_of_fold, space_of
from engine.judge.scores import paired_interval
from engine.learn.scores import wilson

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Right = NDArray[np.bool_]

FOLDS: Final = 5
_NEIGHBOURS: Final = 20
_SHARPNESS: Final = 0.07  # a neighbour counts exp(cosine / this)
_BLOCK: Final = 512


@dataclass(frozen=True, slots=True)
class Standing:
    """`best`: the row with the highest accuracy. `tied`: whether each row may well be as good as that one.

    `advised`: the cheapest of those that are tied with the best.
    """

    best: int
    tied: tuple[bool, ...]
    advised: int


def probe(
    vectors: NDArray[np.float32], labels: NDArray[np.int64], groups: Sequence[int], classes: int, seed: int
) -> Generator[None, None, Right]:
    """Which photos a linear probe puts into their class, having learnt from the other folds."""
    folds = folds_of(groups, labels.tolist(), FOLDS, seed)
    said = yield from out_of_fold(space_of(vectors), labels, folds, classes, PROBE)
    right: Right = said.argmax(axis=1) == labels
    return right


def nearest(
    vectors: NDArray[np.float32], labels: NDArray[np.int64], groups: Sequence[int], classes: int
) -> Generator[None, None, Right]:
    """Which photos their twenty nearest ones, none of their own group, put into their class (by cosine, weighted)."""
    unit = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
    own = np.asarray(groups)
    most = min(_NEIGHBOURS, len(labels) - 1)
    said = np.zeros((len(labels), classes))
    for first in range(0, len(labels), _BLOCK):
        rows = np.arange(first, min(first + _BLOCK, len(labels)))
        alike = (unit[rows] @ unit.T).astype(np.float64)
        alike[own[rows][:, None] == own[None, :]] = -np.inf
        near = np.argpartition(-alike, most - 1, axis=1)[:, :most]
        counted = np.exp((np.take_along_axis(alike, near, axis=1) - 1) / _SHARPNESS)
        np.add.at(said, (np.repeat(rows, most), labels[near].ravel()), counted.ravel())
        yield
    right: Right = said.argmax(axis=1) == labels
    return right


def standing(rights: Sequence[Right], costs: Sequence[float]) -> Standing:
    """How rows stand to one another, each by which of the same photos it has right.

    Two are no different where the 95 % interval of their difference holds 0.
    """
    shares = [float(right.mean()) for right in rights]
    best = max(range(len(rights)), key=lambda row: (shares[row], -costs[row]))
    tied = tuple(
        row == best or paired_interval(right.tolist(), rights[best].tolist())[1] <= 0
        for row, right in enumerate(rights)
    )
    advised = min((row for row in range(len(rights)) if tied[row]), key=lambda row: costs[row])
    return Standing(best, tied, advised)


def share_of(right: Right) -> tuple[float, tuple[float, float]]:
    """The share that is right, and its 95 % interval."""
    return float(right.mean()), wilson(int(right.sum()), len(right))
