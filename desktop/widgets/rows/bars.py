"""Horizontal bars: what a network holds probable, and how many photos each class has."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QEasingCurve, QEvent, QRectF, QSize, Qt, QVariantAnimation, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QSizePolicy, QStyle, QToolTip, QWidget
from typing_extensions import override

from desktop.figures import percent
from desktop.theme import Tokens, tokens
from desktop.widgets.plain import one_line, plain_tip

PARTS: Final = 3  # train, validation, test
_MILLISECONDS: Final = 140


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: `share` from 0 to 1. `tip`: what its tooltip says, where that is more than the label."""

    label: str
    share: float
    tip: str = ""


@dataclass(frozen=True, slots=True)
class Tally:
    """A class and its photos per part: (train, validation, test)."""

    label: str
    parts: tuple[int, int, int]

    @property
    def total(self) -> int:
        return sum(self.parts)


class Bars(QWidget):
    """The most probable classes, best first, each with its percent. Class names are painted as plain text.

    Once they are choosable, `chosen` tells the row that was clicked or walked to.
    """

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bars: tuple[Bar, ...] = ()
        self._row = -1
        self._choosable = False
        self._grown = 1.0
        self._motion = QVariantAnimation(self)
        self._motion.setStartValue(0.0)
        self._motion.setEndValue(1.0)
        self._motion.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._motion.valueChanged.connect(self._grow)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_bars(self, bars: Sequence[Bar], *, moving: bool = True) -> None:
        """Shows these; `moving`: they grow from nothing, which those that change all the time should not."""
        self._bars = tuple(bars)
        self.setAccessibleDescription(", ".join(f"{bar.label} {self._percent(bar)}" for bar in bars))
        self.updateGeometry()
        self._motion.stop()
        duration = min(_MILLISECONDS, self.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration, None, self))
        if moving and duration > 0 and self.isVisible():
            self._motion.setDuration(duration)
            self._motion.start()
        else:
            self._grow(1.0)

    @property
    def bars(self) -> tuple[Bar, ...]:
        return self._bars

    def set_choosable(self, choosable: bool) -> None:
        """Lets a row be chosen by a click or the arrow keys, or not."""
        self._choosable = choosable
        self.setCursor(Qt.CursorShape.PointingHandCursor if choosable else Qt.CursorShape.ArrowCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if choosable else Qt.FocusPolicy.NoFocus)
        self.update()

    def set_chosen(self, row: int) -> None:
        """Marks a row without telling anybody; -1: none."""
        self._row = row
        self.update()

    def _choose(self, row: int) -> None:
        if self._choosable and 0 <= row < len(self._bars) and row != self._row:
            self.set_chosen(row)
            self.chosen.emit(row)

    @property
    def row_height(self) -> int:
        """A line of text, its bar, and the space to the next; it grows with the type."""
        return self.fontMetrics().height() + 26

    def _grow(self, value: float) -> None:
        self._grown = value
        self.update()

    def _percent(self, bar: Bar) -> str:
        return percent(bar.share, self.locale())

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._choose(int(event.position().y() // self.row_height))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        if step is None or not self._choosable:
            super().keyPressEvent(event)
        else:
            self._choose(min(max(self._row + step, 0), len(self._bars) - 1))

    @override
    def sizeHint(self) -> QSize:
        return QSize(280, self.row_height * len(self._bars))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(160, self.row_height * len(self._bars))

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.LocaleChange, QEvent.Type.FontChange):
            self.updateGeometry()
            self.update()

    @override
    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            row = int(event.pos().y() // self.row_height)
            if 0 <= row < len(self._bars):
                QToolTip.showText(event.globalPos(), plain_tip(self._bars[row].tip or self._bars[row].label), self)
            return True
        return super().event(event)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look = tokens(self)
        for row, bar in enumerate(self._bars):
            self._paint(painter, look, bar, row)

    def _paint(self, painter: QPainter, look: Tokens, bar: Bar, row: int) -> None:
        top, width = row * self.row_height, self.width()
        if self._choosable and row == self._row:
            tint = QColor(look.accent)
            tint.setAlphaF(0.14)
            painter.setPen(QColor(look.accent) if self.hasFocus() else Qt.PenStyle.NoPen)
            painter.setBrush(tint)
            painter.drawRoundedRect(QRectF(0.5, top + 0.5, width - 1, self.row_height - 3), 6, 6)
        font = painter.font()
        font.setBold(row == 0)
        painter.setFont(font)
        metrics = QFontMetrics(font)
        figure = self._percent(bar)
        room = width - metrics.horizontalAdvance(figure) - 12
        painter.setPen(QColor(look.text))
        line = QRectF(0, top + 2, width, metrics.height() + 2)
        painter.drawText(line, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, figure)
        label = metrics.elidedText(one_line(bar.label), Qt.TextElideMode.ElideMiddle, room)
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, label)
        groove = QRectF(0, line.bottom() + 4, width, 8)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(look.line))
        painter.drawRoundedRect(groove, 4, 4)
        share = min(max(bar.share, 0.0), 1.0) if math.isfinite(bar.share) else 0.0
        groove.setWidth(max(share * width * self._grown, 3.0))
        painter.setBrush(QColor(look.accent if row == 0 else look.muted))
        painter.drawRoundedRect(groove, min(4, groove.width() / 2), 4)


class ClassBars(QWidget):
    """Classes with their counts, each bar cut into train, validation and test parts. `chosen` tells a click's row.

    Only the rows in sight are painted, so a thousand classes are no more work than ten.
    """

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tallies: tuple[Tally, ...] = ()
        self._most = 1
        self._row = -1
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def set_tallies(self, tallies: Sequence[Tally]) -> None:
        self._tallies = tuple(tallies)
        self._most = max((tally.total for tally in tallies), default=1) or 1
        self._row = min(self._row, len(tallies) - 1)
        self._describe()
        self.updateGeometry()
        self.update()

    def set_chosen(self, row: int) -> None:
        """Marks a class without telling anybody; -1: none."""
        self._row = row
        self._describe()
        self.update()

    @property
    def row_height(self) -> int:
        """A line of text, its bar, and the space to the next; it grows with the type."""
        return self.fontMetrics().height() + 24

    def _describe(self) -> None:
        told = self._tallies[self._row : self._row + 1] if self._row >= 0 else self._tallies[:20]
        self.setAccessibleDescription(", ".join(f"{tally.label} {tally.total}" for tally in told))

    def _choose(self, row: int) -> None:
        if 0 <= row < len(self._tallies):
            self.set_chosen(-1 if row == self._row else row)
            self.chosen.emit(self._row)

    @override
    def sizeHint(self) -> QSize:
        return QSize(240, self.row_height * len(self._tallies))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(140, self.row_height * len(self._tallies))

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._choose(int(event.position().y() // self.row_height))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        row = min(max(self._row + step, 0), len(self._tallies) - 1)
        if row != self._row:
            self._choose(row)

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.LocaleChange, QEvent.Type.FontChange):
            self.updateGeometry()
            self.update()

    @override
    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            row = int(event.pos().y() // self.row_height)
            if 0 <= row < len(self._tallies):
                QToolTip.showText(event.globalPos(), plain_tip(self._tallies[row].label), self)
            return True
        return super().event(event)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look = tokens(self)
        brushes = part_brushes(look, self.devicePixelRatioF())
        first = event.rect().top() // self.row_height
        last = min(event.rect().bottom() // self.row_height, len(self._tallies) - 1)
        for row in range(first, last + 1):
            self._paint(painter, look, brushes, row)

    def _paint(self, painter: QPainter, look: Tokens, brushes: Sequence[QBrush], row: int) -> None:
        tally, top = self._tallies[row], row * self.row_height
        if row == self._row:
            tint = QColor(look.accent)
            tint.setAlphaF(0.14)
            painter.setPen(QColor(look.accent) if self.hasFocus() else Qt.PenStyle.NoPen)
            painter.setBrush(tint)
            painter.drawRoundedRect(QRectF(0.5, top + 0.5, self.width() - 1, self.row_height - 3), 6, 6)
        metrics = painter.fontMetrics()
        figure = self.locale().toString(tally.total)
        line = QRectF(8, top + 3, self.width() - 16, metrics.height())
        painter.setPen(QColor(look.text))
        painter.drawText(line, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, figure)
        room = int(line.width()) - metrics.horizontalAdvance(figure) - 12
        label = metrics.elidedText(one_line(tally.label), Qt.TextElideMode.ElideMiddle, room)
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, label)
        length = max((self.width() - 16) * tally.total / self._most, 3.0)
        paint_parts(painter, QRectF(8, line.bottom() + 3, length, 8), tally.parts, brushes)


def part_brushes(look: Tokens, ratio: float = 1.0) -> tuple[QBrush, QBrush, QBrush]:
    """How train, validation and test are filled: solid, hatched and dotted, so that they differ without colour too."""
    train, validation, test = (QColor(colour) for colour in look.curves[:PARTS])
    surface = QColor(look.surface)
    return QBrush(train), _pattern(validation, surface, "hatch", ratio), _pattern(test, surface, "dots", ratio)


def _pattern(ink: QColor, paper: QColor, kind: str, ratio: float) -> QBrush:
    """A tile of 6 by 6 px in the screen's own resolution: Qt's built-in patterns shrink to a grey on fine screens."""
    side = 6
    tile = QPixmap(round(side * ratio), round(side * ratio))
    tile.setDevicePixelRatio(ratio)
    tile.fill(ink if kind == "hatch" else paper)
    painter = QPainter(tile)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if kind == "hatch":
        painter.setPen(QPen(paper, 1.4))
        for shift in (-side, 0, side):
            painter.drawLine(shift, side, shift + side, 0)
    else:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        painter.drawEllipse(QRectF(0.4, 0.4, 2.8, 2.8))
        painter.drawEllipse(QRectF(3.4, 3.4, 2.8, 2.8))
    painter.end()
    return QBrush(tile)


def paint_parts(painter: QPainter, room: QRectF, parts: Sequence[int], brushes: Sequence[QBrush]) -> None:
    """One bar cut into its parts, left to right, in proportion, with a gap of a pixel between."""
    total = sum(parts)
    painter.setPen(Qt.PenStyle.NoPen)
    left = room.left()
    for count, brush in zip(parts, brushes, strict=True):
        if not count:
            continue
        width = room.width() * count / total
        painter.setBrush(brush)
        painter.drawRoundedRect(QRectF(left, room.top(), max(width - 1, 1), room.height()), 2, 2)
        left += width
