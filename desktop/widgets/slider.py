"""A slider that leaves the wheel to what it stands in."""

from __future__ import annotations

from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QSlider
from typing_extensions import override


class CalmSlider(QSlider):
    """Lets the wheel scroll what it stands in unless it has the keyboard."""

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        super().wheelEvent(event) if self.hasFocus() else event.ignore()
