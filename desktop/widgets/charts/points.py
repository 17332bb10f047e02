"""Measured figures with the intervals in which they lie: shares upwards, whatever they were measured over across."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget
from typing_extensions import override

from desktop.figures import figure, percent
from desktop.theme import Tokens, tokens
from desktop.widgets.charts.legend import line_pen, marker
from desktop.widgets.plain import one_line, plain_tip
from desktop.widgets.tiles.grid import small

_NEAR: Final = 14.0  # px within which a point answers
_ROOM: Final = 0.06  # of the range, left free at each end
_LEVELS: Final = (0.0, 0.25, 0.5, 0.75, 1.0)
_CAP: Final = 4.0
_HALF: Final = 0.5


@dataclass(frozen=True, slots=True)
class MeasuredPoint:
    """A figure `y`, a fraction, measured at `x`, and its interval (None: none is drawn). `label`: beside it, if any."""

    x: float
    y: float
    interval: tuple[float, float] | None = None
    label: str = ""


@dataclass(frozen=True, slots=True)
class PointRow:
    """Points of one kind. `style`: colour, dash and marker. `joined`: a line goes through them."""

    name: str
    style: int
    points: tuple[MeasuredPoint, ...]
    joined: bool = True


@dataclass(frozen=True, slots=True)
class AcrossAxis:
    """What the points stand over: the axis' name, and the values that are written, each as its text.

    `ratio`: equal ratios are equally far apart.
    """

    name: str
    ticks: tuple[tuple[float, str], ...]
    ratio: bool = False


class PointPlot(QWidget):
    """At least 160 px high. `level`: a dotted line, a fraction, such as that of always the largest class."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[PointRow, ...] = ()
        self._across = AcrossAxis("", ())
        self._upwards = ""
        self._level: float | None = None
        self._places: list[tuple[QPointF, PointRow, MeasuredPoint]] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    @property
    def rows(self) -> tuple[PointRow, ...]:
        return self._rows

    def show_rows(self, rows: Sequence[PointRow], across: AcrossAxis, upwards: str, level: float | None = None) -> None:
        """`upwards` names the shares."""
        self._rows, self._across, self._upwards, self._level = tuple(rows), across, upwards, level
        told = [f"{row.name}, {self._spoken(point)}" for row in rows for point in row.points]
        self.setAccessibleDescription("; ".join(told))
        self.update()

    def _spoken(self, point: MeasuredPoint) -> str:
        where = self.locale()
        written = dict(self._across.ticks).get(point.x)
        x = written or figure(point.x, where, "g", 3)
        told = f"{point.label or self._across.name + ' ' + x}: {percent(point.y, where)}"
        if point.interval is None:
            return told
        low, high = (percent(end, where) for end in point.interval)
        return f"{told} ({low} – {high})"

    @override
    def sizeHint(self) -> QSize:
        return QSize(420, 260)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(240, 160)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        self._places = []
        if not any(row.points for row in self._rows):
            return
        painter, look = QPainter(self), tokens(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(small(self.font()))
        line = painter.fontMetrics().height()
        left = painter.fontMetrics().horizontalAdvance("100 %") + 8
        room = QRectF(left, 2.5 * line + 8, self.width() - left - 12, self.height() - 4.5 * line - 18)
        self._paint_axes(painter, look, room, line)
        self._paint_names(painter, look, line)
        for row in self._rows:
            self._paint_row(painter, look, room, row)
        self._paint_labels(painter, look, line)

    def _place(self, room: QRectF, x: float, y: float) -> QPointF:
        low, high = self._ends()
        share = (self._far(x) - low) / (high - low)
        return QPointF(room.left() + share * room.width(), self._high(room, y))

    def _high(self, room: QRectF, y: float) -> float:
        floor = self._floor()
        return room.bottom() - (min(max(y, floor), 1.0) - floor) / (1.0 - floor) * room.height()

    def _floor(self) -> float:
        """Where the axis begins: at 0, or at half where nothing lies below that."""
        shown = [end for row in self._rows for point in row.points for end in (point.y, *(point.interval or ()))]
        return _HALF if min([*shown, 1.0 if self._level is None else self._level]) >= _HALF else 0.0

    def _far(self, x: float) -> float:
        return math.log(max(x, 1e-9)) if self._across.ratio else x

    def _ends(self) -> tuple[float, float]:
        every = [self._far(point.x) for row in self._rows for point in row.points]
        every += [self._far(x) for x, _ in self._across.ticks]
        low, high = min(every), max(every)
        free = _ROOM * (high - low) or 0.5
        return low - free, high + free

    def _paint_axes(self, painter: QPainter, look: Tokens, room: QRectF, line: int) -> None:
        aside = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        floor = self._floor()
        for share in (floor + (1.0 - floor) * level for level in _LEVELS):
            y = self._high(room, share)
            painter.setPen(QPen(QColor(look.line), 1))
            painter.drawLine(QPointF(room.left(), y), QPointF(room.right(), y))
            painter.setPen(QColor(look.muted))
            text = figure(100 * share, self.locale(), "g", 3) + " %"
            painter.drawText(QRectF(0, y - line / 2, room.left() - 6, line), aside, text)
        for x, text in self._across.ticks:
            at = self._place(room, x, floor)
            painter.setPen(QPen(QColor(look.line), 1))
            painter.drawLine(at, at + QPointF(0, 4))
            painter.setPen(QColor(look.muted))
            wide = painter.fontMetrics().horizontalAdvance(text) + 2
            left = max(0.0, min(at.x() - wide / 2, self.width() - wide))  # whole at the edges, too
            box = QRectF(left, at.y() + 5, wide, line)
            painter.drawText(box, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, text)
        painter.setPen(QColor(look.muted))
        below = QRectF(room.left(), room.bottom() + line + 7, room.width(), line)
        painter.drawText(below, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, self._across.name)
        painter.drawText(QRectF(0, line + 2, self.width(), line), Qt.AlignmentFlag.AlignLeft, self._upwards)
        if self._level is not None:
            painter.setPen(line_pen(look, None, 1.5))
            y = self._high(room, self._level)
            painter.drawLine(QPointF(room.left(), y), QPointF(room.right(), y))

    def _paint_row(self, painter: QPainter, look: Tokens, room: QRectF, row: PointRow) -> None:
        places = [self._place(room, point.x, point.y) for point in row.points]
        if row.joined and len(places) > 1:
            painter.setPen(line_pen(look, row.style))
            painter.drawPolyline(QPolygonF(places))
        for at, point in zip(places, row.points, strict=True):
            if point.interval is not None:
                painter.setPen(QPen(QColor(look.curves[row.style]), 1.4))
                ends = [self._place(room, point.x, end) for end in point.interval]
                painter.drawLine(*ends)
                for end in ends:
                    painter.drawLine(end - QPointF(_CAP, 0), end + QPointF(_CAP, 0))
            painter.setPen(QPen(QColor(look.surface), 1))
            painter.setBrush(QColor(look.curves[row.style]))
            painter.drawPolygon(marker(row.style).translated(at))
            self._places.append((at, row, point))

    def _paint_labels(self, painter: QPainter, look: Tokens, line: int) -> None:
        """Names beside their points, where there is room, none over another."""
        painter.setPen(QColor(look.text))
        taken = [QRectF(at.x() - 5, at.y() - 5, 10, 10) for at, _, _ in self._places]
        for at, _, point in sorted(self._places, key=lambda place: place[0].y()):
            if not point.label:
                continue
            width = painter.fontMetrics().horizontalAdvance(point.label) + 4
            left = at.x() + 8 if at.x() + 8 + width <= self.width() else at.x() - 8 - width
            box = QRectF(left, at.y() - line / 2, width, line)
            while any(box.intersects(other) for other in taken):
                box.translate(0, line)
            taken.append(box)
            painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, point.label)

    def _paint_names(self, painter: QPainter, look: Tokens, line: int) -> None:
        """Each row's name beside a piece of itself, in one line above."""
        left = 0.0
        for row in self._rows:
            if not row.name:
                continue
            middle = QPointF(left + 11, line / 2 + 1)
            if row.joined:
                painter.setPen(line_pen(look, row.style))
                painter.drawLine(middle - QPointF(11, 0), middle + QPointF(11, 0))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(look.curves[row.style]))
            painter.drawPolygon(marker(row.style).translated(middle))
            painter.setPen(QColor(look.text))
            room = max(0, int(self.width() - left - 30))
            name = painter.fontMetrics().elidedText(row.name, Qt.TextElideMode.ElideRight, room)
            width = painter.fontMetrics().horizontalAdvance(name)
            painter.drawText(QRectF(left + 27, 0, width + 4, line + 2), Qt.AlignmentFlag.AlignVCenter, name)
            left += width + 42

    @override
    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            here = QPointF(event.pos())
            near = [(QPointF(at - here).manhattanLength(), row, point) for at, row, point in self._places]
            distance, row, point = min(near, key=lambda one: one[0], default=(math.inf, None, None))
            if row is not None and point is not None and distance <= _NEAR:
                QToolTip.showText(event.globalPos(), plain_tip(one_line(f"{row.name} {self._spoken(point)}")), self)
            return True
        return super().event(event)

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.LocaleChange, QEvent.Type.FontChange):
            self.update()
