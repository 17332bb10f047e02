"""A small plot of probabilities against the share of a picture that was taken away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from desktop.figures import percent
from desktop.theme import Tokens, tokens
from desktop.widgets.charts.legend import line_pen
from desktop.widgets.tiles.grid import small

_TOPS: Final = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0)


@dataclass(frozen=True, slots=True)
class Line:
    """A named line: its figures, fractions, against the shares. `style`: colour and dash, None dotted."""

    name: str
    style: int | None
    values: tuple[float, ...]


class Fall(QWidget):
    """From 0 to 100 % across, from 0 to a round figure above the highest upwards."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shares: tuple[float, ...] = ()
        self._lines: tuple[Line, ...] = ()
        self._across = ""
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def show_lines(self, shares: Sequence[float], lines: Sequence[Line], across: str) -> None:
        """`across` names what grows to the right."""
        self._shares, self._lines, self._across = tuple(shares), tuple(lines), across
        self.setAccessibleDescription("; ".join(f"{line.name}: {self._spoken(line)}" for line in lines))
        self.update()

    def _spoken(self, line: Line) -> str:
        return ", ".join(percent(value, self.locale()) for value in line.values)

    @override
    def sizeHint(self) -> QSize:
        return QSize(300, 5 * self.fontMetrics().height() + 44)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(220, self.sizeHint().height())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._lines:
            return
        painter, look = QPainter(self), tokens(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(small(self.font()))
        line = painter.fontMetrics().height()
        left = painter.fontMetrics().horizontalAdvance("100 %") + 6
        room = QRectF(left, line + 8, self.width() - left - 8, self.height() - 2 * line - 14)
        self._paint_axes(painter, look, room, line)
        for one in self._lines:
            painter.setPen(line_pen(look, one.style))
            points = zip(self._shares, one.values, strict=True)
            painter.drawPolyline(
                QPolygonF(
                    [
                        QPointF(room.left() + x * room.width(), room.bottom() - y / self._top * room.height())
                        for x, y in points
                    ]
                )
            )
        self._paint_names(painter, look, room, line)

    def _paint_axes(self, painter: QPainter, look: Tokens, room: QRectF, line: int) -> None:
        painter.setPen(QPen(QColor(look.line), 1))
        for share in (0.0, 0.5, 1.0):
            y = room.bottom() - share * room.height()
            painter.drawLine(QPointF(room.left(), y), QPointF(room.right(), y))
        painter.setPen(QColor(look.muted))
        aside = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for share in (0, 1):
            y = room.bottom() - share * room.height()
            painter.drawText(QRectF(0, y - line / 2, room.left() - 6, line), aside, self._whole(share * self._top))
        below = QRectF(room.left(), room.bottom() + 3, room.width(), line)
        painter.drawText(below, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, self._across)
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, self._whole(0))
        painter.drawText(below, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop, self._whole(1))

    @property
    def _top(self) -> float:
        highest = max(max(line.values) for line in self._lines)
        return next((top for top in _TOPS if top >= highest), 1.0)

    def _whole(self, share: float) -> str:
        sign = percent(0.0, self.locale()).lstrip("0.,")
        return self.locale().toString(round(100 * share)) + sign

    def _paint_names(self, painter: QPainter, look: Tokens, room: QRectF, line: int) -> None:
        """Each line's name beside a piece of itself, in one row above."""
        left = room.left()
        for one in self._lines:
            painter.setPen(line_pen(look, one.style))
            painter.drawLine(QPointF(left, line / 2), QPointF(left + 22, line / 2))
            painter.setPen(QColor(look.text))
            width = painter.fontMetrics().horizontalAdvance(one.name)
            painter.drawText(QRectF(left + 27, 0, width + 4, line), Qt.AlignmentFlag.AlignVCenter, one.name)
            left += width + 44
