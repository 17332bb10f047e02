"""What the lines of a plot are called, each beside a piece of itself, with a value."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPointF, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from desktop.theme import Tokens, tokens

DASHES: Final = ((), (6.0, 3.0), (8.0, 3.0, 2.0, 3.0), (2.0, 2.0, 6.0, 2.0))  # in widths of the pen, a style each
DOTTED: Final = (1.0, 2.5)
MARKERS: Final = ("o", "s", "t", "d")
_SAMPLE, _GAP, _BETWEEN = 30, 6, 18


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """A line's name and the value to show beside it. `style`: colour, dash and marker; None: a dotted baseline."""

    label: str
    value: str
    style: int | None


def line_pen(colours: Tokens, style: int | None, width: float = 2.0) -> QPen:
    """The pen of a line: colour and dash by its style, dotted in the muted colour for a baseline."""
    pen = QPen(QColor(colours.muted if style is None else colours.curves[style]), width)
    dash = DOTTED if style is None else DASHES[style]
    if dash:
        pen.setDashPattern(list(dash))
    return pen


class Legend(QWidget):
    """One row of entries; those that find no room are left out from the right, never squeezed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entries: Sequence[LegendEntry] = ()
        self._place = ""
        self._reserve = ""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_entries(self, entries: Sequence[LegendEntry], place: str, reserve: str) -> None:
        """`place`: where the values are read ("epoch 12"). `reserve`: the widest value, so that nothing jumps."""
        if (entries, place, reserve) != (self._entries, self._place, self._reserve):
            self._entries, self._place, self._reserve = entries, place, reserve
            self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(320, self.fontMetrics().height() + 4)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.paint_into(painter, self.rect())

    def paint_into(self, painter: QPainter, rect: QRect) -> None:
        """Draws the row into `rect` of any painter, for the screen and for exports alike."""
        painter.save()
        colours = tokens(self)
        bold = QFont(self.font())
        bold.setWeight(QFont.Weight.DemiBold)
        painter.setFont(bold)
        values = [painter.fontMetrics().horizontalAdvance(entry.value) for entry in self._entries]
        reserve = painter.fontMetrics().horizontalAdvance(self._reserve)
        painter.setFont(self.font())
        metrics = painter.fontMetrics()
        left, right = rect.left(), rect.right()
        if self._place:
            right -= metrics.horizontalAdvance(self._place) + _BETWEEN
            painter.setPen(QColor(colours.muted))
            painter.drawText(rect, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, self._place)
        for entry, value in zip(self._entries, values, strict=True):
            wide = max(value, reserve)
            name = metrics.horizontalAdvance(entry.label)
            needed = _SAMPLE + _GAP + name + (_GAP + wide if entry.value else 0)
            if left + needed > right:
                break
            middle = rect.center().y() + 0.5
            self._paint_sample(painter, colours, entry, QPointF(left, middle))
            left += _SAMPLE + _GAP
            painter.setPen(QColor(colours.text))
            self._text(painter, QRect(left, rect.top(), name + 2, rect.height()), entry.label)
            left += name
            if entry.value:
                painter.setFont(bold)
                self._text(painter, QRect(left + _GAP, rect.top(), wide + 2, rect.height()), entry.value)
                painter.setFont(self.font())
                left += _GAP + wide
            left += _BETWEEN
        painter.restore()

    @staticmethod
    def _text(painter: QPainter, box: QRect, text: str) -> None:
        painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)

    @staticmethod
    def _paint_sample(painter: QPainter, colours: Tokens, entry: LegendEntry, start: QPointF) -> None:
        painter.setPen(line_pen(colours, entry.style))
        painter.drawLine(start, start + QPointF(_SAMPLE, 0))
        if entry.style is not None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.curves[entry.style]))
            painter.drawPolygon(marker(entry.style).translated(start + QPointF(_SAMPLE / 2, 0)))


@functools.cache
def marker(style: int) -> QPolygonF:
    """The shape of a style's marker around the origin, about 7 px wide. Not to be changed."""
    shapes = {
        "o": ((3.5, 0), (2.5, 2.5), (0, 3.5), (-2.5, 2.5), (-3.5, 0), (-2.5, -2.5), (0, -3.5), (2.5, -2.5)),
        "s": ((3, 3), (-3, 3), (-3, -3), (3, -3)),
        "t": ((0, 3.5), (-3.5, -3), (3.5, -3)),
        "d": ((4, 0), (0, 4), (-4, 0), (0, -4)),
    }
    return QPolygonF([QPointF(x, y) for x, y in shapes[MARKERS[style]]])
