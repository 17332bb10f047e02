"""A table of classified photos: as quick to scroll and to sort with ten thousand rows as with ten."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QEvent, QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPaintEvent, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget
from typing_extensions import override

from desktop.figures import alphabet, percent
from desktop.theme import tokens
from desktop.widgets.called import Called
from desktop.widgets.plain import one_line, plain_tip
from desktop.widgets.tiles.thumbnails import ThumbnailRequest, Thumbnails

PHOTO, FILE, BEST, SURE, SECOND = range(5)
_SIDE: Final = 44
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Row:
    """A photo and what it was taken for, (class, probability) best first; or the reason why it could not be read."""

    path: Path
    name: str
    guesses: tuple[tuple[str, float], ...] = ()
    fault: str = ""


class Rows(QAbstractTableModel):
    """The rows in the order that the header was last clicked for. What is sorted are records, not cells."""

    def __init__(self, table: Table, thumbnails: Thumbnails) -> None:
        super().__init__(table)
        self._table = table
        self._thumbnails = thumbnails
        self._rows: list[Row] = []
        self._order: list[int] = []

    def set_rows(self, rows: Sequence[Row]) -> None:
        self.beginResetModel()
        self._rows = list(rows)
        self._order = list(range(len(rows)))
        self.endResetModel()

    def row(self, at: int) -> Row:
        """The row at a place of the table as it is sorted now."""
        return self._rows[self._order[at]]

    def place(self, number: int) -> int:
        """Where the row given as the `number`-th stands now."""
        return self._order.index(number)

    def wanted(self, at: int) -> ThumbnailRequest:
        return ThumbnailRequest(self.row(at).path, round(_SIDE * self._table.devicePixelRatioF()))

    @override
    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._rows)

    @override
    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 5

    @override
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._table.headings()[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row, column = self.row(index.row()), index.column()
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._text(row, column)
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tip(self._tip(row, column))
            case Qt.ItemDataRole.AccessibleTextRole:
                return row.name if column == PHOTO else self._text(row, column)
            case Qt.ItemDataRole.DecorationRole if column == PHOTO:
                thumbnail = self._thumbnails.get(self.wanted(index.row()))
                return _untinted(thumbnail.pixmap) if thumbnail is not None and thumbnail.fault is None else None
            case Qt.ItemDataRole.TextAlignmentRole:
                return _alignment(column)
            case Qt.ItemDataRole.ForegroundRole if row.fault and column == BEST:
                return QColor(tokens(self._table).danger)
        return None

    def _text(self, row: Row, column: int) -> str:
        match column:
            case 1:
                return one_line(row.name)
            case 2:
                return one_line(row.fault or (self._table.called(row.guesses[0][0]) if row.guesses else ""))
            case 3 if row.guesses:
                return percent(row.guesses[0][1], self._table.locale())
            case 4 if len(row.guesses) > 1:
                name, share = row.guesses[1]
                return one_line(f"{self._table.called(name)} {percent(share, self._table.locale())}")
        return ""

    def _tip(self, row: Row, column: int) -> str:
        guess = {BEST: 0, SECOND: 1}.get(column)
        if guess is not None and len(row.guesses) > guess:
            return self._table.called.both(row.guesses[guess][0])
        return row.name if column <= FILE else self._text(row, column)

    @override
    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sorts; photos that could not be read stay last either way."""
        key, down = _key(column, self._table), order == Qt.SortOrder.DescendingOrder
        self.layoutAboutToBeChanged.emit()
        held = {index: self._order[index.row()] for index in self.persistentIndexList()}
        good = [number for number in self._order if not self._rows[number].fault]
        bad = [number for number in self._order if self._rows[number].fault]
        good.sort(key=lambda number: key(self._rows[number]), reverse=down)
        self._order = good + bad
        places = {number: place for place, number in enumerate(self._order)}
        for old, number in held.items():
            self.changePersistentIndex(old, self.index(places[number], old.column()))
        self.layoutChanged.emit()


class Table(QTableView):
    """Photos with their best class, its probability and the second guess. `current_changed` tells the row chosen."""

    current_changed = Signal(object)  # Row

    def __init__(self, thumbnails: Thumbnails, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._thumbnails = thumbnails
        self._rows = Rows(self, thumbnails)
        self._headings = ("",) * 5
        self.called = Called()
        self.setModel(self._rows)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setIconSize(QSize(_SIDE, _SIDE))
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(_SIDE + 8)
        self._dress_header()
        self.setSortingEnabled(True)
        self.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.selectionModel().currentRowChanged.connect(self._tell)
        thumbnails.arrived.connect(self.viewport().update)
        self.retranslate()

    def _dress_header(self) -> None:
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSortIndicatorClearable(True)
        header.setMinimumSectionSize(48)
        for column, width in ((PHOTO, _SIDE + 20), (SURE, 116)):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
            header.resizeSection(column, width)
        for column in (FILE, BEST, SECOND):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Shows rows in the order given until a heading is clicked; the first one is chosen."""
        self.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self._rows.set_rows(rows)
        if rows:
            self.selectRow(0)

    def headings(self) -> tuple[str, ...]:
        return self._headings

    def row(self, at: int) -> Row:
        """The row at a place of the table as it is sorted now."""
        return self._rows.row(at)

    def retranslate(self) -> None:
        self._headings = ("", self.tr("File"), self.tr("Best class"), self.tr("Probability"), self.tr("Second guess"))
        self.setAccessibleName(self.tr("Classified photos"))
        self._rows.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, 4)
        self.viewport().update()

    def _tell(self, current: QModelIndex, _former: QModelIndex) -> None:
        if current.isValid():
            self.current_changed.emit(self._rows.row(current.row()))

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LocaleChange:
            self.viewport().update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        first, last = self.rowAt(0), self.rowAt(self.viewport().height() - 1)
        last = last if last >= 0 else self._rows.rowCount() - 1
        if first >= 0:
            wanted = [self._rows.wanted(at) for at in range(first, last + 1)]
            self._thumbnails.want([one for one in wanted if self._thumbnails.get(one) is None], self)


def _untinted(pixmap: QPixmap) -> QIcon:
    """A picture that keeps its colours where its row is selected."""
    icon = QIcon(pixmap)
    icon.addPixmap(pixmap, QIcon.Mode.Selected)
    return icon


def _alignment(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column == SURE else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


def _key(column: int, table: Table) -> Callable[[Row], Any]:
    letters = alphabet(table.locale())
    match column:
        case 2:
            return lambda row: (letters(table.called(row.guesses[0][0]) if row.guesses else ""), -_probability(row, 0))
        case 3:
            return lambda row: _probability(row, 0)
        case 4:
            return lambda row: _probability(row, 1)
    return lambda row: letters(row.name)


def _probability(row: Row, place: int) -> float:
    return row.guesses[place][1] if len(row.guesses) > place else 0.0
