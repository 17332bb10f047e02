"""What the status line says: the folder, its photos, the model, the device, and that nothing leaves the computer."""

from __future__ import annotations

from PySide6.QtCore import QObject

from desktop.models.ref import ModelRef
from desktop.page.page import Surroundings
from desktop.runner import Machine
from engine.job.words import number


class Status(QObject):
    """Words the facts in the present language."""

    def __init__(self, around: Surroundings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._around = around

    def facts(self, machine: Machine | None) -> list[str]:
        """The facts in a row, the most important first; those not known yet are left out."""
        workspace, language = self._around.workspace, self._around.settings.words_language
        said: list[str] = []
        if workspace.folder is not None:
            said.append(workspace.folder.name or str(workspace.folder))
        if (scan := workspace.scan) is not None:
            photos = self.tr("%n photo(s)", "", scan.photos)
            said.append(photos.replace(str(scan.photos), number(scan.photos, language), 1))
            said.append(self.tr("%n class(es)", "", len(scan.classes)))
        model = ModelRef.of(workspace.model).name(self._around.settings.locale)
        return [*said, model, self._device(machine), self._network()]

    def _device(self, machine: Machine | None) -> str:
        if machine is None:
            return self.tr("PyTorch is starting …")
        if machine.device == "cpu":
            return self.tr("CPU, %n thread(s)", "", machine.threads)
        return {"cuda": "GPU (CUDA)", "mps": "GPU (MPS)"}.get(machine.device, machine.device)

    def _network(self) -> str:
        """Whether something is being fetched; nothing else ever leaves or reaches the computer."""
        if any(running.job.name == "weights" for running in self._around.runner.jobs):
            return self.tr("downloading")
        return self.tr("offline")
