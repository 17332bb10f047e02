"""Photos that stand out: labels that are hardly true, photos like no other, the most typical ones of each class.

Label errors as in confident learning (Northcutt, Jiang and Chuang 2021): photos of which, out of fold, another class is
more probable than the one they were given. Asked are a strongly regularised logistic regression and the nearest
neighbours together: a quickly learnt head repeats the errors it learnt from, neighbours alone mistake the rare.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from engine.judge.heads import folds_of, out_of_fold, space_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_STRENGTH: Final = 0.002  # C
_FOLDS: Final = 10
_TIMES: Final = 3  # ways of cutting into folds
_NEIGHBOURS: Final = 15
_SHARPNESS: Final = 0.2  # a neighbour counts exp(cosine / this)
_BLOCK: Final = 512  # photos compared with all others at once
_FRIENDS: Final = 5  # nearest photos by which a stranger is told
_STRANGE: Final = 2.5  # deviations, as the middle half has them, from the usual: a photo like no other


@dataclass(frozen=True, slots=True)
class Suspect:
    """A photo whose class is hardly true: which other is, and by how much more probable it is (0 to 1)."""

    index: int
    given: int
    suggested: int
    score: float


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """What the nearest photos say. `votes` (N, K): shares of the classes.

    `likeness` (N,): the mean cosine of the embeddings as they are to the five nearest. `own` (N,): the mean cosine,
    about the mean of all, to the nearest of the photo's own class.
    """

    votes: Floats
    likeness: Floats
    own: Floats


def neighbourhood(
    vectors: NDArray[np.float32], labels: NDArray[np.int64], groups: NDArray[np.int64], classes: int
) -> Generator[None, None, Neighbourhood]:
    """Each photo's nearest ones by cosine about the mean, none of its own group; yields after each block."""
    plain, centred = _unit(vectors), _unit(vectors - vectors.mean(axis=0))
    count = len(labels)
    most = min(_NEIGHBOURS, max(1, int(np.bincount(labels).max()) - 1), count - 1)
    votes = np.zeros((count, classes))
    likeness, own = np.zeros(count), np.zeros(count)
    for first in range(0, count, _BLOCK):
        rows = np.arange(first, min(first + _BLOCK, count))
        alike = (centred[rows] @ centred.T).astype(np.float64)
        alike[groups[rows][:, None] == groups[None, :]] = -np.inf
        near = np.argpartition(-alike, most - 1, axis=1)[:, :most]
        cosines = np.take_along_axis(alike, near, axis=1)
        counted = np.exp(cosines / _SHARPNESS)  # 0 for one of the same group
        np.add.at(votes, (np.repeat(rows, most), labels[near].ravel()), counted.ravel())
        raw = np.where(np.isfinite(alike), plain[rows] @ plain.T, -np.inf)
        likeness[rows] = _mean_of_nearest(raw, _FRIENDS)
        others = np.where(labels[rows][:, None] == labels[None, :], alike, -np.inf)
        own[rows] = _mean_of_nearest(others, most)
        yield
    votes += 1e-3
    return Neighbourhood(votes / votes.sum(axis=1, keepdims=True), likeness, own)


def believed(
    vectors: NDArray[np.float32], labels: NDArray[np.int64], groups: NDArray[np.int64], classes: int, seed: int
) -> Generator[None, None, tuple[Floats, Neighbourhood]]:
    """How probable each class is for each photo (N, K), told by others than the photo itself; and its neighbours."""
    near = yield from neighbourhood(vectors, labels, groups, classes)
    space = space_of(vectors)
    said = np.zeros((len(labels), classes))
    for time in range(_TIMES):
        folds = folds_of(groups.tolist(), labels.tolist(), _FOLDS, seed + time)
        said += yield from out_of_fold(space, labels, folds, classes, _STRENGTH)
    return (said / _TIMES + near.votes) / 2, near


def suspects(said: Floats, labels: NDArray[np.int64]) -> list[Suspect]:
    """The photos of which another class is more probable than the given one, the most suspect first."""
    rows = np.arange(len(labels))
    others = said.copy()
    others[rows, labels] = -1
    suggested = others.argmax(axis=1)
    margin = others[rows, suggested] - said[rows, labels]
    order = np.argsort(-margin, kind="stable")
    return [Suspect(int(i), int(labels[i]), int(suggested[i]), float(margin[i])) for i in order if margin[i] > 0]


def outliers(near: Neighbourhood) -> list[tuple[int, float]]:
    """The photos that are like no other: (index, by how many deviations less alike than usual), strangest first."""
    middle = float(np.median(near.likeness))
    deviation = 1.4826 * float(np.median(np.abs(near.likeness - middle)))
    if deviation < 1e-9:
        return []
    far = (middle - near.likeness) / deviation
    return [(int(i), float(far[i])) for i in np.argsort(-far, kind="stable") if far[i] > _STRANGE]


def typical(
    near: Neighbourhood, labels: NDArray[np.int64], classes: int, most: int
) -> list[tuple[list[int], list[int]]]:
    """For each class the photos that are most like others of it, and those that are least: indices."""
    found = []
    for label in range(classes):
        mine = np.flatnonzero(labels == label)
        order = mine[np.argsort(-near.own[mine], kind="stable")].tolist()
        found.append((order[:most], order[::-1][: min(most, len(order) // 2)]))
    return found


def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    unit: NDArray[np.float32] = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
    return unit


def _mean_of_nearest(alike: Floats, most: int) -> Floats:
    """The mean of the `most` largest finite figures of each row; 0 for a row without any."""
    nearest = -np.partition(-alike, min(most, alike.shape[1] - 1), axis=1)[:, :most]
    finite = np.isfinite(nearest)
    mean: Floats = np.where(finite, nearest, 0.0).sum(axis=1) / np.maximum(finite.sum(axis=1), 1)
    return mean
