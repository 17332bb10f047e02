"""A few choices side by side, one of them taken, and a line that explains it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from desktop.theme import set_role

_AROUND: Final = 26  # px beside the words of a choice
_CLOSE: Final = 19  # … where there are many
_MANY: Final = 4


@dataclass(frozen=True, slots=True)
class Option:
    """A choice: its name in the program, what it is called, what it means."""

    key: str
    label: str
    help: str = ""


class Segmented(QWidget):
    """`changed` tells the key that a person, or `set_value`, made the chosen one. Arrow keys walk."""

    changed = Signal(str)

    def __init__(self, keys: Sequence[str], *, explained: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._helps = dict.fromkeys(keys, "")
        self._explained = explained
        self._group = QButtonGroup(self)
        self._buttons: dict[str, QPushButton] = {}
        row = QHBoxLayout()
        row.setSpacing(0)
        for number, key in enumerate(keys):
            button = _Segment(_AROUND if len(keys) < _MANY else _CLOSE)
            button.setCheckable(True)
            button.setProperty("role", "segment")
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # after a click Space is the page's
            button.setProperty("place", "first" if number == 0 else "last" if number == len(keys) - 1 else "middle")
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            self._group.addButton(button, number)
            self._buttons[key] = button
            row.addWidget(button)
        self._note = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        set_role(self._note, "caption")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(row)
        layout.addWidget(self._note)
        self._buttons[keys[0]].setChecked(True)
        self._group.idToggled.connect(lambda _number, on: self._tell() if on else None)
        self._explain()

    def value(self) -> str:
        """The chosen key."""
        return next(key for key, button in self._buttons.items() if button.isChecked())

    def set_value(self, key: str) -> None:
        """Chooses `key`, where there is such a choice."""
        if key in self._buttons:
            self._buttons[key].setChecked(True)

    def set_options(self, options: Sequence[Option], name: str) -> None:
        """Words the choices; `name` is what a screen reader calls the whole."""
        self.setAccessibleName(name)
        for option in options:
            button = self._buttons[option.key]
            button.setText(option.label)
            button.setToolTip(option.help)
            button.setAccessibleName(f"{name}: {option.label}")
            button.setAccessibleDescription(option.help)
            self._helps[option.key] = option.help
        self._explain()

    def show_option(self, key: str, shown: bool) -> None:
        """Offers a choice or not; the first one offered takes the place of a chosen one that goes."""
        self._buttons[key].setVisible(shown)
        offered = [name for name, button in self._buttons.items() if button.isVisibleTo(self)]
        if offered and self.value() not in offered:
            self.set_value(offered[0])
        for name in offered:
            place = "first" if name == offered[0] else "last" if name == offered[-1] else "middle"
            if self._buttons[name].property("place") != place:
                self._buttons[name].setProperty("place", place)
                set_role(self._buttons[name], "segment")

    def enable_option(self, key: str, enabled: bool, why: str = "") -> None:
        """Lets a choice be taken or not; `why` is said on hover."""
        self._buttons[key].setEnabled(enabled)
        self._buttons[key].setToolTip(self._helps[key] if enabled else why)

    def _tell(self) -> None:
        self._explain()
        self.changed.emit(self.value())

    def _explain(self) -> None:
        text = self._helps[self.value()] if self._explained else ""
        self._note.setText(text)
        self._note.setVisible(bool(text))


class _Segment(QPushButton):
    """A choice, which has room for its words as they are written when it is chosen."""

    def __init__(self, around: int) -> None:
        super().__init__()
        self._around = around

    @override
    def minimumSizeHint(self) -> QSize:
        return self._roomy(super().minimumSizeHint())

    @override
    def sizeHint(self) -> QSize:
        return self._roomy(super().sizeHint())

    def _roomy(self, size: QSize) -> QSize:
        bold = self.font()
        bold.setWeight(QFont.Weight.DemiBold)
        return QSize(QFontMetrics(bold).horizontalAdvance(self.text()) + self._around, size.height())
