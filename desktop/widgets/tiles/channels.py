"""The channel maps of a layer as a grid of tiles on one colour scale, and the scale's legend."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QSizePolicy, QToolTip, QWidget
from typing_extensions import override

from desktop.figures import figure
from desktop.theme import tokens
from desktop.widgets.pictures.picture import image_of
from desktop.widgets.tiles.grid import small
from engine.look.colours import coloured

if TYPE_CHECKING:
    from numpy.typing import NDArray

_GAP: Final = 4
_KEPT: Final = 512  # tiles whose pixmap is kept
_SIDES: Final = ((16, 132), (64, 92), (256, 64))  # up to so many channels, the least edge of a tile in pixels
_LEAST: Final = 46


class ChannelGrid(QAbstractScrollArea):
    """Paints the tiles in sight alone. `current_changed` tells the channel that was clicked or walked to."""

    current_changed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._maps: NDArray[np.float32] = np.zeros((0, 1, 1), np.float32)
        self._order: Sequence[int] = ()
        self._range = (0.0, 1.0)
        self._tiles: dict[int, QPixmap] = {}
        self._current = -1  # a place in the order
        self._hover = -1
        self._message = ""
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)
        self.viewport().setAutoFillBackground(False)
        self.verticalScrollBar().valueChanged.connect(self.viewport().update)
        self.setMinimumSize(160, 160)
        self.retranslate()

    def retranslate(self) -> None:
        self.setAccessibleName(self.tr("Channel maps"))
        self._tell()

    def set_message(self, text: str) -> None:
        """What stands in the grid while it shows nothing."""
        self._message = text
        self.viewport().update()

    def show_maps(self, maps: NDArray[np.float32], order: Sequence[int], low: float, high: float) -> None:
        """Shows the channels of `maps` (C, h, w) that `order` lists, all coloured from `low` to `high`."""
        if maps is not self._maps or (low, high) != self._range:
            self._tiles.clear()
        current = self.current
        self._maps, self._order, self._range = maps, order, (low, high)
        self._current = list(order).index(current) if current in order else -1
        self._lay_out()
        self._tell()

    @property
    def order(self) -> Sequence[int]:
        """The channels that are shown."""
        return self._order

    @property
    def current(self) -> int:
        """The chosen channel, -1: none."""
        return self._order[self._current] if 0 <= self._current < len(self._order) else -1

    def choose(self, channel: int, *, reveal: bool = True) -> None:
        """Makes a channel that is shown the current one; `reveal`: and scrolls to it."""
        if channel in self._order:
            self._set_current(list(self._order).index(channel), reveal)

    # Where things are

    @property
    def _nominal(self) -> int:
        return next((side for most, side in _SIDES if len(self._order) <= most), _LEAST)

    @property
    def _columns(self) -> int:
        return max(1, (self.viewport().width() + _GAP) // (self._nominal + _GAP))

    @property
    def _side(self) -> int:
        room = self.viewport().width() - _GAP * (self._columns - 1)
        return min(max(16, room // self._columns), 2 * self._nominal)

    @property
    def _caption(self) -> int:
        return self.fontMetrics().height() if self._side >= 60 else 0

    @property
    def _row_height(self) -> int:
        return self._side + self._caption + _GAP

    def _cell(self, place: int) -> QRect:
        row, column = divmod(place, self._columns)
        top = row * self._row_height - self.verticalScrollBar().value()
        return QRect(column * (self._side + _GAP), top, self._side, self._side)

    def _at(self, point: QPoint) -> int:
        row = (point.y() + self.verticalScrollBar().value()) // self._row_height
        column = point.x() // (self._side + _GAP)
        place = row * self._columns + column
        inside = 0 <= column < self._columns and 0 <= place < len(self._order)
        return place if inside else -1

    def _lay_out(self) -> None:
        rows = -(-len(self._order) // self._columns)
        bar = self.verticalScrollBar()
        bar.setRange(0, max(0, rows * self._row_height - _GAP - self.viewport().height()))
        bar.setPageStep(self.viewport().height())
        bar.setSingleStep(self._row_height)
        self.viewport().update()

    def _set_current(self, place: int, reveal: bool = True) -> None:
        if not 0 <= place < len(self._order):
            return
        self._current = place
        if reveal:
            cell, bar = self._cell(place), self.verticalScrollBar()
            below = cell.bottom() + self._caption - self.viewport().height()
            bar.setValue(bar.value() + min(0, cell.top()) + max(0, below))
        self._tell()
        self.viewport().update()
        self.current_changed.emit(self.current)

    def _tell(self) -> None:
        self.setAccessibleDescription(self.describe(self._current))

    def describe(self, place: int) -> str:
        """A tile in words."""
        if not 0 <= place < len(self._order):
            return self.tr("%n channel(s)", "", len(self._order))
        channel = self._order[place]
        largest = figure(self._maps[channel].max(), self.locale(), "g", 3)
        return self.tr("Channel {number}, largest activation {largest}").format(number=channel, largest=largest)

    # Painting

    def _tile(self, channel: int) -> QPixmap:
        if channel not in self._tiles:
            if len(self._tiles) >= _KEPT:
                self._tiles.clear()
            self._tiles[channel] = QPixmap.fromImage(image_of(coloured(self._maps[channel], *self._range)))
        return self._tiles[channel]

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        look = tokens(self)
        if not len(self._order):
            painter.setPen(QColor(look.muted))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.viewport().rect().adjusted(24, 24, -24, -24), flags, self._message)
            return
        painter.setFont(small(self.font()))
        first = max(0, self.verticalScrollBar().value() // self._row_height) * self._columns
        rows = self.viewport().height() // self._row_height + 2
        for place in range(first, min(first + rows * self._columns, len(self._order))):
            self._paint(painter, place)

    def _paint(self, painter: QPainter, place: int) -> None:
        look, cell, channel = tokens(self), self._cell(place), self._order[place]
        painter.drawPixmap(cell, self._tile(channel))
        if place in (self._current, self._hover):
            chosen = place == self._current
            painter.setPen(QPen(QColor(look.accent if chosen else look.muted), 3 if chosen else 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(cell.adjusted(1, 1, -2, -2))
        if self._caption:
            painter.setPen(QColor(look.text if place == self._current else look.muted))
            room = QRect(cell.left(), cell.bottom() + 1, cell.width(), self._caption)
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter, self.locale().toString(channel))

    # Hand and keys

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        page = max(1, self.viewport().height() // self._row_height) * self._columns
        steps = {
            Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -self._columns, Qt.Key.Key_Down: self._columns,
            Qt.Key.Key_PageUp: -page, Qt.Key.Key_PageDown: page,
            Qt.Key.Key_Home: -len(self._order), Qt.Key.Key_End: len(self._order),
        }  # fmt: skip
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self._set_current(min(max(self._current + step, 0), len(self._order) - 1))

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._set_current(self._at(event.position().toPoint()))

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        hover = self._at(event.position().toPoint())
        if hover != self._hover:
            self._hover = hover
            self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if hover >= 0 else Qt.CursorShape.ArrowCursor)
            self.viewport().update()

    @override
    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            place = self._at(event.pos())
            QToolTip.showText(event.globalPos(), self.describe(place) if place >= 0 else "", self)
            return True
        if event.type() == QEvent.Type.Leave:
            self._hover = -1
            self.viewport().update()
        return super().viewportEvent(event)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange, QEvent.Type.LocaleChange):
            self._lay_out()


class ColourScale(QWidget):
    """The colours from the lowest to the highest figure, with both figures at its ends."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._range = (0.0, 1.0)
        self._signs = ("", "")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_range(self, low: float, high: float, *, below: bool = False, above: bool = False) -> None:
        """`below`, `above`: some figures lie beyond that end and have its colour."""
        self._range = (low, high)
        self._signs = ("≤ " if below else "", "≥ " if above else "")
        self._describe()
        self.update()

    def retranslate(self) -> None:
        self.setAccessibleName(self.tr("Colour scale of the activations"))
        self.setToolTip(
            self.tr(
                "One scale for all channels: dark is 0, lighter is farther from it, in warm colours above and in blue "
                "below. Extremes share a colour."
            )
        )
        self._describe()

    def _describe(self) -> None:
        self.setAccessibleDescription(" – ".join(self._figures()))

    def _figures(self) -> tuple[str, str]:
        low, high = (figure(value, self.locale(), "g", 2) for value in self._range)
        return self._signs[0] + low, self._signs[1] + high

    @override
    def sizeHint(self) -> QSize:
        return QSize(200, self.fontMetrics().height() + 2)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter, look = QPainter(self), tokens(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setFont(small(self.font()))
        metrics = painter.fontMetrics()
        low, high = self._figures()
        left, right = metrics.horizontalAdvance(low) + 8, metrics.horizontalAdvance(high) + 8
        painter.setPen(QColor(look.muted))
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(self.rect(), middle | Qt.AlignmentFlag.AlignLeft, low)
        painter.drawText(self.rect(), middle | Qt.AlignmentFlag.AlignRight, high)
        ramp = coloured(np.linspace(*self._range, 256, dtype=np.float32)[None], *self._range)
        room = QRectF(left, self.height() / 2 - 5, max(self.width() - left - right, 1), 10)
        painter.drawImage(room, image_of(ramp))
        painter.setPen(QPen(QColor(look.line), 1))
        painter.drawRect(room)
