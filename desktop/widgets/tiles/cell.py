"""The photos behind one cell of a confusion matrix, as a grid shows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLocale

from desktop.figures import percent
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


def words_of(photo: Judged, classes: Sequence[str], where: QLocale) -> str:
    """What a photo shows, and what the model took it for."""
    if photo.truth == photo.predicted:
        text = QCoreApplication.translate("Cell", "{truth}, recognised with {share}")
    else:
        text = QCoreApplication.translate("Cell", "{truth}, taken for {said} with {share}")
    return text.format(
        truth=classes[photo.truth], said=classes[photo.predicted], share=percent(photo.probability, where)
    )
