"""The folder that an attack or a defence is about, and parameters below it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.form.form import Form
from desktop.theme import WITHIN, set_icon, set_role
from desktop.widgets.plain import one_line, plain_tip


class OverFolder(QWidget):
    """`folder`: the button that asks for one, to be connected by its owner; `form`: the parameters."""

    def __init__(self, form: Form, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.form = form
        self.folder = QPushButton()
        set_icon(self.folder, "open")
        self._what, self._where = QLabel(), QLabel(wordWrap=True)
        for label, role in ((self._what, "heading"), (self._where, "caption")):
            label.setTextFormat(Qt.TextFormat.PlainText)
            set_role(label, role)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(WITHIN)
        for widget in (self._what, self._where, self.folder, self.form):
            self._column.addWidget(widget)

    def tell(self, text: str, folder: Path | None) -> None:
        """Says which folder it is; "" for nothing to say."""
        self._where.setText(one_line(text))
        self._where.setToolTip("" if folder is None else plain_tip(str(folder)))
        self._where.setVisible(bool(text))
