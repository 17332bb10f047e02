"""A model as a web page: asks where to, has it written on the engine's thread, and says on the page how that went."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject

from desktop.models.ref import ModelRef
from desktop.page.working import WorkingPage
from desktop.widgets.asking import ask_save
from engine.files import shown
from engine.job.background import Mail
from engine.job.events import Ended, Notice, Progress
from engine.job.words import EngineError
from engine.jobs.page import MakePage

_SUFFIXES = (".html", ".htm")


class Sharing(QObject):
    """Saves the model of a page as one HTML file that names pictures on any phone."""

    def __init__(self, page: WorkingPage) -> None:
        super().__init__(page)
        self._page = page

    def ask(self, model: str) -> None:
        """Asks where to, under a name like the model's, and writes it there."""
        name = ModelRef.of(model).name(self._page.around.settings.locale).partition(" · ")[0]
        chosen = ask_save(self._page, self.tr("Save as a web page"), f"{name}.html", "HTML (*.html)")
        if chosen is not None:
            path, _ = chosen
            self.start(model, path if path.suffix.lower() in _SUFFIXES else path.with_name(path.name + ".html"))

    def start(self, model: str, path: Path) -> None:
        """Writes the page of `model` to `path`; a person waits for it."""
        said: list[str] = []

        def hear(mails: list[Mail]) -> None:
            for mail in mails:
                match mail:
                    case Progress(note=note) if note:
                        self._page.bar.set_note(self._page.say(note))
                    case Notice(text):
                        said.append(self._page.say(text))
                    case Ended(error=EngineError() as error):
                        self._page.bar.set_note("")
                        self._page.show_error(error)
                    case Ended("done"):
                        saved = self.tr("Saved as {path}: send it to a phone and open it there")
                        self._page.bar.set_note(" · ".join([saved.format(path=shown(path)), *said]))

        self._page.around.runner.start(MakePage(model=model, out=path), hear, urgent=True)
