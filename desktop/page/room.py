"""The room of a page's view: where an explanation or an error takes too much of it, the view scrolls."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget
from typing_extensions import override

from desktop.page.banner import Above

LEAST: Final = 200  # px of a view that are always seen


class Room(QScrollArea):
    """As large as its view needs; while one of `over` is in view, no higher than they leave room for."""

    def __init__(self, view: QWidget, over: Sequence[Above]) -> None:
        super().__init__()
        self._over = tuple(over)
        for widget in over:
            widget.turning.connect(self.updateGeometry)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._inside = inside = QWidget()
        inside.setProperty("role", "column")
        self.setWidget(inside)
        self.viewport().setAutoFillBackground(False)
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(view)

    @override
    def minimumSizeHint(self) -> QSize:
        least = self._inside.minimumSizeHint()
        crowded = not all(widget.isHidden() for widget in self._over)
        return QSize(least.width(), min(least.height(), LEAST)) if crowded else least

    @override
    def sizeHint(self) -> QSize:
        return self._inside.sizeHint()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What the view needs has changed: the page lays itself out anew."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
            self._fit()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        """Gives the view all the room there is, or the least that it needs; Qt itself would give all that it likes."""
        self._inside.resize(self.viewport().size().expandedTo(self._inside.minimumSizeHint()))
