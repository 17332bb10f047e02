"""What a scan found, as the Data page shows it: photos for a gallery, and problems with the photos concerned."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from desktop.widgets.rows.problems import Finding, Weight
from engine.job.words import Message
from engine.photos.kinds import FAULTS
from engine.photos.problems import FEW, SPLITTABLE
from engine.photos.scan import FolderScan, Photo


class ScannedPhotos:
    """The photos of a scan for a gallery. Those that could not be read follow after the last photo.

    `len` counts the photos alone, so that the others are seen only where they are asked for by index.
    """

    def __init__(self, scan: FolderScan, counts: Mapping[str, int]) -> None:
        self.scan = scan
        self.counts = tuple(counts.values())  # photos of each class, in the order of the classes

    @property
    def classes(self) -> Sequence[str]:
        return self.scan.classes

    def __len__(self) -> int:
        return len(self.scan.photos)

    def name(self, index: int) -> str:
        if index < len(self):
            return self.scan.photos[index].path
        return self.scan.skipped[index - len(self)].path

    def path(self, index: int) -> Path:
        return self.scan.root / self.name(index)

    def label(self, index: int) -> int:
        return self.scan.photos[index].label if index < len(self) else -1

    @cached_property
    def by_path(self) -> Mapping[str, int]:
        """Index by path; made when first needed."""
        return {photo.path: index for index, photo in enumerate(self.scan.photos)}

    def of_groups(self, groups: Sequence[Sequence[str]]) -> list[int]:
        """The photos of groups of paths, group by group, so that those alike stand side by side."""
        return [self.by_path[path] for group in groups for path in group if path in self.by_path]

    def of_labels(self, labels: Collection[int]) -> list[int]:
        """The photos of some classes."""
        return [index for index, photo in enumerate(self.scan.photos) if photo.label in labels]

    def left_out(self, codes: Callable[[str], bool]) -> list[int]:
        """Those that could not be used for a reason that `codes` picks."""
        first = len(self)
        return [first + number for number, item in enumerate(self.scan.skipped) if codes(item.reason.code)]

    def copies(self, differ: Callable[[Photo], object]) -> list[int]:
        """The photos of groups of copies whose members `differ` in something."""
        members: dict[int, list[int]] = {}
        for index, group in enumerate(self.scan.groups("copies")):
            members.setdefault(group, []).append(index)
        groups = (group for group in members.values() if len(group) > 1)
        return [index for group in groups if len({differ(self.scan.photos[i]) for i in group}) > 1 for index in group]


@dataclass(frozen=True, slots=True)
class Found:
    """A finding and the photos it is about, indices into `ScannedPhotos`."""

    finding: Finding
    indices: Sequence[int]
    code: str = ""


def findings(photos: ScannedPhotos, word: Callable[[Message], str]) -> list[Found]:
    """What is odd about a folder and what to do about each thing; one that says so where nothing is."""
    found = []
    for problem in photos.scan.problems:
        indices = concerned(problem, photos)
        title, weight = _heading(problem.code)
        code = problem.code.removeprefix("problem.") + str(problem.params.get("kind", ""))
        found.append(Found(Finding(title, word(problem), len(indices), weight), indices, code))
    if not found:
        title = QCoreApplication.translate("Found", "Nothing odd was found")
        text = QCoreApplication.translate(
            "Found", "Every photo can be read, none is there twice, and every class has enough of them."
        )
        found.append(Found(Finding(title, text, 0, "good"), ()))
    return found


def concerned(problem: Message, photos: ScannedPhotos) -> Sequence[int]:
    """The photos that a problem is about; empty where it is about none in particular."""
    scan, code = photos.scan, problem.code.removeprefix("problem.")
    if code in scan.about:
        return scan.about[code]
    match code:
        case "damaged":
            return photos.left_out(FAULTS.__contains__)
        case "left_out":
            return photos.left_out("reason.no_class".__eq__)
        case "skipped":
            return photos.left_out(f"reason.{problem.params['kind']}".__eq__)
        case "duplicates":
            return photos.of_groups(scan.duplicates)
        case "near_duplicates":
            return photos.of_groups(scan.near_duplicates)
        case "series":
            return [index for series in scan.series for index in series.photos]
        case "two_classes":
            return photos.copies(lambda photo: photo.label)
        case "two_parts":
            return photos.copies(lambda photo: photo.part)
    return photos.of_labels(_classes_concerned(code, photos))


def _classes_concerned(code: str, photos: ScannedPhotos) -> set[int]:
    """The classes, by index, that a problem of classes is about."""
    counts = photos.counts
    match code:
        case "tiny_class":
            return {label for label, count in enumerate(counts) if count < SPLITTABLE}
        case "few_photos":
            return {label for label, count in enumerate(counts) if SPLITTABLE <= count < FEW}
        case "imbalance":
            return {counts.index(min(counts))}
        case "not_in_train":
            return set(range(len(counts))) - {photo.label for photo in photos.scan.photos if photo.part == "train"}
    return set()


def _heading(code: str) -> tuple[str, Weight]:
    """A problem in a few words, and how grave it is."""
    headings: dict[str, tuple[str, Weight]] = {
        "no_class": (QCoreApplication.translate("Found", "No classes"), "danger"),
        "choice_gone": (QCoreApplication.translate("Found", "The choice no longer fits"), "warning"),
        "parts_alone": (QCoreApplication.translate("Found", "Parts, no classes"), "danger"),
        "pieces_alone": (QCoreApplication.translate("Found", "Pieces, no classes"), "danger"),
        "same_inside": (QCoreApplication.translate("Found", "The same folders in each"), "warning"),
        "versions": (QCoreApplication.translate("Found", "Versions of the same photos"), "warning"),
        "table_missing": (QCoreApplication.translate("Found", "Photos of the table that are not there"), "muted"),
        "table_several": (QCoreApplication.translate("Found", "Several classes in the table"), "muted"),
        "spellings": (QCoreApplication.translate("Found", "Spelt in several ways"), "warning"),
        "one_class": (QCoreApplication.translate("Found", "Only one class"), "danger"),
        "empty_class": (QCoreApplication.translate("Found", "Folders without photos"), "warning"),
        "tiny_class": (QCoreApplication.translate("Found", "Too few photos in a class"), "warning"),
        "few_photos": (QCoreApplication.translate("Found", "Few photos in a class"), "warning"),
        "imbalance": (QCoreApplication.translate("Found", "Unbalanced classes"), "warning"),
        "two_classes": (QCoreApplication.translate("Found", "One picture, two classes"), "warning"),
        "two_parts": (QCoreApplication.translate("Found", "One picture, two parts"), "warning"),
        "not_in_train": (QCoreApplication.translate("Found", "Nothing to learn from"), "warning"),
        "damaged": (QCoreApplication.translate("Found", "Damaged files"), "warning"),
        "duplicates": (QCoreApplication.translate("Found", "Exact copies"), "muted"),
        "near_duplicates": (QCoreApplication.translate("Found", "Photos that look the same"), "muted"),
        "series": (QCoreApplication.translate("Found", "Series of photos"), "muted"),
        "odd_shapes": (QCoreApplication.translate("Found", "Wide or tall photos"), "warning"),
        "tiny_photos": (QCoreApplication.translate("Found", "Tiny photos"), "warning"),
        "several_pictures": (QCoreApplication.translate("Found", "Several pictures in a file"), "muted"),
        "deep_greys": (QCoreApplication.translate("Found", "Greys of more than 8 bits"), "muted"),
        "corrected": (QCoreApplication.translate("Found", "Corrected by you"), "muted"),
        "one_scene": (QCoreApplication.translate("Found", "One scene"), "muted"),
        "left_out": (QCoreApplication.translate("Found", "Photos without a class"), "muted"),
        "skipped": (QCoreApplication.translate("Found", "Files left out"), "muted"),
    }
    return headings.get(code.removeprefix("problem."), ("", "warning"))
