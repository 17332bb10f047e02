"""Carries a trained model's file to where a person wants it."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import IO, ClassVar

from PySide6.QtCore import QObject

from desktop.page.working import WorkingPage
from desktop.widgets.asking import ask_save
from engine.files import atomic_write
from engine.job.background import Mail
from engine.job.declare import Job, Steps, param
from engine.job.events import Ended, Outcome, Progress
from engine.job.words import EngineError


@dataclass(frozen=True, kw_only=True)
class CopyModel(Job):
    """Copies a model of perhaps hundreds of megabytes, whole or not at all, without holding the window up."""

    name: ClassVar[str] = "copy_model"
    source: Path = param(positional=True, kind="file")
    target: Path = param(positional=True, kind="save")

    def run(self) -> Steps:
        def write(file: IO[bytes]) -> None:
            with self.source.open("rb") as model:
                shutil.copyfileobj(model, file, 1 << 20)

        yield Progress(0, 0)
        atomic_write(self.target, write)
        yield Outcome(str(self.target))


class SavingModel(QObject):
    """Saves a copy of a model where a person wants it, and says on the page how that went."""

    def __init__(self, page: WorkingPage) -> None:
        super().__init__(page)
        self._page = page

    def ask(self, model: str, name: str) -> None:
        """Asks where to, and saves."""
        suggested = f"{name}.safetensors"
        chosen = ask_save(self._page, self.tr("Save the model"), suggested, "*.safetensors")
        if chosen is not None:
            path, _ = chosen
            self.start(model, path if path.suffix == ".safetensors" else path.with_name(path.name + ".safetensors"))

    def start(self, model: str, path: Path) -> None:
        """Copies the model's file to `path`, on the engine thread."""

        def hear(mails: list[Mail]) -> None:
            for mail in mails:
                match mail:
                    case Ended(error=EngineError() as error):
                        self._page.show_error(error)
                    case Ended("done"):
                        self._page.bar.set_note(self.tr("Saved as {path}").format(path=path))

        self._page.around.runner.start(CopyModel(source=Path(model), target=path), hear, urgent=True)
