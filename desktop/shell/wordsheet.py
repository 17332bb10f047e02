"""The sheet of words: the terms of what has the keyboard, or of the page, each with what it means."""

from __future__ import annotations

import html
from collections.abc import Sequence
from typing import Final

from PySide6.QtWidgets import QDialog, QLabel, QTextBrowser, QVBoxLayout, QWidget

from desktop.theme import AROUND, BETWEEN
from desktop.widgets.terms import Explained

_SIZE: Final = (520, 420)


class WordSheet(QDialog):
    """Terms and their meanings, to read with the arrow keys; not modal. Esc closes it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = QLabel()
        self._title.setProperty("role", "title")
        self.text = QTextBrowser()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(AROUND, BETWEEN, AROUND, AROUND)
        layout.setSpacing(12)
        layout.addWidget(self._title)
        layout.addWidget(self.text)
        self.resize(*_SIZE)

    def show_words(self, title: str, words: Sequence[Explained], otherwise: str) -> None:
        """Fills the sheet; `otherwise`: what it says where there is no term."""
        self.setWindowTitle(title)
        self._title.setText(title)
        self.text.setAccessibleName(title)
        told = [f"<p><b>{html.escape(one.name)}</b><br>{html.escape(one.meaning)}</p>" for one in words]
        self.text.setHtml("".join(told) or f"<p>{html.escape(otherwise)}</p>")
        self.show()
        self.raise_()
        self.activateWindow()
        self.text.setFocus()
