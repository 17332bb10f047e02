"""Photos that are the same: to the byte, or to the eye."""

from __future__ import annotations

import itertools
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np
from PIL import Image, ImageFilter

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from engine.photos.door import PhotoFacts

_BITS: Final = 8  # fingerprints of copies differ in no more of their 64; those of 108 distinct photos in 10 or more
_BANDS: Final = 8  # bytes; up to 7 changed bits, and nearly always 8, leave one of them untouched
_LEVELS: Final = 6.0  # mean difference of two sketches, of 255, that saving again and resizing may cause
_PEAK: Final = 40  # the largest one
_SHAPE: Final = 0.05  # difference of the logarithms of width / height
_SAMPLE: Final = 16  # every 16th value of a sketch is compared first, to be rid of most pairs
_NEIGHBOURS: Final = 128  # the next brighter photos of a full bucket that each is compared with
_FEW: Final = 1024  # photos of which every pair is compared
_BUCKETS: Final = 32  # between two signs of life
_BLOCK: Final = 1 << 14  # pairs compared at once
_DETAIL: Final = 32
_DETAIL_PEAK: Final = 50  # of 255; 99 of 100 copies of the sample photos stay below, at half their size too
_WIDTHS: Final = (1.0, 0.95, 0.9, 0.85)  # of a picture's side, that a cut leaves
_SHIFTS: Final = (0.0, 0.5, 1.0)  # where what is left lies, as a share of what was cut off
_COARSE: Final = 12.0  # mean difference of two sketches, of 255, from which a cut is looked at closely
_FEW_APART: Final = 22.0  # mean difference of every 16th value, from which all are looked at
_ALTERED: Final = 512  # photos of which every pair is looked at for cuts and mirrors
_HOPELESS: Final = 20.0  # mean difference of two details, of 255, that no nudge mends
_CUT_SHAPE: Final = 0.2
_WHOLE: Final = 96  # pixels a side, of the pictures that are looked at closely
_NUDGE: Final = 0.025  # of the side; what is tried around a cut that was guessed from sketches
Cut: TypeAlias = tuple[float, ...]
"""Left, top, right and bottom of what is left, as shares of the sides."""
_ALL: Final = (0.0, 0.0, 1.0, 1.0)
CROWD: Final = 8  # photos that look alike; more of them are one scene


def exact(digests: Sequence[str]) -> list[tuple[int, ...]]:
    """The groups of equal digests, as indices in rising order."""
    first: dict[str, int] = {}
    groups: dict[int, list[int]] = {}
    for index, digest in enumerate(digests):
        earlier = first.setdefault(digest, index)
        if earlier != index:
            groups.setdefault(earlier, [earlier]).append(index)
    return [tuple(groups[earlier]) for earlier in sorted(groups)]


def near(facts: Sequence[PhotoFacts]) -> Generator[None, None, list[tuple[int, int]]]:
    """The pairs of photos that may be the same, for `proved`, copies to the byte not among them; yields between blocks.

    Two photos of a large folder are compared when a byte of their fingerprints agrees, and may be the same when the
    fingerprints differ in at most 8 bits, the shapes are alike and the sketches agree. Photos of one colour are left
    alone.
    """
    prints = np.array([fact.fingerprint for fact in facts], dtype=np.uint64)
    sketches = np.frombuffer(b"".join(fact.sketch for fact in facts), np.uint8).reshape(len(facts), -1)
    few = np.ascontiguousarray(sketches[:, ::_SAMPLE])
    shapes = np.log(np.array([fact.width / fact.height for fact in facts], dtype=np.float32))
    links: list[tuple[int, int]] = []
    for number, (first, second) in enumerate(_candidates(prints, sketches.mean(1, dtype=np.float32))):
        for start in range(0, len(first), _BLOCK):
            one, other = first[start : start + _BLOCK], second[start : start + _BLOCK]
            likely = _differences(few, one, other).max(1) <= _PEAK
            likely &= np.abs(shapes[one] - shapes[other]) < _SHAPE
            one, other = one[likely], other[likely]
            difference = _differences(sketches, one, other)
            same = (difference.mean(1) <= _LEVELS) & (difference.max(1, initial=0) <= _PEAK)
            links += zip(one[same].tolist(), other[same].tolist(), strict=True)
            yield
        if number % _BUCKETS == 0:
            yield
    return [(one, other) for one, other in links if facts[one].digest != facts[other].digest]


@dataclass(frozen=True, slots=True)
class Alteration:
    """A photo that may be another one cut or mirrored: `other` is what `cut` leaves of `one`, mirrored or not."""

    one: int
    other: int
    cut: Cut
    mirrored: bool


def altered(facts: Sequence[PhotoFacts]) -> Generator[None, None, list[Alteration]]:
    """The photos that may be mirrored or cut copies of others, for `proved_altered`; yields between blocks.

    Of a folder with more than 512 photos none: every pair is compared, for every cut.
    """
    if len(facts) > _ALTERED:
        return []
    plain = np.frombuffer(b"".join(fact.sketch for fact in facts), np.uint8).reshape(-1, 64, 3).astype(np.float32)
    flipped = plain.reshape(-1, 8, 8, 3)[:, :, ::-1].reshape(plain.shape)
    textured = np.array([fact.fingerprint != 0 for fact in facts])
    shapes = np.log(np.array([fact.width / fact.height for fact in facts], dtype=np.float32))
    found: dict[tuple[int, int], tuple[float, Alteration]] = {}
    for cut in _cuts():
        weights = np.kron(_weights(cut[1], cut[3]), _weights(cut[0], cut[2]))
        shape = shapes + np.float32(np.log((cut[2] - cut[0]) / (cut[3] - cut[1])))
        left = np.matmul(weights, plain)
        for mirrored, others in ((False, plain), (True, flipped)):
            if not mirrored and cut == _ALL:
                continue  # that is what `near` looks for
            for one, other, difference in _nearest(left, others, shape, shapes):
                pair = (min(one, other), max(one, other))
                fit = textured[one] and textured[other] and facts[one].digest != facts[other].digest
                if fit and (pair not in found or difference < found[pair][0]):
                    found[pair] = (difference, Alteration(one, other, cut, mirrored))
            yield
    return [alteration for _, alteration in found.values()]


def whole(picture: Image.Image) -> Image.Image:
    """The picture as `proved_altered` wants it: 96×96 pixels."""
    return picture.resize((_WHOLE, _WHOLE), Image.Resampling.BOX)


def proved_altered(one: Image.Image, other: Image.Image, guess: Alteration) -> bool:
    """Whether `other` is what some cut near the guessed one leaves of `one`; both as `whole` gives them."""
    wanted = detail(other.transpose(Image.Transpose.FLIP_LEFT_RIGHT) if guess.mirrored else other)
    box = guess.cut
    seen = _left_of(one, box)
    if float(np.abs(seen - wanted).mean()) > _HOPELESS:
        return False
    for nudge in (_NUDGE, -_NUDGE, _NUDGE / 2, -_NUDGE / 2) * 2:
        for side in range(4):
            if proved(seen, wanted):
                return True
            moved = min(max(box[side] + nudge, 0.0), 1.0)
            tried = (*box[:side], moved, *box[side + 1 :])
            other_seen = _left_of(one, tried)
            if np.abs(other_seen - wanted).mean() < np.abs(seen - wanted).mean():
                box, seen = tried, other_seen
    return proved(seen, wanted)


def _left_of(picture: Image.Image, cut: tuple[float, ...]) -> NDArray[np.int16]:
    """The detail of what a cut leaves of a picture of 96×96 pixels."""
    left, top, right, bottom = (side * _WHOLE for side in cut)
    small = picture.resize((_DETAIL, _DETAIL), Image.Resampling.BOX, (left, top, right, bottom))
    return np.asarray(small.filter(ImageFilter.BoxBlur(1)), dtype=np.int16)


def without_crowds(links: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The links without those among many photos: so many that look alike are one scene, not copies of one picture."""
    crowded = {member for group in connected_components(links) if len(group) > CROWD for member in group}
    return [link for link in links if link[0] not in crowded]


def detail(picture: Image.Image) -> NDArray[np.int16]:
    """The picture at 32×32 pixels, RGB, a little blurred: what shows that two pictures differ in a small part."""
    small = picture.resize((_DETAIL, _DETAIL), Image.Resampling.BOX).filter(ImageFilter.BoxBlur(1))
    return np.asarray(small, dtype=np.int16)


def proved(one: NDArray[np.int16], other: NDArray[np.int16]) -> bool:
    """Whether the details of two pictures are those of one picture that was saved again or resized."""
    difference = np.abs(one - other)
    return float(difference.mean()) <= _LEVELS and int(difference.max()) <= _DETAIL_PEAK


def copies(digests: Sequence[str], links: Sequence[tuple[int, int]]) -> list[tuple[int, ...]]:
    """The groups of photos that are the same: to the byte, or by proved links."""
    same = [pair for group in exact(digests) for pair in itertools.pairwise(group)]
    return connected_components([*same, *links])


def connected_components(links: Sequence[tuple[int, int]]) -> list[tuple[int, ...]]:
    """The groups that links make of the things they name; by their first members."""
    members = sorted({index for link in links for index in link})
    leader = {index: index for index in members}

    def top(index: int) -> int:
        while leader[index] != index:
            leader[index] = leader[leader[index]]
            index = leader[index]
        return index

    for one, other in links:
        low, high = sorted((top(one), top(other)))
        leader[high] = low
    groups: dict[int, list[int]] = {}
    for index in members:
        groups.setdefault(top(index), []).append(index)
    return [tuple(group) for group in groups.values()]


def _differences(sketches: NDArray[np.uint8], first: NDArray[np.intp], second: NDArray[np.intp]) -> NDArray[np.int16]:
    difference: NDArray[np.int16] = np.abs(sketches[first].astype(np.int16) - sketches[second])
    return difference


_Pairs = tuple["NDArray[np.intp]", "NDArray[np.intp]"]


def _candidates(prints: NDArray[np.uint64], brightness: NDArray[np.float32]) -> Iterator[_Pairs]:
    """Pairs of photos whose fingerprints differ in few bits, each pair once, a piece of a bucket at a time."""
    structured = np.flatnonzero(prints)
    if len(structured) <= _FEW:
        changed = np.bitwise_count(prints[structured, None] ^ prints[structured])
        first, second = np.nonzero(np.triu(changed <= _BITS, k=1))
        yield structured[first], structured[second]
        return
    for band in range(_BANDS):
        key = (prints[structured] >> np.uint64(8 * band)) & np.uint64(0xFF)
        order = np.lexsort((brightness[structured], key))
        for bucket in np.split(structured[order], np.flatnonzero(np.diff(key[order])) + 1):
            for start in range(0, len(bucket), _BLOCK):
                part = bucket[start : start + _BLOCK]
                first, second = (part[found] for found in _close(prints[part], brightness[part]))
                fresh = ~_agree_before(prints[first] ^ prints[second], band)
                yield first[fresh], second[fresh]


def _agree_before(changed: NDArray[np.uint64], band: int) -> NDArray[np.bool_]:
    """Whether pairs, given by their changed bits, agree in a band before this one: they were compared there."""
    agree = np.zeros(len(changed), dtype=bool)
    for earlier in range(band):
        agree |= (changed >> np.uint64(8 * earlier)) & np.uint64(0xFF) == 0
    return agree


def _close(prints: NDArray[np.uint64], brightness: NDArray[np.float32]) -> _Pairs:
    """The close pairs of a bucket in the order of brightness: copies are about as bright, so neighbours will do."""
    firsts, seconds = [np.empty(0, np.intp)], [np.empty(0, np.intp)]
    for shift in range(1, min(len(prints), _NEIGHBOURS)):
        if float((brightness[shift:] - brightness[:-shift]).min()) > _LEVELS:
            break
        few = np.flatnonzero(np.bitwise_count(prints[shift:] ^ prints[:-shift]) <= _BITS)
        firsts.append(few)
        seconds.append(few + shift)
    return np.concatenate(firsts), np.concatenate(seconds)


def _cuts() -> Iterator[Cut]:
    """What may be left of a picture: all of it; less on every side, in the middle, at an edge, in a corner."""
    spans = {(shift * (1 - width), shift * (1 - width) + width) for width in _WIDTHS for shift in _SHIFTS}
    for (left, right), (top, bottom) in itertools.product(sorted(spans), repeat=2):
        widths = {round(right - left, 3), round(bottom - top, 3)}
        if len(widths) == 1 or 1.0 in widths:
            yield left, top, right, bottom


def _weights(start: float, end: float) -> NDArray[np.float32]:
    """(8, 8): what each cell of a sketch counts in the cells of what is left between two shares of the side."""
    edges = np.linspace(start, end, 9) * 8
    cells = np.arange(8)
    overlap = np.minimum(edges[1:, None], cells + 1) - np.maximum(edges[:-1, None], cells)
    weights: NDArray[np.float32] = np.clip(overlap, 0, None).astype(np.float32)
    total: NDArray[np.float32] = weights.sum(1, keepdims=True)
    return np.divide(weights, total)


def _nearest(
    left: NDArray[np.float32], others: NDArray[np.float32], shape: NDArray[np.float32], shapes: NDArray[np.float32]
) -> Iterator[tuple[int, int, float]]:
    """Pairs (of what is left, of the others) whose sketches (N, 64, 3) and shapes are close; their mean difference."""
    one, other = left.reshape(len(left), -1), others.reshape(len(others), -1)
    few, some = one[:, None, ::_SAMPLE], other[None, :, ::_SAMPLE]
    close = np.abs(few - some).mean(2) <= _FEW_APART
    close &= np.abs(shape[:, None] - shapes[None]) < _CUT_SHAPE
    np.fill_diagonal(close, val=False)
    first, second = np.nonzero(close)
    differences = np.abs(one[first] - other[second]).mean(1)
    near = differences <= _COARSE
    yield from zip(first[near].tolist(), second[near].tolist(), differences[near].tolist(), strict=True)
