"""Photos that belong together without being copies: frames of one video, a burst, told by names, times and looks.

Names alone would take `bird_1.jpg`, `bird_2.jpg` for neighbours, and looks alone would chain one thing to the next; so
photos are linked where names or times say that one came right after the other, and they look alike besides.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from engine.photos.exif import Shot

Reason: TypeAlias = Literal["frames", "burst", "scene"]
KEPT: Final = ("auto", "copies", "off")
"""What stays on one side of a split: copies and series, copies alone, nothing."""
LEAST: Final = 3
"""A class with fewer groups than this cannot be divided: its series are let be."""
_SHORTEST: Final = 3  # photos that make a series by their numbers
_FRAMES: Final = re.compile(
    r"(?<![^\W\d_])(frames?|videos?|vid|clips?|films?|scenes?|shots?|seq|sequence|take|kadar|snimk[ae])(?![^\W\d_])",
    re.IGNORECASE,
)
"""Whole words: "david" holds no video."""
_NUMBER: Final = re.compile(r"^(.*?)(\d+)(\D*)$")
_TIME: Final = re.compile(r"(20\d{2}[01]\d[0-3]\d)[-_ T]?([0-2]\d[0-5]\d[0-5]\d)")
_SECONDS: Final = 10.0  # between two photos of a burst
_AT_ONCE: Final = 20  # photos of one and the same moment
_ALIKE: Final = 26.0  # of 255: mean difference of the sketches of neighbours
_NEARER: Final = 0.6  # … and at most this share of what two photos of the class differ by


@dataclass(frozen=True, slots=True)
class PhotoSeries:
    """Photos that are kept on one side of a split, as indices in rising order, and why."""

    reason: Reason
    photos: tuple[int, ...]


def find_series(
    paths: Sequence[str], labels: Sequence[int], sketches: NDArray[np.uint8], shots: Sequence[Shot | None] = ()
) -> tuple[PhotoSeries, ...]:
    """The series among photos, given by their paths, classes and sketches (N, 192); no photo is in two of them.

    `shots`: what is known of when each was taken; where that is nothing, the time in its name counts.
    """
    times = [_named_time(path) if shot is None else shot for path, shot in itertools.zip_longest(paths, shots)]
    looks = _Looks(labels, sketches)
    found = _apart([*_frames(paths, labels, looks), *_bursts(times, labels, looks)])
    return tuple(sorted(found, key=lambda series: series.photos))


def divisible(found: Sequence[PhotoSeries], labels: Sequence[int]) -> tuple[PhotoSeries, ...]:
    """The series without those of classes that they would leave with fewer than three groups, not to be divided."""
    groups = Counter(labels)
    for series in found:
        groups[labels[series.photos[0]]] -= len(series.photos) - 1
    return tuple(series for series in found if groups[labels[series.photos[0]]] >= LEAST)


def _apart(found: Sequence[PhotoSeries]) -> list[PhotoSeries]:
    """The series that share no photo with one before them."""
    taken: set[int] = set()
    kept = []
    for series in found:
        if taken.isdisjoint(series.photos):
            kept.append(series)
            taken.update(series.photos)
    return kept


def _frames(paths: Sequence[str], labels: Sequence[int], looks: _Looks) -> Iterator[PhotoSeries]:
    """Photos numbered one after the other under a name that speaks of a video, or has a number of its own."""
    rows: dict[tuple[int, str, str], list[tuple[int, int]]] = {}
    for index, path in enumerate(paths):
        stem = path.rpartition(".")[0] or path
        if (match := _NUMBER.match(stem)) and _time(stem) is None:
            before = match[1].rpartition("/")[2]
            if _FRAMES.search(before) or re.search(r"\d", before):
                rows.setdefault((labels[index], match[1], match[3]), []).append((int(match[2]), index))
    for (label, _, _), row in rows.items():
        if len(row) < _SHORTEST:
            continue
        row.sort()
        steps = [later - earlier for (earlier, _), (later, _) in itertools.pairwise(row)]
        reach = 3 * max(1, min(steps, default=1))
        for run in _runs([index for _, index in row], [step <= reach for step in steps], label, looks):
            if len(run) >= _SHORTEST:
                yield PhotoSeries("frames", tuple(sorted(run)))


def _bursts(
    times: Sequence[tuple[float, Hashable] | None], labels: Sequence[int], looks: _Looks
) -> Iterator[PhotoSeries]:
    """Photos of one camera (or, where names tell the time, of one folder) taken seconds apart.

    Of photos whose clock stood still, as after a conversion, nothing is known.
    """
    stopped = {time for time, count in Counter(filter(None, times)).items() if count > _AT_ONCE}
    rows: dict[tuple[int, Hashable], list[tuple[float, int]]] = {}
    for index, time in enumerate(times):
        if time is not None and time not in stopped:
            rows.setdefault((labels[index], time[1]), []).append((time[0], index))
    for (label, _), row in rows.items():
        row.sort()
        soon = [later - earlier <= _SECONDS for (earlier, _), (later, _) in itertools.pairwise(row)]
        for run in _runs([index for _, index in row], soon, label, looks):
            if len(run) > 1:
                yield PhotoSeries("burst", tuple(sorted(run)))


def _named_time(path: str) -> tuple[float, Hashable] | None:
    """The time in a photo's name, seconds, and its folder in the place of a camera."""
    folder, _, name = path.rpartition("/")
    time = _time(name)
    return None if time is None else (time.timestamp(), folder)


def _time(name: str) -> datetime | None:
    match = _TIME.search(name)
    try:
        return datetime.strptime(match[1] + match[2], "%Y%m%d%H%M%S").replace(tzinfo=UTC) if match else None
    except ValueError:
        return None


def _runs(row: Sequence[int], next_to: Sequence[bool], label: int, looks: _Looks) -> Iterator[list[int]]:
    """The row cut where one photo does not come right after the other, or does not look like it."""
    if not row:
        return
    run = [row[0]]
    for earlier, later, near in zip(row, row[1:], next_to, strict=False):
        if near and looks.alike(earlier, later, label):
            run.append(later)
            continue
        yield run
        run = [later]
    yield run


class _Looks:
    """How photos of a class look beside each other, by their sketches (N, 192)."""

    def __init__(self, labels: Sequence[int], sketches: NDArray[np.uint8]) -> None:
        self._labels, self._sketches = labels, sketches
        self._members: dict[int, list[int]] = {}
        self._usual: dict[int, float] = {}

    def alike(self, one: int, other: int, label: int) -> bool:
        """Whether two photos of a class look like neighbours, and nearer to each other than two of it usually are."""
        apart = float(self._apart(np.array([one]), np.array([other]))[0])
        return apart <= _ALIKE and apart <= _NEARER * self._usually(label)

    def _apart(self, some: NDArray[np.int64], others: NDArray[np.int64]) -> NDArray[np.float64]:
        """The mean difference of the sketches, 0 to 255, pair by pair."""
        different = np.abs(self._sketches[some].astype(np.int16) - self._sketches[others])
        apart: NDArray[np.float64] = different.mean(axis=1)
        return apart

    def _usually(self, label: int) -> float:
        """By what two photos of a class differ that do not follow each other: the median of some pairs."""
        if label not in self._usual:
            members = np.asarray(self._of(label))
            pairs = np.random.default_rng(label).choice(members, (min(256, 4 * len(members)), 2))
            pairs = pairs[np.abs(pairs[:, 0] - pairs[:, 1]) > _SHORTEST]
            self._usual[label] = float(np.median(self._apart(*pairs.T))) if len(pairs) else float("inf")
        return self._usual[label]

    def _of(self, label: int) -> list[int]:
        if not self._members:
            for index, own in enumerate(self._labels):
                self._members.setdefault(own, []).append(index)
        return self._members[label]
