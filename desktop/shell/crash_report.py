"""What can be done about a crash at the next start: read its report, send it, go on where it stopped."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from desktop.theme import WITHIN, set_icon
from desktop.widgets.asking import ask_save
from engine.files import atomic_write
from engine.job.words import EngineError


class CrashReport(QWidget):
    """Three buttons. `go_on`: a person wants back to what was trained; `failed`: the report could not be saved."""

    go_on = Signal()
    failed = Signal(object)  # EngineError

    def __init__(self, report: Path, *, can_go_on: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = report.name
        try:
            self._text = report.read_text("utf-8", errors="replace")
        except OSError:  # somebody was faster
            self._text = ""
        self._go_on, self._copy, self._save = QPushButton(), QPushButton(), QPushButton()
        for button, icon in ((self._go_on, "train"), (self._copy, "copy"), (self._save, "save")):
            set_icon(button, icon)
        self._go_on.clicked.connect(self.go_on)
        self._copy.clicked.connect(self.copy)
        self._save.clicked.connect(self._ask_and_save)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, WITHIN, 0, 0)
        row.setSpacing(WITHIN)
        for button in (self._go_on, self._copy, self._save):
            row.addWidget(button)
        row.addStretch(1)
        for button, wanted in ((self._go_on, can_go_on), (self._copy, self._text), (self._save, self._text)):
            if not wanted:
                button.hide()

    def retranslate(self) -> None:
        self._go_on.setText(self.tr("To the last training"))
        self._go_on.setToolTip(self.tr("Opens the folder of the last time and offers to continue"))
        self._copy.setText(self.tr("Copy the report"))
        self._copy.setToolTip(self.tr("Versions and lines of code, none of your photos: nothing is sent by itself"))
        self._save.setText(self.tr("Save the report…"))
        self._save.setToolTip(self.tr("As a text file, to attach to a message"))

    def copy(self) -> None:
        """Puts the report's text on the clipboard."""
        QGuiApplication.clipboard().setText(self._text)

    def save(self, path: Path) -> None:
        """Writes the report into a file of one's own."""
        try:
            atomic_write(path, self._text)
        except EngineError as error:
            self.failed.emit(error)

    def _ask_and_save(self) -> None:
        if (chosen := ask_save(self, self.tr("Save the report"), self._name, "*.txt")) is not None:
            self.save(chosen[0])
