"""The column on the left: the program's name, then the pages, each an icon and a word."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from desktop.theme import WITHIN, pixmap, set_icon

WIDTH = 208
SIGN = 14  # px of the sign of a page's job


class PageButton(QPushButton):
    """Leads to a page; a sign at its end tells that the page is at something."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sign: tuple[str, str] | None = None

    def set_sign(self, sign: tuple[str, str] | None) -> None:
        """The name of an icon and the token of its colour, or nothing."""
        if sign != self._sign:
            self._sign = sign
            self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._sign is not None:
            name, tint = self._sign
            place = QPoint(self.width() - SIGN - 10, (self.height() - SIGN) // 2)
            QPainter(self).drawPixmap(place, pixmap(name, self, tint, SIGN))


class Sidebar(QFrame):
    """Chooses a page: `chosen` tells its name. The last one stands apart, at the foot."""

    chosen = Signal(str)

    def __init__(self, home: str, names: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "sidebar")
        self.setFixedWidth(WIDTH)
        self._home = QPushButton()
        self._home.setObjectName(home)
        self._home.setProperty("role", "brandbutton")
        self._home.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._home.clicked.connect(lambda: self.chosen.emit(home))
        set_icon(self._home, "mark", "accent")
        self._group = QButtonGroup(self)
        self._words: dict[str, str] = {}
        self._buttons = {name: self._button(name) for name in names}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.setSpacing(4)
        layout.addWidget(self._home)
        layout.addSpacing(WITHIN)
        for index, name in enumerate(names):
            if index == len(names) - 1:
                layout.addStretch(1)
            layout.addWidget(self._buttons[name])

    def _button(self, name: str) -> PageButton:
        button = PageButton()
        button.setCheckable(True)
        button.setObjectName(name)
        button.setProperty("role", "nav")
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        button.clicked.connect(lambda: self.chosen.emit(name))
        self._group.addButton(button)
        return button

    def set_current(self, name: str) -> None:
        """Marks the page that is shown; none of them when it has no button here."""
        self._group.setExclusive(False)
        for known, button in self._buttons.items():
            button.setChecked(known == name)
            set_icon(button, known, "accent" if known == name else "muted")
        self._group.setExclusive(True)

    def retranslate(self, home: str, words: Mapping[str, str], tips: Mapping[str, str]) -> None:
        """Words the buttons: what each is called, and what it says on hover."""
        self._home.setText(" " + home)
        self._home.setToolTip(self.tr("To the start page"))
        self._home.setAccessibleName(self.tr("To the start page"))
        self.setAccessibleName(self.tr("Pages"))
        for name, button in self._buttons.items():
            button.setText("  " + words[name])
            button.setToolTip(tips[name])
            button.setAccessibleName(words[name])
        self._words = dict(words)

    def show_states(self, states: Mapping[str, tuple[tuple[str, str], str]]) -> None:
        """What pages are at: for each that is at something its sign, an icon and a colour, and the word for it."""
        for name, button in self._buttons.items():
            sign, word = states.get(name, (None, ""))
            button.set_sign(sign)
            button.setAccessibleName(f"{self._words[name]}, {word}" if word else self._words[name])
