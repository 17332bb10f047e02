"""Draws the photos of a folder as points on a plane: near where the network finds them alike."""

from __future__ import annotations

import csv
import io
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from engine.device import device_param, threads_param
from engine.files import atomic_write
from engine.job.declare import Steps, param
from engine.job.events import Outcome, Progress
from engine.job.telling import telling
from engine.job.words import Message, message
from engine.photos.folder import scan_folder
from engine.project.choices import ReadsFolder

if TYPE_CHECKING:
    from numpy.typing import NDArray

METHODS = ("pca", "tsne")
_ROWS = 128  # compared with all the others between two steps of progress


@dataclass(frozen=True, slots=True)
class Point:
    """A photo's place on the map, both figures in [-1, 1]."""

    path: str
    class_: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class MapResult:
    """The map. `neighbours`: the share of photos whose nearest photo, by embedding, is of the same class."""

    method: str
    points: tuple[Point, ...]
    classes: tuple[str, ...]
    neighbours: float
    sampled: bool
    table: str


@dataclass(frozen=True, kw_only=True)
class Map(ReadsFolder):
    """Embeds a folder and lays it out on a plane."""

    name: ClassVar[str] = "map"
    model: str = param(positional=True)
    folder: Path = param(positional=True, kind="folder")
    method: str = param("tsne", choices=METHODS)
    seed: int = param(0, low=0, high=2**31 - 1)
    out: Path | None = param(None, kind="save")
    device: str = device_param()
    threads: int = threads_param()

    def run(self) -> Steps:
        from engine.embed.embed import embed
        from engine.look.maps import MAPS, MOST
        from engine.look.opening import opened

        scan = yield from scan_folder(self.folder, self.reading_of(self.folder))
        network = opened(self.model, self.device, self.threads, scan.greys)
        chosen = np.sort(np.random.default_rng(self.seed).permutation(len(scan.photos))[:MOST])
        photos = [scan.photos[index] for index in chosen]
        files = [scan.root / photo.path for photo in photos]
        embedded = yield from embed(files, [photo.digest for photo in photos], network)
        rows = [row for row in range(len(photos)) if row not in embedded.missing]
        vectors = np.asarray(embedded.vectors[0][rows])
        labels = np.array([photos[row].label for row in rows])
        alike = yield from nearest_of_same_class(vectors, labels)
        note = message("note.mapping")
        places = yield from telling(MAPS[self.method](vectors, self.seed), lambda step: Progress(*step, note))
        points = tuple(
            Point(photos[row].path, scan.classes[photos[row].label], float(x), float(y))
            for row, (x, y) in zip(rows, places, strict=True)
        )
        if self.out is not None:
            atomic_write(self.out, _table(points))
        sampled = len(photos) < len(scan.photos)
        yield Outcome(MapResult(self.method, points, scan.classes, alike, sampled, str(self.out or "")))

    @classmethod
    def report(cls, value: MapResult) -> Sequence[Message | str]:
        lines: list[Message | str] = [
            message("report.map.points", count=len(value.points)),
            message("report.map.neighbours", share=value.neighbours),
        ]
        if value.table:
            lines.append(message("report.saved", path=value.table))
        return lines


def nearest_of_same_class(vectors: NDArray[np.float32], labels: NDArray[np.int64]) -> Generator[Progress, None, float]:
    """The share of rows whose nearest other row (cosine) has the same label; it tells after each block of rows."""
    count, same = len(vectors), 0
    if count < 2:
        return 0.0
    unit = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
    for first in range(0, count, _ROWS):
        alike = unit[first : first + _ROWS] @ unit.T
        here = np.arange(len(alike))
        alike[here, here + first] = -np.inf
        same += int((labels[alike.argmax(axis=1)] == labels[first : first + _ROWS]).sum())
        yield Progress(0, 0, message("note.mapping"))
    return same / count


def _table(points: Sequence[Point]) -> str:
    from engine.files import cell

    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["path", "class", "x", "y"])
    writer.writerows([cell(point.path), cell(point.class_), f"{point.x:.6f}", f"{point.y:.6f}"] for point in points)
    return text.getvalue()
