"""A folder brings the model that was last trained on its photos."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject

from desktop.page.page import Surroundings
from engine.job.background import Mail
from engine.job.events import Outcome
from engine.jobs.runs import Runs, RunsResult


class LatestModel(QObject):
    """When a folder is opened its newest model is taken up, unless a person took another one meanwhile."""

    def __init__(self, around: Surroundings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._around = around
        around.workspace.folder_changed.connect(self._look)

    def _look(self) -> None:
        workspace = self._around.workspace
        folder, model = workspace.folder, workspace.model
        if folder is None:
            return

        def hear(mails: list[Mail]) -> None:
            for mail in mails:
                if isinstance(mail, Outcome) and (workspace.folder, workspace.model) == (folder, model):
                    self._take(mail.value, model)

        self._around.runner.start(Runs(folder=folder), hear, urgent=True, ask=False)

    def _take(self, found: object, model: str) -> None:
        """The newest of the models found; one of this folder's own that is in hand stays."""
        models = [run.model for run in found.runs if run.model] if isinstance(found, RunsResult) else []
        if models and Path(model) not in {Path(path) for path in models}:
            self._around.workspace.set_model(models[-1])
