"""A large button: an icon, what it does, and a line about it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from desktop.theme import WITHIN, set_sign


class ChoiceButton(QPushButton):
    """A large button: an icon, what it does, and a line about it."""

    def __init__(self, icon_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "choice")
        self._icon_name = icon_name
        self._icon = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self._icon.setProperty("role", "badge")
        self._icon.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._title = _label("heading")
        self._line = _label("muted")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 20, 20, 20)
        layout.setSpacing(WITHIN)
        layout.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addSpacing(WITHIN)
        layout.addWidget(self._title)
        layout.addWidget(self._line)
        layout.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setMinimumHeight(180)
        self._draw()

    def word(self, title: str, line: str) -> None:
        """What it does, and a line about it."""
        self._title.setText(title)
        self._line.setText(line)
        self.setAccessibleName(title)
        self.setAccessibleDescription(line)

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.EnabledChange:
            self._draw()

    def _draw(self) -> None:
        set_sign(self._icon, self._icon_name, "accent" if self.isEnabled() else "muted", 24)

    @override
    def sizeHint(self) -> QSize:
        return QSize(220, 190)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(160, 180)


def _label(role: str) -> QLabel:
    label = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
    label.setProperty("role", role)
    label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    return label
