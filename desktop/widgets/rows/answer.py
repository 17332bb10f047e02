"""A photo beside what it was taken for: the picture, large, and the most probable classes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from desktop.theme import BETWEEN, WITHIN, set_role
from desktop.widgets.called import Called
from desktop.widgets.pictures.picture import PictureView, image_of, part_of
from desktop.widgets.plain import one_line
from desktop.widgets.rows.bars import Bar, Bars
from desktop.widgets.tiles.thumbnails import ThumbnailRequest, Thumbnails
from engine.job.words import Language, say
from engine.models.preprocessing import Preprocessing

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_WHOLE = 0.995  # a part with more of both sides is the whole picture
_LARGE = 2048  # the longer side of the picture as it is shown, in the screen's pixels


class Answer(QWidget):
    """The picture with its bars beside it, or below where there is more height than width (`set_wide`)."""

    def __init__(self, thumbnails: Thumbnails, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._thumbnails = thumbnails
        self._wanted: ThumbnailRequest | None = None
        self._description = self._told = ""
        self._language: Language = "en"
        self.called = Called()
        self.sees: Preprocessing | None = None
        """How the network sees a picture; None: that is not told."""
        self._over: NDArray[np.uint8] | None = None
        self.picture = PictureView()
        self.bars = Bars()
        self._name = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self._framed = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self._framed.hide()
        set_role(self._name, "heading")
        set_role(self._framed, "caption")
        thumbnails.arrived.connect(self._look)
        column = QWidget()
        words = QVBoxLayout(column)
        words.setContentsMargins(0, 0, 0, 0)
        words.setSpacing(WITHIN)
        words.addStretch(1)
        words.addWidget(self._name)
        words.addWidget(self.bars)
        words.addWidget(self._framed)
        words.addStretch(1)
        self._words = QScrollArea(widgetResizable=True)
        self._words.setMinimumSize(200, 120)
        self._words.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._words.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._words.setWidget(column)
        self._words.viewport().setAutoFillBackground(False)
        column.setAutoFillBackground(False)
        self._layout = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(BETWEEN)
        self._layout.addWidget(self.picture, 3)
        self._layout.addWidget(self._words, 2)

    def set_wide(self, wide: bool) -> None:
        """Puts the bars beside the picture, or below it."""
        self._layout.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)
        self._layout.setStretchFactor(self._words, 2)

    def show_answer(self, path: Path, name: str, guesses: Sequence[tuple[str, float]], fault: str = "") -> None:
        """Shows a photo and its guesses (class, probability), best first; or the `fault` why there are none.

        Classes are worded by `called`.
        """
        self._name.setText(one_line(name))
        self.bars.set_bars([Bar(self.called(name), share, self.called.both(name)) for name, share in guesses])
        self.bars.setVisible(bool(guesses))
        covered = self._over is not None
        self._description, self._told, self._over = name, "", None
        if fault:
            self._wanted = None
            self._framed.hide()
            self.picture.set_message(fault)
            return
        wanted = ThumbnailRequest(path, _LARGE, "contain")
        if covered or wanted != self._wanted:
            self._wanted = wanted
            self._framed.hide()
            self.picture.set_message("…")
        self.ask()

    def show_over(self, pixels: NDArray[np.uint8] | None, description: str = "") -> None:
        """Lays the square (S, S, 3) that the network sees over its place in the photo; the photo alone again (None)."""
        self._over = pixels
        if self._wanted is None:
            return
        self._told = description if pixels is not None else ""
        self.picture.set_message("…")
        self.ask()

    def ask(self) -> None:
        """Has the picture brought, unless it is there."""
        if self._wanted is not None and self._thumbnails.get(self._wanted) is None:
            self._thumbnails.want([self._wanted], self)
        self._look()

    def retranslate(self, language: Language) -> None:
        self._language = language
        self.bars.setAccessibleName(self.tr("Most probable classes"))
        self._framed.setText(self.tr("In the frame: what the network sees"))

    def _look(self) -> None:
        if self._wanted is None or not self.picture.empty:
            return
        thumbnail = self._thumbnails.get(self._wanted)
        if thumbnail is None:
            return
        if thumbnail.fault is not None:
            self.picture.set_message(say(thumbnail.fault, self._language))
        else:
            self._show(thumbnail.pixmap, thumbnail.size)

    def _show(self, pixmap: QPixmap, size: tuple[int, int]) -> None:
        """Shows the photo, `size` pixels large, what lies over it, and a frame where the network sees but a part."""
        if self.sees is None or min(size) < 1:
            if self._over is not None:
                pixmap = QPixmap.fromImage(image_of(self._over))
            self.picture.set_pixmap(pixmap, self._told or self._description)
            return
        left, top, right, bottom = self.sees.seen(*size)
        part = QRectF(left / size[0], top / size[1], (right - left) / size[0], (bottom - top) / size[1])
        if self._over is not None:
            pixmap = self._laid_over(pixmap, part, size)
        self.picture.set_pixmap(pixmap, self._told or self._description)
        whole = part.width() > _WHOLE and part.height() > _WHOLE
        self.picture.set_part(QRectF() if whole else part)
        self._framed.setVisible(not whole)

    def _laid_over(self, pixmap: QPixmap, part: QRectF, size: tuple[int, int]) -> QPixmap:
        assert self._over is not None
        assert self.sees is not None
        left, top, right, bottom = self.sees.inside(*size)
        both = QPixmap(pixmap)
        painter = QPainter(both)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        place = part_of(QRectF(both.rect()), part)
        painter.drawImage(place, image_of(self._over), QRectF(left, top, right - left, bottom - top))
        painter.end()
        return both
