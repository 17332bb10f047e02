"""One channel of a layer: its map over the picture, and what excites it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSlider, QVBoxLayout, QWidget

from desktop.figures import figure, percent
from desktop.models.ref import ModelRef
from desktop.theme import BETWEEN, WITHIN, set_icon, set_role
from desktop.widgets.pictures.picture import PictureView
from desktop.widgets.plain import one_line
from desktop.widgets.segmented import Option, Segmented
from desktop.widgets.tiles.grid import Grid
from desktop.widgets.tiles.thumbnails import Thumbnails
from engine.job.words import Language
from engine.jobs.features import Counted, Exciting, FeaturesResult, best, most_counted
from engine.look.colours import over

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Excited:
    """Photos for a grid, each named with its activation."""

    photos: tuple[Exciting | Counted, ...]
    captions: tuple[str, ...]
    classes: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.photos)

    def path(self, index: int) -> Path:
        return Path(self.photos[index].path)

    def name(self, index: int) -> str:
        return self.captions[index]

    def label(self, index: int) -> int:  # noqa: ARG002
        return -1


class ChannelCard(QFrame):
    """`photos_wanted` asks for what excites the layer, `ideal_wanted` tells LAYER:N, `photo_chosen` a photo.

    `off_wanted`: the channels of the layer that are to be switched off, of which `show_channel` brings the answer.
    """

    photos_wanted = Signal()
    ideal_wanted = Signal(str)
    photo_chosen = Signal(object)  # Path
    off_wanted = Signal(tuple)  # tuple[int, ...]

    def __init__(self, thumbnails: Thumbnails, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._result: FeaturesResult | None = None
        self._channel = -1
        self._files: Sequence[str] = ()
        self._figures: NDArray[np.float32] | None = None
        self._counted: NDArray[np.float32] | None = None
        self._answers: Sequence[str] = ()
        self._model = ""
        self._folder_name = ""
        self.picture = PictureView()
        self.picture.setMinimumSize(160, 124)
        self.strength = QSlider(Qt.Orientation.Horizontal)
        self.strength.setRange(0, 100)
        self.strength.setValue(75)
        self.photos = Grid(thumbnails)
        self.photos.set_side(74)
        self.photos.setMinimumHeight(60)
        self.which = Segmented(("excite", "count"), explained=False)
        self.seek, self.ideal = QPushButton(), QPushButton()
        self.off = QPushButton()
        self.off.setCheckable(True)
        self._without = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        set_role(self._without, "caption")
        set_icon(self.seek, "search")
        set_icon(self.ideal, "ideal")
        self._build()
        self.strength.valueChanged.connect(lambda _: self._show_over())
        self.seek.clicked.connect(self.photos_wanted)
        self.ideal.clicked.connect(self._want_ideal)
        self.photos.activated.connect(self._open_photo)
        self.which.changed.connect(lambda _: self._show_photos())
        self.off.clicked.connect(self._switch)

    def _build(self) -> None:
        set_role(self, "card")
        self.setMinimumWidth(250)
        self._name, self._strength_label, self._likes = QLabel(wordWrap=True), QLabel(), QLabel(wordWrap=True)
        for label, role in ((self._name, "heading"), (self._strength_label, "caption"), (self._likes, "heading")):
            label.setTextFormat(Qt.TextFormat.PlainText)
            set_role(label, role)
        self._strength_label.setBuddy(self.strength)
        strength = QHBoxLayout()
        strength.setSpacing(WITHIN)
        strength.addWidget(self._strength_label)
        strength.addWidget(self.strength, 1)
        buttons = QVBoxLayout()
        buttons.setSpacing(WITHIN - 2)
        buttons.addWidget(self.seek)
        buttons.addWidget(self.ideal)
        buttons.addWidget(self.off)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(BETWEEN - 4, BETWEEN - 4, BETWEEN - 4, BETWEEN - 4)
        layout.setSpacing(WITHIN)
        layout.addWidget(self._name)
        layout.addWidget(self.picture, 1)
        layout.addLayout(strength)
        layout.addWidget(self._without)
        layout.addWidget(self._likes)
        layout.addWidget(self.which)
        layout.addWidget(self.photos, 1)
        layout.addLayout(buttons)

    def show_channel(self, result: FeaturesResult | None, channel: int) -> None:
        """Shows a channel of a layer; -1: none of it."""
        if self._result is None or result is None or self._result.layer != result.layer:
            self.show_excited((), None)
        self._result, self._channel = result, channel
        self._tell()
        self._show_over()
        self._show_photos()

    def show_excited(
        self,
        files: Sequence[str],
        figures: NDArray[np.float32] | None,
        counted: NDArray[np.float32] | None = None,
        answers: Sequence[str] = (),
    ) -> None:
        """Photos of the folder, how much each excites each channel (photos, channels), None: not known.

        `counted`: how much each channel counted for the network's `answers`, in logits.
        """
        self._files, self._figures, self._counted, self._answers = files, figures, counted, answers
        self._show_photos()

    def set_model(self, model: str) -> None:
        """Whose classes the answers are."""
        self._model = model

    def set_folder(self, name: str) -> None:
        """What the folder is called in which photos are looked for; "" while none is open."""
        self._folder_name = name
        self._show_photos()

    def _tell(self) -> None:
        self._tell_silenced()
        if self._result is None or self._channel < 0:
            return
        figures, where = self._result.maps[self._channel], self.locale()
        text = self.tr("Channel {number}: up to {largest}, mean {mean}")
        self._name.setText(
            text.format(
                number=where.toString(self._channel),
                largest=figure(figures.max(), where, "g", 3),
                mean=figure(figures.mean(), where, "g", 3),
            )
        )

    def _switch(self) -> None:
        """The channel in hand is switched off beside those that are, or on again."""
        former = () if self._result is None or self._result.silenced is None else self._result.silenced.channels
        if self._result is not None and self._channel >= 0:
            self.off_wanted.emit(tuple(sorted(set(former) ^ {self._channel})))

    def _tell_silenced(self) -> None:
        """What the network says without the channels that are off."""
        quiet, where = None if self._result is None else self._result.silenced, self.locale()
        self.off.setChecked(quiet is not None and self._channel in quiet.channels)
        self._without.setVisible(quiet is not None)
        if quiet is None:
            return
        called = ModelRef.of(self._model).called(where)
        text = self.tr("Without channel(s) {channels}: {before} {sure} becomes {after} {then}; {kept} is left of it.")
        if quiet.after.class_ == quiet.before.class_:
            text = self.tr("Without channel(s) {channels}: still {before}, {sure} becomes {kept}.")
        told = text.format(
            channels=", ".join(where.toString(channel) for channel in quiet.channels),
            before=called(quiet.before.class_),
            sure=percent(quiet.before.probability, where),
            after=called(quiet.after.class_),
            then=percent(quiet.after.probability, where),
            kept=percent(quiet.kept, where),
        )
        self._without.setText(one_line(told))

    def _show_over(self) -> None:
        if self._result is None or self._channel < 0:
            return
        figures = self._result.maps[self._channel]
        described = self.tr("The picture with the channel laid over it")
        if figures.size == 1:
            self.picture.set_pixels(self._result.square, described)
            return
        laid = laid_over(self._result.square, figures, self.strength.value() / 100)
        self.picture.set_pixels(laid, described)

    def _show_photos(self) -> None:
        self.photos.show_photos(shown := self._found(), range(len(shown)))
        known = self._figures is not None
        counting = known and self.which.value() == "count"
        self.which.setVisible(known)
        self.seek.setVisible(not known)
        self._likes.setVisible(not known)
        self._likes.setText(self.tr("What does this channel like?"))
        if self._folder_name:
            self.seek.setText(self.tr("Find photos that excite it"))
            tip = self.tr("Runs the photos of {folder} through the network, once for all channels of this layer")
            self.seek.setToolTip(tip.format(folder=self._folder_name))
            hint = self.tr("The photos of your folder that excite the channel most, or its ideal image, tell.")
        else:
            self.seek.setText(self.tr("Open a folder of photos…"))
            self.seek.setToolTip(self.tr("Photos among which to look for those that excite the channel most"))
            hint = self.tr("Open a folder of photos to see which of them excite this channel most.")
        none = self.tr("In none of your photos it speaks for the answer.") if counting and len(self._files) else ""
        self.photos.set_message(none or (self.tr("No photo could be read.") if known else hint))

    def _found(self) -> Excited:
        """The photos that are shown for the channel in hand, best first, each with its figure."""
        channel, where = self._channel, self.locale()
        if channel < 0:
            return Excited((), ())
        if self.which.value() == "excite":
            excited = best(self._files, self._figures, channel)
            return Excited(excited, tuple(figure(item.activation, where, "g", 3) for item in excited))
        counted = most_counted(self._files, self._answers, self._counted, channel)
        called = ModelRef.of(self._model).called(where)
        return Excited(
            counted, tuple(one_line(f"{called(item.class_)} +{figure(item.logit, where, 'g', 2)}") for item in counted)
        )

    def _want_ideal(self) -> None:
        if self._result is not None and self._channel >= 0:
            self.ideal_wanted.emit(f"{self._result.layer}:{self._channel}")

    def _open_photo(self, index: int) -> None:
        self.photo_chosen.emit(self._found().path(index))

    def retranslate(self, language: Language) -> None:
        """Words everything in `language`."""
        self._strength_label.setText(self.tr("Map over the photo"))
        self.strength.setAccessibleName(self.tr("Strength of the map over the photo"))
        self.strength.setToolTip(self.tr("From the photo alone to the map alone, where the channel is above 0"))
        self.ideal.setText(self.tr("Its ideal image"))
        self.ideal.setToolTip(self.tr("Makes the picture that excites this channel most, on the Ideal image page"))
        self.off.setText(self.tr("Switch it off"))
        self.off.setToolTip(self.tr("Sets this channel to 0 everywhere and asks the network again; others stay off"))
        options = [
            Option("excite", self.tr("Excite it"), self.tr("Your photos that excite the channel most, by its mean")),
            Option("count", self.tr("Where it counted"), self.tr(
                "Your photos in which it counted most for the answer: activation × gradient, about so many logits")),
        ]  # fmt: skip
        self.which.set_options(options, self.tr("Which photos"))
        self.photos.setAccessibleName(self.tr("Photos of the channel"))
        self.photos.set_language(language)
        self._tell()
        self._show_over()
        self._show_photos()


def laid_over(square: NDArray[np.uint8], figures: NDArray[np.float32], strength: float) -> NDArray[np.uint8]:
    """A channel's map (h, w), enlarged smoothly, over the picture (H, W, 3); only what is above 0 is coloured."""
    height, width, _ = square.shape
    enlarged = Image.fromarray(figures.astype(np.float32)).resize((width, height), Image.Resampling.BILINEAR)
    return over(square, np.asarray(enlarged, dtype=np.float32), strength)
