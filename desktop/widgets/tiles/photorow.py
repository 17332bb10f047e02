"""A few photos in a row, each with a word below it; as many as there is room for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget
from typing_extensions import override

from desktop.theme import tokens
from desktop.widgets.plain import one_line, plain_tip
from desktop.widgets.tiles.grid import paint_placeholder, paint_rounded
from desktop.widgets.tiles.thumbnails import ThumbnailRequest, Thumbnails

_SIDE: Final = 72
_GAP: Final = 8


@dataclass(frozen=True, slots=True)
class Captioned:
    """A photo and the word below it."""

    path: Path
    caption: str


class PhotoRow(QWidget):
    """Photos in rows of as many as the width has room for, at most two rows."""

    def __init__(self, thumbnails: Thumbnails, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._thumbnails = thumbnails
        self._photos: tuple[Captioned, ...] = ()
        thumbnails.arrived.connect(self.update)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_photos(self, photos: Sequence[Captioned]) -> None:
        self._photos = tuple(photos)
        self.setAccessibleDescription(", ".join(f"{photo.path.name} {photo.caption}" for photo in photos))
        self.updateGeometry()
        self.update()

    @property
    def photos(self) -> tuple[Captioned, ...]:
        return self._photos

    @property
    def _step(self) -> int:
        return _SIDE + self.fontMetrics().height() + _GAP

    @property
    def _columns(self) -> int:
        return max(1, (self.width() + _GAP) // (_SIDE + _GAP))

    def _square(self, number: int) -> QRect:
        row, column = divmod(number, self._columns)
        return QRect(column * (_SIDE + _GAP), row * self._step, _SIDE, _SIDE)

    def _wanted(self, photo: Captioned) -> ThumbnailRequest:
        return ThumbnailRequest(photo.path, round(_SIDE * self.devicePixelRatioF()))

    @override
    def sizeHint(self) -> QSize:
        rows = min(2, -(-len(self._photos) // self._columns)) if self._photos else 0
        return QSize(3 * (_SIDE + _GAP), rows * self._step)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(_SIDE, self.sizeHint().height())

    @override
    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            for number, photo in enumerate(self._photos):
                if self._square(number).contains(event.pos()):
                    QToolTip.showText(event.globalPos(), plain_tip(photo.path.name), self)
            return True
        return super().event(event)

    @override
    def resizeEvent(self, event: QEvent) -> None:
        self.updateGeometry()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        look = tokens(self)
        shown = self._photos[: 2 * self._columns]
        missing = [self._wanted(photo) for photo in shown if self._thumbnails.get(self._wanted(photo)) is None]
        if missing:
            self._thumbnails.want(missing, self)
        for number, photo in enumerate(shown):
            square, thumbnail = self._square(number), self._thumbnails.get(self._wanted(photo))
            if thumbnail is None or thumbnail.fault is not None:
                paint_placeholder(painter, look, square)
            else:
                paint_rounded(painter, square, thumbnail)
            line = QRect(square.left(), square.bottom() + 2, _SIDE, self.fontMetrics().height())
            painter.setPen(QColor(look.muted))
            painter.drawText(line, Qt.AlignmentFlag.AlignCenter, one_line(photo.caption))
