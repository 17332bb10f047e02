"""Many embeddings as points on a plane: principal components, and t-SNE, one entry each in MAPS.

A method is a generator that yields (done, total) between its steps and returns points (N, 2), float32, in [-1, 1].
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

Points: TypeAlias = NDArray[np.float32]
Making: TypeAlias = Generator[tuple[int, int], None, Points]
MOST: Final = 4000
"""t-SNE compares every point with every other: beyond this many, take a sample."""


def principal_components(vectors: NDArray[np.float32], seed: int) -> Making:  # noqa: ARG001 - as its neighbour's
    """The two directions in which the vectors (N, D) differ most."""
    points = _components(vectors, 2)
    yield 1, 1
    return _fitted(points)


def neighbour_embedding(vectors: NDArray[np.float32], seed: int, perplexity: float = 30.0, steps: int = 500) -> Making:
    """t-SNE (van der Maaten and Hinton 2008), exact: near vectors near, far ones wherever there is room.

    Begins with the principal components, so that the same folder gives the same map; `perplexity`: about how many
    neighbours a point has, less for few points.
    """
    count = len(vectors)
    if count < 4:  # so few have no neighbourhoods
        return (yield from principal_components(vectors, seed))
    alike = _affinities(_components(vectors, min(50, *vectors.shape)), min(perplexity, max(2.0, (count - 1) / 3)))
    rng = np.random.default_rng(seed)
    start = _components(vectors, 2)
    points = start / (start[:, 0].std() + 1e-12) * 1e-2 + rng.normal(0, 1e-4, (count, 2))
    velocity, gains = np.zeros_like(points), np.ones_like(points)
    rate = max(count / 12.0 / 4.0, 50.0)
    for step in range(steps):
        early = step < steps // 4
        gradient = _gradient(points, alike * (12.0 if early else 1.0))
        same = np.sign(gradient) == np.sign(velocity)
        gains = np.maximum(np.where(same, gains * 0.8, gains + 0.2), 0.01)
        velocity = (0.5 if early else 0.8) * velocity - rate * gains * gradient
        points = points + velocity
        if step % 10 == 9:
            yield step + 1, steps
    return _fitted(points)


def _components(vectors: NDArray[np.float32], count: int) -> NDArray[np.float64]:
    centred = vectors.astype(np.float64) - vectors.mean(axis=0)
    left, sizes, right = np.linalg.svd(centred, full_matrices=False)
    signs = np.sign(right[np.arange(len(right)), np.abs(right).argmax(axis=1)])
    points = (left * sizes * signs)[:, :count]
    return np.asarray(np.pad(points, ((0, 0), (0, count - points.shape[1]))))


def _squares(points: NDArray[np.float64]) -> NDArray[np.float64]:
    norms = (points**2).sum(axis=1)
    return np.asarray(np.maximum(norms[:, None] + norms[None] - 2 * points @ points.T, 0))


def _affinities(points: NDArray[np.float64], perplexity: float) -> NDArray[np.float64]:
    """How alike each pair is (N, N), summing to 1: each row's width is found by bisection for the perplexity."""
    squares = _squares(points)
    np.fill_diagonal(squares, np.inf)
    low, high = np.zeros(len(points)), np.full(len(points), np.inf)
    width = 1.0 / np.maximum(np.median(np.where(np.isfinite(squares), squares, 0), axis=1), 1e-12)
    nearest = squares.min(axis=1, keepdims=True)
    for _ in range(64):
        alike = np.exp(-(squares - nearest) * width[:, None])
        alike /= alike.sum(axis=1, keepdims=True)
        entropy = -(alike * np.log(np.maximum(alike, 1e-300))).sum(axis=1)
        wide = entropy > np.log(perplexity)
        low, high = np.where(wide, width, low), np.where(wide, high, width)
        width = np.where(np.isinf(high), width * 2, (low + high) / 2)
    return np.asarray(np.maximum((alike + alike.T) / (2 * len(points)), 1e-12))


def _gradient(points: NDArray[np.float64], alike: NDArray[np.float64]) -> NDArray[np.float64]:
    near = 1.0 / (1.0 + _squares(points))
    np.fill_diagonal(near, 0.0)
    force = (alike - near / near.sum()) * near
    return np.asarray(4.0 * (force.sum(axis=1, keepdims=True) * points - force @ points))


def _fitted(points: NDArray[np.float64]) -> Points:
    centred = points - (points.max(axis=0) + points.min(axis=0)) / 2
    return np.asarray(centred / max(float(np.abs(centred).max()), 1e-12), np.float32)


MAPS: Final[dict[str, Callable[[NDArray[np.float32], int], Making]]] = {
    "pca": principal_components,
    "tsne": neighbour_embedding,
}
