"""What the lines of a plot are called, each beside a piece of itself, with a value."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPointF, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from desktop.theme import Tokens, tokens
from desktop.widgets.said import Said

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


@dataclass(frozen=True, slots=True)
class _Placed:
    """An entry in its row: where it begins, and how wide its name and its value are."""

    entry: LegendEntry
    left: int
    name: int
    value: int


class Legend(QWidget):
    """Entries in as many rows as they need, never squeezed and none left out."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entries: Sequence[LegendEntry] = ()
        self._place = ""
        self._reserve = ""
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_entries(self, entries: Sequence[LegendEntry], place: str, reserve: str) -> None:
        """`place`: where the values are read ("epoch 12"). `reserve`: the widest value, so that nothing jumps."""
        if (entries, place, reserve) != (self._entries, self._place, self._reserve):
            rows = self.height_in(self.width())
            self._entries, self._place, self._reserve = entries, place, reserve
            if self.height_in(self.width()) != rows:
                self.updateGeometry()
            self.update()

    @property
    def _line(self) -> int:
        return self.fontMetrics().height() + 4

    def height_in(self, width: int) -> int:
        """How high it is where it is so wide."""
        return self._line * max(1, len(self._rows(width)))

    @override
    def heightForWidth(self, width: int) -> int:
        return self.height_in(width)

    @override
    def sizeHint(self) -> QSize:
        return QSize(320, self.height_in(self.width()))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.paint_into(painter, self.rect())

    def _bold(self) -> QFont:
        bold = QFont(self.font())
        bold.setWeight(QFont.Weight.DemiBold)
        return bold

    def _rows(self, width: int) -> list[list[_Placed]]:
        """The entries in rows of that width; what is wider than a row has one of its own."""
        names, values = QFontMetrics(self.font()), QFontMetrics(self._bold())
        reserve = values.horizontalAdvance(self._reserve)
        if self._place:
            width -= names.horizontalAdvance(self._place) + _BETWEEN
        rows: list[list[_Placed]] = []
        left = width
        for entry in self._entries:
            name = names.horizontalAdvance(entry.label)
            value = max(values.horizontalAdvance(entry.value), reserve) if entry.value else 0
            needed = _SAMPLE + _GAP + name + (_GAP + value if entry.value else 0)
            if not rows or left + needed > width:
                rows.append([])
                left = 0
            rows[-1].append(_Placed(entry, left, name, value))
            left += needed + _BETWEEN
        return rows

    def said(self) -> Sequence[Said]:
        """What the lines are called, each with its place."""
        drawn = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return [
            Said(
                placed.entry.label,
                QRect(placed.left + _SAMPLE + _GAP, number * self._line, placed.name + 2, self._line),
                drawn,
            )
            for number, row in enumerate(self._rows(self.width()))
            for placed in row
        ]

    def paint_into(self, painter: QPainter, rect: QRect) -> None:
        """Draws the rows from the top of `rect`, on any painter, for the screen and for exports alike."""
        painter.save()
        colours, bold = tokens(self), self._bold()
        painter.setFont(self.font())
        if self._place:
            painter.setPen(QColor(colours.muted))
            first = QRect(rect.left(), rect.top(), rect.width(), self._line)
            painter.drawText(first, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, self._place)
        for number, row in enumerate(self._rows(rect.width())):
            top = rect.top() + number * self._line
            for placed in row:
                left = rect.left() + placed.left
                self._paint_sample(painter, colours, placed.entry, QPointF(left, top + self._line / 2 + 0.5))
                left += _SAMPLE + _GAP
                painter.setPen(QColor(colours.text))
                self._text(painter, QRect(left, top, placed.name + 2, self._line), placed.entry.label)
                if placed.entry.value:
                    painter.setFont(bold)
                    left += placed.name + _GAP
                    self._text(painter, QRect(left, top, placed.value + 2, self._line), placed.entry.value)
                    painter.setFont(self.font())
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
