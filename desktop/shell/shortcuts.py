"""The sheet of keyboard shortcuts."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QFrame, QGridLayout, QLabel, QVBoxLayout, QWidget

from desktop.theme import AROUND, BETWEEN, WITHIN


class ShortcutSheet(QDialog):
    """Keys and what they do, in two columns; not modal. Esc closes it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = QLabel()
        self._title.setProperty("role", "title")
        self._card = QFrame()
        self._card.setProperty("role", "card")
        self._grid = QGridLayout(self._card)
        self._grid.setContentsMargins(BETWEEN, BETWEEN, BETWEEN, BETWEEN)
        self._grid.setHorizontalSpacing(AROUND)
        self._grid.setVerticalSpacing(WITHIN)
        self._grid.setColumnStretch(1, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(AROUND, BETWEEN, AROUND, AROUND)
        layout.setSpacing(12)
        layout.addWidget(self._title)
        layout.addWidget(self._card)

    def show_keys(self, title: str, rows: Sequence[tuple[str, str]]) -> None:
        """Fills the sheet: (key, what it does), a key such as "Ctrl+O" written as the system does."""
        self.setWindowTitle(title)
        self._title.setText(title)
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        for row, (key, meaning) in enumerate(rows):
            self._grid.addWidget(_key(key), row, 0, Qt.AlignmentFlag.AlignLeft)
            self._grid.addWidget(QLabel(meaning), row, 1)


def _key(text: str) -> QLabel:
    label = QLabel(QKeySequence(text).toString(QKeySequence.SequenceFormat.NativeText) or text)
    label.setProperty("role", "key")
    return label
