"""The line at the foot of the window: what is open, with what it computes, and the switches of the window itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from desktop.theme import set_icon, set_role
from desktop.widgets.elided import ElidedLabel

DOT = "   ·   "


class StatusLine(QFrame):
    """Facts in a row, shortened at the end when there is no room, what pages are at, and three buttons."""

    log_toggled = Signal(bool)
    keys_wanted = Signal()
    presenting_wanted = Signal()
    page_wanted = Signal(str)

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
        self._jobs: dict[str, QPushButton] = {}
        self._row = QHBoxLayout()
        self._row.setSpacing(4)
        layout.addLayout(self._row)
        for button in (self.log, self._keys, self._present):
            layout.addWidget(button)

    def set_facts(self, facts: Sequence[str]) -> None:
        """What is so now, the most important first."""
        self._facts.setText(DOT.join(fact for fact in facts if fact))

    def text(self) -> str:
        """The facts as they are shown."""
        return self._facts.text()

    def show_jobs(self, jobs: Mapping[str, tuple[tuple[str, str], str]]) -> None:
        """A button for each page that is at something: its sign (an icon, its colour) and words; it leads there."""
        for name in [name for name in self._jobs if name not in jobs]:
            gone = self._jobs.pop(name)
            gone.hide()
            gone.deleteLater()
        for name, (sign, words) in jobs.items():
            if name not in self._jobs:
                self._jobs[name] = self._job_button(name)
            button = self._jobs[name]
            button.setText(words)
            button.setToolTip(self.tr("To that page"))
            button.setAccessibleDescription(self.tr("To that page"))
            set_icon(button, *sign)

    def _job_button(self, name: str) -> QPushButton:
        button = QPushButton()
        button.setObjectName(f"job {name}")
        set_role(button, "job")
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(lambda: self.page_wanted.emit(name))
        self._row.addWidget(button)
        button.show()
        return button

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
