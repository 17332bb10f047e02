"""The channel maps that are shown, saved as one picture."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject

from desktop.page.errands import SavePicture, Saving
from desktop.page.working import WorkingPage
from desktop.pages.features.layer_view import LayerView
from engine.look.colours import sheet

_ACROSS: Final = 1600  # pixels of a saved sheet of maps, about


class SheetSaving(QObject):
    """Asks where to and saves the maps that `layers` shows, on the scale that is shown."""

    def __init__(self, page: WorkingPage, layers: LayerView) -> None:
        super().__init__(page)
        self._layers, self._saving = layers, Saving(page)

    def pick(self) -> None:
        """Asks for a file's name and writes it."""
        if path := self._saving.ask_png(self.tr("maps.png")):
            self.save(path)

    def save(self, path: Path) -> None:
        """Writes the maps that are shown as one picture."""
        maps = self._layers.shown_maps
        if len(maps):
            columns = max(1, int(len(maps) ** 0.5 + 0.999))
            self._saving.start(SavePicture(path, sheet(maps, columns, _ACROSS // columns, *self._layers.range)))
