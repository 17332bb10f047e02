"""Where the pages lie: it scrolls where larger type needs more room than the window has."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget
from typing_extensions import override


class PageArea(QScrollArea):
    """As large as `pages` need in type of the usual size; with larger type the window stays, and they scroll.

    So they do where they need more than `room`, what the window leaves to them: it never grows by itself.
    """

    def __init__(self, pages: QWidget, room: Callable[[], QSize]) -> None:
        super().__init__(widgetResizable=True)
        self._room = room
        self._pages = pages
        self._scrolls = False
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAutoFillBackground(False)
        self.setWidget(pages)

    def allow_scrolling(self, allowed: bool) -> None:
        """Whether the pages scroll, or the window is as large as they need."""
        self._scrolls = allowed
        self.updateGeometry()

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(0, 0) if self._scrolls else self._pages.minimumSizeHint().boundedTo(self._room())

    @override
    def sizeHint(self) -> QSize:
        return self._pages.sizeHint()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.updateGeometry()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What the pages need has changed: the window lays itself out anew."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)
