"""A film strip: the frames so far in a row, and a cursor that walks along them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from desktop.theme import tokens
from desktop.widgets.pictures.picture import image_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_SIDE: Final = 48
_EDGE: Final = 4
Frame = Callable[[int], "NDArray[np.uint8]"]


class FilmStrip(QWidget):
    """`chosen` tells the place of a frame that a person goes to; the last place follows what is still to come."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._steps: Sequence[int] = ()
        self._frame: Frame | None = None
        self._place = 0
        self._small: dict[int, QPixmap] = {}  # by step
        self._word = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_film(self, steps: Sequence[int], frame: Frame | None) -> None:
        """The frames' steps in rising order, and where to get a frame's pixels by its place."""
        following = self.following
        self._steps, self._frame = steps, frame
        self._place = max(len(steps) - 1, 0) if following else min(self._place, len(steps) - 1)
        known = set(steps)
        self._small = {step: pixmap for step, pixmap in self._small.items() if step in known}
        self._tell()
        self.update()

    def forget(self) -> None:
        """Empties the strip."""
        self._small.clear()
        self._place = 0
        self.show_film((), None)

    def go(self, place: int) -> None:
        """Moves the cursor to a frame and tells it."""
        if self._steps:
            self._place = min(max(place, 0), len(self._steps) - 1)
            self._tell()
            self.update()
            self.chosen.emit(self._place)

    @property
    def place(self) -> int:
        return self._place

    @property
    def following(self) -> bool:
        """Whether the cursor stands at the newest frame."""
        return self._place >= len(self._steps) - 1

    def retranslate(self) -> None:
        self._word = self.tr("step {step}")
        self.setAccessibleName(self.tr("Film"))
        self.setToolTip(self.tr("How the picture came about: drag along, or use the arrow keys"))
        self._tell()

    def _tell(self) -> None:
        step = self._steps[self._place] if self._steps else 0
        self.setAccessibleDescription(self._word.format(step=self.locale().toString(step)))

    def _go_to(self, x: float) -> None:
        room = max(self.width() - 2 * _EDGE, 1)
        self.go(round((x - _EDGE) / room * (len(self._steps) - 1)))

    def _pixmap(self, place: int) -> QPixmap:
        step = self._steps[place]
        if step not in self._small and self._frame is not None:
            side = round(_SIDE * self.devicePixelRatioF())
            whole = image_of(self._frame(place))
            smooth = Qt.TransformationMode.SmoothTransformation
            scaled = whole.scaled(side, side, Qt.AspectRatioMode.KeepAspectRatioByExpanding, smooth)
            self._small[step] = QPixmap.fromImage(scaled)
        return self._small.get(step, QPixmap())

    @override
    def sizeHint(self) -> QSize:
        return QSize(320, _SIDE + 2 * _EDGE)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(120, _SIDE + 2 * _EDGE)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        look = tokens(self)
        room = QRectF(self.rect()).adjusted(_EDGE, _EDGE, -_EDGE, -_EDGE)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(look.line))
        painter.drawRoundedRect(room, 4, 4)
        if not self._steps:
            return
        count = max(1, min(int(room.width() // _SIDE), len(self._steps)))
        wide = room.width() / count
        last = len(self._steps) - 1
        for number in range(count):
            pixmap = self._pixmap(round(number * last / max(count - 1, 1)))
            spot = QRectF(room.left() + number * wide, room.top(), wide - 1, room.height())
            painter.drawPixmap(spot, pixmap, _cut(pixmap, spot.width() / spot.height()))
        self._paint_cursor(painter, room, last)

    def _paint_cursor(self, painter: QPainter, room: QRectF, last: int) -> None:
        look = tokens(self)
        x = room.left() + room.width() * (self._place / last if last else 1.0)
        bar = QRectF(min(max(x - 2, room.left()), room.right() - 4), room.top() - 3, 4, room.height() + 6)
        painter.setPen(QPen(QColor(look.surface), 1))
        painter.setBrush(QColor(look.accent))
        painter.drawRoundedRect(bar, 2, 2)
        if self.hasFocus():
            painter.setPen(QPen(QColor(look.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 5, 5)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._go_to(event.position().x())

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._go_to(event.position().x())

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        last = len(self._steps) - 1
        goals = {
            Qt.Key.Key_Left: self._place - 1, Qt.Key.Key_Right: self._place + 1,
            Qt.Key.Key_PageUp: self._place - 10, Qt.Key.Key_PageDown: self._place + 10,
            Qt.Key.Key_Home: 0, Qt.Key.Key_End: last,
        }  # fmt: skip
        goal = goals.get(Qt.Key(event.key()))
        if goal is None:
            super().keyPressEvent(event)
        else:
            self.go(goal)


def _cut(pixmap: QPixmap, ratio: float) -> QRectF:
    """The middle of a square picture, `ratio` times as wide as high, as large as there is."""
    width, height = float(pixmap.width()), float(pixmap.height())
    if ratio >= 1:
        part = height / ratio
        return QRectF(0, (height - part) / 2, width, part)
    part = width * ratio
    return QRectF((width - part) / 2, 0, part, height)
