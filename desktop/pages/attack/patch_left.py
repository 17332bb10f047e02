"""What a patch is learnt over, how much of a picture it covers, and how large it is printed."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.form.form import Form
from desktop.pages.attack.over import OverFolder
from desktop.widgets.asking import ask_folder
from engine.job.words import Language
from engine.jobs.adversarial import Adversarial

_FORM: Final = ("area", "millimetres")


class PatchSettings(OverFolder):
    """The open folder is learnt over unless another one is chosen here. `changed`: something is set otherwise."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Form(Adversarial, _FORM), parent)
        self._open: Path | None = None
        self._chosen: Path | None = None
        self.form.open_group("patch")
        self.folder.clicked.connect(self._pick)
        self.form.changed.connect(self.changed)

    @property
    def folders(self) -> tuple[Path, ...]:
        """The folder that is learnt over; none: the photo alone."""
        folder = self._chosen or self._open
        return () if folder is None else (folder,)

    def values(self) -> dict[str, Any]:
        """The settings as `Adversarial` takes them. Raises EngineError `bad_value`."""
        return self.form.values()

    def set_open(self, folder: Path | None) -> None:
        """Which folder is open: it is learnt over, and what was chosen before is forgotten."""
        if folder != self._open:
            self._open, self._chosen = folder, None
        self._tell()

    def choose(self, folder: Path) -> None:
        """Has that folder learnt over in place of the open one."""
        self._chosen = folder
        self._tell()
        self.changed.emit()

    def _pick(self) -> None:
        if (chosen := ask_folder(self, self.tr("A folder to learn the patch over"))) is not None:
            self.choose(chosen)

    def _tell(self) -> None:
        if not self.folders:
            self.tell(self.tr("On this photo alone: it will hardly mislead on others. Open a folder."), None)
            return
        (folder,) = self.folders
        text = self.tr("{folder}: two thirds of its photos to learn from, a third to try it on")
        self.tell(text.format(folder=folder.name), folder)

    def retranslate(self, language: Language) -> None:
        """Words everything in `language`."""
        self._what.setText(self.tr("Learnt over"))
        self.folder.setText(self.tr("Another folder…"))
        self.folder.setToolTip(self.tr("The folder of photos that the patch is learnt over and tried on"))
        self.form.retranslate(language)
        self._tell()
