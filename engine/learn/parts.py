"""The photos of a training, each in its part: chosen once, kept with the run, found again when it goes on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from engine.job.words import EngineError, Message, message
from engine.learn.scores import wilson
from engine.photos.split import split

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from engine.photos.pixels import Range
    from engine.photos.scan import FolderScan, Photo

PARTS: Final = ("train", "validation", "test")
BEARABLE: Final = 0.2
"""The share of photos that may get lost before a training stops."""
FEW: Final = 30
"""With fewer photos to check it, an accuracy says little: of 30, 27 right may be 74 or 97 %."""


@dataclass(frozen=True, slots=True)
class Parts:
    """Photos under `root` (paths from there, with slashes), their classes, and which rows are in which part.

    `greys`: the range that their deep greys use, see `engine.photos.pixels`.
    """

    root: Path
    classes: tuple[str, ...]
    paths: tuple[str, ...]
    digests: tuple[str, ...]
    labels: NDArray[np.int64]
    train: tuple[int, ...]
    validation: tuple[int, ...]
    test: tuple[int, ...]
    greys: Range | None = None

    def rows(self, part: str) -> tuple[int, ...]:
        """The rows of a part."""
        return {"train": self.train, "validation": self.validation, "test": self.test}[part]

    def counts(self) -> dict[str, int]:
        """The number of photos in each part."""
        return {part: len(self.rows(part)) for part in PARTS}

    def files(self, rows: Sequence[int]) -> list[Path]:
        """Where the photos of some rows lie."""
        return [self.root / self.paths[row] for row in rows]

    def labels_of(self, part: str) -> list[int]:
        """The classes of a part's photos."""
        return [int(self.labels[row]) for row in self.rows(part)]

    def digests_by_part(self) -> dict[str, tuple[str, ...]]:
        """The digests of each part's photos, for the model's card."""
        return {part: tuple(self.digests[row] for row in self.rows(part)) for part in PARTS}

    def lost(self, gone: Sequence[int]) -> EngineError | None:
        """The error `photos_lost` where those are too many of the photos that are learnt from or checked."""
        used = len(self.train) + len(self.validation)
        if len(gone) <= max(1, BEARABLE * used):
            return None
        return EngineError("photos_lost", count=len(gone), photos=used, path=str(self.root))

    def without(self, rows: Sequence[int]) -> Parts:
        """The same with some rows in no part."""
        gone = set(rows)
        train, validation, test = (tuple(row for row in self.rows(part) if row not in gone) for part in PARTS)
        return replace(self, train=train, validation=validation, test=test)

    def plain(self) -> dict[str, Any]:
        """The record as JSON holds it, without the folder, which may move."""
        kept = {p: [[self.paths[r], self.digests[r], int(self.labels[r])] for r in self.rows(p)] for p in PARTS}
        return {"classes": list(self.classes), "greys": self.greys, **kept}

    def told(self) -> list[Any]:
        """The record for another process, which may have the folder elsewhere: `heard` makes it again there."""
        return [self.classes, self.paths, self.digests, self.labels.tolist(), self.greys, *map(self.rows, PARTS)]

    @staticmethod
    def heard(root: Path, told: Sequence[Any]) -> Parts:
        """What another process told, for the same photos in the folder `root`."""
        classes, paths, digests, labels, greys, *rows = told
        train, validation, test = (tuple(some) for some in rows)
        named = tuple(classes), tuple(paths), tuple(digests)
        return Parts(root, *named, np.asarray(labels, np.int64), train, validation, test, _range(greys))


def choose(scan: FolderScan, *, seed: int, validation: float, test: float, groups: str = "auto") -> Parts:
    """Splits a folder's photos; `groups`: what stays on one side, see `FolderScan.groups`.

    A class that has none to learn from is left out, with what is to be checked of it.

    Raises EngineError `no_classes`, `one_class` or `too_few_photos`.
    """
    if scan.layout.name == "none":
        raise EngineError("no_classes", path=str(scan.root), reason=scan.layout.reason)
    if len(scan.classes) < 2:
        only = scan.classes[0] if scan.classes else ""
        raise EngineError("one_class", path=str(scan.root), class_=only)
    photos = scan.photos
    labels = [photo.label for photo in photos]
    given = [photo.part for photo in photos]
    divided = split(
        labels, scan.groups(groups), seed=seed, validation=validation, test=test, parts=given if any(given) else None
    )
    parts = _learnable(_of(scan, photos, np.asarray(labels), (divided.train, divided.validation, divided.test)))
    if not parts.validation or len(parts.classes) < 2:
        raise EngineError("too_few_photos", path=str(scan.root), photos=len(photos), classes=len(scan.classes))
    return parts


def choose_apart(
    scan: FolderScan, parts: Parts, scenes: Sequence[tuple[int, ...]], *, seed: int, validation: float, test: float
) -> tuple[FolderScan, Parts]:
    """The scan with photos of one scene kept together, and its photos split so.

    `scenes`: rows of `parts`, which were chosen from the scan with the same seed and shares. A split that would check
    fewer classes is not taken: what was chosen stays.
    """
    grouped = scan.with_scenes(scenes)
    if len(grouped.series) == len(scan.series):
        return scan, parts
    apart = choose(grouped, seed=seed, validation=validation, test=test)
    if apart.classes != parts.classes or set(apart.labels_of("validation")) < set(parts.labels_of("validation")):
        return scan, parts
    return grouped, apart


def _learnable(parts: Parts) -> Parts:
    """The same without the classes that the train part lacks: their rows are in no part."""
    learnt = sorted(set(parts.labels_of("train")))
    number = {label: place for place, label in enumerate(learnt)}
    kept = parts.without([row for row, label in enumerate(parts.labels) if int(label) not in number])
    labels = np.asarray([number.get(int(label), -1) for label in parts.labels], dtype=np.int64)
    return replace(kept, classes=tuple(parts.classes[label] for label in learnt), labels=labels)


def warnings(scan: FolderScan, parts: Parts, groups: str = "auto") -> list[Message]:
    """What is to be said of classes, parts with too few photos and groups, before the training begins."""
    told = []
    if groups == "auto" and scan.series:
        photos = sum(len(series.photos) for series in scan.series)
        told.append(message("notice.series_together", count=len(scan.series), photos=photos))
    if missing := [name for name in scan.classes if name not in parts.classes]:
        photos = sum(scan.counts()[name] for name in missing)
        told.append(message("notice.class_not_learnt", count=len(missing), classes=_few(missing), photos=photos))
    checked = set(parts.labels_of("validation"))
    if unchecked := [name for label, name in enumerate(parts.classes) if label not in checked]:
        told.append(message("notice.class_not_checked", count=len(unchecked), classes=_few(unchecked)))
    if (photos := len(parts.validation)) < FEW:
        right = round(0.9 * photos)
        low, high = wilson(right, photos)
        told.append(message("notice.few_to_check", count=photos, right=right, low=low, high=high))
    return told


def _few(names: Sequence[str]) -> str:
    return ", ".join(names[:5]) + (" …" if len(names) > 5 else "")


def find_again(scan: FolderScan, kept: Mapping[str, Any]) -> tuple[Parts, list[Message]]:
    """The photos of a training that goes on, as its run kept them, and a notice of those that are gone.

    Raises EngineError `photos_lost` when too many are.
    """
    by_path = {(photo.path, photo.digest): photo for photo in scan.photos}
    by_digest = {photo.digest: photo for photo in scan.photos}
    photos: list[Photo] = []
    labels: list[int] = []
    rows: dict[str, list[int]] = {part: [] for part in PARTS}
    gone = 0
    for part in PARTS:
        for path, digest, label in kept[part]:
            photo = by_path.get((path, digest)) or by_digest.get(digest)
            if photo is None:
                gone += 1
                continue
            rows[part].append(len(photos))
            photos.append(photo)
            labels.append(int(label))
    wanted = sum(len(kept[part]) for part in PARTS)
    if gone > BEARABLE * wanted:
        raise EngineError("photos_lost", count=gone, photos=wanted, path=str(scan.root))
    divided = (tuple(rows["train"]), tuple(rows["validation"]), tuple(rows["test"]))
    found = _of(scan, photos, np.asarray(labels), divided)
    parts = replace(found, classes=tuple(kept["classes"]), greys=_range(kept.get("greys")))
    return parts, [message("notice.photos_gone", count=gone)] if gone else []


def _of(
    scan: FolderScan, photos: Sequence[Photo], labels: NDArray[np.int64], rows: tuple[tuple[int, ...], ...]
) -> Parts:
    train, validation, test = rows
    paths, digests = tuple(photo.path for photo in photos), tuple(photo.digest for photo in photos)
    return Parts(scan.root, scan.classes, paths, digests, labels.astype(np.int64), train, validation, test, scan.greys)


def _range(told: Sequence[float] | None) -> Range | None:
    return None if told is None else (float(told[0]), float(told[1]))
