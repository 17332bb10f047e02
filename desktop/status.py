"""What the status line says: the folder, its photos, the model, the device, and that nothing leaves the computer."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication

from desktop.page import Surroundings
from desktop.runner import Machine
from engine.models.backbones import BACKBONES
from engine.run.messages import number


def facts(around: Surroundings, machine: Machine | None) -> list[str]:
    """The facts in a row, the most important first; those not known yet are left out."""
    workspace, language = around.workspace, around.settings.words_language
    said: list[str] = []
    if workspace.folder is not None:
        said.append(workspace.folder.name or str(workspace.folder))
    if (scan := workspace.scan) is not None:
        photos = _tr("%n photo(s)", scan.photos).replace(str(scan.photos), number(scan.photos, language), 1)
        said += [photos, _tr("%n class(es)", len(scan.classes))]
    said += [_model(workspace.model), _device(machine)]
    downloading = any(running.job.name == "weights" for running in around.runner.jobs)
    said.append(_tr("downloading") if downloading else _tr("offline"))
    return said


def _model(model: str) -> str:
    known = BACKBONES.get(model)
    return known.title if known else Path(model).stem


def _device(machine: Machine | None) -> str:
    if machine is None:
        return _tr("PyTorch is starting …")
    if machine.device == "cpu":
        return _tr("CPU, %n thread(s)", machine.threads)
    return {"cuda": "GPU (CUDA)", "mps": "GPU (MPS)"}.get(machine.device, machine.device)


def _tr(text: str, count: int = -1) -> str:
    return QCoreApplication.translate("Status", text, "", count)
