"""Looks through a folder of photos: classes, counts, and everything that is odd about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, Final

from engine.files import shown
from engine.job.declare import Steps, param
from engine.job.events import Outcome
from engine.job.words import Message, message
from engine.photos.folder import scan_folder
from engine.photos.kinds import LeftOut, Skipped, left_out, report_left_out
from engine.photos.layout import Alternative, Layout
from engine.photos.problems import one_line
from engine.photos.scan import FolderScan
from engine.photos.series import KEPT
from engine.project.choices import ReadsFolder

_TOLD: Final = "problem.skipped"  # of which the lines on what was left out say more
_COUNTED: Final = 4  # classes of another reading


@dataclass(frozen=True, slots=True)
class Together:
    """Photos that stay on one side of a split, and why: "copies", "frames" of a video, a "burst", a "scene"."""

    reason: str
    photos: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ScanResult:
    """What lies in a folder. `classes`: photos per class. `duplicates`: groups of paths with the same content.

    `groups`: what stays on one side of a split.
    """

    folder: str
    layout: Layout
    classes: Mapping[str, int]
    photos: int
    skipped: tuple[Skipped, ...]
    left_out: tuple[LeftOut, ...]
    duplicates: tuple[tuple[str, ...], ...]
    near_duplicates: tuple[tuple[str, ...], ...]
    groups: tuple[Together, ...]
    problems: tuple[Message, ...]
    scan: FolderScan = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Scan(ReadsFolder):
    """Scans a folder; see `engine.photos.folder.scan_folder`."""

    name: ClassVar[str] = "scan"
    folder: Path = param(positional=True, kind="folder")
    groups: str = param("auto", choices=KEPT, group="hidden")

    def _together(self, found: FolderScan) -> tuple[Together, ...]:
        wanted = {"auto": ("copies", "frames", "burst", "scene"), "copies": ("copies",), "off": ()}[self.groups]
        return tuple(
            Together(reason, tuple(map(shown, paths))) for reason, paths in found.together() if reason in wanted
        )

    def run(self) -> Steps:
        found = yield from scan_folder(self.folder, self.reading_of(self.folder))
        yield Outcome(
            ScanResult(
                folder=shown(self.folder),
                layout=found.layout,
                classes=found.counts(),
                photos=len(found.photos),
                skipped=found.skipped,
                left_out=left_out([*found.skipped, *found.aside]),
                duplicates=_shown(found.duplicates),
                near_duplicates=_shown(found.near_duplicates),
                groups=self._together(found),
                problems=found.problems,
                scan=found,
            )
        )

    @classmethod
    def report(cls, value: Any) -> Sequence[Message | str]:
        lines: list[Message | str] = [message("report.scan.photos", count=value.photos, folder=one_line(value.folder))]
        names = [one_line(name) for name in value.classes]
        width = max(map(len, names))
        lines += [f"  {name:<{width}}  {count}" for name, count in zip(names, value.classes.values(), strict=True)]
        lines += [value.layout.reason, *map(_other, value.layout.alternatives)]
        lines += [
            message("report.scan.problem", problem=problem) for problem in value.problems if problem.code != _TOLD
        ]
        return [*lines, *report_left_out(value.left_out, value.skipped)]


def _other(reading: Alternative) -> Message:
    """Another reading in a line: how to have it, why, and its classes."""
    counts = [f"{one_line(name)} {count}" for name, count in reading.classes.items()]
    classes = ", ".join(counts[:_COUNTED] + ["…"] * (len(counts) > _COUNTED)) or "…"
    if reading.folder:
        return message(
            "report.scan.other_folder", folder=one_line(reading.folder), reason=reading.reason, classes=classes
        )
    return message("report.scan.other", name=reading.name, reason=reading.reason, classes=classes)


def _shown(groups: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(map(shown, group)) for group in groups)
