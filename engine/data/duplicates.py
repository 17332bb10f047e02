"""Photos that are the same: to the byte, or to the eye."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from engine.data.photos import PhotoFacts

_BITS: Final = 6  # fingerprints of copies differ in no more of their 64
_BANDS: Final = 8  # with 7 or more, one byte at least is untouched in two fingerprints that differ in 6 bits
_LEVELS: Final = 4.0  # mean difference of two sketches, of 255, that saving again may cause
_PEAK: Final = 28  # the largest one
_NEIGHBOURS: Final = 2_000  # of an overfull band: only so many are compared with each


def exact(digests: Sequence[str]) -> list[tuple[int, ...]]:
    """The groups of equal digests, as indices in rising order."""
    places: dict[str, list[int]] = {}
    for index, digest in enumerate(digests):
        places.setdefault(digest, []).append(index)
    return [tuple(group) for group in places.values() if len(group) > 1]


def near(facts: Sequence[PhotoFacts]) -> Generator[None, None, list[tuple[int, ...]]]:
    """The groups of photos that look the same, exact copies among them; yields between blocks of work.

    Two photos are compared when a byte of their fingerprints agrees, and are the same when the fingerprints differ in
    at most 6 bits, the shapes are alike and the sketches confirm it. Photos of one colour are left alone.
    """
    prints = np.array([fact.fingerprint for fact in facts], dtype=np.uint64)
    sketches = np.frombuffer(b"".join(fact.sketch for fact in facts), np.uint8).reshape(len(facts), -1)
    shapes = np.log(np.array([fact.width / fact.height for fact in facts], dtype=np.float32))
    links: list[tuple[int, int]] = []
    for group in exact([fact.digest for fact in facts]):
        links += zip(group, group[1:], strict=False)
    for first, second in _candidates(prints):
        difference = np.abs(sketches[first].astype(np.int16) - sketches[second])
        same = (difference.mean(1) <= _LEVELS) & (difference.max(1) <= _PEAK)
        same &= np.abs(shapes[first] - shapes[second]) < 0.05
        links += zip(first[same].tolist(), second[same].tolist(), strict=True)
        yield
    return [group for group in joined(len(facts), links) if len(group) > 1]


def joined(count: int, links: Iterable[tuple[int, int]]) -> list[tuple[int, ...]]:
    """The groups, alone or together, that links make of `count` things; by their first members."""
    leader = list(range(count))

    def top(index: int) -> int:
        while leader[index] != index:
            leader[index] = leader[leader[index]]
            index = leader[index]
        return index

    for one, other in links:
        low, high = sorted((top(one), top(other)))
        leader[high] = low
    groups: dict[int, list[int]] = {}
    for index in range(count):
        groups.setdefault(top(index), []).append(index)
    return [tuple(group) for group in groups.values()]


_Pairs = tuple["NDArray[np.intp]", "NDArray[np.intp]"]


def _candidates(prints: NDArray[np.uint64]) -> Iterator[_Pairs]:
    """Pairs of photos whose fingerprints differ in few bits, a block at a time."""
    for band in range(_BANDS):
        key = (prints >> np.uint64(8 * band)) & np.uint64(0xFF)
        order = np.lexsort((prints, key))
        order = order[prints[order] != 0]
        edges = np.flatnonzero(np.diff(key[order])) + 1
        for bucket in np.split(order, edges):
            yield from _close(prints, bucket)


def _close(prints: NDArray[np.uint64], bucket: NDArray[np.intp]) -> Iterator[_Pairs]:
    """The close pairs of one bucket, which is sorted by fingerprint: each with those behind it, up to a limit."""
    values = prints[bucket]
    for shift in range(1, min(len(bucket), _NEIGHBOURS)):
        few = np.flatnonzero(np.bitwise_count(values[shift:] ^ values[:-shift]) <= _BITS)
        if len(few) or shift % 64 == 0:
            yield bucket[few], bucket[few + shift]
