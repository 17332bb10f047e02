"""A small table of trials, each with a mark: it held or it did not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableWidget, QTableWidgetItem, QWidget
from typing_extensions import override

from desktop.theme import pixmap, tokens
from desktop.widgets.plain import one_line


@dataclass(frozen=True, slots=True)
class MarkRow:
    """A row: its cells, and whether it held (None: no mark). `spoken`: the mark in a word."""

    cells: tuple[str, ...]
    held: bool | None
    spoken: str = ""


class MarkTable(QTableWidget):
    """The first column is as wide as its texts, each with its mark; a line stands in place of no rows."""

    def __init__(self, columns: int, parent: QWidget | None = None) -> None:
        super().__init__(0, columns, parent)
        self._trials: tuple[MarkRow, ...] = ()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 10)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        self._message = ""

    def set_headings(self, headings: Sequence[str]) -> None:
        self.setHorizontalHeaderLabels(list(headings))

    def set_trials(self, trials: Sequence[MarkRow]) -> None:
        self._trials = tuple(trials)
        self.setRowCount(len(trials))
        for row, trial in enumerate(trials):
            for column, text in enumerate(trial.cells):
                self.setItem(row, column, QTableWidgetItem(one_line(text)))
        self._mark()

    def set_message(self, text: str) -> None:
        """What stands there while there are no rows."""
        self._message = text
        self.viewport().update()

    @property
    def trials(self) -> tuple[MarkRow, ...]:
        return self._trials

    def _mark(self) -> None:
        for row, trial in enumerate(self._trials):
            item = self.item(row, 0)
            if item is not None and trial.held is not None:
                name, tint = ("check", "good") if trial.held else ("close", "warning")
                item.setIcon(QIcon(pixmap(name, self, tint, 16)))
                item.setToolTip(trial.spoken)
                item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{trial.cells[0]}: {trial.spoken}")

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._trials:
            painter = QPainter(self.viewport())
            painter.setPen(QColor(tokens(self).muted))
            painter.drawText(self.viewport().rect(), Qt.AlignmentFlag.AlignCenter, self._message)

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._mark()
