"""A picture, as it is: never stretched in range, smooth or in whole pixels, fitted or zoomed by the wheel."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPixmap,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from desktop.theme import tokens

if TYPE_CHECKING:
    from numpy.typing import NDArray

LARGEST_ZOOM: Final = 64.0
_SHADE: Final = QColor(0, 0, 0, 110)


def image_of(pixels: NDArray[np.uint8]) -> QImage:
    """Pixels (H, W, 3), uint8 sRGB, as a picture of Qt with its own memory. Call it on the window's thread."""
    pixels = np.ascontiguousarray(pixels)
    height, width, _ = pixels.shape
    return QImage(pixels.data, width, height, 3 * width, QImage.Format.Format_RGB888).copy()


def part_of(whole: QRectF, part: QRectF) -> QRectF:
    """A part, given as shares of the sides, in the coordinates of the whole."""
    width, height = whole.width(), whole.height()
    left, top = whole.x() + part.x() * width, whole.y() + part.y() * height
    return QRectF(left, top, part.width() * width, part.height() * height)


class PictureView(QWidget):
    """Shows one picture; `zoomed` tells the scale, in screen pixels a picture pixel, whenever it changes."""

    zoomed = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pixmap = QPixmap()
        self._reduced = QPixmap()  # the fitted picture in the screen's own pixels, made when first painted
        self._zoom = 0.0  # 0: fitted into the widget
        self._centre = QPointF()  # the point of the picture in the middle, while zoomed
        self._grip: QPointF | None = None
        self._pressed = False  # the first click of a double click was on the picture too
        self._smooth = True
        self._message = ""
        self._part = QRectF()  # the part that is framed, as shares of the picture; null: none
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(120, 120)

    def set_pixels(self, pixels: NDArray[np.uint8] | None, description: str = "", *, same: bool = False) -> None:
        """Shows pixels (H, W, 3) uint8 sRGB, fitted; None empties. `description` is what a screen reader says.

        `same`: it is the picture that is shown, a step on; what the hand has zoomed stays zoomed.
        """
        self.set_pixmap(QPixmap() if pixels is None else QPixmap.fromImage(image_of(pixels)), description, same=same)

    def set_pixmap(self, pixmap: QPixmap, description: str = "", *, same: bool = False) -> None:
        """As `set_pixels`, of a picture that is a pixmap already."""
        stays = same and pixmap.size() == self._pixmap.size()
        self._pixmap = pixmap
        self._reduced = QPixmap()
        self._message = ""
        self._part = QRectF()
        self.setAccessibleName(description)
        self._set_zoom(self._zoom if stays else 0.0)

    def set_message(self, text: str) -> None:
        """Shows a line of text in place of a picture: that it is on its way, or why it cannot be shown."""
        self._pixmap = QPixmap()
        self._message = text
        self.setAccessibleName(text)
        self.update()

    def set_part(self, part: QRectF) -> None:
        """Frames a part of the picture that is shown, as shares of its sides, and shades the rest; null: no frame."""
        self._part = part
        self.update()

    @property
    def part(self) -> QRectF:
        """The part that is framed, null where none is."""
        return self._part

    def set_smooth(self, smooth: bool) -> None:
        """Smooth interpolation, or every pixel of the picture as a square."""
        self._smooth = smooth
        self._reduced = QPixmap()
        self.update()

    @property
    def empty(self) -> bool:
        return self._pixmap.isNull()

    @property
    def scale(self) -> float:
        """Screen pixels (as the widget counts them) a pixel of the picture."""
        return self._zoom or self._fitting()

    def fit(self) -> None:
        """Shows the whole picture."""
        self._set_zoom(0.0)

    def zoom_by(self, factor: float, at: QPointF | None = None) -> None:
        """Zooms around a point of the widget (its middle by default); back at the fitting size it fits again."""
        if self.empty:
            return
        at = at or QRectF(self.rect()).center()
        held = self._picture_point(at)
        scale = min(self.scale * factor, LARGEST_ZOOM)
        if scale <= self._fitting() * 1.001:
            self.fit()
            return
        self._centre = held - (at - QRectF(self.rect()).center()) / scale
        self._set_zoom(scale)

    def _set_zoom(self, zoom: float) -> None:
        self._zoom = zoom
        self._keep_inside()
        self.setCursor(Qt.CursorShape.OpenHandCursor if zoom else Qt.CursorShape.ArrowCursor)
        self.update()
        self.zoomed.emit(self.scale)

    def _fitting(self) -> float:
        """The scale at which the whole picture is just visible; small pictures grow by whole factors when unsmooth."""
        if self.empty:
            return 1.0
        scale = min(self.width() / self._pixmap.width(), self.height() / self._pixmap.height())
        if not self._smooth and scale > 1:
            return float(math.floor(scale))
        return scale

    def _picture_point(self, at: QPointF) -> QPointF:
        return (at - self._frame().topLeft()) / self.scale

    def _frame(self) -> QRectF:
        """Where the picture lies in the widget's coordinates."""
        width, height = self._pixmap.width() * self.scale, self._pixmap.height() * self.scale
        middle = QRectF(self.rect()).center()
        if not self._zoom:
            return QRectF(middle.x() - width / 2, middle.y() - height / 2, width, height)
        return QRectF(middle - self._centre * self.scale, QRectF(0, 0, width, height).size())

    def _keep_inside(self) -> None:
        """Keeps a zoomed picture from being dragged out of sight."""
        if not self._zoom:
            return
        for get, put, length, room in (
            (self._centre.x, self._centre.setX, self._pixmap.width(), self.width()),
            (self._centre.y, self._centre.setY, self._pixmap.height(), self.height()),
        ):
            half = min(room / 2 / self._zoom, length / 2)
            put(min(max(get(), half), length - half))

    def _reduced_to(self, frame: QRectF) -> QPixmap:
        """The picture averaged down to the screen's pixels of `frame`: bilinear painting alone would drop rows."""
        size = (frame.size() * self.devicePixelRatioF()).toSize()
        if self._reduced.size() != size:
            self._reduced = self._pixmap.scaled(
                size, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
            )
        return self._reduced

    @override
    def sizeHint(self) -> QSize:
        return QSize(420, 420)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        look = tokens(self)
        if self.empty:
            painter.setPen(QColor(look.muted))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._message)
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, self._smooth)
        frame = self._frame()
        if not self._zoom:
            frame = QRectF(frame.toRect())
        source = self._reduced_to(frame) if not self._zoom and self._smooth and self.scale < 1 else self._pixmap
        painter.drawPixmap(frame, source, QRectF(source.rect()))
        if not self._part.isNull():
            self._paint_part(painter, frame)
        if self.hasFocus():
            painter.setPen(QPen(QColor(look.accent), 2))
            painter.drawRect(QRectF(self.rect()).adjusted(1, 1, -1, -1))

    def _paint_part(self, painter: QPainter, frame: QRectF) -> None:
        """Shades what lies outside of the framed part; a dark line in a light one is seen on any picture."""
        part = part_of(frame, self._part)
        around = QPainterPath()
        around.addRect(frame)
        around.addRect(part)
        around.setFillRule(Qt.FillRule.OddEvenFill)
        painter.fillPath(around, _SHADE)
        for colour, thickness in ((QColor("white"), 3), (QColor("black"), 1)):
            painter.setPen(QPen(colour, thickness))
            painter.drawRect(part)

    @override
    def resizeEvent(self, event: QEvent) -> None:
        self._keep_inside()
        self.zoomed.emit(self.scale)

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        turns = event.angleDelta().y() / 120
        self.zoom_by(1.2**turns, event.position())
        event.accept()

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed = True
        if self._zoom and event.button() == Qt.MouseButton.LeftButton:
            self._grip = event.position()
            self.setCursor(Qt.CursorShape.ClosedHandCursor)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._grip is not None:
            self._centre -= (event.position() - self._grip) / self.scale
            self._grip = event.position()
            self._keep_inside()
            self.update()

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._grip is not None:
            self._grip = None
            self.setCursor(Qt.CursorShape.OpenHandCursor)

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        pressed, self._pressed = self._pressed, False
        if not pressed:  # the first click was on what made room for the picture: it is shown whole
            return
        if self._zoom:
            self.fit()
        else:
            self.zoom_by(max(2.0, 1 / self.scale), event.position())

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal:
                self.zoom_by(1.25)
            case Qt.Key.Key_Minus:
                self.zoom_by(0.8)
            case Qt.Key.Key_0:
                self.fit()
            case _:
                super().keyPressEvent(event)
