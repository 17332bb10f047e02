"""Bars: percent in the language, texts for screen readers, names as plain text, parts told apart without colour."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QLocale, QPoint, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from desktop.figures import percent
from desktop.theme import DARK, LIGHT, Tokens
from desktop.widgets.charts.splitbar import SplitBar
from desktop.widgets.plain import one_line, plain_tip
from desktop.widgets.rows.bars import Bar, Bars, ClassBars, Tally, paint_parts, part_brushes


def test_percent_has_one_decimal_and_the_languages_own_signs() -> None:
    assert percent(0.9134, QLocale("en_US")) == "91.3%"
    assert percent(0.9134, QLocale("hr_HR")) == "91,3 %"


def test_bars_tell_a_screen_reader_what_they_show(app: QApplication) -> None:
    bars = Bars()
    bars.setLocale(QLocale("en_US"))
    bars.set_bars([Bar("zebra", 0.913), Bar("<b>horse</b>", 0.05)])
    assert bars.accessibleDescription() == "zebra 91.3%, <b>horse</b> 5.0%"


def test_a_share_that_is_no_number_is_drawn_as_nothing(app: QApplication) -> None:
    bars = Bars()
    bars.set_bars([Bar("a", float("nan")), Bar("b", 7.0)])
    assert not bars.grab().isNull()


def test_tooltips_show_names_as_they_are() -> None:
    assert "<img" not in plain_tip("<img src=x>")
    assert one_line("two\nlines \udcff") == "two lines \\xff"


def test_a_thousand_classes_are_painted_only_where_they_are_in_sight(
    app: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    bars = ClassBars()
    bars.resize(300, 400)
    bars.set_tallies([Tally(f"class {number}", (7, 2, 1)) for number in range(1000)])
    painted: list[int] = []
    monkeypatch.setattr(ClassBars, "_paint", lambda *given: painted.append(given[-1]))
    bars.grab()
    assert 0 < len(painted) < 20


def test_a_click_chooses_a_class_and_another_click_lets_it_go(app: QApplication) -> None:
    bars = ClassBars()
    bars.resize(300, 200)
    bars.set_tallies([Tally("cat", (3, 1, 1)), Tally("dog", (5, 1, 1))])
    told: list[int] = []
    bars.chosen.connect(told.append)
    place = QPoint(20, bars.row_height + 10)
    QTest.mouseClick(bars, Qt.MouseButton.LeftButton, pos=place)
    QTest.mouseClick(bars, Qt.MouseButton.LeftButton, pos=place)
    QTest.keyClick(bars, Qt.Key.Key_Down)
    assert told == [1, -1, 0]


@pytest.mark.parametrize("look", [LIGHT, DARK])
def test_parts_differ_without_colour(app: QApplication, look: Tokens) -> None:
    """The three fills of a bar have different brightness or structure when seen in grey."""
    told = set()
    for part in range(3):
        image = QImage(60, 12, QImage.Format.Format_Grayscale8)
        image.fill(QColor(look.surface))
        painter = QPainter(image)
        paint_parts(painter, image.rect().toRectF(), [60 * (part == n) for n in range(3)], part_brushes(look))
        painter.end()
        levels = [image.pixelColor(x, 6).red() for x in range(12, 48)]
        told.add((len(set(levels)) > 1, round(sum(levels) / len(levels) / 12)))
    assert len(told) == 3


def test_the_split_says_its_parts_in_words(app: QApplication) -> None:
    parent = QWidget()
    parent.setLocale(QLocale("en_US"))
    bar = SplitBar(parent)
    bar.set_parts(70, 15, 15)
    assert "70 · 70.0%" in bar.accessibleDescription()
    assert not bar.grab().isNull()
