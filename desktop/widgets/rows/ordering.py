"""Things to be put in order: dragged, or moved by buttons; words below one another, pictures side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QListView,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.theme import WITHIN
from desktop.widgets.tiles.thumbnails import ThumbnailRequest, Thumbnails

_SIDE: Final = 88


@dataclass(frozen=True, slots=True)
class Orderable:
    """`key`: its name in the program; `picture`: shown with it, where it has one."""

    key: str
    label: str
    picture: Path | None = None


class Ordering(QWidget):
    """`changed`: the order is another."""

    changed = Signal()

    def __init__(self, thumbnails: Thumbnails, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._thumbnails = thumbnails
        self._waiting: dict[str, ThumbnailRequest] = {}
        self.list = QListWidget()
        self.list.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.list.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.list.setMovement(QListView.Movement.Snap)
        self.list.setIconSize(QSize(_SIDE, _SIDE))
        self.earlier, self.later = QPushButton(), QPushButton()
        self.earlier.clicked.connect(lambda: self._step(-1))
        self.later.clicked.connect(lambda: self._step(1))
        buttons = QHBoxLayout()
        buttons.setSpacing(WITHIN)
        buttons.addWidget(self.earlier)
        buttons.addWidget(self.later)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(WITHIN)
        layout.addWidget(self.list)
        layout.addLayout(buttons)
        self.list.model().rowsMoved.connect(self.changed)
        self.list.currentRowChanged.connect(self._show_state)
        thumbnails.arrived.connect(self._bring)

    def begin(self, things: Sequence[Orderable]) -> None:
        """Shows these in their order."""
        pictured = any(thing.picture is not None for thing in things)
        self.list.clear()
        self._waiting = {}
        self.list.setFlow(QListView.Flow.LeftToRight if pictured else QListView.Flow.TopToBottom)
        self.list.setViewMode(QListView.ViewMode.IconMode if pictured else QListView.ViewMode.ListMode)
        self.list.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.list.setMovement(QListView.Movement.Static if pictured else QListView.Movement.Snap)
        self.list.setWrapping(False)
        line = self.fontMetrics().height()
        for thing in things:
            item = QListWidgetItem(thing.label)
            item.setData(Qt.ItemDataRole.UserRole, thing.key)
            if pictured:
                item.setSizeHint(QSize(_SIDE + 12, _SIDE + line + 16))
            else:
                item.setSizeHint(QSize(0, line + 16))
            self.list.addItem(item)
            if thing.picture is not None:
                self._waiting[thing.key] = ThumbnailRequest(thing.picture, _SIDE, "contain")
        self.list.setFixedHeight((_SIDE + line + 44) if pictured else len(things) * (line + 17) + 8)
        self.list.setCurrentRow(0)
        self._thumbnails.want(list(self._waiting.values()), self)
        self._bring()
        self._show_state()

    def word(self, name: str, earlier: str, later: str, labels: dict[str, str]) -> None:
        """What the list is called, the buttons, and the things by their keys."""
        self.list.setAccessibleName(name)
        self.earlier.setText(earlier)
        self.later.setText(later)
        for item in self._items():
            item.setText(labels.get(item.data(Qt.ItemDataRole.UserRole), item.text()))

    @property
    def order(self) -> list[str]:
        """The keys from first to last."""
        return [str(item.data(Qt.ItemDataRole.UserRole)) for item in self._items()]

    def _items(self) -> list[QListWidgetItem]:
        return [item for row in range(self.list.count()) if (item := self.list.item(row)) is not None]

    def _step(self, by: int) -> None:
        """Moves the current thing by a place."""
        row = self.list.currentRow()
        to = row + by
        if row < 0 or not 0 <= to < self.list.count():
            return
        item = self.list.takeItem(row)
        self.list.insertItem(to, item)
        self.list.setCurrentRow(to)
        self.changed.emit()

    def _show_state(self) -> None:
        row = self.list.currentRow()
        self.earlier.setEnabled(row > 0)
        self.later.setEnabled(0 <= row < self.list.count() - 1)

    def _bring(self) -> None:
        """Puts pictures that have come into their places."""
        for item in self._items():
            key = str(item.data(Qt.ItemDataRole.UserRole))
            wanted = self._waiting.get(key)
            found = None if wanted is None else self._thumbnails.get(wanted)
            if found is not None:
                del self._waiting[key]
                picture: QPixmap = found.pixmap
                item.setIcon(QIcon(picture))
