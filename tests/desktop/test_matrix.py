"""The confusion matrix: from two classes to a thousand, by hand and by keys."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QLocale, QPoint, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.theme import tokens
from desktop.widgets.charts.matrix import Matrix

COUNTS = ((5, 0, 0), (1, 3, 0), (2, 0, 0))


@pytest.fixture
def matrix(app: QApplication) -> Matrix:
    made = Matrix()
    made.setLocale(QLocale("en_US"))
    made.resize(420, 320)
    made.show_counts(("bird", "<b>flower</b>", "fruit"), COUNTS)
    made.show()
    return made


def test_a_cell_is_told_in_words_with_its_share_of_the_row(matrix: Matrix) -> None:
    assert matrix.describe(1, 0).replace("(s)", "") == "1 of 4 photo of <b>flower</b> taken for bird (25.0%)"
    assert "recognised (100.0%)" in matrix.describe(0, 0)


def test_mistakes_come_most_frequent_first_without_the_diagonal(matrix: Matrix) -> None:
    assert matrix.confusions() == [(2, 2, 0), (1, 1, 0)]


def test_a_click_chooses_the_cell_under_it(matrix: Matrix) -> None:
    chosen: list[tuple[int, int]] = []
    matrix.activated.connect(lambda row, column: chosen.append((row, column)))
    QTest.mouseClick(matrix.viewport(), Qt.MouseButton.LeftButton, pos=matrix._rect(2, 1).center())
    QTest.mouseClick(matrix.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(2, 2))
    assert chosen == [(2, 1)]


def test_arrows_walk_the_cells_and_enter_and_space_choose(matrix: Matrix) -> None:
    chosen: list[tuple[int, int]] = []
    matrix.activated.connect(lambda row, column: chosen.append((row, column)))
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Return, Qt.Key.Key_Up):
        QTest.keyClick(matrix, key)
    QTest.keyClick(matrix, Qt.Key.Key_Space)
    assert chosen == [(1, 1), (0, 1)]
    assert "taken for" in matrix.accessibleDescription()


def test_mistakes_have_a_colour_of_their_own(matrix: Matrix) -> None:
    picture = matrix.viewport().grab().toImage()
    mistake = picture.pixelColor(matrix._rect(2, 0).topLeft() + QPoint(3, 3))
    assert mistake == QColor(tokens(matrix).danger)


def test_the_cells_grow_with_the_window(matrix: Matrix) -> None:
    matrix.resize(1400, 900)
    picture = matrix.viewport()
    assert matrix._rect(2, 2).right() >= picture.width() - 6
    assert matrix._rect(2, 2).bottom() >= picture.height() - 6


def test_one_colour_scale_darkens_with_the_share(matrix: Matrix) -> None:
    picture = matrix.viewport().grab().toImage()
    corner = matrix._rect(0, 0).topLeft() + QPoint(3, 3)
    empty = matrix._rect(0, 1).topLeft() + QPoint(3, 3)
    assert picture.pixelColor(corner) == QColor(tokens(matrix).accent)
    assert picture.pixelColor(empty) == QColor(tokens(matrix).page)


def test_a_class_without_photos_has_an_empty_row(app: QApplication) -> None:
    made = Matrix()
    made.show_counts(("a", "b"), ((0, 0), (0, 4)))
    assert made.describe(0, 1).endswith("(0.0%)")
    assert made.confusions() == []


def test_many_classes_scroll_and_the_keyboard_brings_a_cell_into_sight(app: QApplication) -> None:
    made = Matrix()
    made.resize(420, 360)
    made.show_counts([f"class {n}" for n in range(37)], np.eye(37, dtype=int) * 3)
    made.show()
    made.choose(36, 36)
    assert made.viewport().rect().contains(made._rect(36, 36).center())


def test_a_thousand_classes_are_an_overview_that_can_be_enlarged(app: QApplication) -> None:
    made = Matrix()
    made.resize(420, 360)
    counts = np.eye(1000, dtype=int) * 5
    counts[3, 998] = 4
    made.show_counts([str(n) for n in range(1000)], counts)
    made.show()
    assert made._cell().width() == 1
    picture = made.viewport().grab().toImage()
    assert picture.pixelColor(made._rect(100, 100).topLeft()) == QColor(tokens(made).accent)
    assert made.confusions() == [(4, 3, 998)]
    for _ in range(8):
        QTest.keyClick(made, Qt.Key.Key_Plus)
    assert made._cell().width() >= 16
    QTest.keyClick(made, Qt.Key.Key_0)
    assert made._cell().width() == 1


def test_a_wide_matrix_leaves_a_long_name_whole(matrix: Matrix) -> None:
    name = "Ptice i šišmiši u starim hrastovim šumama"
    matrix.resize(1400, 700)
    matrix.show_counts((name, "b", "c"), COUNTS)
    line = matrix.fontMetrics().height()
    assert matrix._head()[0] - line - 10 >= matrix.fontMetrics().horizontalAdvance(name)


@pytest.mark.parametrize("width", range(240, 500, 20))
@pytest.mark.parametrize("height", [200, 300, 480])
def test_columns_are_named_whole_where_there_is_room(
    matrix: Matrix, monkeypatch: pytest.MonkeyPatch, width: int, height: int
) -> None:
    named: list[str] = []
    drawn = QPainter.drawText
    monkeypatch.setattr(QPainter, "drawText", lambda *args: (named.append(args[-1]), drawn(*args))[1])
    matrix.show_counts(("bird", "flower", "fruit", "vegetable"), np.eye(4, dtype=int).tolist())
    matrix.resize(width, height)
    matrix.viewport().grab()
    whole = [name for name in named if name in ("bird", "flower", "fruit", "vegetable")]
    if height >= 300 or matrix._cell().width() >= 64:
        assert whole[-4:] == ["bird", "flower", "fruit", "vegetable"], named
    assert matrix._head()[1] < height / 2
