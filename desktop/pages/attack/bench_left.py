"""What defences are tried on: the folder, which of its photos, the attack, and how strong each defence is."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.form.form import Form
from desktop.theme import WITHIN, set_icon, set_role
from desktop.widgets.plain import one_line, plain_tip
from engine.job.words import Language
from engine.jobs.defend import Defend

_FIRST: Final = ("part", "attack", "epsilon", "most_photos")
_MORE: Final = ("steps", "quality", "blur", "noise", "looks", "seed")


class BenchSettings(QWidget):
    """`form`: parameters of `Defend`; `folder` is worded here and clicked for its owner."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.form = Form(Defend, (*_FIRST, *_MORE))
        self.folder = QPushButton()
        set_icon(self.folder, "open")
        self._what, self._where = QLabel(), QLabel(wordWrap=True)
        for label, role in ((self._what, "heading"), (self._where, "caption")):
            label.setTextFormat(Qt.TextFormat.PlainText)
            set_role(label, role)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(WITHIN)
        for widget in (self._what, self._where, self.folder, self.form):
            layout.addWidget(widget)
        layout.addStretch(1)

    def show_folder(self, folder: Path | None) -> None:
        """Tells which folder's photos are attacked; None: none is open."""
        self._where.setText("" if folder is None else one_line(folder.name))
        self._where.setToolTip("" if folder is None else plain_tip(str(folder)))
        self._where.setVisible(folder is not None)

    def retranslate(self, language: Language) -> None:
        """Words everything in `language`."""
        self._what.setText(self.tr("Photos"))
        self.folder.setText(self.tr("Open a folder of photos…"))
        self.folder.setToolTip(self.tr("One folder for each class in it; the photos are only read (Ctrl+O)"))
        self.form.retranslate(language)
