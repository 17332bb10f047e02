"""Says for a while how a presentation is left."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QLabel, QWidget
from typing_extensions import override

from desktop.theme import AROUND, set_role

SHOWN: Final = 6_000
"""Milliseconds that it is read in; it is in the way of nothing, as clicks go through it."""


class Leaving(QLabel):
    """A line at the foot of the window, over what is there."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window, alignment=Qt.AlignmentFlag.AlignCenter)
        self._window = window
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        set_role(self, "key")
        self._while = QTimer(self, singleShot=True, interval=SHOWN)
        self._while.timeout.connect(self.hide)
        window.installEventFilter(self)
        self.hide()

    def say(self, text: str) -> None:
        """Shows the line; after a while it goes by itself."""
        self.setText(text)
        self._place()
        self.show()
        self.raise_()
        self._while.start()

    def _place(self) -> None:
        self.adjustSize()
        room = self._window.rect()
        self.move((room.width() - self.width()) // 2, room.height() - self.height() - AROUND)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return False
