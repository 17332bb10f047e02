"""One layer's view of a picture: its channel maps, one channel large over the photo, and what excites that channel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
from PIL import Image
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSlider,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from desktop.figures import figure, percent
from desktop.theme import BETWEEN, WITHIN, set_icon, set_role
from desktop.widgets.elided import ElidedLabel
from desktop.widgets.pictures.picture import PictureView
from desktop.widgets.rows.layertree import StageRow, shape_text, stage_text
from desktop.widgets.tiles.channels import ChannelGrid, ColourScale
from desktop.widgets.tiles.grid import Grid
from desktop.widgets.tiles.thumbnails import Thumbnails
from engine.job.words import Language
from engine.jobs.features import Exciting, FeaturesResult, best
from engine.look.colours import over

if TYPE_CHECKING:
    from numpy.typing import NDArray

_EXTREME: Final = 0.5  # percent at each end of the colour scale
SHOWN: Final = ("all", "16", "64", "sorted")


@dataclass(frozen=True, slots=True)
class Excited:
    """Photos for a grid, each named with its activation."""

    photos: tuple[Exciting, ...]
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


class LayerView(QWidget):
    """`stage_chosen` tells a stage, `photos_wanted` asks for what excites the layer, `ideal_wanted` tells LAYER:N."""

    stage_chosen = Signal(str)
    photos_wanted = Signal()
    ideal_wanted = Signal(str)
    photo_chosen = Signal(object)  # Path
    save_wanted = Signal()

    def __init__(self, thumbnails: Thumbnails, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._result: FeaturesResult | None = None
        self._files: Sequence[str] = ()
        self._figures: NDArray[np.float32] | None = None
        self._folder_name = ""
        self.stages = StageRow()
        self.maps, self.scale = ChannelGrid(), ColourScale()
        self.shown = QComboBox()
        self.shown.addItems(SHOWN)
        self.picture = PictureView()
        self.picture.setMinimumSize(160, 150)
        self.strength = QSlider(Qt.Orientation.Horizontal)
        self.strength.setRange(0, 100)
        self.strength.setValue(75)
        self.photos = Grid(thumbnails)
        self.photos.set_side(74)
        self.seek, self.ideal, self.save = QPushButton(), QPushButton(), QPushButton()
        self._build()
        self._connect()
        self.retranslate("en")

    def _build(self) -> None:
        self._name, self._statistics, self._channel = ElidedLabel(), QLabel(wordWrap=True), QLabel(wordWrap=True)
        self._strength_label, self._likes = QLabel(), QLabel(wordWrap=True)
        for label, role in (
            (self._name, "heading"), (self._statistics, "muted"), (self._channel, "heading"),
            (self._strength_label, "caption"), (self._likes, "heading"),
        ):  # fmt: skip
            label.setTextFormat(Qt.TextFormat.PlainText)
            set_role(label, role)
        self._strength_label.setBuddy(self.strength)
        set_icon(self.seek, "search")
        set_icon(self.ideal, "ideal")
        set_icon(self.save, "export")
        set_role(self.save, "icon")
        across = QSplitter(Qt.Orientation.Horizontal)
        across.setChildrenCollapsible(False)
        across.setHandleWidth(BETWEEN - 4)
        across.addWidget(self._layer_card())
        across.addWidget(self._channel_card())
        across.setStretchFactor(0, 3)
        across.setStretchFactor(1, 2)
        across.setSizes([410, 280])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(WITHIN + 4)
        layout.addWidget(self.stages)
        layout.addWidget(across, 1)

    def _layer_card(self) -> QWidget:
        head = QHBoxLayout()
        head.setSpacing(WITHIN)
        head.addWidget(self._name, 1)
        head.addWidget(self.save)
        below = QHBoxLayout()
        below.setSpacing(BETWEEN)
        below.addWidget(self.shown)
        below.addWidget(self.scale, 1)
        return _card(head, self._statistics, self.maps, below)

    def _channel_card(self) -> QWidget:
        strength = QHBoxLayout()
        strength.setSpacing(WITHIN)
        strength.addWidget(self._strength_label)
        strength.addWidget(self.strength, 1)
        buttons = QVBoxLayout()
        buttons.setSpacing(WITHIN - 2)
        buttons.addWidget(self.seek)
        buttons.addWidget(self.ideal)
        card = _card(self._channel, self.picture, strength, self._likes, self.photos, buttons)
        card.setMinimumWidth(250)
        layout = card.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.setStretchFactor(self.picture, 1)
        layout.setStretchFactor(self.photos, 1)
        self.photos.setMinimumHeight(60)
        return card

    def _connect(self) -> None:
        self.stages.chosen.connect(self.stage_chosen)
        self.maps.current_changed.connect(lambda _: self._show_channel())
        self.shown.currentIndexChanged.connect(lambda _: self._show_maps())
        self.strength.valueChanged.connect(lambda _: self._show_over())
        self.seek.clicked.connect(self.photos_wanted)
        self.save.clicked.connect(self.save_wanted)
        self.ideal.clicked.connect(self._want_ideal)
        self.photos.activated.connect(self._open_photo)

    # What is shown

    def show_result(self, result: FeaturesResult) -> None:
        """Shows what a layer made of a picture; the channel stays where the layer stayed."""
        former = self._result
        same = former is not None and former.layer == result.layer and former.shape == result.shape
        self._result = result
        if not same:
            self._files, self._figures = (), None
        self._show_maps()
        if not same:
            self.maps.verticalScrollBar().setValue(0)
            self.maps.choose(result.most_active[0], reveal=False)
        self.retell()

    def show_excited(self, files: Sequence[str], figures: NDArray[np.float32] | None) -> None:
        """Photos of the folder and how much each excites each channel (photos, channels); None: not known."""
        self._files, self._figures = files, figures
        self._show_photos()

    def set_folder(self, name: str) -> None:
        """What the folder is called in which photos are looked for; "" while none is open."""
        self._folder_name = name
        self._show_photos()

    @property
    def order(self) -> list[int]:
        """The channels that the grid shall show."""
        if self._result is None:
            return []
        count = len(self._result.maps)
        if self.shown.currentIndex() == 0:
            return list(range(count))
        loudest = np.argsort(-self._result.maps.max(axis=(1, 2)), kind="stable")
        most = {1: 16, 2: 64}.get(self.shown.currentIndex(), count)
        return [int(channel) for channel in loudest[:most]]

    @property
    def range(self) -> tuple[float, float]:
        """Where the colours begin and end: 0, or the lowest figures of the layer, to the highest.

        The most extreme half of a percent at an end shares the end's colour, so that one figure does not dim the rest.
        """
        if self._result is None:
            return 0.0, 1.0
        low, high = (float(figure) for figure in np.percentile(self._result.maps, (_EXTREME, 100 - _EXTREME)))
        low = min(0.0, low)
        return low, high if high > low else float(self._result.maps.max())

    def _show_maps(self) -> None:
        if self._result is None:
            return
        self.maps.show_maps(self._result.maps, self.order, *self.range)
        low, high = self.range
        least, largest = float(self._result.maps.min()), float(self._result.maps.max())
        self.scale.set_range(low, high, below=least < low, above=largest > high)
        if self.maps.current < 0:
            self.maps.choose(self._result.most_active[0], reveal=False)

    def _show_channel(self) -> None:
        if self._result is None or self.maps.current < 0:
            return
        channel = self.maps.current
        figures, where = self._result.maps[channel], self.locale()
        text = self.tr("Channel {number}: up to {largest}, mean {mean}")
        self._channel.setText(
            text.format(
                number=where.toString(channel),
                largest=figure(figures.max(), where, "g", 3),
                mean=figure(figures.mean(), where, "g", 3),
            )
        )
        self._show_over()
        self._show_photos()

    def _show_over(self) -> None:
        if self._result is None or self.maps.current < 0:
            return
        figures = self._result.maps[self.maps.current]
        described = self.tr("The picture with the channel laid over it")
        if figures.size == 1:
            self.picture.set_pixels(self._result.square, described)
            return
        laid = laid_over(self._result.square, figures, self.strength.value() / 100)
        self.picture.set_pixels(laid, described)

    def _show_photos(self) -> None:
        channel, where = self.maps.current, self.locale()
        found = best(self._files, self._figures, channel) if channel >= 0 else ()
        captions = tuple(figure(item.activation, where, "g", 3) for item in found)
        self.photos.show_photos(Excited(found, captions), range(len(found)))
        known = self._figures is not None
        self.seek.setVisible(not known)
        self._likes.setText(
            self.tr("Your photos that excite it most") if known else self.tr("What does this channel like?")
        )
        if self._folder_name:
            self.seek.setText(self.tr("Find photos that excite it"))
            tip = self.tr("Runs the photos of {folder} through the network, once for all channels of this layer")
            self.seek.setToolTip(tip.format(folder=self._folder_name))
            hint = self.tr("The photos of your folder that excite the channel most, or its ideal image, tell.")
        else:
            self.seek.setText(self.tr("Open a folder of photos…"))
            self.seek.setToolTip(self.tr("Photos among which to look for those that excite the channel most"))
            hint = self.tr("Open a folder of photos to see which of them excite this channel most.")
        self.photos.set_message(self.tr("No photo could be read.") if known else hint)

    def _want_ideal(self) -> None:
        if self._result is not None and self.maps.current >= 0:
            self.ideal_wanted.emit(f"{self._result.layer}:{self.maps.current}")

    def _open_photo(self, index: int) -> None:
        self.photo_chosen.emit(Path(best(self._files, self._figures, self.maps.current)[index].path))

    # Words

    def retell(self) -> None:
        """Words what depends on the result."""
        result = self._result
        if result is None:
            return
        where, found = self.locale(), result.statistics
        stage = next((layer.stage for layer in result.layers if layer.path == result.layer), "")
        name = result.layer.removeprefix("backbone.")
        parts = [stage_text(stage), name, shape_text(result.shape)]
        self._name.setText(" · ".join(part for part in parts if part))
        self._name.setToolTip(result.layer)
        text = self.tr("mean {mean} · standard deviation {deviation} · largest {largest} · {zeros} zeros")
        self._statistics.setText(
            text.format(
                mean=figure(found.mean, where, "g", 3),
                deviation=figure(found.deviation, where, "g", 3),
                largest=figure(found.largest, where, "g", 3),
                zeros=percent(found.zeros, where),
            )
        )
        self._statistics.setToolTip(self._statistics.text())
        self.stages.set_chosen(stage)
        self._show_channel()

    def retranslate(self, language: Language) -> None:
        """Words everything in `language`."""
        options = (
            self.tr("All channels"), self.tr("16 most active"), self.tr("64 most active"),
            self.tr("All, most active first"),
        )  # fmt: skip
        for row, text in enumerate(options):
            self.shown.setItemText(row, text)
        self.shown.setAccessibleName(self.tr("Channels shown"))
        self.shown.setToolTip(self.tr("Which channels are shown; the most active have the largest figures"))
        self._strength_label.setText(self.tr("Map over the photo"))
        self.strength.setAccessibleName(self.tr("Strength of the map over the photo"))
        self.strength.setToolTip(self.tr("From the photo alone to the map alone, where the channel is above 0"))
        self.save.setToolTip(self.tr("Save the maps that are shown as a picture…"))
        self.save.setAccessibleName(self.tr("Save the maps that are shown as a picture…"))
        self.ideal.setText(self.tr("Its ideal image"))
        self.ideal.setToolTip(self.tr("Makes the picture that excites this channel most, on the Ideal image page"))
        self.photos.setAccessibleName(self.tr("Photos that excite the channel most"))
        self.photos.set_language(language)
        for widget in (self.stages, self.maps, self.scale):
            widget.retranslate()
        self.retell()
        self._show_photos()


def laid_over(square: NDArray[np.uint8], figures: NDArray[np.float32], strength: float) -> NDArray[np.uint8]:
    """A channel's map (h, w), enlarged smoothly, over the picture (H, W, 3); only what is above 0 is coloured."""
    height, width, _ = square.shape
    enlarged = Image.fromarray(figures.astype(np.float32)).resize((width, height), Image.Resampling.BILINEAR)
    return over(square, np.asarray(enlarged, dtype=np.float32), strength)


def _card(*parts: QWidget | QHBoxLayout | QVBoxLayout) -> QFrame:
    card = QFrame()
    set_role(card, "card")
    layout = QVBoxLayout(card)
    layout.setContentsMargins(BETWEEN - 4, BETWEEN - 4, BETWEEN - 4, BETWEEN - 4)
    layout.setSpacing(WITHIN)
    for part in parts:
        if isinstance(part, QWidget):
            layout.addWidget(part, 1 if isinstance(part, ChannelGrid) else 0)
        else:
            layout.addLayout(part)
    return card
