"""Shares that were counted on few cases: a bar each, and over it the interval in which the true share may lie."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget
from typing_extensions import override

from desktop.theme import Tokens, tokens
from desktop.widgets.plain import one_line, plain_tip
from desktop.widgets.rows.scores import paint_interval


@dataclass(frozen=True, slots=True)
class Share:
    """A share of something, its interval, and how it is written."""

    label: str
    share: float
    interval: tuple[float, float]
    figure: str


class Intervals(QWidget):
    """Only the rows in sight are painted. `chosen` tells the row that was clicked or walked to."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shares: tuple[Share, ...] = ()
        self._row = -1
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_shares(self, shares: Sequence[Share]) -> None:
        self._shares, self._row = tuple(shares), -1
        self._describe()
        self.updateGeometry()
        self.update()

    @property
    def shares(self) -> tuple[Share, ...]:
        return self._shares

    @property
    def row_height(self) -> int:
        """A line of text, its bar, and the space to the next; it grows with the type."""
        return self.fontMetrics().height() + 28

    def _describe(self) -> None:
        told = self._shares[self._row : self._row + 1] if self._row >= 0 else self._shares[:20]
        self.setAccessibleDescription(", ".join(f"{item.label} {item.figure}" for item in told))

    def _choose(self, row: int) -> None:
        if 0 <= row < len(self._shares):
            self._row = row
            self._describe()
            self.update()
            self.chosen.emit(row)

    @override
    def sizeHint(self) -> QSize:
        return QSize(240, self.row_height * len(self._shares))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(160, self.row_height * len(self._shares))

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._choose(int(event.position().y() // self.row_height))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        if step is not None:
            self._choose(min(max(self._row + step, 0), len(self._shares) - 1))
        else:
            super().keyPressEvent(event)

    @override
    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            row = int(event.pos().y() // self.row_height)
            if 0 <= row < len(self._shares):
                item = self._shares[row]
                QToolTip.showText(event.globalPos(), plain_tip(f"{item.label}: {item.figure}"), self)
            return True
        return super().event(event)

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.LocaleChange, QEvent.Type.FontChange):
            self.updateGeometry()
            self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter, look = QPainter(self), tokens(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        first = max(0, event.rect().top() // self.row_height)
        last = min(event.rect().bottom() // self.row_height, len(self._shares) - 1)
        for row in range(first, last + 1):
            self._paint(painter, look, row)

    def _paint(self, painter: QPainter, look: Tokens, row: int) -> None:
        item, top = self._shares[row], row * self.row_height
        if row == self._row and self.hasFocus():
            painter.setPen(QColor(look.accent))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(0.5, top + 0.5, self.width() - 1, self.row_height - 3), 6, 6)
        metrics = painter.fontMetrics()
        line = QRectF(6, top + 3, self.width() - 12, metrics.height())
        painter.setPen(QColor(look.text))
        painter.drawText(line, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, item.figure)
        room = int(line.width()) - metrics.horizontalAdvance(item.figure) - 12
        label = metrics.elidedText(one_line(item.label), Qt.TextElideMode.ElideMiddle, room)
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, label)
        groove = QRectF(6, line.bottom() + 5, line.width(), 8)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(look.line))
        painter.drawRoundedRect(groove, 4, 4)
        bar = QRectF(groove.topLeft(), groove.size())
        bar.setWidth(max(groove.width() * min(max(item.share, 0.0), 1.0), 3.0))
        painter.setBrush(QColor(look.accent))
        painter.drawRoundedRect(bar, min(4, bar.width() / 2), 4)
        paint_interval(painter, look, groove.adjusted(0, -3, 0, 3), item.interval)
