"""Points on a plane, coloured and shaped by class; the one under the pointer shows its photo."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap, QPolygonF, QWheelEvent
from PySide6.QtWidgets import QApplication, QSizePolicy, QWidget
from typing_extensions import override

from desktop.theme import Tokens, mix, tokens
from desktop.widgets.plain import one_line
from desktop.widgets.tiles.grid import small
from desktop.widgets.tiles.thumbnails import ThumbnailRequest, Thumbnails

_MORE: Final = ("#7A5195", "#8C6D31", "#C23B55", "#5F7A8A")  # after the four curve colours
_SHAPES: Final = ("circle", "square", "triangle", "diamond", "cross")
_RADIUS: Final = 5.0
_STAMP: Final = 16  # px, the picture of one point
_REACH: Final = 14.0  # px around the pointer in which a point is found
_THUMB: Final = 132
_LEGEND: Final = 24  # rows
_EDGE: Final = 14  # px around the points
_CLOSEST: Final = 32.0  # times the whole map


@dataclass(frozen=True, slots=True)
class Dot:
    """A photo's point, both figures in [-1, 1], and its class's number."""

    path: Path
    label: int
    x: float
    y: float


class Scatter(QWidget):
    """`activated` tells the point that was clicked. Arrow keys walk to the nearest point that way.

    The wheel, plus and minus zoom, the hand drags what is zoomed, a double click beside the points or 0 shows all.
    """

    activated = Signal(int)
    current_changed = Signal(int)

    def __init__(self, thumbnails: Thumbnails, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._thumbnails = thumbnails
        self._dots: tuple[Dot, ...] = ()
        self._classes: tuple[str, ...] = ()
        self._spots: NDArray[np.float64] = np.zeros((2, 0))  # x and y of the points
        self._picture: QPixmap | None = None  # all points, painted anew only when they look different
        self._painted: tuple[object, ...] = ()  # what the picture was painted for
        self._current = -1
        self._class = -1  # the class that the pointer is on in the legend
        self._zoom, self._middle = 1.0, QPointF()  # the middle in the points' own figures
        self._grip: QPointF | None = None  # where the hand has taken hold
        self._dragged = False
        thumbnails.arrived.connect(self.update)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(260, 220)
        self.retranslate()

    def retranslate(self) -> None:
        self.setAccessibleName(self.tr("Map of the photos"))
        self._more = self.tr("and more")
        self._tell()

    def show_dots(self, dots: Sequence[Dot], classes: Sequence[str]) -> None:
        """Shows the points of another map."""
        self._dots, self._classes = tuple(dots), tuple(classes)
        self._spots = np.array([[dot.x for dot in self._dots], [dot.y for dot in self._dots]], np.float64)
        self._picture = None
        self._current = self._class = -1
        self.fit()
        self._tell()

    def fit(self) -> None:
        """Shows the whole map."""
        self._look_at(1.0, QPointF())

    @property
    def zoom(self) -> float:
        """How many times larger than the whole map the points lie apart."""
        return self._zoom

    def zoom_by(self, factor: float, at: QPointF | None = None) -> None:
        """Zooms around a point of the widget, the middle of the map by default."""
        room = self._room()
        gap = (at or room.center()) - room.center()
        towards = QPointF(2 * gap.x() / room.width(), -2 * gap.y() / room.height())
        zoom = min(max(self._zoom * factor, 1.0), _CLOSEST)
        self._look_at(zoom, self._middle + towards * (1 / self._zoom - 1 / zoom))

    def _look_at(self, zoom: float, middle: QPointF) -> None:
        reach = 1 - 1 / zoom  # nothing beyond the map's own edge comes into sight
        self._zoom = zoom
        self._middle = QPointF(min(max(middle.x(), -reach), reach), min(max(middle.y(), -reach), reach))
        self.update()

    @property
    def dots(self) -> tuple[Dot, ...]:
        return self._dots

    @property
    def current(self) -> int:
        """The point under the pointer or the keyboard, -1: none."""
        return self._current

    def choose(self, index: int) -> None:
        """Makes a point the current one, -1: none."""
        if index != self._current:
            self._current = index
            self._tell()
            self.current_changed.emit(index)
            self.update()

    def place(self, index: int) -> QPointF:
        """Where a point lies in the widget; one that the zoom has put out of sight lies outside of the room."""
        x, y = self._places(self._spots[:, index])
        return QPointF(float(x), float(y))

    def _places(self, spots: NDArray[np.float64]) -> NDArray[np.float64]:
        """Where points, (2,) or (2, N), lie in the widget, px."""
        room = self._room()
        x = room.center().x() + (spots[0] - self._middle.x()) / 2 * room.width() * self._zoom
        return np.stack([x, room.center().y() - (spots[1] - self._middle.y()) / 2 * room.height() * self._zoom])

    def _seen(self, places: NDArray[np.float64]) -> NDArray[np.bool_]:
        room = self._room().adjusted(-_EDGE, -_EDGE, _EDGE, _EDGE)
        x, y = places
        return np.asarray((x >= room.left()) & (x <= room.right()) & (y >= room.top()) & (y <= room.bottom()))

    def _in_sight(self, at: QPointF) -> bool:
        return self._room().adjusted(-_EDGE, -_EDGE, _EDGE, _EDGE).contains(at)

    def _tell(self) -> None:
        if 0 <= self._current < len(self._dots):
            dot = self._dots[self._current]
            self.setAccessibleDescription(f"{dot.path.name}, {self._classes[dot.label]}")
        else:
            self.setAccessibleDescription(self.tr("%n photo(s)", "", len(self._dots)))

    # Where things are

    def _legend_rows(self) -> int:
        return min(len(self._classes), _LEGEND, max(1, (self.height() - 16) // self._line))

    @property
    def _line(self) -> int:
        return self.fontMetrics().height() + 6

    def _legend_width(self) -> int:
        metrics = self.fontMetrics()
        widest = max((metrics.horizontalAdvance(one_line(name)) for name in self._classes[:_LEGEND]), default=0)
        return min(widest + 36, self.width() // 3)

    def _room(self) -> QRectF:
        return QRectF(self.rect()).adjusted(_EDGE, _EDGE, -self._legend_width() - 22, -_EDGE)

    def _nearest(self, at: QPointF, reach: float) -> int:
        if not self._dots:
            return -1
        places = self._places(self._spots)
        distances = np.where(self._seen(places), np.hypot(places[0] - at.x(), places[1] - at.y()), np.inf)
        found = int(distances.argmin())
        return found if distances[found] < reach else -1

    def _class_at(self, at: QPointF) -> int:
        row = int((at.y() - 8) // self._line)
        inside = at.x() > self.width() - self._legend_width() - 8 and 0 <= row < self._legend_rows()
        return row if inside else -1

    # Painting

    @override
    def sizeHint(self) -> QSize:
        return QSize(560, 460)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter, look = QPainter(self), tokens(self)
        painter.drawPixmap(0, 0, self._picture_of_all(look))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        self._paint_legend(painter, look)
        if self._current >= 0 and self._in_sight(self.place(self._current)):
            self._paint_current(painter, look)

    def _picture_of_all(self, look: Tokens) -> QPixmap:
        ratio = self.devicePixelRatioF()
        painted = (self.size(), self._room(), ratio, self._zoom, self._middle, self._class, look)
        if self._picture is None or painted != self._painted:
            self._picture, self._painted = QPixmap(self.size() * ratio), painted
            self._picture.setDevicePixelRatio(ratio)
            self._picture.fill(Qt.GlobalColor.transparent)
            painter = QPainter(self._picture)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_all(painter, look)
            painter.end()
        return self._picture

    def _paint_all(self, painter: QPainter, look: Tokens) -> None:
        stamps: dict[tuple[int, bool], QPixmap] = {}
        places = self._places(self._spots)
        for index in np.flatnonzero(self._seen(places)):
            label = self._dots[index].label
            kind = label, 0 <= self._class != label
            if kind not in stamps:
                stamps[kind] = self._stamp(look, *kind)
            at = QPointF(float(places[0, index]) - _STAMP / 2, float(places[1, index]) - _STAMP / 2)
            painter.drawPixmap(at, stamps[kind])

    def _stamp(self, look: Tokens, label: int, faint: bool) -> QPixmap:
        ratio = self.devicePixelRatioF()
        stamp = QPixmap(round(_STAMP * ratio), round(_STAMP * ratio))
        stamp.setDevicePixelRatio(ratio)
        stamp.fill(Qt.GlobalColor.transparent)
        painter = QPainter(stamp)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_dot(painter, look, QPointF(_STAMP / 2, _STAMP / 2), label, _RADIUS, faint)
        painter.end()
        return stamp

    def _paint_dot(
        self, painter: QPainter, look: Tokens, at: QPointF, label: int, radius: float, faint: bool = False
    ) -> None:
        colour = colour_of(label, look)
        fill = mix(colour, look.surface, 0.85) if faint else colour
        painter.setBrush(QColor(fill))
        painter.setPen(QPen(QColor(look.surface), 1))
        shape = _SHAPES[label % len(_SHAPES)]
        if shape == "circle":
            painter.drawEllipse(at, radius, radius)
        else:
            painter.drawPolygon(QPolygonF([at + point * radius for point in _CORNERS[shape]]))

    def _paint_legend(self, painter: QPainter, look: Tokens) -> None:
        left, width = self.width() - self._legend_width(), self._legend_width()
        rows = self._legend_rows()
        for row in range(rows):
            top = 8 + row * self._line
            self._paint_dot(painter, look, QPointF(left + 8, top + self._line / 2), row, _RADIUS)
            painter.setPen(QColor(look.text))
            last = row == rows - 1 and len(self._classes) > rows
            name = one_line(self._classes[row]) if not last else self._more
            name = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideMiddle, width - 28)
            room = QRectF(left + 22, top, width - 26, self._line)
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, name)

    def _paint_current(self, painter: QPainter, look: Tokens) -> None:
        """The chosen point larger, its photo and name beside it where there is room."""
        dot, at = self._dots[self._current], self.place(self._current)
        self._paint_dot(painter, look, at, dot.label, _RADIUS + 3)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(look.text), 2))
        painter.drawEllipse(at, _RADIUS + 6, _RADIUS + 6)
        painter.setFont(small(self.font()))
        line = painter.fontMetrics().height()
        card = QRectF(at.x() + 16, at.y() - _THUMB / 2, _THUMB + 12, _THUMB + 2 * line + 16)
        if card.right() > self.width() - 4:
            card.moveRight(at.x() - 16)
        card.moveTop(min(max(card.top(), 4), self.height() - card.height() - 4))
        painter.setPen(QPen(QColor(look.line), 1))
        painter.setBrush(QColor(look.surface))
        painter.drawRoundedRect(card, 8, 8)
        square = QRectF(card.left() + 6, card.top() + 6, _THUMB, _THUMB)
        self._paint_photo(painter, look, dot, square)
        for row, (text, ink) in enumerate(((dot.path.name, look.text), (self._classes[dot.label], look.muted))):
            room = QRectF(square.left(), square.bottom() + 3 + row * line, _THUMB, line)
            painter.setPen(QColor(ink))
            name = painter.fontMetrics().elidedText(one_line(text), Qt.TextElideMode.ElideMiddle, _THUMB)
            painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, name)

    def _paint_photo(self, painter: QPainter, look: Tokens, dot: Dot, square: QRectF) -> None:
        wanted = ThumbnailRequest(dot.path, round(_THUMB * self.devicePixelRatioF()))
        thumbnail = self._thumbnails.get(wanted)
        if thumbnail is None:
            self._thumbnails.want([wanted], self)
        if thumbnail is None or thumbnail.fault is not None:
            painter.fillRect(square, QColor(look.line))
        else:
            painter.drawPixmap(square, thumbnail.pixmap, QRectF(thumbnail.pixmap.rect()))

    # Hand and keys

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._grip is not None and event.buttons() & Qt.MouseButton.LeftButton:
            self._drag(event.position())
            return
        self.choose(self._nearest(event.position(), _REACH))
        pointed = self._class_at(event.position())
        if pointed != self._class:
            self._class = pointed
            self.update()
        over = self._current >= 0
        self.setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)

    @override
    def leaveEvent(self, event: QEvent) -> None:
        self._class = -1
        self.choose(-1)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._grip, self._dragged = event.position(), False

    def _drag(self, to: QPointF) -> None:
        assert self._grip is not None
        gap, room = to - self._grip, self._room()
        if not self._dragged and gap.manhattanLength() < QApplication.startDragDistance():
            return
        self._dragged, self._grip = True, to
        moved = QPointF(2 * gap.x() / room.width(), -2 * gap.y() / room.height()) / self._zoom
        self._look_at(self._zoom, self._middle - moved)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or self._grip is None:
            return
        self._grip = None
        found = self._nearest(event.position(), _REACH)
        if found >= 0 and not self._dragged:
            self.choose(found)
            self.activated.emit(found)

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._nearest(event.position(), _REACH) < 0:
            self.fit()

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        self.zoom_by(1.2 ** (event.angleDelta().y() / 120), event.position())
        event.accept()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        ways = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}
        key = Qt.Key(event.key())
        if key in ways and self._dots:
            self.choose(self._next(*ways[key]) if self._current >= 0 else 0)
            if not self._in_sight(self.place(self._current)):
                self._look_at(self._zoom, QPointF(self._dots[self._current].x, self._dots[self._current].y))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._current >= 0:
            self.activated.emit(self._current)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus):
            self.zoom_by(0.8 if key == Qt.Key.Key_Minus else 1.25)
        elif key == Qt.Key.Key_0:
            self.fit()
        else:
            super().keyPressEvent(event)

    def _next(self, x: int, y: int) -> int:
        """The nearest point from the current one that lies more that way than aside."""
        places = self._places(self._spots)
        gap_x, gap_y = places - places[:, self._current, None]
        ahead, aside = gap_x * x + gap_y * y, np.abs(gap_x * y) + np.abs(gap_y * x)
        ways = np.where((ahead > 0) & (ahead >= aside), ahead + aside, np.inf)
        found = int(ways.argmin())
        return found if np.isfinite(ways[found]) else self._current

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self.update()


def colour_of(label: int, look: Tokens) -> str:
    """A class's colour; its shape comes round at another number, so that the pair tells forty classes apart."""
    colours = (*look.curves, *_MORE)
    return colours[label % len(colours)]


_CORNERS: Final = {
    "square": tuple(QPointF(x, y) * 0.9 for x, y in ((-1, -1), (1, -1), (1, 1), (-1, 1))),
    "triangle": tuple(QPointF(x, y) * 1.15 for x, y in ((0, -1), (1, 0.8), (-1, 0.8))),
    "diamond": tuple(QPointF(x, y) * 1.2 for x, y in ((0, -1), (1, 0), (0, 1), (-1, 0))),
    "cross": tuple(
        QPointF(x, y) * 1.1
        for x, y in (
            (-0.35, -1), (0.35, -1), (0.35, -0.35), (1, -0.35), (1, 0.35), (0.35, 0.35), (0.35, 1), (-0.35, 1),
            (-0.35, 0.35), (-1, 0.35), (-1, -0.35), (-0.35, -0.35),
        )
    ),
}  # fmt: skip
