"""What can be done with the photos that are shown together: a group taken apart, a class left out; and back again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypeAlias

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from desktop.theme import WITHIN, set_icon, set_role
from desktop.widgets.elided import ElidedLabel
from desktop.widgets.plain import one_line
from engine.jobs.correct import CorrectResult
from engine.photos.scan import FolderScan

Deed: TypeAlias = Literal["", "apart", "leave_out"]
GROUPS = ("series", "near_duplicates", "duplicates", "two_classes", "two_parts")
"""The findings that are about groups of photos that are kept together."""


def group_of(scan: FolderScan, index: int) -> list[str]:
    """The paths of the photos that stay on one side of a split with this one, itself among them."""
    if not 0 <= index < len(scan.photos):
        return []
    groups = scan.groups()
    return [photo.path for photo, group in zip(scan.photos, groups, strict=True) if group == groups[index]]


def class_of(scan: FolderScan, label: int) -> list[str]:
    """The paths of a class's photos."""
    return [photo.path for photo in scan.photos if photo.label == label]


class TogetherBar(QWidget):
    """`wanted`: "apart" or "leave_out" for the photos shown together, "undo", "redo"."""

    wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._deed: Deed = ""
        self._name, self._count, self._corrected = "", 0, 0
        self.deed, self.undo, self.redo = QPushButton(), QPushButton(), QPushButton()
        self._told = ElidedLabel()
        set_role(self._told, "caption")
        for button, icon in ((self.undo, "undo"), (self.redo, "redo")):
            set_icon(button, icon)
            set_role(button, "icon")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(WITHIN)
        layout.addWidget(self.deed, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self._told, 1)
        layout.addWidget(self.undo)
        layout.addWidget(self.redo)
        self.deed.clicked.connect(lambda: self.wanted.emit(self._deed))
        self.undo.clicked.connect(lambda: self.wanted.emit("undo"))
        self.redo.clicked.connect(lambda: self.wanted.emit("redo"))
        self.show_history(None)

    def offer_group(self, photos: Sequence[str]) -> None:
        """A group may be taken apart; the photos of the one that is in hand, none where no photo is."""
        self._deed, self._count = "apart", len(photos)
        self.deed.setEnabled(len(photos) > 1)
        self._tell()

    def offer_class(self, name: str) -> None:
        """A class may be left out."""
        self._deed, self._name = "leave_out", name
        self.deed.setEnabled(True)
        self._tell()

    def offer_nothing(self) -> None:
        """All photos are shown: there is nothing that they have in common."""
        self._deed = ""
        self._tell()

    def show_history(self, result: CorrectResult | None) -> None:
        """What was corrected so far, and whether it can be undone and done again."""
        self._corrected = result.photos if result is not None else 0
        self.undo.setEnabled(result is not None and result.undo > 0)
        self.redo.setEnabled(result is not None and result.redo > 0)
        self._tell()

    def retranslate(self) -> None:
        for button, text in ((self.undo, self.tr("Undo the last correction")), (self.redo, self.tr("Do it again"))):
            button.setToolTip(text)
            button.setAccessibleName(text)
        self._tell()

    def _tell(self) -> None:
        there = bool(self._deed)
        self.setVisible(there or self.undo.isEnabled() or self.redo.isEnabled())
        self.deed.setVisible(there)
        told = self.tr("%n photo(s) corrected", "", self._corrected) if self._corrected else ""
        if self._deed == "apart":
            self.deed.setText(self.tr("Take this group apart"))
            self.deed.setToolTip(
                self.tr("They are not the same: each photo may then lie on its own side when photos are divided")
            )
            picked = self.tr("%n photo(s) in this group", "", self._count)
            told = picked if self._count > 1 else self.tr("Pick a photo of the group")
        elif self._deed == "leave_out":
            self.deed.setText(self.tr("Leave out “{name}”").format(name=one_line(self._name)).replace("&", "&&"))
            self.deed.setToolTip(
                self.tr("The class is neither learnt nor asked about until you undo it; the photos stay where they are")
            )
        self._told.setText(told)
