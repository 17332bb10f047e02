"""What can be done with the photo in hand: to another class, left out; undone and done again."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QVBoxLayout, QWidget

from desktop.theme import WITHIN, set_icon, set_role
from desktop.widgets.elided import ElidedLabel
from desktop.widgets.plain import one_line
from engine.jobs.correct import CorrectResult


class MendBar(QWidget):
    """`wanted`: an action and a class for the photo in hand. `train_wanted`: to train with what was corrected.

    `copy_wanted`: the folder as it is corrected, beside the one that stays as it is.
    """

    wanted = Signal(str, str)
    train_wanted = Signal()
    copy_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._suggested, self._count = "", 0
        self._classes: tuple[str, ...] = ()
        self.take, self.elsewhere, self.out = QPushButton(), QPushButton(), QPushButton()
        self.undo, self.redo, self.train, self.copy = (QPushButton() for _ in range(4))
        self._menu = QMenu(self.elsewhere)
        self.elsewhere.setMenu(self._menu)
        set_icon(self.undo, "undo")
        set_icon(self.redo, "redo")
        for button in (self.undo, self.redo):
            set_role(button, "icon")
        for button in (self.train, self.copy):
            set_role(button, "link")
        self._told = ElidedLabel()
        set_role(self._told, "caption")
        for widget in (self.take, self.train, self.copy):  # what comes and goes keeps its room, so that nothing jumps
            keeps = widget.sizePolicy()
            keeps.setRetainSizeWhenHidden(True)
            widget.setSizePolicy(keeps)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        first, second, third = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        first.addWidget(self.take)
        first.addStretch(1)
        for row, widgets in (
            (first, (self.undo, self.redo)), (second, (self.elsewhere, self.out)), (third, (self.train, self.copy)),
        ):  # fmt: skip
            row.setSpacing(WITHIN)
            for widget in widgets:
                row.addWidget(widget)
        second.addStretch(1)
        third.addStretch(1)
        layout.addLayout(first)
        layout.addLayout(second)
        layout.addWidget(self._told)
        layout.addLayout(third)
        self.take.clicked.connect(lambda: self.wanted.emit("move", self._suggested))
        self.out.clicked.connect(lambda: self.wanted.emit("leave_out", ""))
        self.undo.clicked.connect(lambda: self.wanted.emit("undo", ""))
        self.redo.clicked.connect(lambda: self.wanted.emit("redo", ""))
        self.train.clicked.connect(self.train_wanted)
        self.copy.clicked.connect(self.copy_wanted)
        self.set_photo(there=False)
        self.show_history(None)

    def set_classes(self, classes: Sequence[str]) -> None:
        """The classes that a photo can be moved to."""
        self._classes = tuple(classes)
        self._menu.clear()
        for name in self._classes:
            action = self._menu.addAction(one_line(name).replace("&", "&&"))
            action.triggered.connect(lambda _=False, name=name: self.wanted.emit("move", name))

    def set_photo(self, *, there: bool, suggested: str = "") -> None:
        """Whether a photo is in hand, and the class that is suggested for it ("" for none)."""
        self._suggested = suggested
        self.take.setVisible(bool(suggested))
        for button in (self.take, self.elsewhere, self.out):
            button.setEnabled(there)
        self._word_take()

    def show_history(self, result: CorrectResult | None) -> None:
        """What was corrected so far, and whether it can be undone and done again."""
        self._count = result.photos if result is not None else 0
        self.undo.setEnabled(result is not None and result.undo > 0)
        self.redo.setEnabled(result is not None and result.redo > 0)
        for button in (self.train, self.copy):
            button.setVisible(self._count > 0)
        self._tell()

    def _tell(self) -> None:
        self._told.setText(self.tr("%n photo(s) corrected", "", self._count) if self._count else " ")

    def _word_take(self) -> None:
        self.take.setText(self.tr("It is: {name}").format(name=one_line(self._suggested)).replace("&", "&&"))

    def retranslate(self) -> None:
        """Words everything in the language of the window."""
        self._word_take()
        for button, text, tip in (
            (self.elsewhere, self.tr("Move to"), self.tr(
                "Says which class the photo belongs to; the file stays where it is")),
            (self.out, self.tr("Leave out"), self.tr(
                "The photo is neither learnt from nor asked about; it stays where it is")),
            (self.train, self.tr("Train again"), self.tr(
                "To the Train page: what is learnt then is what you corrected")),
            (self.copy, self.tr("Corrected copy…"), self.tr(
                "Copies the photos into a new folder, each in the class that you gave it; this folder stays as it is")),
        ):  # fmt: skip
            button.setText(text)
            button.setToolTip(tip)
        for button, text in ((self.undo, self.tr("Undo the last correction")), (self.redo, self.tr("Do it again"))):
            button.setToolTip(text)
            button.setAccessibleName(text)
        self._tell()
