"""The room of a page's view: where an explanation or an error takes too much of it, the view scrolls."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from desktop.page.banner import Above
from desktop.widgets.fitting import FittingArea

LEAST: Final = 200  # px of a view that are always seen


class Room(FittingArea):
    """As large as its view needs; while one of `over` is in view, no higher than they leave room for."""

    def __init__(self, view: QWidget, over: Sequence[Above]) -> None:
        inside = QWidget()
        inside.setProperty("role", "column")
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(view)
        super().__init__(inside)
        self._over = tuple(over)
        for widget in over:
            widget.turning.connect(self.updateGeometry)

    @override
    def minimumSizeHint(self) -> QSize:
        least = super().minimumSizeHint()
        crowded = not all(widget.isHidden() for widget in self._over)
        return QSize(least.width(), min(least.height(), LEAST)) if crowded else least
