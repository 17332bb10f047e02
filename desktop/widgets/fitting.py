"""An area that scrolls only where what lies in it has less room than it needs at the least."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget
from typing_extensions import override


class FittingArea(QScrollArea):
    """Gives `inside` all the room there is, or the least that it needs; Qt's own gives all that it would like."""

    def __init__(self, inside: QWidget) -> None:
        super().__init__()
        self._inside = inside
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAutoFillBackground(False)
        self.setWidget(inside)
        inside.setAutoFillBackground(False)

    @override
    def minimumSizeHint(self) -> QSize:
        return self._inside.minimumSizeHint()

    @override
    def sizeHint(self) -> QSize:
        return self._inside.sizeHint()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What lies inside needs more or less than before: all around it is laid out anew."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
            self._fit()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        self._inside.resize(self.viewport().size().expandedTo(self._inside.minimumSizeHint()))
