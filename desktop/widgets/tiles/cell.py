"""The photos behind one cell of a confusion matrix, as a grid shows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from engine.learn.scores import Judged


@dataclass(frozen=True, slots=True)
class Cell:
    """The photos of one cell of the matrix, as a grid shows them."""

    root: Path
    photos: tuple[Judged, ...]
    classes: Sequence[str]

    def __len__(self) -> int:
        return len(self.photos)

    def path(self, index: int) -> Path:
        return self.root / self.photos[index].path

    def name(self, index: int) -> str:
        return Path(self.photos[index].path).name

    def label(self, index: int) -> int:
        return self.photos[index].predicted
