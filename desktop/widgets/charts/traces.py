"""The points behind a live curve: as many as wanted come in, a bounded number stays, spikes and gaps among them."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Final

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]
CAPACITY: Final = 2048
_BLOCK: Final = 64
_TAIL: Final = 16  # points still pending that are shown


class Trace:
    """One series of (step, value) points in the order in which they came.

    When `capacity` points are there, every four neighbours give way to the lowest and the highest of them, and from
    then on each new point stands for twice as many: memory stays flat however long a run. A value that is not finite
    is a gap.
    """

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._capacity = max(8, capacity - capacity % 4)
        self._kept = np.empty((self._capacity, 2))
        self.clear()

    def clear(self) -> None:
        """Forgets every point."""
        self._count = 0
        self._share = 1  # points that come in for two that stay: 2 × this
        self._pending: list[tuple[float, float]] = []

    def __len__(self) -> int:
        return self._count + len(self._pending)

    def append(self, points: Iterable[tuple[float, float]]) -> None:
        """Adds points; one call for many is cheaper."""
        for step, value in points:
            self._pending.append((float(step), float(value) if np.isfinite(value) else math.nan))
            if len(self._pending) >= 2 * self._share:
                self._keep()

    def points(self) -> tuple[Points, Points]:
        """Steps and values, each (N,), at most the capacity and a few more."""
        pending = np.array(self._pending, dtype=np.float64).reshape(-1, 2)
        if len(pending) > _TAIL:
            early = np.stack(thin(pending[:-1, 0], pending[:-1, 1], _TAIL), axis=1)
            pending = np.concatenate([early, pending[-1:]])
        both = np.concatenate([self._kept[: self._count], pending])
        return both[:, 0], both[:, 1]

    @property
    def last(self) -> tuple[float, float] | None:
        """The newest point."""
        if self._pending:
            return self._pending[-1]
        if self._count:
            step, value = self._kept[self._count - 1]
            return float(step), float(value)
        return None

    def _keep(self) -> None:
        """Moves the pending points among the kept ones, two for all of them."""
        points = np.array(self._pending)
        if self._share > 1:
            points = _extremes(points)
        self._kept[self._count : self._count + 2] = points
        self._count += 2
        self._pending = []
        if self._count == self._capacity:
            self._count //= 2
            self._kept[: self._count] = _thinned(self._kept)
            self._share *= 2


def _extremes(points: Points) -> Points:
    """The lowest and the highest of points (N, 2), in the order in which they came: (2, 2)."""
    values = points[:, 1]
    if np.isnan(values).all():
        return points[[0, -1]]
    low, high = int(np.nanargmin(values)), int(np.nanargmax(values))
    if low == high:  # one value, or all alike
        low, high = (0, len(points) - 1) if not np.isnan(values[[0, -1]]).any() else (low, high)
    return points[[min(low, high), max(low, high)]]


def _thinned(points: Points) -> Points:
    """Of every four points (4 N, 2) the lowest and the highest: (2 N, 2). Four gaps stay a gap."""
    fours = points.reshape(-1, 4, 2)
    values = fours[:, :, 1]
    gap = np.isnan(values)
    low = np.where(gap, np.inf, values).argmin(axis=1)
    high = np.where(gap, -np.inf, values).argmax(axis=1)
    whole = gap.all(axis=1) | ((low == high) & ~gap[:, 0] & ~gap[:, 3])
    low, high = np.where(whole, 0, low), np.where(whole, 3, high)
    rows = np.arange(len(fours))
    first, second = np.minimum(low, high), np.maximum(low, high)
    return np.stack([fours[rows, first], fours[rows, second]], axis=1).reshape(-1, 2)


def thin(steps: Points, values: Points, most: int) -> tuple[Points, Points]:
    """At most about `most` of the points, each (N,), the extremes among them: what a screen can tell apart."""
    points = np.stack([steps, values], axis=1)
    while len(points) > most:
        whole = len(points) - len(points) % 4
        points = np.concatenate([_thinned(points[:whole]), points[whole:]])
    return points[:, 0], points[:, 1]


def smooth(values: Points, weight: float) -> Points:
    """The exponential moving average of `values` (N,), without bias at the start (as TensorBoard draws it).

    `weight`, from 0 (nothing) to below 1, is how much of the past stays at each point. Gaps stay gaps, and count for
    nothing.
    """
    if weight <= 0 or len(values) == 0:
        return values
    there = np.isfinite(values)
    sums = _decaying_sums(np.where(there, values, 0.0), weight)
    counts = _decaying_sums(there.astype(np.float64), weight)
    averages = np.full(len(values), np.nan)
    np.divide(sums, counts, out=averages, where=there & (counts > 0))
    return averages


def _decaying_sums(values: Points, weight: float) -> Points:
    """s[i] = values[i] + weight · s[i − 1], a block at a time, so that no loop of Python runs over the points."""
    blocks = -(-len(values) // _BLOCK)
    padded = np.zeros(blocks * _BLOCK)
    padded[: len(values)] = values
    exponents = np.subtract.outer(np.arange(_BLOCK), np.arange(_BLOCK))
    kernel = np.where(exponents >= 0, weight ** np.maximum(exponents, 0.0), 0.0)
    sums = padded.reshape(blocks, _BLOCK) @ kernel.T
    decay = weight ** np.arange(1, _BLOCK + 1)
    for block in range(1, blocks):
        sums[block] += decay * sums[block - 1, -1]
    return sums.reshape(-1)[: len(values)]
