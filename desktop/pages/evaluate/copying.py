"""The folder of photos as it is corrected, written as a folder of its own."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject

from desktop.page.mending import Mending
from desktop.page.working import WorkingPage
from desktop.widgets.asking import ask_folder
from engine.files import shown
from engine.jobs.correct import Correct
from engine.places import free_name


class Copying(QObject):
    """Asks where to, and has it written; the page tells where it is."""

    def __init__(self, page: WorkingPage, mending: Mending) -> None:
        super().__init__(page)
        self._page, self._mending = page, mending
        self._into: Path | None = None

    def ask(self) -> None:
        """Asks in which folder the copy's own is to lie."""
        if (place := ask_folder(self._page, self.tr("Where is the corrected copy to lie?"))) is not None:
            self.write(place)

    def write(self, place: Path) -> None:
        """Copies the photos, each into the class that it was given, into a new folder there."""
        folder = self._mending.folder
        if folder is None or self._page.busy:
            return
        into = free_name(place / self.tr("{name} corrected").format(name=folder.name), set(place.glob("*")))
        self._into = into
        self._page.task.start(lambda: Correct(folder=folder, action="write", into=into), ask=False)

    def end(self, how: str) -> None:
        """A job of the page is over: tells where the copy is, if that is what it was."""
        into, self._into = self._into, None
        if into is not None and how == "done":
            self._page.bar.set_note(self.tr("saved: {path}").format(path=shown(into)))
