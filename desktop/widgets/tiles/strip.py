"""Pictures from files side by side, as large as there is room, each with a line below it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget
from typing_extensions import override

from desktop.theme import tokens
from desktop.widgets.plain import one_line, plain_tip
from desktop.widgets.tiles.photorow import Captioned
from desktop.widgets.tiles.thumbnails import ThumbnailRequest, Thumbnails

_GAP: Final = 12
_LEAST, _USUAL, _MOST = 84, 190, 420


class PictureStrip(QWidget):
    """Each picture is shown whole, in a field as high as wide.

    `picked`: the number of the one that was clicked, where they may be chosen from.
    """

    picked = Signal(int)

    def __init__(self, thumbnails: Thumbnails, parent: QWidget | None = None, *, usual: int = _USUAL) -> None:
        super().__init__(parent)
        self._thumbnails = thumbnails
        self._usual = usual
        self._pictures: tuple[Captioned, ...] = ()
        self._chosen = -1
        thumbnails.arrived.connect(self.update)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_pictures(self, pictures: Sequence[Captioned]) -> None:
        self._pictures = tuple(pictures)
        self.setAccessibleDescription(", ".join(one.caption or one.path.name for one in pictures))
        self.updateGeometry()
        self.update()

    def choose(self, number: int) -> None:
        """Frames one of them, as those that may be chosen from are; -1: none yet."""
        self._chosen = number
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.update()

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = event.position().toPoint()
        for number in range(len(self._pictures)):
            if self._field(number).contains(place):
                self.picked.emit(number)

    @property
    def pictures(self) -> tuple[Captioned, ...]:
        return self._pictures

    @property
    def _side(self) -> int:
        count = max(len(self._pictures), 1)
        return min(max((self.width() - (count - 1) * _GAP) // count, _LEAST), self._usual, _MOST)

    @property
    def _below(self) -> int:
        """Two lines for a caption, none where nothing has one."""
        return 2 * self.fontMetrics().height() + 4 if any(one.caption for one in self._pictures) else 0

    def _field(self, number: int) -> QRect:
        return QRect(number * (self._side + _GAP), 0, self._side, self._side)

    def _wanted(self, picture: Captioned) -> ThumbnailRequest:
        return ThumbnailRequest(picture.path, round(self._side * self.devicePixelRatioF()), "contain")

    @override
    def sizeHint(self) -> QSize:
        count = max(len(self._pictures), 1)
        return QSize(count * (self._usual + _GAP), (self._side + self._below) if self._pictures else 0)

    @override
    def minimumSizeHint(self) -> QSize:
        count = max(len(self._pictures), 1)
        return QSize(count * (_LEAST + _GAP) - _GAP, self.sizeHint().height())

    @override
    def resizeEvent(self, event: QEvent) -> None:
        self.updateGeometry()

    @override
    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            for number, one in enumerate(self._pictures):
                if self._field(number).contains(event.pos()):
                    QToolTip.showText(event.globalPos(), plain_tip(one.caption or one.path.name), self)
            return True
        return super().event(event)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        look = tokens(self)
        missing = [self._wanted(one) for one in self._pictures if self._thumbnails.get(self._wanted(one)) is None]
        if missing:
            self._thumbnails.want(missing, self)
        for number, one in enumerate(self._pictures):
            field, thumbnail = self._field(number), self._thumbnails.get(self._wanted(one))
            if thumbnail is None or thumbnail.fault is not None:
                painter.fillRect(field, QColor(look.page))
            else:
                size = thumbnail.pixmap.size().scaled(field.size(), Qt.AspectRatioMode.KeepAspectRatio)
                place = QRect(field.topLeft(), size)
                place.moveCenter(field.center())
                painter.drawPixmap(place, thumbnail.pixmap)
            if number == self._chosen:
                painter.setPen(QPen(QColor(look.accent), 3))
                painter.drawRect(field.adjusted(1, 1, -2, -2))
            painter.setPen(QColor(look.text))
            line = QRect(field.left(), field.bottom() + 4, field.width(), self._below)
            around = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
            painter.drawText(line, around, one_line(one.caption))
