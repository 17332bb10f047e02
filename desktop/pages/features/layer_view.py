"""One layer's view of a picture: its channel maps on one colour scale, and one channel large beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel, QPushButton, QSplitter, QVBoxLayout, QWidget

from desktop.figures import figure, percent
from desktop.pages.features.channel import ChannelCard
from desktop.theme import BETWEEN, WITHIN, set_icon, set_role
from desktop.widgets.elided import ElidedLabel
from desktop.widgets.rows.layertree import StageRow, shape_text, stage_text
from desktop.widgets.tiles.channels import ChannelGrid, ColourScale
from desktop.widgets.tiles.thumbnails import Thumbnails
from engine.job.words import Language
from engine.jobs.features import FeaturesResult

if TYPE_CHECKING:
    from numpy.typing import NDArray

_EXTREME: Final = 0.5  # percent at each end of the colour scale
SHOWN: Final = ("all", "16", "64", "sorted")


class LayerView(QWidget):
    """`stage_chosen` tells a stage, `save_wanted` asks for the maps as a picture; `channel`: the current one, large."""

    stage_chosen = Signal(str)
    save_wanted = Signal()

    def __init__(self, thumbnails: Thumbnails, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._result: FeaturesResult | None = None
        self.stages = StageRow()
        self.maps, self.scale = ChannelGrid(), ColourScale()
        self.shown = QComboBox()
        self.shown.addItems(SHOWN)
        self.channel = ChannelCard(thumbnails)
        self.save = QPushButton()
        self._build()
        self.stages.chosen.connect(self.stage_chosen)
        self.maps.current_changed.connect(lambda _: self._show_channel())
        self.shown.currentIndexChanged.connect(lambda _: self._show_maps())
        self.save.clicked.connect(self.save_wanted)
        self.retranslate("en")

    def _build(self) -> None:
        self._name, self._statistics = ElidedLabel(), QLabel(wordWrap=True)
        for label, role in ((self._name, "heading"), (self._statistics, "muted")):
            label.setTextFormat(Qt.TextFormat.PlainText)
            set_role(label, role)
        set_icon(self.save, "export")
        set_role(self.save, "icon")
        across = QSplitter(Qt.Orientation.Horizontal)
        across.setChildrenCollapsible(False)
        across.setHandleWidth(BETWEEN - 4)
        across.addWidget(self._layer_card())
        across.addWidget(self.channel)
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
        card = QFrame()
        set_role(card, "card")
        layout = QVBoxLayout(card)
        layout.setContentsMargins(BETWEEN - 4, BETWEEN - 4, BETWEEN - 4, BETWEEN - 4)
        layout.setSpacing(WITHIN)
        layout.addLayout(head)
        layout.addWidget(self._statistics)
        layout.addWidget(self.maps, 1)
        layout.addLayout(below)
        return card

    # What is shown

    def show_result(self, result: FeaturesResult) -> None:
        """Shows what a layer made of a picture; the channel stays where the layer stayed."""
        former = self._result
        same = former is not None and former.layer == result.layer and former.shape == result.shape
        self._result = result
        self._show_maps()
        if not same:
            self.maps.verticalScrollBar().setValue(0)
            self.maps.choose(result.most_active[0], reveal=False)
        self.retell()

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

    @property
    def shown_maps(self) -> NDArray[np.float32]:
        """The maps of the channels that are shown, in their order: (C, h, w); none before a layer is looked at."""
        return self._result.maps[self.order] if self._result is not None else np.zeros((0, 1, 1), np.float32)

    def _show_channel(self) -> None:
        self.channel.show_channel(self._result, self.maps.current)

    def _show_maps(self) -> None:
        if self._result is None:
            return
        self.maps.show_maps(self._result.maps, self.order, *self.range)
        low, high = self.range
        least, largest = float(self._result.maps.min()), float(self._result.maps.max())
        self.scale.set_range(low, high, below=least < low, above=largest > high)
        if self.maps.current < 0:
            self.maps.choose(self._result.most_active[0], reveal=False)

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
        self.save.setToolTip(self.tr("Save the maps that are shown as a picture…"))
        self.save.setAccessibleName(self.tr("Save the maps that are shown as a picture…"))
        for widget in (self.stages, self.maps, self.scale):
            widget.retranslate()
        self.channel.retranslate(language)
        self.retell()
