"""A patch that was learnt: the square itself, photos with it on them, and how often it misleads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.figures import figure, percent
from desktop.models.ref import ModelRef
from desktop.theme import BETWEEN, WITHIN, set_icon, set_role
from desktop.widgets.elided import ElidedLabel
from desktop.widgets.pictures.picture import PictureView
from desktop.widgets.plain import one_line

if TYPE_CHECKING:
    from engine.jobs.adversarial import PatchResult
    from engine.paint.trying import PatchTrial

_SHOWN: Final = 4
_SQUARE: Final = 172  # px, at most as high as there is room
_SIDE: Final = 128  # px of a photo


class PatchView(QWidget):
    """`print`: asks for the sheet; the square is saved with it as a PNG, as its owner likes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._patch: PatchResult | None = None
        self._model = ""
        self.square = PictureView()
        self.square.setMaximumWidth(_SQUARE)
        self._share, self._how = QLabel(wordWrap=True), QLabel(wordWrap=True)
        for label, role in ((self._share, "heading"), (self._how, "caption")):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            set_role(label, role)
        self.photos = [PictureView() for _ in range(_SHOWN)]
        self._captions = [ElidedLabel() for _ in range(_SHOWN)]
        self.print = QPushButton()
        set_icon(self.print, "export")
        self._put_together()

    def _put_together(self) -> None:
        grid = QGridLayout()
        grid.setSpacing(4)
        for column, (photo, caption) in enumerate(zip(self.photos, self._captions, strict=True)):
            photo.setMinimumSize(72, 72)
            photo.setMaximumHeight(_SIDE)
            set_role(caption, "caption")
            grid.addWidget(photo, 0, column)
            grid.addWidget(caption, 1, column)
            grid.setColumnStretch(column, 1)
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addWidget(self._share)
        words.addWidget(self._how)
        words.addLayout(grid, 1)
        left = QVBoxLayout()
        left.setSpacing(WITHIN)
        left.addWidget(self.square, 1)
        left.addWidget(self.print)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(BETWEEN)
        layout.addLayout(left)
        layout.addLayout(words, 1)

    def show_patch(self, patch: PatchResult | None, model: str = "") -> None:
        """Shows a patch, and what `model` said of photos with it; None: there is none yet."""
        self._patch, self._model = patch, model
        self._tell()

    @property
    def patch(self) -> PatchResult | None:
        return self._patch

    def retranslate(self) -> None:
        self.print.setText(self.tr("Save to print…"))
        self.print.setToolTip(self.tr("As a PDF sheet or a PNG in true size, to be printed at 100 %"))
        self._tell()

    def _tell(self) -> None:
        patch, where = self._patch, self.locale()
        self.print.setEnabled(patch is not None)
        shown = () if patch is None else patch.shown[:_SHOWN]
        for photo in self.photos:
            photo.set_pixels(None)
        for caption in self._captions:
            caption.setText("")
        if patch is None:
            self.square.set_message("")
            self._share.setText(self.tr("After the attack “Patch”: the square, and how often it misleads."))
            self._how.setText("")
            return
        self.square.set_pixels(patch.pixels, self.tr("The patch"))
        self._share.setText(self._shares(patch))
        size = self.tr("{area} % of a picture, {millimetres} mm when printed").format(
            area=figure(patch.area, where, "g", 3), millimetres=figure(patch.millimetres, where, "f", 0)
        )
        learnt = self.tr("learnt over %n photo(s)", "", patch.learnt)
        self._how.setText(f"{learnt} · {size}")
        called = ModelRef.of(self._model).called(where)
        for photo, caption, trial in zip(self.photos, self._captions, shown, strict=False):
            seen = f"{called(trial.class_)} {percent(trial.probability, where, 0)}"
            text = one_line(self._place(trial).format(seen=seen))
            photo.set_pixels(trial.pixels, text)
            caption.setText(text)

    def _place(self, trial: PatchTrial) -> str:
        """How the patch lay on a photo, and whether it misled there."""
        if trial.misled:
            return self.tr("held, misled: {seen}") if trial.held else self.tr("flat, misled: {seen}")
        return self.tr("held, in vain: {seen}") if trial.held else self.tr("flat, in vain: {seen}")

    def _shares(self, patch: PatchResult) -> str:
        if patch.fooled is None or patch.fooled_held is None:
            return self.tr("There were no other photos to try it on.")
        where = self.locale()
        text = self.tr("On %n other photo(s) it misleads at {flat} of random places, held in a hand at {held}.", "",
                       patch.held_out)  # fmt: skip
        return text.format(flat=percent(patch.fooled, where), held=percent(patch.fooled_held, where))
