"""The folders of the last times, to be opened again."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.theme import set_icon, set_role
from engine.files import is_folder


class RecentFolders(QWidget):
    """A button for each; `chosen` tells the folder. It is not to be seen where there is none."""

    chosen = Signal(Path)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title, self._rows = QLabel(), QVBoxLayout()
        set_role(self._title, "heading")
        self._rows.setSpacing(2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._title)
        layout.addLayout(self._rows)

    def show_folders(self, folders: Sequence[Path]) -> None:
        """Shows these, the last one first."""
        while (item := self._rows.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        self.setVisible(bool(folders))
        for folder in folders:
            self._rows.addWidget(self._button(folder), 0, Qt.AlignmentFlag.AlignLeft)

    def retranslate(self) -> None:
        self._title.setText(self.tr("Recent folders"))

    def _button(self, folder: Path) -> QPushButton:
        button = QPushButton(f"{folder.name}   ·   {folder.parent}".replace("&", "&&"))
        set_role(button, "flat")
        set_icon(button, "open", "muted")
        button.setEnabled(is_folder(folder))
        button.setToolTip(str(folder))
        button.clicked.connect(lambda: self.chosen.emit(folder))
        return button
