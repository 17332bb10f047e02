"""The table of trainings: sorted, named, noted, several chosen, in either language."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from desktop.widgets.rows.runtable import ACCURACY, DATE, NAME, NOTE, NUMBER, RunLine, RunTable


def line(number: int, **told: Any) -> RunLine:
    values: dict[str, Any] = {
        "name": "", "model": "frozen", "accuracy": 0.75, "interval": (0.53, 0.89), "seconds": 2.5, "duration": "2.5 s",
        "date": datetime(2026, 11, number, 14, 3, tzinfo=UTC), "ended": "all epochs", "note": "",
    }  # fmt: skip
    return RunLine(number, **(values | told))


@pytest.fixture
def table(application: QApplication) -> RunTable:
    made = RunTable()
    made.setLocale(QLocale(QLocale.Language.English))
    made.resize(900, 300)
    made.retranslate()
    made.show_lines([line(1, accuracy=None, interval=None), line(2, accuracy=0.9, name="best"), line(3, accuracy=0.5)])
    made.show()
    return made


def order(table: RunTable) -> list[int]:
    return [table.lines.line(row).number for row in range(table.lines.rowCount())]


def text(table: RunTable, row: int, column: int, role: Qt.ItemDataRole = Qt.ItemDataRole.DisplayRole) -> str:
    return str(table.lines.index(row, column).data(role))


def test_the_newest_is_first_and_what_is_not_known_is_last_either_way(table: RunTable) -> None:
    assert order(table) == [3, 2, 1]
    table.sortByColumn(ACCURACY, Qt.SortOrder.DescendingOrder)
    assert order(table) == [2, 3, 1]
    table.sortByColumn(ACCURACY, Qt.SortOrder.AscendingOrder)
    assert order(table) == [3, 2, 1]
    table.sortByColumn(DATE, Qt.SortOrder.AscendingOrder)
    assert order(table) == [1, 2, 3]


def test_what_was_chosen_stays_chosen_however_the_table_is_sorted_or_filled(table: RunTable) -> None:
    table.choose([1, 3])
    assert table.numbers() == [3, 1]
    table.sortByColumn(NUMBER, Qt.SortOrder.AscendingOrder)
    assert table.numbers() == [1, 3]
    table.show_lines([line(3), line(4)])
    assert table.numbers() == [3]


def test_accuracy_is_told_with_its_interval_as_the_language_writes_it(table: RunTable) -> None:
    assert text(table, 1, ACCURACY) == "90.0% (53–89)"
    assert text(table, 2, ACCURACY) == "–"
    table.setLocale(QLocale(QLocale.Language.Croatian))
    assert text(table, 1, ACCURACY) == "90,0 % (53–89)"


def test_a_name_is_written_by_the_keyboard_alone_and_told_once(table: RunTable) -> None:
    told: list[tuple[int, str]] = []
    table.renamed.connect(lambda number, name: told.append((number, name)))
    table.choose([2])
    table.write_name()
    editor = table.findChild(QLineEdit)
    assert editor is not None
    assert editor.text() == "best"
    QTest.keyClicks(editor, "with dropout")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    QApplication.processEvents()  # an editor gives its text away when Qt comes to it
    assert told == [(2, "with dropout")]


def test_a_text_that_stays_as_it_was_is_not_told_and_other_cells_take_none(table: RunTable) -> None:
    told: list[Any] = []
    for signal in (table.renamed, table.noted):
        signal.connect(lambda *what: told.append(what))
    assert table.lines.setData(table.lines.index(1, NAME), " best ")
    assert not table.lines.setData(table.lines.index(1, ACCURACY), "1")
    assert not told
    table.lines.setData(table.lines.index(0, NOTE), "more tulips")
    assert told == [(3, "more tulips")]


def test_a_screen_reader_hears_the_table_and_its_cells(table: RunTable) -> None:
    assert table.accessibleName()
    for column in range(NOTE):
        assert text(table, 1, column, Qt.ItemDataRole.AccessibleTextRole) == text(table, 1, column)


def test_texts_are_sorted_by_the_alphabet_of_the_language(table: RunTable) -> None:
    table.setLocale(QLocale("hr_HR"))
    names = ["Šuma", "Sova", "Zebra", "čaplja", "Cvijet", "Trešnja", "10 epoha", "9 epoha"]
    table.show_lines([line(number, name=name) for number, name in enumerate(names, start=1)])
    table.sortByColumn(NAME, Qt.SortOrder.AscendingOrder)
    found = [table.lines.line(row).name for row in range(len(names))]
    assert found == ["9 epoha", "10 epoha", "Cvijet", "čaplja", "Sova", "Šuma", "Trešnja", "Zebra"]


def test_a_date_is_written_as_the_language_writes_it(table: RunTable) -> None:
    table.show_lines([line(1, date=datetime(2026, 3, 9, 14, 5, tzinfo=UTC))])
    table.setLocale(QLocale("hr_HR"))
    assert table.lines.index(0, DATE).data().startswith("09. 03. 2026.")
    table.setLocale(QLocale("en_US"))
    assert table.lines.index(0, DATE).data().startswith("3/9/26")
