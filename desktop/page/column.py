"""The column of a page that holds its form."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget
from typing_extensions import override

from desktop.theme import BETWEEN, BODY

WIDTH: Final = 340
"""Pixels, in type of the usual size."""


class FormColumn(QFrame):
    """A card in which `form` scrolls; it grows wider with the type."""

    def __init__(self, form: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._folded = False
        self.setProperty("role", "card")
        self._area = area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.viewport().setAutoFillBackground(False)
        inside = QWidget()
        inside.setProperty("role", "column")
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(BETWEEN, BETWEEN, BETWEEN, BETWEEN)
        layout.addWidget(form)
        area.setWidget(inside)
        around = QVBoxLayout(self)
        around.setContentsMargins(1, 1, 1, 1)
        around.addWidget(area)
        self._fit()

    def fold(self, folded: bool) -> None:
        """Takes no room while the page is shown on a wall."""
        self._folded = folded
        self._fit()

    def call(self, name: str) -> None:
        """What a screen reader calls what scrolls."""
        self._area.setAccessibleName(name)

    def to_top(self) -> None:
        """Shows the form from its beginning."""
        self._area.verticalScrollBar().setValue(0)

    def _fit(self) -> None:
        self.setFixedWidth(0 if self._folded else round(WIDTH * max(1.0, self.font().pixelSize() / BODY)))

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()
