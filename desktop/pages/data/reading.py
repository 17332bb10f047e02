"""What else a folder might mean: each other reading with its counts and examples, and a way to take it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from desktop.theme import WITHIN, set_role
from desktop.widgets.plain import one_line
from engine.job.words import Message
from engine.photos.layout import Alternative
from engine.project import Project
from engine.project.choices import Choices, choices_of, choose

_LISTED: Final = 4  # classes named with their counts
_EXAMPLES: Final = 2


class Readings(QWidget):
    """Other readings of the open folder, one below the other; nothing is seen where there is none.

    `chosen` tells the number of the reading that a person takes, -1 for having it found out anew.
    """

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(WITHIN)

    def show_readings(self, readings: Sequence[Alternative], said: bool, word: Callable[[Message], str]) -> None:
        """Shows them in words; `said`: the present reading was chosen by a person."""
        self._clear()
        if said:
            self._add_button(self._box(), self.tr("Find out anew how the folder is to be read"), -1)
        if readings:
            self._add_text(self._box(), self.tr("It may also be read so"), "heading")
        for number, reading in enumerate(readings):
            self._add_reading(number, reading, word(reading.reason))
        self.setVisible(said or bool(readings))

    def _add_reading(self, number: int, reading: Alternative, reason: str) -> None:
        frame = QFrame()
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(WITHIN, 0, 0, 0)
        inside.setSpacing(4)
        self._add_text(inside, one_line(reason), "muted")
        examples = () if reading.folder else reading.examples[:_EXAMPLES]
        for text in filter(None, (_counts(reading.classes), *examples)):
            self._add_text(inside, one_line(text), "caption")
        opens = self.tr("Open this folder") if reading.folder else self.tr("Read it so")
        self._add_button(inside, opens, number).setAccessibleDescription(reason)
        self._box().addWidget(frame)

    def _add_text(self, into: QVBoxLayout, text: str, role: str) -> None:
        label = QLabel(text, wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        set_role(label, role)
        into.addWidget(label)

    def _add_button(self, into: QVBoxLayout, text: str, number: int) -> QPushButton:
        button = QPushButton(text)
        set_role(button, "link")
        button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        button.clicked.connect(lambda: self.chosen.emit(number))
        into.addWidget(button)
        return button

    def _box(self) -> QVBoxLayout:
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        return layout

    def _clear(self) -> None:
        while (item := self._box().takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()


def _counts(classes: Mapping[str, int]) -> str:
    """cat 12 · dog 8 · …"""
    named = [f"{name} {count}" for name, count in list(classes.items())[:_LISTED]]
    return " · ".join(named + ["…"] * (len(classes) > _LISTED))


def is_chosen(folder: Path) -> bool:
    """Whether a person has said how this folder is to be read."""
    return choices_of(Project.default_folder(folder)) != Choices()


def take(folder: Path, reading: Alternative | None) -> Path:
    """Remembers with the folder how it is to be read, None: to be found out; gives the folder that is to be opened.

    Raises EngineError where the record cannot be written.
    """
    if reading is not None and reading.folder:
        return folder.parent if reading.folder == ".." else folder / reading.folder
    choices = Choices() if reading is None else Choices(reading.name, column=reading.column)
    choose(Project.default_folder(folder), choices)
    return folder
