"""Second opinions: what each network takes a picture for, and whether that is what it should be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from desktop.figures import percent
from desktop.theme import CAPTION, pixmap, tokens
from desktop.widgets.plain import one_line

_MARK: Final = 16


@dataclass(frozen=True, slots=True)
class Verdict:
    """A network, the class it takes the picture for with how sure it is; "" while it has not been asked.

    `agrees`: whether that is the class in question; None where it knows no such class.
    """

    network: str
    class_: str = ""
    share: float = 0.0
    agrees: bool | None = None


class Verdicts(QWidget):
    """A row a network: a mark (agrees or not), its name, its best class and how sure it is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[Verdict, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_rows(self, rows: Sequence[Verdict]) -> None:
        self._rows = tuple(rows)
        told = (f"{row.network}: {row.class_} {percent(row.share, self.locale())}" for row in rows if row.class_)
        self.setAccessibleDescription(", ".join(told))
        self.updateGeometry()
        self.update()

    @property
    def rows(self) -> tuple[Verdict, ...]:
        return self._rows

    def retranslate(self) -> None:
        self.setAccessibleName(self.tr("Second opinions"))
        self.update()

    @property
    def row_height(self) -> int:
        return 2 * self.fontMetrics().height() + 5

    @override
    def sizeHint(self) -> QSize:
        return QSize(240, self.row_height * len(self._rows))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(140, self.row_height * len(self._rows))

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.LocaleChange, QEvent.Type.FontChange):
            self.updateGeometry()
            self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        for number, row in enumerate(self._rows):
            self._paint(painter, row, QRectF(0, number * self.row_height, self.width(), self.row_height - 3))

    def _paint(self, painter: QPainter, row: Verdict, room: QRectF) -> None:
        look = tokens(self)
        high = self.fontMetrics().height()
        small = QFont(self.font())
        small.setPixelSize(round(self.font().pixelSize() * CAPTION / 13) if self.font().pixelSize() > 0 else CAPTION)
        painter.setFont(small)
        painter.setPen(QColor(look.muted))
        line = QRectF(room.left() + _MARK + 8, room.top(), room.width() - _MARK - 8, high)
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, one_line(row.network))
        line.translate(0, high)
        painter.setFont(self.font())
        if not row.class_:
            painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, "…")
            return
        if row.agrees is not None:
            sign = pixmap("check" if row.agrees else "close", self, "good" if row.agrees else "warning", _MARK)
            painter.drawPixmap(round(room.left()), round(room.top() + high / 2 + 2), sign)
        painter.setPen(QColor(look.text))
        figure = percent(row.share, self.locale())
        painter.drawText(line, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, figure)
        metrics = QFontMetrics(self.font())
        left = int(line.width()) - metrics.horizontalAdvance(figure) - 8
        name = metrics.elidedText(one_line(row.class_), Qt.TextElideMode.ElideMiddle, left)
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, name)
