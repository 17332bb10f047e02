"""Where the pages lie: it scrolls where larger type needs more room than the window has."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from desktop.widgets.fitting import FittingArea


class PageArea(FittingArea):
    """As large as `pages` need in type of the usual size; with larger type the window stays, and they scroll.

    So they do where they need more than `room`, what the window leaves to them: it never grows by itself.
    """

    def __init__(self, pages: QWidget, room: Callable[[], QSize]) -> None:
        self._room = room
        self._scrolls = False
        super().__init__(pages)

    def allow_scrolling(self, allowed: bool) -> None:
        """Whether the pages scroll, or the window is as large as they need."""
        self._scrolls = allowed
        self.updateGeometry()

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(0, 0) if self._scrolls else super().minimumSizeHint().boundedTo(self._room())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.updateGeometry()
