"""The line at the foot of the window: what is open, with what it computes, and the switches of the window itself."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from desktop.theme import set_icon
from desktop.widgets.elided import ElidedLabel

DOT = "   ·   "


class StatusLine(QFrame):
    """Facts in a row, shortened at the end when there is no room, and three buttons."""

    log_toggled = Signal(bool)
    keys_wanted = Signal()
    presenting_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "status")
        self._facts = ElidedLabel()
        self._facts.setProperty("role", "caption")
        self.log = _button("log")
        self.log.setCheckable(True)
        self.log.toggled.connect(self.log_toggled)
        self._keys = _button("keyboard")
        self._keys.clicked.connect(self.keys_wanted)
        self._present = _button("present")
        self._present.clicked.connect(self.presenting_wanted)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(20, 3, 12, 3)
        layout.setSpacing(4)
        layout.addWidget(self._facts, 1)
        for button in (self.log, self._keys, self._present):
            layout.addWidget(button)

    def set_facts(self, facts: Sequence[str]) -> None:
        """What is so now, the most important first."""
        self._facts.setText(DOT.join(fact for fact in facts if fact))

    def text(self) -> str:
        """The facts as they are shown."""
        return self._facts.text()

    def retranslate(self) -> None:
        for button, text in (
            (self.log, self.tr("Log: what happened, with the time (Ctrl+L)")),
            (self._keys, self.tr("Keyboard shortcuts (?)")),
            (self._present, self.tr("Presentation: larger type, nothing but the page (F11)")),
        ):
            button.setToolTip(text)
            button.setAccessibleName(text)


def _button(icon_name: str) -> QPushButton:
    button = QPushButton()
    button.setProperty("role", "icon")
    set_icon(button, icon_name, "muted")
    return button
