"""Looks through a folder of photos: classes, counts, and everything that is odd about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

from engine.data.folder import FolderScan, Skipped, scan_folder
from engine.run.events import Outcome
from engine.run.job import Job, Steps, param
from engine.run.messages import Message


@dataclass(frozen=True, slots=True)
class ScanResult:
    """What lies in a folder. `classes`: photos per class. `duplicates`: groups of paths with the same content."""

    folder: str
    layout: str
    why: Message
    classes: Mapping[str, int]
    photos: int
    skipped: tuple[Skipped, ...]
    duplicates: tuple[tuple[str, ...], ...]
    near_duplicates: tuple[tuple[str, ...], ...]
    problems: tuple[Message, ...]
    scan: FolderScan = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Scan(Job):
    """Scans a folder; see `engine.data.folder.scan_folder`."""

    name: ClassVar[str] = "scan"
    folder: Path = param(positional=True, kind="folder")

    def run(self) -> Steps:
        found = yield from scan_folder(self.folder)
        yield Outcome(
            ScanResult(
                folder=str(self.folder),
                layout=found.layout,
                why=found.why,
                classes=found.counts(),
                photos=len(found.photos),
                skipped=found.skipped,
                duplicates=found.duplicates,
                near_duplicates=found.near_duplicates,
                problems=found.problems,
                scan=found,
            )
        )

    @classmethod
    def report(cls, value: Any) -> Sequence[Message | str]:
        raise NotImplementedError
