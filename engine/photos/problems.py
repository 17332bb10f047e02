"""What is odd about a folder of photos, and what to do about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from engine.files import shown
from engine.job.words import Message, Plain, message
from engine.photos.kinds import FAULTS, left_out
from engine.photos.scan import FolderScan

if TYPE_CHECKING:
    from engine.photos.door import PhotoFacts

FEW: Final = 10  # photos in a class; with fewer, a score says little
SPLITTABLE: Final = 3  # different photos in a class; with fewer, a part of the split stays without it
IMBALANCE: Final = 5  # times as many photos in the largest class as in the smallest
ODD: Final = 1.8  # the longer side as a multiple of the shorter: a square from the middle misses 44 % of such a photo
TINY: Final = 64  # px of the shorter side: enlarged to what a network sees, there is little in it
ODD_SHARE: Final = 0.1  # of the photos; fewer are exceptions
_NAMED: Final = 3  # examples in a message

_CHOSEN: Final = ("reason.no_class", "reason.left_out")


def find_problems(
    scan: FolderScan, copies: Sequence[tuple[int, ...]], empty: Sequence[str], facts: Sequence[PhotoFacts]
) -> tuple[Message, ...]:
    """What a learner should know before training, the gravest first.

    `copies`: groups of photos that are the same to the byte or to the eye; `empty`: classes without a readable photo;
    `facts`: what each photo's inspection found. `scan` knows what `peculiar` finds.
    """
    whole = (*_classes(scan), *_sizes(scan, empty), *_copies(scan, copies), *_parts(scan))
    return (*whole, *_peculiar(scan, facts), *_series(scan), *_skipped(scan))


def peculiar(facts: Sequence[PhotoFacts]) -> dict[str, tuple[int, ...]]:
    """The photos that each problem of shape, size and content is about, by the problem's name."""
    shapes = [max(fact.width / fact.height, fact.height / fact.width) for fact in facts]
    odd = tuple(number for number, shape in enumerate(shapes) if shape >= ODD)
    found = {
        "odd_shapes": odd if len(odd) >= ODD_SHARE * len(shapes) else (),
        "tiny_photos": tuple(number for number, fact in enumerate(facts) if min(fact.width, fact.height) < TINY),
        "several_pictures": tuple(number for number, fact in enumerate(facts) if fact.several),
        "deep_greys": tuple(number for number, fact in enumerate(facts) if fact.greys is not None),
    }
    return {name: photos for name, photos in found.items() if photos}


def _classes(scan: FolderScan) -> Iterator[Message]:
    if len(scan.classes) == 1 and scan.layout.name != "none":
        yield message("problem.one_class", name=one_line(scan.classes[0]))


def _sizes(scan: FolderScan, empty: Sequence[str]) -> Iterator[Message]:
    if empty:
        yield message("problem.empty_class", count=len(empty), names=_list(empty))
    counts = scan.counts()
    tiny = [name for name, count in counts.items() if count < SPLITTABLE]
    few = [name for name, count in counts.items() if SPLITTABLE <= count < FEW]
    if tiny:
        yield message("problem.tiny_class", count=len(tiny), names=_list(tiny), least=SPLITTABLE)
    if few:
        yield message("problem.few_photos", count=len(few), names=_list(few), least=FEW)
    largest, smallest = max(counts, key=counts.__getitem__), min(counts, key=counts.__getitem__)
    if counts[largest] >= IMBALANCE * counts[smallest]:
        yield message(
            "problem.imbalance",
            most=counts[largest],
            largest=one_line(largest),
            least=counts[smallest],
            smallest=one_line(smallest),
        )


def _copies(scan: FolderScan, copies: Sequence[tuple[int, ...]]) -> Iterator[Message]:
    photos = scan.photos
    across = [group for group in copies if len({photos[index].label for index in group}) > 1]
    if across:
        yield message("problem.two_classes", count=len(across), example=_pair(scan, across[0]))
    leaks = [group for group in copies if len({photos[index].part for index in group}) > 1]
    if leaks:
        yield message("problem.two_parts", count=len(leaks), example=_pair(scan, leaks[0]))
    exact = sum(len(group) - 1 for group in scan.duplicates)
    if exact:
        yield message("problem.duplicates", count=exact, example=" = ".join(map(one_line, scan.duplicates[0][:2])))
    if scan.near_duplicates:
        alike = _list(scan.near_duplicates[0])
        yield message("problem.near_duplicates", count=len(scan.near_duplicates), example=alike)


def _parts(scan: FolderScan) -> Iterator[Message]:
    if all(photo.part is None for photo in scan.photos):
        return
    train = {photo.label for photo in scan.photos if photo.part == "train"}
    missing = [name for label, name in enumerate(scan.classes) if label not in train]
    if missing:
        yield message("problem.not_in_train", count=len(missing), names=_list(missing))


def _series(scan: FolderScan) -> Iterator[Message]:
    if scan.series:
        first = _list([scan.photos[index].path for index in scan.series[0].photos])
        photos = sum(len(series.photos) for series in scan.series)
        yield message("problem.series", count=len(scan.series), photos=photos, example=first)


def _peculiar(scan: FolderScan, facts: Sequence[PhotoFacts]) -> Iterator[Message]:
    for name, photos in scan.about.items():
        first = photos[0]
        told: dict[str, Plain] = {"count": len(photos), "example": one_line(scan.photos[first].path)}
        if name == "tiny_photos":
            told |= {"width": facts[first].width, "height": facts[first].height}
        if name == "deep_greys":
            if scan.greys is None:
                continue
            told |= {side: f"{grey:.6g}" for side, grey in zip(("low", "high"), scan.greys, strict=True)}
        yield message(f"problem.{name}", **told)


def _skipped(scan: FolderScan) -> Iterator[Message]:
    damaged = [item.path for item in scan.skipped if item.reason.code in FAULTS]
    if damaged:
        yield message("problem.damaged", count=len(damaged), example=one_line(damaged[0]))
    reasons = Counter(item.reason.code for item in scan.skipped)
    if reasons["reason.no_class"]:
        example = next(item.path for item in scan.skipped if item.reason.code == "reason.no_class")
        yield message("problem.left_out", count=reasons["reason.no_class"], example=one_line(example))
    for kind in left_out(scan.skipped):
        if f"reason.{kind.kind}" not in FAULTS and f"reason.{kind.kind}" not in _CHOSEN:
            yield message(
                "problem.skipped", count=kind.count, kind=kind.kind, what=kind.counted(),
                example=one_line(kind.first), reason=kind.reason,
            )  # fmt: skip


def _list(names: Sequence[str]) -> str:
    return ", ".join(map(one_line, names[:_NAMED])) + (" …" if len(names) > _NAMED else "")


def _pair(scan: FolderScan, group: tuple[int, ...]) -> str:
    """Two of a group that differ in class or part."""
    first = scan.photos[group[0]]
    other = next(
        scan.photos[index]
        for index in group
        if (scan.photos[index].label, scan.photos[index].part) != (first.label, first.part)
    )
    return f"{one_line(first.path)} = {one_line(other.path)}"


def one_line(name: str) -> str:
    """The name of a file or class as it can stand in a sentence, whatever is in it."""
    return "".join(letter if letter.isprintable() else "␣" for letter in shown(name))
