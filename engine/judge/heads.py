"""Many small heads at once: logistic regressions on the same embeddings, each learning from photos of its own.

Each minimises ½‖W‖² + C Σᵢ wᵢ · cross entropy(xᵢ, yᵢ), biases free: scikit-learn's `LogisticRegression(C)`. In the
embeddings' principal axes Böhning's bound on the curvature (1992) is a diagonal, the same for every head, so that all
of them go down by the same steps, accelerated and restarted (Nesterov 1983; O'Donoghue and Candès 2015).
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Whole = NDArray[np.int64]

PROBE: Final = 0.316
"""C of a linear probe on standardised embeddings."""
_MOST: Final = 1000  # steps
_ENOUGH: Final = 1e-5  # of the way still to go, as the preconditioned gradient tells it, in units of a logit
_BREATH: Final = 8  # steps between two yields


@dataclass(frozen=True, slots=True)
class Space:
    """Embeddings, centred, divided by their one deviation, in their principal axes.

    `places` (N, R); `axes` (D, R), `middle` (D,): how other embeddings come there. `spread` (R,): sums of squares.
    """

    places: Floats
    axes: Floats
    middle: Floats
    spread: Floats

    def place(self, vectors: NDArray[np.float32]) -> Floats:
        """(M, D) → (M, R)."""
        placed: Floats = (np.asarray(vectors, np.float64) - self.middle) @ self.axes
        return placed


@dataclass(frozen=True, slots=True)
class Heads:
    """T linear classifiers in a `Space`: `weights` (T, R, K), `biases` (T, K)."""

    space: Space
    weights: Floats
    biases: Floats

    def probabilities(self, vectors: NDArray[np.float32] | None = None) -> Floats:
        """What each head says of each embedding (M, D), by default of those of its space: (T, M, K)."""
        places = self.space.places if vectors is None else self.space.place(vectors)
        return softmax(places @ self.weights + self.biases[:, None, :])


def space_of(vectors: NDArray[np.float32]) -> Space:
    """The space that embeddings (N, D) span; axes in which nothing differs are left out."""
    wide = np.asarray(vectors, np.float64)
    middle = wide.mean(axis=0)
    centred = wide - middle
    deviation = float(np.sqrt(np.mean(centred**2))) or 1.0
    centred /= deviation
    count, size = centred.shape
    if count <= size:
        values, turned = np.linalg.eigh(centred @ centred.T)
        kept = values > 1e-10 * max(float(values[-1]), 1e-300)
        spread = values[kept]
        axes = centred.T @ (turned[:, kept] / np.sqrt(spread))
    else:
        values, turned = np.linalg.eigh(centred.T @ centred)
        kept = values > 1e-10 * max(float(values[-1]), 1e-300)
        spread, axes = values[kept], turned[:, kept]
    return Space(centred @ axes, axes / deviation, middle, spread)


def fit_heads(
    space: Space, labels: Whole, weights: Floats, classes: int, c: float | Floats = PROBE
) -> Generator[None, None, Heads]:
    """Learns T heads; yields now and then.

    `labels` (T, N) or (N,) for all alike; `weights` (T, N): what each photo counts for each head, 0 for one that it
    does not learn from, at most 1. `c`: one for all or (T,). A class without photos gets next to nothing.
    """
    tasks, count = weights.shape
    strength = np.broadcast_to(np.asarray(c, np.float64), (tasks,))[:, None, None]
    truth = np.zeros((tasks, count, classes))
    np.put_along_axis(truth, np.broadcast_to(labels, (tasks, count))[:, :, None], 1.0, axis=2)
    counted = weights[:, :, None]
    bend = 1.0 + strength * 0.5 * space.spread[None, :, None]
    lean = strength[:, 0] * 0.5 * count
    shares = (counted * truth).sum(axis=1) + 1e-3
    held = np.zeros((tasks, space.places.shape[1], classes)), np.log(shares / shares.sum(axis=1, keepdims=True))
    ahead, momentum = held, np.ones(tasks)
    usual = np.sqrt(space.spread / count)[None, :, None]
    for step in range(_MOST):
        fault = counted * (softmax(space.places @ ahead[0] + ahead[1][:, None, :]) - truth)
        slope = ahead[0] + strength * (space.places.T @ fault)
        tilt = strength[:, 0] * fault.sum(axis=1)
        down = slope / bend, tilt / lean
        moved = ahead[0] - down[0], ahead[1] - down[1]
        way = moved[0] - held[0], moved[1] - held[1]
        against = (slope * way[0]).sum(axis=(1, 2)) + (tilt * way[1]).sum(axis=1) > 0  # then it begins anew
        grown = np.where(against, 1.0, (1 + np.sqrt(1 + 4 * momentum**2)) / 2)
        push = np.where(against, 0.0, (momentum - 1) / grown)
        ahead = moved[0] + push[:, None, None] * way[0], moved[1] + push[:, None] * way[1]
        held, momentum = moved, grown
        if step % _BREATH == 0:
            yield
            if max(np.abs(down[0] * usual).max(initial=0), np.abs(down[1]).max(initial=0)) < _ENOUGH:
                break
    return Heads(space, *held)


def softmax(logits: Floats) -> Floats:
    """Over the last axis."""
    risen = np.exp(logits - logits.max(axis=-1, keepdims=True))
    whole: Floats = risen / risen.sum(axis=-1, keepdims=True)
    return whole


def folds_of(groups: Sequence[int], labels: Sequence[int], count: int, seed: int) -> Whole:
    """A fold (0 … count − 1) for each photo: groups whole, classes evenly, at random.

    Fewer folds come of it where there are fewer groups than `count`.
    """
    random = np.random.default_rng(seed)
    members: dict[int, list[int]] = {}
    for index, group in enumerate(groups):
        members.setdefault(group, []).append(index)
    held = np.zeros((count, max(labels, default=0) + 1), np.int64)
    folds = np.zeros(len(labels), np.int64)
    order = [list(members.values())[place] for place in random.permutation(len(members))]
    for some in sorted(order, key=len, reverse=True):
        mine = np.bincount([labels[index] for index in some], minlength=held.shape[1])
        # The fold that has least of this group's classes; of those, the one with the fewest photos.
        fold = min(range(count), key=lambda place: (int(held[place] @ mine), int(held[place].sum())))
        held[fold] += mine
        folds[some] = fold
    return folds


def out_of_fold(
    space: Space, labels: Whole, folds: Whole, classes: int, c: float = PROBE
) -> Generator[None, None, Floats]:
    """What heads say of photos that they have not learnt from: probabilities (N, K)."""
    each = np.unique(folds)
    weights = (folds[None, :] != each[:, None]).astype(np.float64)
    heads = yield from fit_heads(space, labels, weights, classes, c)
    said = heads.probabilities()
    answers: Floats = said[np.searchsorted(each, folds), np.arange(len(folds))]
    return answers
