"""A project exported from the window: asks where to and whether with the photos, and says on the page how that went."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject

from desktop.figures import figure
from desktop.page.working import WorkingPage
from desktop.widgets.asking import ask_save
from engine.files import shown
from engine.job.background import Mail
from engine.job.events import Ended, Outcome, Progress
from engine.job.words import EngineError
from engine.jobs.project import CarryProject, ProjectResult
from engine.project.parcel import SUFFIX


class Exporting(QObject):
    """Exports the project of the open folder as one file."""

    def __init__(self, page: WorkingPage) -> None:
        super().__init__(page)
        self._page = page

    def ask(self) -> None:
        """Asks where to, with or without the photos, and exports."""
        folder = self._page.around.workspace.folder
        if folder is None:
            return
        kinds = {
            self.tr("Project without the photos") + f" (*{SUFFIX})": False,
            self.tr("Project with the photos") + f" (*{SUFFIX})": True,
        }
        chosen = ask_save(self._page, self.tr("Export the project"), folder.name + SUFFIX, ";;".join(kinds))
        if chosen is not None:
            path, kind = chosen
            path = path if path.suffix.lower() == SUFFIX else path.with_name(path.name + SUFFIX)
            self.start(folder, path, photos=kinds.get(kind, False))

    def start(self, folder: Path, path: Path, *, photos: bool) -> None:
        """Exports the project of the photos in `folder` to `path`."""

        def hear(mails: list[Mail]) -> None:
            for mail in mails:
                match mail:
                    case Progress(note=note) if note:
                        self._page.bar.set_note(self._page.say(note))
                    case Outcome(ProjectResult() as result):
                        size = figure(result.megabytes, self._page.locale(), "f", 1)
                        text = self.tr("Exported as {path}, {size} MB: open it on the other computer's first page")
                        self._page.bar.set_note(text.format(path=shown(path), size=size))
                    case Ended(error=EngineError() as error):
                        self._page.bar.set_note("")
                        self._page.show_error(error)

        self._page.around.runner.start(CarryProject(action="export", file=path, folder=folder, photos=photos), hear)
