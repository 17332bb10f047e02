"""A grid of photos that asks for no more than it shows: as quick with a hundred thousand as with ten."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final, Protocol

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFont,
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QToolTip, QWidget
from typing_extensions import override

from desktop.theme import Tokens, tokens
from desktop.widgets.plain import one_line, plain_tip
from desktop.widgets.tiles.thumbnails import Thumbnail, ThumbnailRequest, Thumbnails
from engine.job.words import Language, say

_STEP: Final = 48  # px


class Collection(Protocol):
    """What a gallery shows. It is asked a photo at a time, and only for those in sight."""

    @property
    def classes(self) -> Sequence[str]: ...
    def __len__(self) -> int: ...
    def path(self, index: int) -> Path: ...
    def name(self, index: int) -> str: ...
    def label(self, index: int) -> int:
        """The photo's class, -1 where it has none."""


class Grid(QAbstractScrollArea):
    """Square thumbnails with the file's name below; one of them is current."""

    current_changed = Signal(int)  # an index into the collection, -1: none
    activated = Signal(int)
    menu_wanted = Signal(int, QPoint)  # index, place on the screen
    GAP: Final = 12
    MARGIN: Final = 4

    def __init__(self, thumbnails: Thumbnails, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._thumbnails = thumbnails
        self._collection: Collection | None = None
        self._shown: Sequence[int] = ()
        self._current = -1  # a position in _shown
        self._hover = -1
        self._nominal = 128
        self._language: Language = "en"
        self._message = ""
        thumbnails.arrived.connect(self.viewport().update)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent, False)
        self.viewport().setAutoFillBackground(False)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)

    def set_language(self, language: Language) -> None:
        self._language = language
        self.viewport().update()

    def set_message(self, text: str) -> None:
        """What stands in the grid while it shows no photo."""
        self._message = text
        self.viewport().update()

    def set_side(self, side: int) -> None:
        """The least edge of a thumbnail in pixels; they grow a little to fill the rows."""
        self._nominal = side
        self._lay_out()

    def show_photos(self, collection: Collection | None, shown: Sequence[int] = ()) -> None:
        """Shows the photos of `collection` whose indices `shown` lists (a range, say)."""
        self._collection = collection
        self._shown = shown
        self._current = -1
        self._hover = -1
        self.verticalScrollBar().setValue(0)
        self._lay_out()
        self._tell()

    @property
    def shown(self) -> Sequence[int]:
        return self._shown

    @property
    def current(self) -> int:
        """The current photo's index in the collection, -1: none."""
        return self._shown[self._current] if 0 <= self._current < len(self._shown) else -1

    def step(self, by: int) -> int:
        """Makes the next (or a former) photo the current one; gives its index, -1 where there is none."""
        self._set_current(min(max(self._current + by, 0), len(self._shown) - 1))
        return self.current

    @property
    def _columns(self) -> int:
        return max(1, (self._width + self.GAP) // (self._nominal + self.GAP))

    @property
    def _width(self) -> int:
        return self.viewport().width() - 2 * self.MARGIN

    @property
    def _side(self) -> int:
        """The edge of a thumbnail: as large as fills a row."""
        return max(16, (self._width - self.GAP * (self._columns - 1)) // self._columns)

    @property
    def _caption(self) -> int:
        return QFontMetrics(small(self.font())).height() + 6

    @property
    def _row_height(self) -> int:
        return self._side + self._caption + self.GAP

    def _lay_out(self) -> None:
        rows = -(-len(self._shown) // self._columns)
        bar = self.verticalScrollBar()
        bar.setRange(0, max(0, rows * self._row_height - self.viewport().height()))
        bar.setPageStep(self.viewport().height())
        bar.setSingleStep(self._row_height // 3)
        self.viewport().update()

    def _cell(self, position: int) -> QRect:
        row, column = divmod(position, self._columns)
        left = self.MARGIN + column * (self._side + self.GAP)
        top = self.MARGIN + row * self._row_height - self.verticalScrollBar().value()
        return QRect(left, top, self._side, self._side + self._caption)

    def _at(self, point: QPoint) -> int:
        row = (point.y() - self.MARGIN + self.verticalScrollBar().value()) // self._row_height
        first = row * self._columns
        for position in range(max(0, first), min(first + self._columns, len(self._shown))):
            if self._cell(position).contains(point):
                return position
        return -1

    def _in_sight(self) -> range:
        top = self.verticalScrollBar().value() - self.MARGIN
        first = max(0, top // self._row_height) * self._columns
        last = ((top + self.viewport().height()) // self._row_height + 1) * self._columns
        return range(first, min(last, len(self._shown)))

    def _wanted(self, position: int) -> ThumbnailRequest:
        assert self._collection is not None
        needed = self._side * self.devicePixelRatioF()
        side = -(-int(needed) // _STEP) * _STEP  # in steps, so that a window made wider does not decode all anew
        return ThumbnailRequest(self._collection.path(self._shown[position]), side)

    def _scrolled(self) -> None:
        self.viewport().update()

    def _set_current(self, position: int) -> None:
        if not 0 <= position < len(self._shown):
            return
        changed, self._current = position != self._current, position
        self._reveal(position)
        self.viewport().update()
        if changed:
            self._tell()

    def _reveal(self, position: int) -> None:
        cell, bar = self._cell(position), self.verticalScrollBar()
        if cell.top() < 0:
            bar.setValue(bar.value() + cell.top() - self.MARGIN)
        elif cell.bottom() > self.viewport().height():
            bar.setValue(bar.value() + cell.bottom() - self.viewport().height() + self.MARGIN)

    def _tell(self) -> None:
        index = self.current
        name = self._collection.name(index) if self._collection is not None and index >= 0 else ""
        self.setAccessibleDescription(f"{name} ({self._current + 1} / {len(self._shown)})" if name else "")
        self.current_changed.emit(index)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.viewport().update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        look = tokens(self)
        if not len(self._shown) or self._collection is None:
            painter.setPen(QColor(look.muted))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.viewport().rect().adjusted(24, 24, -24, -24), flags, self._message)
            return
        missing = []
        for position in self._in_sight():
            wanted = self._wanted(position)
            thumbnail = self._thumbnails.get(wanted)
            if thumbnail is None:
                missing.append(wanted)
            painter.setFont(small(self.font()))
            self._paint(painter, look, position, thumbnail)
        self._thumbnails.want(missing, self)

    def _paint(self, painter: QPainter, look: Tokens, position: int, thumbnail: Thumbnail | None) -> None:
        assert self._collection is not None
        cell = self._cell(position)
        square = QRect(cell.topLeft(), QSize(self._side, self._side))
        if thumbnail is None:
            paint_placeholder(painter, look, square)
        elif thumbnail.fault is not None:
            paint_fault(painter, look, square, say(thumbnail.fault, self._language))
        else:
            paint_rounded(painter, square, thumbnail)
        if position in (self._current, self._hover):
            chosen = position == self._current
            painter.setPen(QPen(QColor(look.accent if chosen else look.muted), 3 if chosen else 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(square).adjusted(-1, -1, 1, 1), 8, 8)
        painter.setPen(QColor(look.text if position == self._current else look.muted))
        name = one_line(self._collection.name(self._shown[position]).rsplit("/", 1)[-1])
        room = QRect(cell.left(), square.bottom() + 4, self._side, self._caption - 4)
        elided = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideMiddle, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter, elided)

    @override
    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            position = self._at(event.pos())
            if position >= 0 and self._collection is not None:
                name = self._collection.name(self._shown[position])
                QToolTip.showText(event.globalPos(), plain_tip(name), self)
            return True
        if event.type() == QEvent.Type.Leave and self._hover >= 0:
            self._hover = -1
            self.viewport().update()
        return super().viewportEvent(event)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        hover = self._at(event.position().toPoint())
        if hover != self._hover:
            self._hover = hover
            self.viewport().update()

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._set_current(self._at(event.position().toPoint()))

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        position = self._at(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and position >= 0 and position == self._current:
            self.activated.emit(self.current)

    @override
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self.current < 0:
            return
        place = event.globalPos()
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            place = self.viewport().mapToGlobal(self._cell(self._current).center())
        self.menu_wanted.emit(self.current, place)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        page = max(1, self.viewport().height() // self._row_height) * self._columns
        steps = {
            Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -self._columns, Qt.Key.Key_Down: self._columns,
            Qt.Key.Key_PageUp: -page, Qt.Key.Key_PageDown: page,
            Qt.Key.Key_Home: -len(self._shown), Qt.Key.Key_End: len(self._shown),
        }  # fmt: skip
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self.current >= 0:
            self.activated.emit(self.current)
        elif key in steps:
            self.step(steps[key] if self._current >= 0 else 1)
        else:
            super().keyPressEvent(event)


def paint_placeholder(painter: QPainter, look: Tokens, square: QRect) -> None:
    """The quiet square that stands until a photo is there."""
    painter.setPen(Qt.PenStyle.NoPen)
    tint = QColor(look.line)
    tint.setAlphaF(0.6)
    painter.setBrush(tint)
    painter.drawRoundedRect(square, 7, 7)


def paint_rounded(painter: QPainter, square: QRect, thumbnail: Thumbnail) -> None:
    """The photo, filling the square; one smaller than the square is shown larger, whole."""
    path = QPainterPath()
    path.addRoundedRect(QRectF(square), 7, 7)
    painter.save()
    painter.setClipPath(path)
    painter.drawPixmap(QRectF(square), thumbnail.pixmap, QRectF(thumbnail.pixmap.rect()))
    painter.restore()


def paint_fault(painter: QPainter, look: Tokens, square: QRect, reason: str) -> None:
    """A drawn sign in place of a photo that cannot be read, with the reason below it."""
    painter.setPen(QPen(QColor(look.line), 1))
    painter.setBrush(QColor(look.surface))
    painter.drawRoundedRect(QRectF(square).adjusted(0.5, 0.5, -0.5, -0.5), 7, 7)
    middle = QRectF(square.center().x() - 16, square.top() + square.height() * 0.16, 32, 26)
    painter.setPen(QPen(QColor(look.danger), 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.drawRoundedRect(middle, 4, 4)
    crack = [QPoint(17, 0), QPoint(13, 9), QPoint(19, 15), QPoint(14, 26)]
    painter.drawPolyline([middle.topLeft().toPoint() + point for point in crack])
    painter.setPen(QColor(look.text))
    room = square.adjusted(8, int(square.height() * 0.16) + 32, -8, -6)
    painter.drawText(room, Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap, reason)


def small(font: QFont) -> QFont:
    """The size of captions."""
    caption = QFont(font)
    if caption.pixelSize() > 0:
        caption.setPixelSize(round(caption.pixelSize() * 11 / 13))
    else:
        caption.setPointSizeF(caption.pointSizeF() * 11 / 13)
    return caption
