"""A label for figures that change: it keeps the room of the longest, so that nothing beside it moves."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QLabel, QWidget
from typing_extensions import override


class SteadyLabel(QLabel):
    """As wide as `longest` would be, in whatever type it is written now."""

    def __init__(self, longest: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._longest = longest

    @override
    def minimumSizeHint(self) -> QSize:
        return self._roomy(super().minimumSizeHint())

    @override
    def sizeHint(self) -> QSize:
        return self._roomy(super().sizeHint())

    def _roomy(self, size: QSize) -> QSize:
        return size.expandedTo(QSize(self.fontMetrics().horizontalAdvance(self._longest), 0))
