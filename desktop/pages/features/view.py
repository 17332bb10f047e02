"""The Features page's views: a layer of a picture or the map of a folder, and before there is one, the way to it."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.pages.features.folder_map import FolderMap
from desktop.pages.features.layer_view import LayerView
from desktop.widgets.dropzone import DropZone
from desktop.widgets.tiles.thumbnails import Thumbnails
from engine.job.words import Language


class FeaturesView(QStackedWidget):
    """`zone` takes pictures; `map_zone` takes a folder, by `open`, and draws its map, by `draw`."""

    def __init__(self, zone: DropZone, thumbnails: Thumbnails, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._zone = zone
        self.layers, self.map = LayerView(thumbnails), FolderMap(thumbnails)
        self.map_zone = DropZone("data")
        self.open = self.map_zone.add_button("open", primary=True)
        self.draw = self.map_zone.add_button("play", primary=True)
        for widget in (zone, self.layers, self.map_zone, self.map):
            self.addWidget(widget)

    def show_state(self, *, mapping: bool, looked: bool, busy: bool, folder: str) -> None:
        """`looked`: there is a layer to show; `folder`: what the open folder is called, "" while none is."""
        if mapping:
            self.setCurrentWidget(self.map if self.map.drawn else self.map_zone)
        else:
            self.setCurrentWidget(self.layers if looked else self._zone)
        self.layers.channel.set_folder(folder)
        self.open.setVisible(not folder and not busy)
        self.draw.setVisible(bool(folder) and not busy)
        if busy:
            self._zone.set_texts(self.tr("Looking into the network"), "")
            self.map_zone.set_texts(self.tr("Looking at the photos"), "")
        else:
            self._word_zones(folder)

    def _word_zones(self, folder: str) -> None:
        self._zone.set_texts(self.tr("Drop a picture here"), self.tr("See what each layer of the network makes of it"))
        hint = self.tr("Each photo becomes a point; photos that the network finds alike lie near each other")
        title = self.tr("The photos of {folder} as a map").format(folder=folder) if folder else ""
        self.map_zone.set_texts(title or self.tr("Open a folder of photos"), hint)

    def retranslate(self, language: Language) -> None:
        """Words everything but `open` in `language`; the zones with the state."""
        self.draw.setText(self.tr("Draw the map"))
        self.layers.retranslate(language)
        self.map.retranslate(language)
