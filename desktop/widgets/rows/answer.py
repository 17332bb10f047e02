"""A photo beside what it was taken for: the picture, large, and the most probable classes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from desktop.theme import BETWEEN, WITHIN, set_role
from desktop.widgets.called import Called
from desktop.widgets.pictures.picture import PictureView
from desktop.widgets.plain import one_line
from desktop.widgets.rows.bars import Bar, Bars
from desktop.widgets.tiles.thumbnails import ThumbnailRequest, Thumbnails
from engine.job.words import Language, say

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_LARGE = 2048  # the longer side of the picture as it is shown, in the screen's pixels


class Answer(QWidget):
    """The picture with its bars beside it, or below where there is more height than width (`set_wide`)."""

    def __init__(self, thumbnails: Thumbnails, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._thumbnails = thumbnails
        self._wanted: ThumbnailRequest | None = None
        self._description = ""
        self._language: Language = "en"
        self.called = Called()
        self.picture = PictureView()
        self.bars = Bars()
        self._name = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        set_role(self._name, "heading")
        thumbnails.arrived.connect(self._look)
        column = QWidget()
        words = QVBoxLayout(column)
        words.setContentsMargins(0, 0, 0, 0)
        words.setSpacing(WITHIN)
        words.addStretch(1)
        words.addWidget(self._name)
        words.addWidget(self.bars)
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
        self._description = name
        if fault:
            self._wanted = None
            self.picture.set_message(fault)
            return
        wanted = ThumbnailRequest(path, _LARGE, "contain")
        if wanted != self._wanted:
            self._wanted = wanted
            self.picture.set_message("…")
        self.ask()

    def show_over(self, pixels: NDArray[np.uint8] | None, description: str = "") -> None:
        """Shows other pixels (H, W, 3) in the photo's place, or the photo again (None)."""
        if pixels is not None:
            self.picture.set_pixels(pixels, description)
        elif self._wanted is not None:
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

    def _look(self) -> None:
        if self._wanted is None or not self.picture.empty:
            return
        thumbnail = self._thumbnails.get(self._wanted)
        if thumbnail is None:
            return
        if thumbnail.fault is not None:
            self.picture.set_message(say(thumbnail.fault, self._language))
        else:
            self.picture.set_pixmap(thumbnail.pixmap, self._description)
