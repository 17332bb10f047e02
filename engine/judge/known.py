"""A folder as a backbone knows it: its photos, their classes and groups, and their embeddings."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from engine.embed.embed import embed
from engine.files import shown
from engine.job.events import Event, Progress
from engine.job.telling import telling
from engine.job.words import EngineError, message

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from engine.job.declare import Turns
    from engine.models.network import Network
    from engine.photos.scan import FolderScan


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class KnownPhotos:
    """The photos of a scan that could be embedded: `rows` of it, `vectors` (N, D), `labels` (N,), a group for each.

    `seconds`: what embedding took, `computed`: how many photos were not known before.
    """

    scan: FolderScan
    rows: NDArray[np.int64]
    vectors: NDArray[np.float32]
    labels: NDArray[np.int64]
    groups: tuple[int, ...]
    seconds: float
    computed: int

    @property
    def classes(self) -> int:
        return len(self.scan.classes)

    def path(self, index: int) -> str:
        """The path of one of the photos, from the folder."""
        return shown(self.scan.photos[int(self.rows[index])].path)

    def file(self, index: int) -> Path:
        """Where one of the photos lies."""
        return Path(self.scan.root) / self.scan.photos[int(self.rows[index])].path


def asking(steps: Generator[None, None, T]) -> Generator[Event, Turns, T]:
    """Goes through steps in which photos are asked about, telling that it does."""
    return (yield from telling(steps, lambda _: Progress(0, 0, message("note.asking_the_others"))))


def know(scan: FolderScan, network: Network, kept: str = "auto") -> Generator[Event, Turns, KnownPhotos]:
    """Embeds the photos of a scan; `kept`: what stays together, see `FolderScan.groups`.

    Raises EngineError `one_class` where there is nothing to tell apart.
    """
    photos = scan.photos
    embedded = yield from embed(scan.files(), [photo.digest for photo in photos], network)
    rows = np.array([row for row in range(len(photos)) if row not in embedded.missing], np.int64)
    labels = np.array([photos[row].label for row in rows], np.int64)
    if len(np.unique(labels)) < 2:
        raise EngineError("nothing_to_tell_apart", path=shown(scan.root))
    groups = scan.groups(kept)
    return KnownPhotos(
        scan,
        rows,
        np.ascontiguousarray(embedded.vectors[0][rows]),
        labels,
        tuple(groups[row] for row in rows),
        embedded.seconds,
        embedded.computed,
    )
