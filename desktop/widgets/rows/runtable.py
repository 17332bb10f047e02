"""A table of trainings: sorted by any column, each named and noted in its own cell, several chosen at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractTableModel,
    QDateTime,
    QEvent,
    QLocale,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget
from typing_extensions import override

from desktop.figures import alphabet, figure, percent
from desktop.widgets.plain import one_line, plain_tip

NUMBER, NAME, MODEL, ACCURACY, TIME, DATE, ENDED, NOTE = range(8)
_WRITTEN: Final = (NAME, NOTE)
_RIGHT: Final = (NUMBER, ACCURACY, TIME)
_UNKNOWN: Final = "–"
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class RunLine:
    """A training in words: `model` and `ended` as they are shown; accuracies are fractions, None where not known."""

    number: int
    name: str
    model: str
    accuracy: float | None
    interval: tuple[float, float] | None
    seconds: float | None
    duration: str
    date: datetime | None
    ended: str
    note: str


class RunTable(QTableView):
    """`chosen`: the numbers of the selected runs, as the table is sorted. `opened`: a number, by Enter or double click.

    `renamed` and `noted`: a number and the text that a person wrote into its cell (F2 writes, too).
    """

    chosen = Signal(list)
    opened = Signal(int)
    renamed = Signal(int, str)
    noted = Signal(int, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines = RunLines(self)
        self.setModel(self.lines)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSortingEnabled(True)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 10)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setStretchLastSection(True)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.sortByColumn(NUMBER, Qt.SortOrder.DescendingOrder)
        self.selectionModel().selectionChanged.connect(lambda *_: self.chosen.emit(self.numbers()))
        self.activated.connect(lambda index: self.opened.emit(self.lines.line(index.row()).number))

    def show_lines(self, lines: Sequence[RunLine]) -> None:
        """Shows these; those of them that were selected stay so."""
        before = self.numbers()
        self.lines.set_lines(lines)
        self.choose(before)
        for column in range(NOTE):
            self.resizeColumnToContents(column)
            self.setColumnWidth(column, min(self.columnWidth(column), 260))

    def numbers(self) -> list[int]:
        """The numbers of the selected runs, from the top down."""
        return [self.lines.line(row).number for row in sorted({at.row() for at in self.selectedIndexes()})]

    def choose(self, numbers: Sequence[int]) -> None:
        """Selects those runs."""
        model, mode = self.selectionModel(), self.selectionModel().SelectionFlag
        self.clearSelection()
        for row in range(self.lines.rowCount()):
            if self.lines.line(row).number in numbers:
                model.select(self.lines.index(row, 0), mode.Select | mode.Rows)

    def write_name(self) -> None:
        """Opens the name of the one selected run for writing."""
        self._write(NAME)

    def write_note(self) -> None:
        """Opens the note of the one selected run for writing."""
        self._write(NOTE)

    def _write(self, column: int) -> None:
        rows = sorted({at.row() for at in self.selectedIndexes()})
        if len(rows) == 1:
            self.setCurrentIndex(self.lines.index(rows[0], column))
            self.edit(self.lines.index(rows[0], column))

    def headings(self) -> tuple[str, ...]:
        return (
            self.tr("No."), self.tr("Name"), self.tr("Model"), self.tr("Accuracy"), self.tr("Time"), self.tr("Date"),
            self.tr("How it ended"), self.tr("Note"),
        )  # fmt: skip

    def retranslate(self) -> None:
        """Words everything in the language of the window."""
        self.setAccessibleName(self.tr("Trainings"))
        self.lines.headerDataChanged.emit(Qt.Orientation.Horizontal, NUMBER, NOTE)

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LocaleChange:
            self.viewport().update()


class RunLines(QAbstractTableModel):
    """The trainings in the order that the header was last clicked for; what is not known comes last in either."""

    def __init__(self, table: RunTable) -> None:
        super().__init__(table)
        self._table = table
        self._lines: list[RunLine] = []
        self._sorted = (NUMBER, Qt.SortOrder.DescendingOrder)

    def set_lines(self, lines: Sequence[RunLine]) -> None:
        self.beginResetModel()
        self._lines = self._in_order(lines)
        self.endResetModel()

    def line(self, row: int) -> RunLine:
        return self._lines[row]

    @override
    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._lines)

    @override
    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return NOTE + 1

    @override
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._table.headings()[section]
        return Qt.AlignmentFlag.AlignLeft if role == Qt.ItemDataRole.TextAlignmentRole else None

    @override
    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsEditable if index.column() in _WRITTEN else flags

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line, column = self._lines[index.row()], index.column()
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
                return one_line(self._text(line, column))
            case Qt.ItemDataRole.EditRole:
                return line.name if column == NAME else line.note
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tip(line.note if column == NOTE else self._text(line, column))
            case Qt.ItemDataRole.TextAlignmentRole if column in _RIGHT:
                return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    @override
    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        line, column, text = self._lines[index.row()], index.column(), str(value).strip()
        if role != Qt.ItemDataRole.EditRole or column not in _WRITTEN:
            return False
        if text != (line.name if column == NAME else line.note):
            (self._table.renamed if column == NAME else self._table.noted).emit(line.number, text)
        return True

    @override
    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        numbers = self._table.numbers()
        self._sorted = (column, order)
        self.set_lines(self._lines)
        self._table.choose(numbers)

    def _in_order(self, lines: Sequence[RunLine]) -> list[RunLine]:
        column, order = self._sorted
        told = [line for line in lines if _key(line, column) is not None]
        untold = [line for line in lines if _key(line, column) is None]
        down, letters = order == Qt.SortOrder.DescendingOrder, alphabet(self._table.locale())

        def key(line: RunLine) -> Any:
            value = _key(line, column)
            return letters(value) if isinstance(value, str) else value

        return sorted(told, key=key, reverse=down) + untold

    def _text(self, line: RunLine, column: int) -> str:
        where = self._table.locale()
        match column:
            case 0:
                return where.toString(line.number)
            case 3:
                return _accuracy(line, where)
            case 5:
                return _date(line, where)
        return {NAME: line.name, MODEL: line.model, TIME: line.duration, ENDED: line.ended, NOTE: line.note}[column]


def _accuracy(line: RunLine, where: QLocale) -> str:
    """The accuracy with the interval in which it lies, where that is known."""
    if line.accuracy is None:
        return _UNKNOWN
    share = percent(line.accuracy, where)
    if line.interval is None:
        return share
    low, high = (figure(100 * end, where, "f", 0) for end in line.interval)
    return f"{share} ({low}–{high})"


def _date(line: RunLine, where: QLocale) -> str:
    """When it began, as the language writes it; "" where that is not known."""
    if line.date is None:
        return ""
    return where.toString(QDateTime.fromSecsSinceEpoch(int(line.date.timestamp())), QLocale.FormatType.ShortFormat)


def _key(line: RunLine, column: int) -> Any:
    """What a column is sorted by; None: not known."""
    keys = (
        line.number, line.name or None, line.model, line.accuracy, line.seconds,
        line.date.timestamp() if line.date else None, line.ended, line.note or None,
    )  # fmt: skip
    return keys[column]
