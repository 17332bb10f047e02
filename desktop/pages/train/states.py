"""What the Train page shows before there are curves, and the offer to go on with a training that was cut off."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.theme import AROUND, BETWEEN, WITHIN, set_icon, set_role, set_sign


class Ready(QFrame):
    """The next step, while there is nothing to see yet. `samples` and `open_folder`: where photos come from."""

    samples = Signal()
    open_folder = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "card")
        self._icon, self._title, self._text = QLabel(), QLabel(), QLabel()
        self._icon.setAlignment(Qt.AlignmentFlag.AlignCenter)
        for label, role in ((self._title, "title"), (self._text, "muted")):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setWordWrap(True)
            set_role(label, role)
        self._samples, self._open = QPushButton(), QPushButton()
        set_role(self._samples, "primary")
        set_icon(self._samples, "sample", "on_accent")
        set_icon(self._open, "open")
        self._samples.clicked.connect(self.samples)
        self._open.clicked.connect(self.open_folder)
        row = QHBoxLayout()
        row.setSpacing(WITHIN)
        row.addStretch(1)
        row.addWidget(self._samples)
        row.addWidget(self._open)
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * AROUND, AROUND, 2 * AROUND, AROUND)
        layout.setSpacing(BETWEEN)
        layout.addStretch(2)
        layout.addWidget(self._icon)
        layout.addWidget(self._title)
        layout.addWidget(self._text)
        layout.addLayout(row)
        layout.addStretch(3)

    def show_words(self, title: str, text: str, *, ask: bool) -> None:
        """`ask`: offers to open photos."""
        self._title.setText(title)
        self._text.setText(text)
        self._samples.setVisible(ask)
        self._open.setVisible(ask)
        set_sign(self._icon, "data" if ask else "train", "muted", 48)

    def retranslate(self) -> None:
        self._samples.setText(self.tr("Try the sample photos"))
        self._samples.setToolTip(self.tr("About a hundred photos of birds, flowers, fruit and vegetables"))
        self._open.setText(self.tr("Open a folder…"))
        self._open.setToolTip(self.tr("A folder with one folder of photos for each class"))


class Offer(QFrame):
    """A training that can be continued. `accepted`: do so."""

    accepted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "hint")
        self._text = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self._button, self._close = QPushButton(), QPushButton()
        set_role(self._close, "icon")
        set_icon(self._button, "play")
        set_icon(self._close, "close", "muted")
        self._button.clicked.connect(self.accepted)
        self._close.clicked.connect(self.hide)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(BETWEEN, WITHIN, WITHIN, WITHIN)
        layout.addWidget(self._text, 1)
        layout.addWidget(self._button)
        layout.addWidget(self._close)
        self.hide()

    def show_text(self, text: str) -> None:
        self._text.setText(text)
        self.show()

    def retranslate(self) -> None:
        self._button.setText(self.tr("Continue it"))
        self._button.setToolTip(self.tr("Goes on from its last epoch, with the settings it began with"))
        self._close.setToolTip(self.tr("Not now"))
        self._close.setAccessibleName(self.tr("Not now"))
