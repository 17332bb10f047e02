"""Photos of one scene, told by their embeddings: other moments and angles that no name and no clock links.

What a class has in common says nothing: two photos must be alike in what sets them apart from the rest of their class.
Groups grow by how much their photos are alike on average, so that no chain leads from one thing to a different one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

ALIKE: Final = 0.8
"""Least cosine similarity of two embeddings of one scene, between the photos of two groups on average …"""
OWN: Final = 0.7
"""… and of what is left of them when the mean of their class is taken away."""
SLACK: Final = 0.05
"""By so much less do two groups become one, where two of their photos are that alike; no two may be below `FLOOR`."""
FLOOR: Final = 0.4
PAIR: Final = (0.88, 0.8)
"""What two photos need that are a group by themselves: without a third one they are sooner two things of a kind."""
LARGEST: Final = 0.25
"""A scene has at most this share of its class: what is more is what the class shows."""
_WINDOW: Final = 1_000  # photos after one, in the order of their paths, that it is compared with
_ROWS: Final = 500  # compared at once


def find_scenes(vectors: NDArray[np.float32], labels: Sequence[int]) -> list[tuple[int, ...]]:
    """Groups of at least two photos of one scene and class, as rising indices; no photo is in two of them.

    `vectors`: embeddings (N, D), a row of zeros where there is none. Photos are compared with the next thousand of
    their class, so that the time grows with their number alone.
    """
    rows: dict[int, list[int]] = {}
    known = np.abs(vectors).max(axis=1) > 0 if len(vectors) else np.zeros(0, bool)
    for index in np.flatnonzero(known):
        rows.setdefault(labels[int(index)], []).append(int(index))
    found = [tuple(members[place] for place in group) for members in rows.values() for group in _of(vectors[members])]
    return sorted(found)


def _of(vectors: NDArray[np.float32]) -> Iterator[tuple[int, ...]]:
    """The scenes of one class."""
    largest = int(LARGEST * len(vectors))
    whole, own = _unit(vectors), _unit(vectors - vectors.mean(axis=0))
    if largest < 2 or float(np.median(whole @ whole.mean(axis=0))) >= PAIR[0]:
        return  # the class is too small, or is one scene
    groups: dict[int, list[int]] = {}
    home: dict[int, int] = {}
    for one, other in _pairs(whole, own):
        first, second = home.setdefault(one, one), home.setdefault(other, other)
        mine, theirs = groups.setdefault(first, [one]), groups.setdefault(second, [other])
        if first == second or len(mine) + len(theirs) > largest:
            continue
        likeness = own[mine] @ own[theirs].T
        alike = float((whole[mine] @ whole[theirs].T).mean())
        if likeness.mean() >= OWN - SLACK and likeness.min() >= FLOOR and alike >= ALIKE - SLACK:
            mine += theirs
            home |= dict.fromkeys(theirs, first)
            del groups[second]
    for group in groups.values():
        if len(group) > 2 or (len(group) == 2 and _sure(whole[group], own[group])):
            yield tuple(sorted(group))


def _sure(whole: NDArray[np.float32], own: NDArray[np.float32]) -> bool:
    """Whether two photos are a group by themselves."""
    return float(whole[0] @ whole[1]) >= PAIR[0] and float(own[0] @ own[1]) >= PAIR[1]


def _pairs(whole: NDArray[np.float32], own: NDArray[np.float32]) -> list[tuple[int, int]]:
    """The pairs that are alike, the most alike first."""
    found: list[tuple[float, int, int]] = []
    for start in range(0, len(whole), _ROWS):
        here, reach = slice(start, start + _ROWS), slice(start, start + _ROWS + _WINDOW)
        likeness = own[here] @ own[reach].T
        alike = np.triu((likeness >= OWN) & (whole[here] @ whole[reach].T >= ALIKE), 1)
        found += [
            (-float(likeness[row, column]), start + int(row), start + int(column)) for row, column in np.argwhere(alike)
        ]
    return [(one, other) for _, one, other in sorted(found)]


def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit: NDArray[np.float32] = vectors / np.maximum(lengths, 1e-12)
    return unit
