"""What is known of a folder of photos that was looked through."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from engine.job.words import Message
from engine.photos.layout import Layout, Part
from engine.photos.walk import Skipped


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo that can be read. `path`: from the root, with slashes, as the system names it; see `engine.files.shown`.

    `label`: its class's index; `digest`: the SHA-256 of its bytes; `fingerprint`: its looks in 64 bits.
    """

    path: str
    label: int
    digest: str
    fingerprint: int
    part: Part | None


@dataclass(frozen=True, slots=True)
class FolderScan:
    """A folder that was looked through. Photos stand in the order of their paths, classes in that of their names.

    `duplicates`: groups of paths with the same bytes; `near_duplicates`: groups that look the same and are not all
    the same bytes.
    """

    root: Path
    layout: Layout
    classes: tuple[str, ...]
    photos: tuple[Photo, ...]
    skipped: tuple[Skipped, ...]
    duplicates: tuple[tuple[str, ...], ...]
    near_duplicates: tuple[tuple[str, ...], ...]
    problems: tuple[Message, ...]
    _groups: tuple[int, ...] = field(repr=False)

    def counts(self) -> dict[str, int]:
        """The number of photos in each class."""
        counts = Counter(photo.label for photo in self.photos)
        return {name: counts[label] for label, name in enumerate(self.classes)}

    def groups(self) -> list[int]:
        """A group per photo: photos of one group are copies of one picture and must stay on one side of a split."""
        return list(self._groups)

    def files(self) -> list[Path]:
        """Where the photos lie, in their order."""
        return [self.root / photo.path for photo in self.photos]
