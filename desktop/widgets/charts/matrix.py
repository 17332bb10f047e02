"""A confusion matrix: rows are the truth, columns what the model said; dark cells hold a large share of their row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QHelpEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QToolTip, QWidget
from typing_extensions import override

from desktop.figures import percent
from desktop.theme import contrast, mix, tokens
from desktop.widgets.plain import one_line, plain_tip

Counts: TypeAlias = NDArray[np.int64]
_LEVELS: Final = 64
_MOST, _LEAST, _TEXT = QSize(640, 480), 22, 16  # the largest cell; the least that is legible; the least with a figure
_NAMED: Final = 13  # px of a row that still has its class's name
_WIDE: Final = 64  # px of the least column whose name is written across
_AROUND: Final = 12  # px under and over names written upwards
_MANY: Final = 60  # more classes than these begin as an overview
_STEPS: Final = {Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1), Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0)}


class Matrix(QAbstractScrollArea):
    """Only the cells in sight are painted; many classes begin as an overview that + and − enlarge.

    `activated`: a cell was chosen (row, column). `current_changed`: another cell is under the keyboard or the pointer.
    """

    activated = Signal(int, int)
    current_changed = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._classes: tuple[str, ...] = ()
        self._counts: Counts = np.zeros((0, 0), dtype=np.int64)
        self._shares = np.zeros((0, 0))
        self._current: tuple[int, int] | None = None
        self._hovered: tuple[int, int] | None = None
        self._longest = 0  # px of the longest name
        self._zoom: int | None = None  # px of a cell; None: as fits
        self._overview: QImage | None = None
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCornerWidget(QWidget())
        self.viewport().setMouseTracking(True)
        self.viewport().setAutoFillBackground(False)
        self.setMinimumSize(240, 200)
        self.retranslate()

    def retranslate(self) -> None:
        """Words the axes and the name."""
        self._truth, self._said = self.tr("truth"), self.tr("the model says")
        self.setAccessibleName(self.tr("Confusion matrix"))
        self.setToolTip("")
        self.viewport().update()

    def show_counts(self, classes: Sequence[str], counts: Sequence[Sequence[int]]) -> None:
        """`counts` (classes, classes): how many photos of the row's class the model gave the column's."""
        self._classes = tuple(classes)
        self._counts = np.asarray(counts, dtype=np.int64).reshape(len(classes), len(classes))
        self._shares = self._counts / np.maximum(self._counts.sum(axis=1, keepdims=True), 1)
        self._current = self._hovered = self._zoom = self._overview = None
        self._measure()
        self._lay_out()

    def _measure(self) -> None:
        metrics = self.fontMetrics()
        self._longest = max((metrics.horizontalAdvance(one_line(name)) for name in self._classes[:_MANY]), default=0)

    def describe(self, row: int, column: int) -> str:
        """A cell in words."""
        count, whole = int(self._counts[row, column]), int(self._counts[row].sum())
        truth, said = self._classes[row], self._classes[column]
        share = percent(float(self._shares[row, column]), self.locale())
        if row == column:
            text = self.tr("%n of {whole} photo(s) of {truth} recognised ({share})", "", count)
        else:
            text = self.tr("%n of {whole} photo(s) of {truth} taken for {said} ({share})", "", count)
        parts = {"whole": self.locale().toString(whole), "truth": one_line(truth), "said": one_line(said)}
        return text.format(share=share, **parts)

    def confusions(self, most: int = 20) -> list[tuple[int, int, int]]:
        """The most frequent mistakes: (count, row, column), most first."""
        wrong = self._counts.copy()
        np.fill_diagonal(wrong, 0)
        order = np.argsort(-wrong, axis=None, kind="stable")[:most]
        cells = [divmod(int(place), len(self._classes)) for place in order]
        return [(int(wrong[cell]), *cell) for cell in cells if wrong[cell] > 0]

    def choose(self, row: int, column: int) -> None:
        """Makes a cell the current one and brings it into sight."""
        self._current = (row, column)
        self._bring_into_sight(row, column)
        self.setAccessibleDescription(self.describe(row, column))
        self.current_changed.emit(row, column)
        self.viewport().update()

    # Where things are

    def _head(self) -> tuple[int, int]:
        """The room for the names: width left of the cells, height above them."""
        metrics = self.fontMetrics()
        if len(self._classes) > _MANY and (self._zoom or 0) < _NAMED:
            return metrics.height() + 8, metrics.height() + 8
        left = min(self._longest + 12, self.viewport().width() // 4) + metrics.height() + 8
        return left, metrics.height() + (metrics.height() + 20 if self._across(left) else _AROUND + self._upwards())

    def _across(self, left: int) -> bool:
        """Whether the columns are wide enough for their names; else these are written upwards, where they show more."""
        width = self._side(left, self.fontMetrics().height() * 2 + 20).width()
        return width >= _WIDE and width - 6 >= min(self._longest, self._upwards())

    def _upwards(self) -> int:
        """The room for a column's name that is written upwards."""
        return min(self._longest + 2, 150, self.viewport().height() // 3)

    def _cell_width(self, head: int) -> int:
        room = (self.viewport().width() - head - 2) // max(len(self._classes), 1)
        return min(room, _MOST.width())

    def _cell(self) -> QSize:
        return self._side(*self._head())

    def _side(self, left: int, top: int) -> QSize:
        """How large a cell is where the names have that width beside the cells, and that height above them."""
        if self._zoom is not None:
            return QSize(self._zoom, self._zoom)
        count = max(len(self._classes), 1)
        least = _LEAST if count <= _MANY else 1
        width = max(least, self._cell_width(left))
        height = max(least, min((self.viewport().height() - top - 2) // count, _MOST.height()))
        if width < 48 or height < 24:  # small cells are square
            width = height = max(least, min(width, height))
        return QSize(width, height)

    def _origin(self) -> QPoint:
        left, top = self._head()
        return QPoint(left - self.horizontalScrollBar().value(), top - self.verticalScrollBar().value())

    def _rect(self, row: int, column: int) -> QRect:
        cell, origin = self._cell(), self._origin()
        place = QPoint(origin.x() + column * cell.width(), origin.y() + row * cell.height())
        return QRect(place, cell)

    def _at(self, place: QPoint) -> tuple[int, int] | None:
        left, top = self._head()
        if place.x() < left or place.y() < top:
            return None
        cell, origin = self._cell(), self._origin()
        row, column = (place.y() - origin.y()) // cell.height(), (place.x() - origin.x()) // cell.width()
        count = len(self._classes)
        return (row, column) if 0 <= row < count and 0 <= column < count else None

    def _lay_out(self) -> None:
        cell, (left, top) = self._cell(), self._head()
        count, view = len(self._classes), self.viewport().size()
        bars = ((self.horizontalScrollBar(), cell.width(), view.width() - left),)
        for bar, side, room in (*bars, (self.verticalScrollBar(), cell.height(), view.height() - top)):
            bar.setRange(0, max(0, side * count - room + 2))
            bar.setPageStep(max(room, 1))
            bar.setSingleStep(side)
        self.viewport().update()

    def _bring_into_sight(self, row: int, column: int) -> None:
        rect, (left, top) = self._rect(row, column), self._head()
        for bar, low, high, start, end in (
            (self.horizontalScrollBar(), rect.left(), rect.right(), left, self.viewport().width()),
            (self.verticalScrollBar(), rect.top(), rect.bottom(), top, self.viewport().height()),
        ):
            bar.setValue(bar.value() + min(0, low - start) + max(0, high + 2 - end))

    # Painting

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        if not self._classes:
            return
        left, top = self._head()
        cells = QRect(left, top, self.viewport().width() - left, self.viewport().height() - top)
        painter.setClipRect(cells)
        if min(self._cell().width(), self._cell().height()) < 6:
            self._paint_overview(painter)
        else:
            for row in self._seen(rows=True):
                for column in self._seen(rows=False):
                    self._paint_cell(painter, row, column)
        for chosen, width in ((self._hovered, 1), (self._current, 2)):
            if chosen is not None:
                painter.setPen(QPen(QColor(tokens(self).text), width))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRect(self._rect(*chosen).adjusted(0, 0, -1, -1))
        painter.setClipping(False)
        self._paint_names(painter, left, top)

    def _seen(self, rows: bool) -> range:
        """The rows or columns in sight."""
        cell, origin, (left, top) = self._cell(), self._origin(), self._head()
        start, end = (top, self.viewport().height()) if rows else (left, self.viewport().width())
        begin, side = (origin.y(), cell.height()) if rows else (origin.x(), cell.width())
        return range(max(0, (start - begin) // side), min(len(self._classes), (end - begin) // side + 1))

    def _paint_cell(self, painter: QPainter, row: int, column: int) -> None:
        share, count = float(self._shares[row, column]), int(self._counts[row, column])
        rect = self._rect(row, column).adjusted(0, 0, -2, -2)
        fill, ink = self._colours(share, right=row == column)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(fill))
        painter.drawRect(rect)
        if count == 0 or rect.height() < _TEXT:
            return
        painter.setPen(QColor(ink))
        bold = QFont(self.font())
        bold.setWeight(QFont.Weight.DemiBold)
        figure = self.locale().toString(count)
        two_lines = rect.height() >= 2 * self.fontMetrics().height() + 4 and rect.width() >= 52
        painter.setFont(bold)
        if painter.fontMetrics().horizontalAdvance(figure) > rect.width():
            return
        middle = Qt.AlignmentFlag.AlignCenter
        if not two_lines:
            painter.drawText(rect, middle, figure)
            return
        half = rect.height() // 2
        upper, lower = rect.adjusted(0, 4, 0, -half + 2), rect.adjusted(0, half - 2, 0, -4)
        painter.drawText(upper, middle, figure)
        painter.setFont(self.font())
        painter.drawText(lower, middle, percent(share, self.locale()))

    def _colours(self, share: float, *, right: bool) -> tuple[str, str]:
        """The fill of a cell with that share of its row, and the ink on it: mistakes have a colour of their own."""
        colours = tokens(self)
        hue = colours.accent if right else colours.danger
        fill = mix(colours.page, hue, 0.0 if share == 0 else 0.12 + 0.88 * share**0.7)
        inks = (colours.text, colours.on_accent)
        return fill, max(inks, key=lambda ink: contrast(ink, fill))

    def _paint_overview(self, painter: QPainter) -> None:
        """All cells as one picture, a pixel each, enlarged."""
        if self._overview is None:
            side = len(self._classes)
            wrong, right = (
                np.array([QColor(self._colours(n / (_LEVELS - 1), right=right)[0]).rgb() for n in range(_LEVELS)], "u4")
                for right in (False, True)
            )
            levels = np.ceil(self._shares * (_LEVELS - 1)).astype(np.int64)
            pixels = np.where(np.eye(side, dtype=bool), right[levels], wrong[levels])
            self._overview = QImage(pixels.tobytes(), side, side, 4 * side, QImage.Format.Format_RGB32).copy()
        cell, count = self._cell(), len(self._classes)
        painter.drawImage(QRect(self._origin(), cell * count), self._overview)

    def _paint_names(self, painter: QPainter, left: int, top: int) -> None:
        colours, metrics = tokens(self), self.fontMetrics()
        painter.setFont(self.font())
        line, view = metrics.height(), self.viewport().size()
        painter.setPen(QColor(colours.muted))
        painter.drawText(QRect(left, 0, view.width() - left, line), Qt.AlignmentFlag.AlignLeft, self._said + " →")
        painter.save()
        painter.rotate(-90)
        below = QRect(-view.height(), 0, view.height() - top, line)
        painter.drawText(below, Qt.AlignmentFlag.AlignRight, "← " + self._truth)
        painter.restore()
        painter.setPen(QColor(colours.text))
        cell, elide = self._cell(), Qt.TextElideMode.ElideRight
        if cell.height() >= _NAMED:
            painter.setClipRect(QRect(0, top, left, view.height() - top))
            for row in self._seen(rows=True):
                rect = self._rect(row, 0)
                box = QRect(line + 4, rect.top(), left - line - 10, rect.height() - 2)
                name = metrics.elidedText(one_line(self._classes[row]), elide, box.width())
                painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, name)
        if cell.width() >= _NAMED:
            painter.setClipRect(QRect(left, 0, view.width() - left, top))
            for column in self._seen(rows=False):
                self._paint_column_name(painter, column, top, line)

    def _paint_column_name(self, painter: QPainter, column: int, top: int, line: int) -> None:
        rect, metrics, elide = self._rect(0, column), self.fontMetrics(), Qt.TextElideMode.ElideRight
        text = one_line(self._classes[column])
        if self._across(self._head()[0]):
            box = QRect(rect.left(), line + 4, rect.width() - 2, top - line - 6)
            name = metrics.elidedText(text, elide, box.width() - 4)
            painter.drawText(box, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom, name)
            return
        painter.save()
        painter.translate(rect.left(), top - 6)
        painter.rotate(-90)
        room = top - line - _AROUND
        name = metrics.elidedText(text, elide, room)
        painter.drawText(QRect(0, 0, room, rect.width() - 2), Qt.AlignmentFlag.AlignVCenter, name)
        painter.restore()

    # Hand and keys

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        count, key = len(self._classes), Qt.Key(event.key())
        if count and key in _STEPS:
            row, column = self._current or (0, 0)
            down, across = _STEPS[key] if self._current is not None else (0, 0)
            self.choose(min(max(row + down, 0), count - 1), min(max(column + across, 0), count - 1))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self._current is not None:
            self.activated.emit(*self._current)
        elif count and key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus):
            self._enlarge(2 / 3 if key == Qt.Key.Key_Minus else 3 / 2)
        elif key == Qt.Key.Key_0 and self._zoom is not None:
            self._zoom = None
            self._lay_out()
        else:
            super().keyPressEvent(event)

    @override
    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            event.setAccepted(event.key() == Qt.Key.Key_Space and self._current is not None)
            return True
        return super().event(event)

    @override
    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            cell = self._at(event.pos())
            QToolTip.showText(event.globalPos(), plain_tip(self.describe(*cell)) if cell else "", self)
            return True
        if event.type() == QEvent.Type.Leave:
            self._hover(None)
        return super().viewportEvent(event)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self._at(event.position().toPoint()))

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        cell = self._at(event.position().toPoint())
        if cell is not None and event.button() == Qt.MouseButton.LeftButton:
            self.choose(*cell)
            self.activated.emit(*cell)

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier and event.angleDelta().y():
            self._enlarge(3 / 2 if event.angleDelta().y() > 0 else 2 / 3)
            event.accept()
        else:
            super().wheelEvent(event)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.LocaleChange, QEvent.Type.FontChange):
            self._overview = None
            self._measure()
            self._lay_out()

    def _hover(self, cell: tuple[int, int] | None) -> None:
        if cell != self._hovered:
            self._hovered = cell
            self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if cell else Qt.CursorShape.ArrowCursor)
            self.viewport().update()

    def _enlarge(self, factor: float) -> None:
        side = self._zoom or min(self._cell().width(), self._cell().height())
        self._zoom = min(max(round(side * factor), 1 if factor < 1 else 2), 96)
        self._lay_out()
        if self._current is not None:
            self._bring_into_sight(*self._current)
