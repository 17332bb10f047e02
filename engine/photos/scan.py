"""What is known of a folder of photos that was looked through."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from engine.job.words import Message
from engine.photos.duplicates import connected_components
from engine.photos.kinds import Skipped
from engine.photos.layout import Layout, Part
from engine.photos.pixels import Range
from engine.photos.series import PhotoSeries, divisible


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
    the same bytes. `series`: photos that belong together though they differ. `greys`: the range that the deep greys of
    all its photos use together, None where none has such greys. `about`: the photos that some problems are about, by
    the problem's name. `alone`: photos that a person has taken out of every group. `aside`: files
    that belong beside photos, such as texts.
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
    series: tuple[PhotoSeries, ...] = ()
    greys: Range | None = None
    about: Mapping[str, tuple[int, ...]] = field(default_factory=dict, repr=False)
    alone: frozenset[int] = frozenset()
    aside: tuple[Skipped, ...] = ()

    def counts(self) -> dict[str, int]:
        """The number of photos in each class."""
        counts = Counter(photo.label for photo in self.photos)
        return {name: counts[label] for label, name in enumerate(self.classes)}

    def groups(self, kept: str = "auto") -> list[int]:
        """A group per photo: photos of one group must stay on one side of a split.

        `kept`: "copies" of one picture alone, "auto" series too, "off" nothing.
        """
        if kept == "off":
            return list(range(len(self.photos)))
        if kept == "copies" or not self.series:
            return list(self._groups)
        links = [(group, index) for index, group in enumerate(self._groups) if group != index]
        links += [(series.photos[0], index) for series in self.series for index in series.photos[1:]]
        ids = list(range(len(self.photos)))
        for members in connected_components(links):
            for member in members:
                ids[member] = members[0]
        return ids

    def with_scenes(self, groups: Iterable[tuple[int, ...]]) -> FolderScan:
        """The same with groups of photos of one scene beside its series, where they share no photo with those.

        What a person has taken apart stays apart, and no class is left with too few groups to be divided.
        """
        labels = [photo.label for photo in self.photos]
        series = divisible(self.series, labels)
        taken = self.alone.union(*(one.photos for one in series))
        scenes = [PhotoSeries("scene", group) for group in groups if taken.isdisjoint(group)]
        kept = (one for one in divisible((*series, *scenes), labels) if one.reason == "scene")
        return replace(self, series=(*series, *kept) if scenes else series)

    def together(self) -> list[tuple[str, tuple[str, ...]]]:
        """What stays on one side of a split: why ("copies", "frames", "burst", "scene"), and the paths."""
        copies: dict[int, list[str]] = {}
        for photo, group in zip(self.photos, self._groups, strict=True):
            copies.setdefault(group, []).append(photo.path)
        told = [("copies", tuple(paths)) for paths in copies.values() if len(paths) > 1]
        return told + [
            (series.reason, tuple(self.photos[index].path for index in series.photos)) for series in self.series
        ]

    def files(self) -> list[Path]:
        """Where the photos lie, in their order."""
        return [self.root / photo.path for photo in self.photos]
