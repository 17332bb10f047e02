"""Where projects are kept: a person may choose a folder of their own, and go back."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from desktop.theme import WITHIN, set_role
from desktop.widgets.asking import ask_folder
from engine.job.words import EngineError
from engine.project.place import choose_projects_folder, chosen_folder


class ProjectsPlace(QWidget):
    """`changed`: projects lie elsewhere now. `failed`: an EngineError."""

    changed = Signal()
    failed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.choose, self.usual = QPushButton(), QPushButton()
        set_role(self.usual, "link")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(WITHIN)
        row.addWidget(self.usual)
        row.addWidget(self.choose)
        self.choose.clicked.connect(self._ask)
        self.usual.clicked.connect(lambda: self.take(None))

    def _ask(self) -> None:
        if (folder := ask_folder(self, self.tr("Where are new projects to lie?"))) is not None:
            self.take(folder)

    def take(self, folder: Path | None) -> None:
        """Keeps new projects there; None: in the program's own folder."""
        try:
            choose_projects_folder(folder)
        except EngineError as error:
            self.failed.emit(error)
        self.show_state()
        self.changed.emit()

    def show_state(self) -> None:
        """Whether there is a way back."""
        self.usual.setVisible(chosen_folder() is not None)

    def retranslate(self) -> None:
        self.choose.setText(self.tr("Change…"))
        self.choose.setToolTip(
            self.tr("New projects are begun in a folder of your own; those that are there already stay where they are")
        )
        self.usual.setText(self.tr("As usual"))
        self.usual.setToolTip(self.tr("New projects lie in the program's own folder again"))
        self.show_state()
