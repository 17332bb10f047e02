"""What is saved of an attack: the attacked picture as a PNG."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop.page.errands import SavePicture, Saving
from desktop.page.working import WorkingPage

if TYPE_CHECKING:
    from desktop.pages.attack.view import AttackView


class ResultSaving(QObject):
    """Saves what `view` shows."""

    def __init__(self, page: WorkingPage, view: AttackView) -> None:
        super().__init__(page)
        self._view, self._saving = view, Saving(page)

    def ask(self, photo: Path | None) -> None:
        """Asks where to save the attacked picture; its name is made of the photo's and the attack's."""
        if photo is None or (result := self._view.result) is None:
            return
        if (path := self._saving.ask_png(f"{photo.stem}-{result.attack}.png")) is not None:
            self.save(path)

    def save(self, path: Path) -> None:
        """Writes the attacked picture, as PNG."""
        if self._view.result is not None:
            self._saving.start(SavePicture(path, self._view.result.pixels["after"]))
