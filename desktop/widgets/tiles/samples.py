"""A row of pictures to begin with: one click on any of them, or all at once."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QColor, QEnterEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from desktop.theme import WITHIN, set_role, tokens
from desktop.widgets.plain import plain_tip
from desktop.widgets.tiles.grid import paint_placeholder, paint_rounded
from desktop.widgets.tiles.thumbnails import ThumbnailRequest, Thumbnails

_SIDE: Final = 88


class Samples(QWidget):
    """Pictures as buttons, with a line above and a link to take all of them below."""

    chosen = Signal(object)  # Path
    all_chosen = Signal(list)  # list[Path]

    def __init__(self, thumbnails: Thumbnails, paths: Sequence[Path], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._line = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        set_role(self._line, "muted")
        self._all = QPushButton()
        set_role(self._all, "link")
        self._all.clicked.connect(lambda: self.all_chosen.emit(list(paths)))
        row = QHBoxLayout()
        row.setSpacing(WITHIN)
        row.addStretch(1)
        self.buttons = [PictureButton(thumbnails, path) for path in paths]
        for button, path in zip(self.buttons, paths, strict=True):
            button.clicked.connect(lambda _=False, path=path: self.chosen.emit(path))
            row.addWidget(button)
        row.addStretch(1)
        thumbnails.want([button.wanted() for button in self.buttons], self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(WITHIN)
        layout.addWidget(self._line)
        layout.addLayout(row)
        layout.addWidget(self._all, 0, Qt.AlignmentFlag.AlignHCenter)

    def retranslate(self, line: str, everything: str) -> None:
        """`line` stands above the pictures, `everything` on the link below them ("": no such link)."""
        self._line.setText(line)
        self._all.setText(everything)
        self._all.setVisible(bool(everything))


class PictureButton(QAbstractButton):
    """A picture to click on, called `name` (its file's name where that is "")."""

    def __init__(self, thumbnails: Thumbnails, path: Path, name: str = "") -> None:
        super().__init__()
        self._thumbnails = thumbnails
        self.path = path
        self._over = False
        self.setFixedSize(QSize(_SIDE, _SIDE))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(name or path.stem)
        self.setToolTip(plain_tip(f"{name}\n{path.name}" if name else path.name))
        thumbnails.arrived.connect(self.update)

    def wanted(self) -> ThumbnailRequest:
        return ThumbnailRequest(self.path, round(_SIDE * self.devicePixelRatioF()))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        look, thumbnail = tokens(self), self._thumbnails.get(self.wanted())
        if thumbnail is None:
            self._thumbnails.want([self.wanted()], self)
        square = self.rect().adjusted(3, 3, -3, -3)
        if thumbnail is None or thumbnail.fault is not None:
            paint_placeholder(painter, look, square)
        else:
            paint_rounded(painter, square, thumbnail)
        if self._over or self.hasFocus():
            painter.setPen(QPen(QColor(look.accent), 3))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(self.rect().adjusted(2, 2, -2, -2), 8, 8)

    @override
    def enterEvent(self, event: QEnterEvent) -> None:
        self._over = True
        self.update()

    @override
    def leaveEvent(self, event: QEvent) -> None:
        self._over = False
        self.update()
