"""Curves drawn by hand: shares over a few places; each place has a handle that the mouse or the keys move."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Final

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from desktop.figures import figure, percent
from desktop.theme import tokens
from desktop.widgets.charts.legend import line_pen, marker
from desktop.widgets.tiles.grid import small

_STEP: Final = 0.05
_LEVELS: Final = (0.0, 0.25, 0.5, 0.75, 1.0)


class HandDrawn(QWidget):
    """Lines by name, each a height (0 to 1) at each place. `changed`: one was moved.

    The line in hand is set with `take`; where the mouse goes with its button down that line follows. Left and right
    walk along the places, up and down move the handle.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: dict[str, list[float]] = {}
        self._names: Mapping[str, str] = {}
        self._places: tuple[float, ...] = ()
        self._across = ""
        self._line = ""
        self._place = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setCursor(Qt.CursorShape.CrossCursor)

    def begin(self, lines: Sequence[str], places: Sequence[float]) -> None:
        """Flat lines at half height over these places."""
        self._places = tuple(places)
        self._lines = {name: [0.5] * len(self._places) for name in lines}
        self._line, self._place = (lines[0] if lines else ""), 0
        self._tell()

    def word(self, names: Mapping[str, str], across: str) -> None:
        """What the lines and the axis are called."""
        self._names, self._across = names, across
        self._tell()

    def take(self, line: str) -> None:
        """Takes a line in hand."""
        if line in self._lines:
            self._line = line
            self._tell()

    @property
    def lines(self) -> dict[str, list[float]]:
        """The heights of each line, fractions."""
        return {name: list(heights) for name, heights in self._lines.items()}

    def set_lines(self, lines: Mapping[str, Sequence[float]]) -> None:
        """Shows lines that were drawn before; others are passed over."""
        for name, heights in lines.items():
            if name in self._lines and len(heights) == len(self._places):
                self._lines[name] = [min(max(float(height), 0.0), 1.0) for height in heights]
        self._tell()

    def _tell(self) -> None:
        told = (
            f"{self._names.get(name, name)}: " + ", ".join(percent(height, self.locale(), 0) for height in heights)
            for name, heights in self._lines.items()
        )
        self.setAccessibleDescription("; ".join(told))
        self.update()

    def _room(self) -> QRectF:
        line = self.fontMetrics().height()
        left = self.fontMetrics().horizontalAdvance("100 %") + 10
        return QRectF(left, 1.8 * line, self.width() - left - 20, self.height() - 4.4 * line)

    def _at(self, place: int, height: float) -> QPointF:
        room, far = self._room(), [math.log(max(each, 1e-9)) for each in self._places]
        share = (far[place] - far[0]) / (far[-1] - far[0]) if len(far) > 1 else 0.5
        return QPointF(room.left() + 16 + share * (room.width() - 32), room.bottom() - height * room.height())

    def _move(self, at: QPointF) -> None:
        """The handle of the line in hand that is nearest goes to this height."""
        if self._line:
            near = [abs(self._at(place, 0.0).x() - at.x()) for place in range(len(self._places))]
            self._place = near.index(min(near))
            room = self._room()
            self._set((room.bottom() - at.y()) / max(room.height(), 1.0))

    def _set(self, height: float) -> None:
        self._lines[self._line][self._place] = round(min(max(height, 0.0), 1.0), 3)
        self._tell()
        self.changed.emit()

    @override
    def sizeHint(self) -> QSize:
        return QSize(420, 260)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(240, 170)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._move(event.position())

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._move(event.position())

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        along = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        up = {Qt.Key.Key_Up: _STEP, Qt.Key.Key_Down: -_STEP}.get(Qt.Key(event.key()), 0.0)
        if not self._line or not (along or up):
            super().keyPressEvent(event)
            return
        self._place = min(max(self._place + along, 0), len(self._places) - 1)
        self._set(self._lines[self._line][self._place] + up) if up else self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._places:
            return
        painter, look, room = QPainter(self), tokens(self), self._room()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(small(self.font()))
        line = painter.fontMetrics().height()
        aside = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for level in _LEVELS:
            y = room.bottom() - level * room.height()
            painter.setPen(QPen(QColor(look.line), 1))
            painter.drawLine(QPointF(room.left(), y), QPointF(room.right(), y))
            painter.setPen(QColor(look.muted))
            painter.drawText(QRectF(0, y - line / 2, room.left() - 6, line), aside, percent(level, self.locale(), 0))
        middle = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
        for place, value in enumerate(self._places):
            at = self._at(place, 0.0)
            text = figure(value, self.locale(), "g", 6)
            painter.drawText(QRectF(at.x() - 60, room.bottom() + 5, 120, line), middle, text)
        below = QRectF(room.left(), room.bottom() + line + 8, room.width(), line)
        painter.drawText(below, middle, self._across)
        for style, (name, heights) in enumerate(self._lines.items()):
            self._paint_line(painter, style, name, heights)

    def _paint_line(self, painter: QPainter, style: int, name: str, heights: Sequence[float]) -> None:
        look, in_hand = tokens(self), name == self._line
        points = [self._at(place, height) for place, height in enumerate(heights)]
        painter.setPen(line_pen(look, style % 4, 3.0 if in_hand else 2.0))
        painter.drawPolyline(QPolygonF(points))
        painter.setBrush(QColor(look.curves[style % 4]))
        for place, at in enumerate(points):
            held = in_hand and place == self._place and self.hasFocus()
            painter.setPen(QPen(QColor(look.text if held else look.surface), 2 if held else 1))
            radius = 7.0 if in_hand else 0.0
            if radius:
                painter.drawEllipse(at, radius, radius)
            else:
                painter.drawPolygon(marker(style % 4).translated(at))

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.LocaleChange, QEvent.Type.FontChange):
            self._tell()
