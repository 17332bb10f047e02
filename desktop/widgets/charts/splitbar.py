"""The split of the photos into train, validation and test: one bar in three parts, and what each part means."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from desktop.figures import percent
from desktop.theme import tokens
from desktop.widgets.rows.bars import paint_parts, part_brushes


class SplitBar(QWidget):
    """Draws how many photos learn, check and test, with a legend; the test part wears a lock while it is locked."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts = (0, 0, 0)
        self._names = ("", "", "")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.retranslate()

    def set_parts(self, train: int, validation: int, test: int) -> None:
        """The photos in each part."""
        self._parts = (train, validation, test)
        self._describe()

    def retranslate(self) -> None:
        self._names = (self.tr("train"), self.tr("validation"), self.tr("test"))
        self.setAccessibleName(self.tr("Split of the photos"))
        self._describe()

    @property
    def _line(self) -> int:
        return self.fontMetrics().height() + 7

    def _describe(self) -> None:
        words = (self._legend(part) for part in range(3))
        self.setAccessibleDescription(", ".join(words))
        self.update()

    def _legend(self, part: int) -> str:
        share = self._parts[part] / max(1, sum(self._parts))
        return f"{self._names[part]} {self.locale().toString(self._parts[part])} · {percent(share, self.locale())}"

    @override
    def sizeHint(self) -> QSize:
        return QSize(260, 26 + 3 * self._line)

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LocaleChange:
            self._describe()
        elif event.type() == QEvent.Type.PaletteChange:
            self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look = tokens(self)
        brushes = part_brushes(look, self.devicePixelRatioF())
        if sum(self._parts):
            paint_parts(painter, QRectF(0, 0, self.width(), 16), self._parts, brushes)
        for part in range(3):
            top = 26 + self._line * part
            swatch = QRectF(0, top + (self._line - 14) / 2, 15, 12)
            paint_parts(painter, swatch, [1 if other == part else 0 for other in range(3)], brushes)
            painter.setPen(QColor(look.text))
            room = QRectF(24, top, self.width() - 24, self._line - 2)
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, self._legend(part))
        width = painter.fontMetrics().horizontalAdvance(self._legend(2))
        _paint_lock(painter, QPointF(24 + width + 10, 26 + 2.5 * self._line - 8), QColor(look.muted))


def _paint_lock(painter: QPainter, place: QPointF, ink: QColor) -> None:
    painter.setPen(QPen(ink, 1.5))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawArc(QRectF(place.x() + 2, place.y(), 7, 10), 0, 180 * 16)
    painter.setBrush(ink)
    painter.drawRoundedRect(QRectF(place.x(), place.y() + 5.5, 11, 7.5), 1.5, 1.5)
