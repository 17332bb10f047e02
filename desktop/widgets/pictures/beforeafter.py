"""Two pictures of one size in one place, with a line between them that is drawn across."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from desktop.theme import mix, tokens
from desktop.widgets.pictures.picture import image_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_GRIP: Final = 13  # px, the handle's radius
_STEP: Final = 0.05


class BeforeAfter(QWidget):
    """The picture before on the left of the line, after on its right. Mouse and arrow keys move the line."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._before, self._after = QPixmap(), QPixmap()
        self._share = 0.5
        self._message = ""
        self._words = ("", "")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(160, 144)

    def set_before(self, pixels: NDArray[np.uint8] | None) -> None:
        """The picture (H, W, 3) as it was; None: none."""
        self._before = QPixmap() if pixels is None else QPixmap.fromImage(image_of(pixels))
        self._message = ""
        self.update()

    def set_after(self, pixels: NDArray[np.uint8] | None) -> None:
        """The picture (H, W, 3) as it became, of the same shape; None: there is none yet."""
        self._after = QPixmap() if pixels is None else QPixmap.fromImage(image_of(pixels))
        self.update()

    def set_pixmap(self, pixmap: QPixmap) -> None:
        """One picture alone, before anything was done to it."""
        self._before, self._after, self._message = pixmap, QPixmap(), ""
        self.update()

    def set_message(self, text: str) -> None:
        """A line of text in place of pictures."""
        self._before, self._after, self._message = QPixmap(), QPixmap(), text
        self.update()

    @property
    def empty(self) -> bool:
        return self._before.isNull()

    @property
    def compared(self) -> bool:
        """Whether there are two pictures."""
        return not self._before.isNull() and not self._after.isNull()

    @property
    def share(self) -> float:
        """Where the line stands, 0 (left) to 1."""
        return self._share

    def set_share(self, share: float) -> None:
        self._share = min(max(share, 0.0), 1.0)
        self._tell()
        self.update()

    def retranslate(self, before: str, after: str) -> None:
        """Words for the two sides."""
        self._words = (before, after)
        self.setAccessibleName(self.tr("Before and after"))
        self.setToolTip(self.tr("Drag the line: the photo on its left, the result on its right"))
        self._tell()
        self.update()

    def _tell(self) -> None:
        self.setAccessibleDescription(f"{self._words[0]} {round(100 * self._share)} %")

    def _frame(self) -> QRectF:
        """Where the picture lies in the widget."""
        room = QRectF(self.rect()).adjusted(2, 2, -2, -2)
        size = self._before.size().scaled(room.size().toSize(), Qt.AspectRatioMode.KeepAspectRatio)
        frame = QRectF(0, 0, size.width(), size.height())
        frame.moveCenter(room.center())
        return QRectF(frame.toRect())

    @override
    def sizeHint(self) -> QSize:
        return QSize(360, 360)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        look = tokens(self)
        if self.empty:
            painter.setPen(QColor(look.muted))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._message)
            return
        frame = self._frame()
        painter.drawPixmap(frame, self._before, QRectF(self._before.rect()))
        if self.compared:
            self._paint_after(painter, frame)
        if self.hasFocus():
            painter.setPen(QPen(QColor(look.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(frame.adjusted(-1, -1, 1, 1))

    def _paint_after(self, painter: QPainter, frame: QRectF) -> None:
        x = frame.left() + frame.width() * self._share
        painter.save()
        painter.setClipRect(QRectF(x, frame.top(), frame.right() - x, frame.height()))
        painter.drawPixmap(frame, self._after, QRectF(self._after.rect()))
        painter.restore()
        look = tokens(self)
        painter.setPen(QPen(QColor("#FFFFFF"), 3))
        painter.drawLine(QPointF(x, frame.top()), QPointF(x, frame.bottom()))
        painter.setPen(QPen(QColor(look.accent), 1))
        painter.drawLine(QPointF(x, frame.top()), QPointF(x, frame.bottom()))
        middle = QPointF(x, frame.center().y())
        painter.setBrush(QColor(look.accent))
        painter.setPen(QPen(QColor("#FFFFFF"), 2))
        painter.drawEllipse(middle, _GRIP, _GRIP)
        painter.setPen(QPen(QColor(look.on_accent), 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        for side in (-1, 1):
            tip = middle + QPointF(side * 8, 0)
            painter.drawPolyline([tip + QPointF(-side * 4, -4), tip, tip + QPointF(-side * 4, 4)])
        self._paint_words(painter, frame)

    def _paint_words(self, painter: QPainter, frame: QRectF) -> None:
        metrics = painter.fontMetrics()
        for word, left in zip(self._words, (True, False), strict=True):
            wide, high = metrics.horizontalAdvance(word) + 16, metrics.height() + 6
            plate = QRectF(frame.left() + 8, frame.top() + 8, wide, high)
            if not left:
                plate.moveRight(frame.right() - 8)
            look = tokens(self)
            paper = QColor(mix(look.surface, look.page, 0.5))
            paper.setAlphaF(0.88)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(paper)
            painter.drawRoundedRect(plate, 6, 6)
            painter.setPen(QColor(look.text))
            painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, word)

    def _move_to(self, x: float) -> None:
        if self.compared:
            frame = self._frame()
            self.set_share((x - frame.left()) / max(frame.width(), 1.0))

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._move_to(event.position().x())

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._move_to(event.position().x())

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        goals = {
            Qt.Key.Key_Left: self._share - _STEP, Qt.Key.Key_Right: self._share + _STEP,
            Qt.Key.Key_Home: 0.0, Qt.Key.Key_End: 1.0,
        }  # fmt: skip
        goal = goals.get(Qt.Key(event.key()))
        if goal is None:
            super().keyPressEvent(event)
        else:
            self.set_share(goal)
