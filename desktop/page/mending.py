"""Corrections of photos, kept with the project of their folder: to another class, left out, no part of a group."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from desktop.runner import Runner
from engine.job.background import Mail
from engine.job.events import Ended, Outcome
from engine.jobs.correct import Correct, CorrectResult


class Mending(QObject):
    """Keeps corrections with the folder's project. `changed`: a CorrectResult. `failed`: an EngineError."""

    changed = Signal(object)
    failed = Signal(object)

    def __init__(self, runner: Runner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runner = runner
        self.folder: Path | None = None
        self.result: CorrectResult | None = None

    def open(self, folder: Path | None) -> None:
        """Looks for what was corrected in a folder before."""
        self.folder, self.result = folder, None
        if folder is not None:
            self.do("show")

    def do(self, action: str, photos: Sequence[str] = (), class_: str = "") -> None:
        """Corrects photos (their paths from the folder) in one step, undoes or does again."""
        if self.folder is None:
            return
        job = Correct(folder=self.folder, action=action, photos=tuple(map(Path, photos)), to=class_)
        self._runner.start(job, partial(self._hear, self.folder), urgent=True, ask=False)

    def _hear(self, folder: Path, mails: list[Mail]) -> None:
        for mail in mails:
            match mail:
                case Outcome(CorrectResult() as value) if folder == self.folder:
                    self.result = value
                    self.changed.emit(value)
                case Ended(error=error) if error is not None:
                    self.failed.emit(error)

    def of(self, photo: str) -> tuple[str, str] | None:
        """What was done to a photo last, as (action, class); None: nothing that counts."""
        steps = self.result.steps if self.result is not None else ()
        done = [one for step in steps for one in step if one.path == photo]
        if not done or done[-1].action == "restore":
            return None
        return done[-1].action, done[-1].class_
