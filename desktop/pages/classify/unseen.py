"""Photos of the folder that a model has not learnt from, one of each class; and pictures of none of its classes."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.theme import WITHIN, set_role
from desktop.widgets.tiles.samples import PictureButton
from desktop.widgets.tiles.thumbnails import Thumbnails
from engine.files import stays_inside
from engine.job.declare import Job, Steps, param
from engine.job.events import Outcome, Progress
from engine.job.words import EngineError
from engine.project import Project, Run
from engine.project.history import record_of

MOST: Final = 6
"""Photos that are offered: of a folder with more classes, of the first ones."""
_COLUMNS: Final = 3
_NOT_LEARNT: Final = ("test", "validation")


@dataclass(frozen=True, slots=True)
class Unseen:
    """A photo that a model has not learnt from, and its class."""

    path: Path
    class_: str


@dataclass(frozen=True, kw_only=True)
class FindUnseen(Job):
    """Looks in a folder's trainings for the one that `model` comes from; the outcome is a tuple of `Unseen`.

    They are from the test part where there is one, else from the validation part. Nothing is found for a model that
    was trained on other photos.
    """

    name: ClassVar[str] = "find_unseen"
    folder: Path = param(positional=True, kind="folder")
    model: Path = param(positional=True, kind="file")

    def run(self) -> Steps:
        yield Progress(0, 0)
        yield Outcome(tuple(unseen(self.folder, self.model)))


def unseen(folder: Path, model: Path) -> Iterator[Unseen]:
    """One photo of each class that `model`, trained on `folder`, has not learnt from, and that is still there."""
    kept = _photos(folder, model)
    for label, name in enumerate(kept["classes"] if kept else ()):
        rows = (row for part in _NOT_LEARNT for row in kept[part] if row[2] == label)
        inside = (folder / row[0] for row in rows if stays_inside(row[0]))
        path = next((path for path in inside if path.is_file()), None)
        if path is not None:
            yield Unseen(path, name)


def _photos(folder: Path, model: Path) -> dict[str, list]:  # type: ignore[type-arg]
    """The photos by part of the training that `model` comes from; empty where no training tells of it."""
    for run in reversed(Project.runs_of(Project.default_folder(folder))):
        with contextlib.suppress(EngineError, OSError):
            if _came_from(model, run):
                return run.photos() or {}
    return {}


def _came_from(model: Path, run: Run) -> bool:
    record = record_of(run)
    return record is not None and bool(record.model) and Path(record.model) == model


class Offer(QWidget):
    """A heading, a line, and pictures to click on; `chosen` tells one or all of them."""

    chosen = Signal(list)  # list[Path]

    def __init__(self, thumbnails: Thumbnails, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._thumbnails = thumbnails
        self._title, self._line, self.all = QLabel(wordWrap=True), QLabel(wordWrap=True), QPushButton()
        for label, role in ((self._title, "heading"), (self._line, "caption")):
            label.setTextFormat(Qt.TextFormat.PlainText)
            set_role(label, role)
        set_role(self.all, "link")
        self.buttons: list[PictureButton] = []
        self._grid = QGridLayout()
        self._grid.setSpacing(WITHIN)
        self._grid.setColumnStretch(_COLUMNS, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(WITHIN)
        layout.addWidget(self._title)
        layout.addWidget(self._line)
        layout.addLayout(self._grid)
        layout.addWidget(self.all, 0, Qt.AlignmentFlag.AlignLeft)
        self.all.clicked.connect(lambda: self.chosen.emit(self.paths))
        self.hide()

    @property
    def paths(self) -> list[Path]:
        """What is offered."""
        return [button.path for button in self.buttons]

    def show_pictures(self, pictures: Sequence[tuple[Path, str]]) -> None:
        """Offers pictures, each with what it is called; none: the offer is not seen."""
        for button in self.buttons:
            self._grid.removeWidget(button)
            button.deleteLater()
        self.buttons = [PictureButton(self._thumbnails, path, name) for path, name in pictures[:MOST]]
        for place, button in enumerate(self.buttons):
            self._grid.addWidget(button, *divmod(place, _COLUMNS))
            button.clicked.connect(lambda _=False, path=button.path: self.chosen.emit([path]))
        self.setVisible(bool(self.buttons))

    def retranslate(self, title: str, line: str, everything: str) -> None:
        """Words it; `everything` stands on the link that takes all pictures."""
        self._title.setText(title)
        self._line.setText(line)
        self.all.setText(everything)
