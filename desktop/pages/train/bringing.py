"""Weights on their way: fetched or imported for the backbone that the chooser shows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop.models.backbones import BackboneChooser
from desktop.runner import Runner
from engine.job.events import Ended, Progress
from engine.job.words import Message
from engine.jobs.fetch import Weights

if TYPE_CHECKING:
    from engine.job.background import Mail, Running


class Bringing(QObject):
    """Does what `chooser` asks for, and shows there how far it is. `ended`: they are here, or will not come."""

    ended = Signal()

    def __init__(
        self, runner: Runner, chooser: BackboneChooser, say: Callable[[Message], str], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._runner, self._chooser, self._say = runner, chooser, say
        self._running: Running | None = None
        chooser.download_wanted.connect(lambda name, version: self._bring("get", name, version, None))
        chooser.import_wanted.connect(lambda name, version, path: self._bring("import", name, version, path))
        chooser.cancel_wanted.connect(lambda: self._running.cancel() if self._running else None)

    def bring_file(self, name: str, version: str, path: Path) -> None:
        """Imports a published file of weights that a person brought."""
        self._bring("import", name, version, path)

    def _bring(self, action: str, name: str, version: str, source: Path | None) -> None:
        job = Weights(action=action, backbone=name, version=version, source=source)
        self._running = self._runner.start(job, self.hear, ask=False)

    def hear(self, mails: list[Mail]) -> None:
        """What the bringing told since the last look."""
        for mail in mails:
            match mail:
                case Progress(done, total, note):
                    self._chooser.show_download(done, total, self._say(note) if note else "")
                case Ended(error=error):
                    self._running = None
                    self._chooser.end_download(error)
                    self.ended.emit()
