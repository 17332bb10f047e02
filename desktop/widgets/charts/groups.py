"""Shares side by side in groups: a bar each, differing in pattern as in colour, with its interval where it is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from desktop.figures import percent
from desktop.theme import Tokens, tokens
from desktop.widgets.charts import export
from desktop.widgets.rows.bars import part_brushes
from desktop.widgets.tiles.grid import small

_LEVELS: Final = (0.0, 0.25, 0.5, 0.75, 1.0)
_WIDEST: Final = 46.0  # px of a bar
_SWATCH: Final = 14
_GAP: Final = 18


@dataclass(frozen=True, slots=True)
class GroupBar:
    """A share from 0 to 1, and its interval."""

    share: float
    interval: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class BarGroup:
    """What is measured in up to three ways, each None while it is not known."""

    label: str
    bars: tuple[GroupBar | None, ...]


class GroupedBars(QWidget):
    """`names`: what the bars of every group are, in their order: at most three."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names: tuple[str, ...] = ()
        self._groups: tuple[BarGroup, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_groups(self, names: Sequence[str], groups: Sequence[BarGroup]) -> None:
        self._names, self._groups = tuple(names), tuple(groups)
        self._describe()

    @property
    def groups(self) -> tuple[BarGroup, ...]:
        return self._groups

    def image(self) -> QImage:
        """The chart as a picture, as it stands in the window."""
        look, ratio = tokens(self), 2.0

        def paint(painter: QPainter, room: QRect) -> None:
            painter.setFont(small(self.font()))
            self._paint(painter, QRectF(room), look, ratio)

        return export.draw_image(paint, self.size(), look.surface)

    def _describe(self) -> None:
        told = []
        for group in self._groups:
            figures = (
                f"{name} {percent(bar.share, self.locale())}"
                for name, bar in zip(self._names, group.bars, strict=True)
                if bar is not None
            )
            told.append(f"{group.label}: " + ", ".join(figures))
        self.setAccessibleDescription("; ".join(told))
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(520, 260)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(300, 170)

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.LocaleChange, QEvent.Type.FontChange):
            self._describe()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(small(self.font()))
        self._paint(painter, QRectF(self.rect()), tokens(self), self.devicePixelRatioF())

    def _paint(self, painter: QPainter, room: QRectF, look: Tokens, ratio: float) -> None:
        brushes = part_brushes(look, ratio)
        line = painter.fontMetrics().height()
        top = self._paint_legend(painter, room, brushes, look)
        aside = painter.fontMetrics().horizontalAdvance(percent(1.0, self.locale(), 0)) + 10
        plot = QRectF(room.left() + aside, top + line, room.width() - aside, room.bottom() - top - 3.4 * line)
        for level in _LEVELS:
            y = plot.bottom() - level * plot.height()
            painter.setPen(QPen(QColor(look.line), 1))
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
            painter.setPen(QColor(look.muted))
            place = QRectF(room.left(), y - line / 2, aside - 6, line)
            text = percent(level, self.locale(), 0)
            painter.drawText(place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)
        for number, group in enumerate(self._groups):
            width = plot.width() / len(self._groups)
            slot = QRectF(plot.left() + number * width, plot.top(), width, plot.height())
            self._paint_group(painter, slot, group, brushes, look)

    def _paint_legend(self, painter: QPainter, room: QRectF, brushes: Sequence[QBrush], look: Tokens) -> float:
        """Names what the bars are, in as many lines as it takes; gives where they end."""
        line, x, y = painter.fontMetrics().height() + 4, room.left(), room.top()
        for name, brush in zip(self._names, brushes, strict=False):
            width = _SWATCH + 6 + painter.fontMetrics().horizontalAdvance(name)
            if x > room.left() and x + width > room.right():
                x, y = room.left(), y + line
            swatch = QRectF(x, y + (line - 11) / 2, _SWATCH, 11)
            painter.setPen(QPen(QColor(look.muted), 1))
            painter.setBrush(brush)
            painter.drawRect(swatch)
            painter.setPen(QColor(look.text))
            painter.drawText(QRectF(x + _SWATCH + 6, y, width, line), Qt.AlignmentFlag.AlignVCenter, name)
            x += width + _GAP
        return y + line

    def _paint_group(
        self, painter: QPainter, slot: QRectF, group: BarGroup, brushes: Sequence[QBrush], look: Tokens
    ) -> None:
        line = painter.fontMetrics().height()
        wide = min(_WIDEST, slot.width() * 0.8 / max(1, len(group.bars)))
        left = slot.center().x() - wide * len(group.bars) / 2
        for place, (bar, brush) in enumerate(zip(group.bars, brushes, strict=False)):
            if bar is not None:
                room = QRectF(left + place * wide + 1.5, slot.top(), wide - 3, slot.height())
                self._paint_bar(painter, room, bar, brush, look)
        painter.setPen(QColor(look.text))
        below = QRectF(slot.left() + 2, slot.bottom() + 4, slot.width() - 4, 2 * line)
        flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
        painter.drawText(below, int(flags), group.label)

    def _paint_bar(self, painter: QPainter, room: QRectF, bar: GroupBar, brush: QBrush, look: Tokens) -> None:
        line = painter.fontMetrics().height()
        high = max(2.0, bar.share * room.height())
        painter.setPen(QPen(QColor(look.muted), 1))
        painter.setBrush(brush)
        painter.drawRect(QRectF(room.left(), room.bottom() - high, room.width(), high))
        highest = bar.share
        if bar.interval is not None:
            highest = max(highest, bar.interval[1])
            ends = [room.bottom() - end * room.height() for end in bar.interval]
            for ink, pen in ((look.surface, 4.0), (look.text, 1.4)):
                painter.setPen(QPen(QColor(ink), pen))
                painter.drawLine(QPointF(room.center().x(), ends[0]), QPointF(room.center().x(), ends[1]))
        painter.setPen(QColor(look.text))
        text = percent(bar.share, self.locale(), 0)
        over = QRectF(room.left() - 10, room.bottom() - highest * room.height() - line - 1, room.width() + 20, line)
        painter.drawText(over, Qt.AlignmentFlag.AlignCenter, text)
