"""Many embeddings as points on a plane: principal components, and t-SNE, one entry each in MAPS.

A method is a generator that yields (done, total) after every few blocks of at most BLOCK rows, so that it can be
stopped at any moment, and returns points (N, 2), float32, in [-1, 1].
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Final, TypeAlias, TypeVar

import numpy as np
import torch
from numpy.typing import NDArray

Points: TypeAlias = NDArray[np.float32]
_Made = TypeVar("_Made")
Blockwise: TypeAlias = Generator[tuple[int, int], None, _Made]
Making: TypeAlias = Blockwise[Points]
MOST: Final = 4000
"""t-SNE compares every point with every other: beyond this many, take a sample."""
BLOCK: Final = 128
"""Points that are compared with all the others between two yields."""
_MARGIN: Final = 14  # directions more than asked for, which make the iteration sure
_ROUNDS: Final = 8


def principal_components(vectors: NDArray[np.float32], seed: int) -> Making:  # noqa: ARG001 - as its neighbour's
    """The two directions in which the vectors (N, D) differ most."""
    points = yield from _components(vectors, 2, 1)
    yield 1, 1
    return _fitted(points)


def neighbour_embedding(vectors: NDArray[np.float32], seed: int, perplexity: float = 30.0, steps: int = 500) -> Making:
    """t-SNE (van der Maaten and Hinton 2008): near vectors near, far ones wherever there is room.

    Only the nearest 3 x `perplexity` attract a point, all others repel it exactly. Begins with the principal
    components, so that the same folder gives the same map; `perplexity`: about how many neighbours a point has, less
    for few points.
    """
    count = len(vectors)
    if count < 4:  # so few have no neighbourhoods
        return (yield from principal_components(vectors, seed))
    reduced = yield from _components(vectors, max(2, min(50, *vectors.shape)), steps)
    neighbours, alike = yield from _affinities(reduced, min(perplexity, max(2.0, (count - 1) / 3)), steps)
    rng = np.random.default_rng(seed)
    points = reduced[:, :2] / (reduced[:, 0].std() + 1e-12) * 1e-2 + rng.normal(0, 1e-4, (count, 2))
    velocity, gains = np.zeros_like(points), np.ones_like(points)
    rate = max(count / 12.0 / 4.0, 50.0)
    for step in range(steps):
        early = step < steps // 4
        push = yield from _repulsion(points, step, steps)
        pull = yield from _attraction(points, neighbours, alike, step, steps)
        gradient = 4.0 * (pull * (12.0 if early else 1.0) - push)
        same = np.sign(gradient) == np.sign(velocity)
        gains = np.maximum(np.where(same, gains * 0.8, gains + 0.2), 0.01)
        velocity = (0.5 if early else 0.8) * velocity - rate * gains * gradient
        points = points + velocity
        yield step + 1, steps
    return _fitted(points)


def _blocks(count: int) -> list[slice]:
    """Rows that are worked on between two yields: few enough for some 10 ms."""
    return [slice(first, first + BLOCK) for first in range(0, count, BLOCK)]


def _components(vectors: NDArray[np.float32], count: int, steps: int) -> Blockwise[NDArray[np.float64]]:
    """The first principal components (N, count), by subspace iteration (Halko and others 2011)."""
    yield 0, steps
    centred = torch.from_numpy(vectors - vectors.mean(axis=0))
    width = min(count + _MARGIN, *vectors.shape)
    basis = torch.from_numpy(np.random.default_rng(0).normal(size=(vectors.shape[1], width))).float()
    for _ in range(_ROUNDS):
        product = torch.zeros_like(basis)
        for rows in _blocks(len(vectors)):
            product += centred[rows].T @ (centred[rows] @ basis)
            yield 0, steps
        basis = torch.linalg.qr(product)[0]
    seen = np.zeros((len(vectors), width))
    for rows in _blocks(len(vectors)):
        seen[rows] = (centred[rows] @ basis).numpy()
        yield 0, steps
    turn = np.linalg.eigh(seen.T @ seen)[1][:, ::-1][:, :count]
    right = basis.numpy() @ turn
    signs = np.sign(right[np.abs(right).argmax(axis=0), np.arange(right.shape[1])])
    return np.pad(seen @ (turn * signs), ((0, 0), (0, count - right.shape[1])))


def _squares(points: NDArray[np.float64], others: NDArray[np.float64]) -> NDArray[np.float64]:
    squares = (torch.from_numpy(points) @ torch.from_numpy(others).T).mul_(-2.0).numpy()
    squares += (points**2).sum(axis=1)[:, None]
    squares += (others**2).sum(axis=1)
    return np.asarray(np.maximum(squares, 0, out=squares))


def _affinities(
    points: NDArray[np.float64], perplexity: float, steps: int
) -> Blockwise[tuple[NDArray[np.int64], NDArray[np.float64]]]:
    """Each point's nearest others and how alike they are, both (N, K); all summing to 1/2."""
    count = len(points)
    kept = min(count - 1, int(3 * perplexity))
    neighbours, alike = np.zeros((count, kept), np.int64), np.zeros((count, kept))
    for rows in _blocks(count):
        squares = _squares(points[rows], points)
        here = np.arange(len(squares))
        squares[here, here + rows.start] = np.inf
        neighbours[rows] = np.argpartition(squares, kept - 1, axis=1)[:, :kept]
        alike[rows] = _likeness(np.take_along_axis(squares, neighbours[rows], axis=1), perplexity) / (2 * count)
        yield 0, steps
    return neighbours, alike


def _likeness(squares: NDArray[np.float64], perplexity: float) -> NDArray[np.float64]:
    """Rows summing to 1: each row's width is found by bisection for the perplexity."""
    low, high = np.zeros(len(squares)), np.full(len(squares), np.inf)
    squares = squares - squares.min(axis=1, keepdims=True)
    width = 1.0 / np.maximum(np.median(squares, axis=1), 1e-12)
    for _ in range(32):
        alike = np.exp(-squares * width[:, None])
        alike /= alike.sum(axis=1, keepdims=True)
        entropy = -(alike * np.log(np.maximum(alike, 1e-300))).sum(axis=1)
        wide = entropy > np.log(perplexity)
        low, high = np.where(wide, width, low), np.where(wide, high, width)
        width = np.where(np.isinf(high), width * 2, (low + high) / 2)
    return np.asarray(alike)


def _attraction(
    points: NDArray[np.float64], neighbours: NDArray[np.int64], alike: NDArray[np.float64], step: int, steps: int
) -> Blockwise[NDArray[np.float64]]:
    x, y = points.T.copy()
    sums = np.zeros((2, len(points)))
    for first in range(0, len(points), 8 * BLOCK):
        rows = slice(first, first + 8 * BLOCK)
        others = neighbours[rows]
        aside, above = x[rows, None] - x[others], y[rows, None] - y[others]
        strength = alike[rows] / (1.0 + aside * aside + above * above)
        for axis, gap in enumerate((aside, above)):
            force = gap * strength
            sums[axis, rows] += force.sum(axis=1)
            sums[axis] -= np.bincount(others.ravel(), force.ravel(), len(points))
        yield step, steps
    return sums.T


def _repulsion(points: NDArray[np.float64], step: int, steps: int) -> Blockwise[NDArray[np.float64]]:
    place = torch.from_numpy(points.astype(np.float32))
    norms, ones = (place**2).sum(dim=1, keepdim=True), torch.ones(len(place), 1)
    left, right = torch.cat([-2 * place, norms + 1, ones], dim=1), torch.cat([place, ones, norms], dim=1).T.contiguous()
    sums, total = torch.zeros(len(place), 3), 0.0
    for rows in _blocks(len(points)):
        near = (left[rows] @ right).clamp_(min=1.0).reciprocal_()
        near.diagonal(rows.start).zero_()
        total += float(near.sum())
        sums[rows] = near.square_() @ torch.cat([place, ones], dim=1)
        if rows.start // BLOCK % 4 == 3:
            yield step, steps
    return np.asarray((sums[:, 2:] * place - sums[:, :2]).numpy() / total, np.float64)


def _fitted(points: NDArray[np.float64]) -> Points:
    centred = points - (points.max(axis=0) + points.min(axis=0)) / 2
    return np.asarray(centred / max(float(np.abs(centred).max()), 1e-12), np.float32)


MAPS: Final[dict[str, Callable[[NDArray[np.float32], int], Making]]] = {
    "pca": principal_components,
    "tsne": neighbour_embedding,
}
