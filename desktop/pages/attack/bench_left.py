"""What defences are tried on: the folder, which of its photos, the attack, and how strong each defence is."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtWidgets import QWidget

from desktop.form.form import Form
from desktop.pages.attack.over import OverFolder
from engine.job.words import Language
from engine.jobs.defend import Defend

_FIRST: Final = ("part", "attack", "epsilon", "most_photos")
_MORE: Final = ("steps", "quality", "blur", "noise", "looks", "seed")


class BenchSettings(OverFolder):
    """`form`: parameters of `Defend`; `folder` is worded here and clicked for its owner."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Form(Defend, (*_FIRST, *_MORE)), parent)
        self._column.addStretch(1)

    def show_folder(self, folder: Path | None) -> None:
        """Tells which folder's photos are attacked; None: none is open."""
        self.tell("" if folder is None else folder.name, folder)

    def retranslate(self, language: Language) -> None:
        """Words everything in `language`."""
        self._what.setText(self.tr("Photos"))
        self.folder.setText(self.tr("Open a folder of photos…"))
        self.folder.setToolTip(self.tr("One folder for each class in it; the photos are only read (Ctrl+O)"))
        self.form.retranslate(language)
