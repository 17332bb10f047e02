"""The live plot: what it keeps, what it draws, what it says and what can be carried away."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QLocale, Qt
from PySide6.QtGui import QColor, QFocusEvent, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.theme import LIGHT, Choice, apply_theme
from desktop.widgets.charts.curve import Curve, Series
from desktop.widgets.charts.legend import Legend, LegendEntry
from desktop.widgets.charts.traces import Trace, smooth, thin

Until = Callable[[Callable[[], bool]], None]


@pytest.fixture
def curve(app: QApplication) -> Curve:
    made = Curve([Series("a.train", 0), Series("a.validation", 1), Series("a.majority", None)], percent=True)
    labels = {"a.train": "train", "a.validation": "validation", "a.majority": "majority"}
    made.set_texts("Accuracy", "epoch", labels, "accuracy")
    made.setLocale(QLocale("en_US"))
    made.resize(640, 300)
    made.clear(20)
    return made


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_the_plot_has_the_colours_of_the_theme_that_came_last(app: QApplication, curve: Curve, theme: Choice) -> None:
    curve.show()
    look = LIGHT
    try:
        changes: tuple[Choice, ...] = ("dark", "light", theme)
        for one in changes:
            look = apply_theme(app, one)
        middle = curve.grab().toImage().pixelColor(curve.width() // 2 + 3, curve.height() // 2 + 3)
    finally:
        apply_theme(app, "light")
    assert middle.name() == QColor(look.surface).name()


def test_a_trace_keeps_every_point_while_there_is_room() -> None:
    trace = Trace(64)
    trace.append([(step, step * 2.0) for step in range(40)])
    steps, values = trace.points()
    assert steps.tolist() == list(range(40))
    assert values.tolist() == [step * 2.0 for step in range(40)]


def test_a_long_run_stays_within_bounds_and_keeps_its_spike_and_its_end() -> None:
    trace = Trace(64)
    for step in range(100_000):
        trace.append([(step, 1000.0 if step == 4321 else float(np.sin(step)))])
    steps, values = trace.points()
    assert len(steps) <= 64 + 24
    assert values.max() == 1000.0
    assert (np.diff(steps) >= 0).all()
    assert trace.last == (99_999, pytest.approx(np.sin(99_999)))


def test_infinite_values_become_gaps_and_a_long_gap_survives_thinning() -> None:
    trace = Trace(16)
    trace.append([(step, float("inf") if 200 <= step < 800 else 1.0) for step in range(1000)])
    _, values = trace.points()
    assert np.isnan(values).any()
    assert not np.isinf(values).any()


def test_smoothing_is_the_unbiased_moving_average_and_skips_gaps() -> None:
    values = np.array([1.0, 3.0, np.nan, 5.0, *np.linspace(0, 9, 300)])
    expected, total, weight = [], 0.0, 0.0
    for value in values:
        total, weight = 0.8 * total + (0 if np.isnan(value) else value), 0.8 * weight + (not np.isnan(value))
        expected.append(np.nan if np.isnan(value) else total / weight)
    np.testing.assert_allclose(smooth(values, 0.8), expected)
    assert smooth(values, 0.0) is values


def test_thinning_for_the_screen_keeps_extremes() -> None:
    values = np.zeros(5000)
    values[777], values[4000] = 9.0, -9.0
    steps, drawn = thin(np.arange(5000.0), values, 500)
    assert len(steps) <= 504
    assert (drawn.min(), drawn.max()) == (-9.0, 9.0)


def test_points_of_other_series_are_left_alone(curve: Curve) -> None:
    curve.append([("b.train", 1, 0.5)])
    assert curve.summary() == ""


def test_the_summary_says_the_last_values_in_the_language_of_the_window(curve: Curve) -> None:
    curve.append([("a.majority", 0, 0.34), ("a.train", 1, 0.5), ("a.train", 2, 0.625)])
    curve.append([("a.validation", 2, float("nan"))])
    assert curve.summary() == "epoch 2, train 62.5%, validation –, majority 34.0%"
    curve.setLocale(QLocale("hr_HR"))
    assert "train 62,5 %" in curve.summary()


def test_arrows_walk_the_cross_hair_along_the_points(curve: Curve) -> None:
    curve.append([("a.train", epoch, epoch / 10) for epoch in range(1, 6)])
    QTest.keyClick(curve, Qt.Key.Key_Left)
    assert curve.value("a.train") == pytest.approx(0.5)
    QTest.keyClick(curve, Qt.Key.Key_Left)
    QTest.keyClick(curve, Qt.Key.Key_Left)
    assert curve.summary() == "epoch 3, train 30.0%"
    QTest.keyClick(curve, Qt.Key.Key_Home)
    assert curve.value("a.train") == pytest.approx(0.1)
    QTest.keyClick(curve, Qt.Key.Key_Escape)
    assert curve.value("a.train") == pytest.approx(0.5)


@pytest.mark.parametrize("kind", [int, float, np.int64, np.float32])
@pytest.mark.parametrize("points", [0, 1, 3, 200])
def test_a_plot_with_the_keyboard_says_whole_steps_of_any_kind(curve: Curve, kind: type, points: int) -> None:
    curve.append([("a.train", kind(epoch), kind(1)) for epoch in range(1, points + 1)])
    curve.append([("a.majority", kind(0), kind(1))])
    QApplication.sendEvent(curve, QFocusEvent(QEvent.Type.FocusIn))
    assert curve.accessibleDescription() == curve.summary()
    assert curve.summary().startswith(f"epoch {points}, train 100.0%" if points else "majority 100.0%")
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_Escape):
        QTest.keyClick(curve, key)
    QApplication.sendEvent(curve, QFocusEvent(QEvent.Type.FocusOut))


def test_the_values_are_saved_in_the_c_locale_with_gaps_empty(curve: Curve) -> None:
    curve.setLocale(QLocale("hr_HR"))
    curve.append([("a.train", 1, 0.5), ("a.validation", 1, float("nan")), ("a.train", 2, 0.25)])
    assert curve.csv().splitlines() == ["step,a.train,a.validation,a.majority", "1.0,0.5,,", "2.0,0.25,,"]


def test_a_plot_can_be_saved_as_png_svg_and_csv_and_copied(curve: Curve, tmp_path: Path) -> None:
    curve.append([("a.train", epoch, epoch / 10) for epoch in range(1, 6)])
    for ending in ("png", "svg", "csv"):
        curve.save(tmp_path / f"plot.{ending}")
    picture = QImage.fromData((tmp_path / "plot.png").read_bytes())
    assert picture.width() >= 960
    assert len({picture.pixel(x, y) for x in range(0, picture.width(), 7) for y in range(0, picture.height(), 7)}) > 3
    svg = ET.fromstring((tmp_path / "plot.svg").read_text())
    assert "Accuracy" in "".join(svg.itertext())
    assert not svg.findall(".//{http://www.w3.org/2000/svg}image"), "an axis is a picture and no drawing"
    curve.copy()
    assert not QApplication.clipboard().image().isNull()
    assert QApplication.clipboard().text().startswith("step,")


def test_the_axis_shows_the_whole_run_and_grows_beyond_it(curve: Curve) -> None:
    view = curve._plot.getPlotItem().getViewBox()
    assert view.viewRange()[0][1] == pytest.approx(20, rel=0.02)
    curve.append([("a.train", 30, 0.5)])
    curve.draw()
    assert view.viewRange()[0][1] >= 30


def test_nothing_positive_is_a_gap_on_a_logarithmic_axis(curve: Curve) -> None:
    curve.append([("a.train", 1, 0.0), ("a.train", 2, 0.01), ("a.train", 3, 0.1)])
    curve.set_log(True)
    low, high = curve._plot.getPlotItem().getViewBox().viewRange()[1]
    assert low < -2 < -1 < high
    curve.set_log(False)
    assert curve.value("a.train") == pytest.approx(0.1)


def test_the_run_before_is_drawn_behind_only_when_asked(curve: Curve) -> None:
    curve.append([("a.train", 1, 0.5), ("a.train", 2, 0.6)])
    curve.draw()
    curve.keep_for_comparison()
    curve.clear(20)
    before = curve._plot.lines["a.train"].before
    assert len(before._steps) == 0
    curve.compare(True)
    assert before._values.tolist() == [0.5, 0.6]
    assert curve.csv().count("\n") == 1


def test_a_plot_out_of_sight_draws_when_it_comes_into_sight(curve: Curve) -> None:
    line = curve._plot.lines["a.train"].line
    curve.append([("a.train", 1, 0.5)])
    assert len(line._steps) == 0
    curve.show()
    assert line._values.tolist() == [0.5]


def test_a_plot_in_sight_draws_soon_and_once_for_many_calls(curve: Curve, until: Until) -> None:
    curve.show()
    drawn: list[int] = []
    line = curve._plot.lines["a.train"].line
    for step in range(1, 50):
        curve.append([("a.train", step, 0.5)])
        drawn.append(len(line._steps))
    assert set(drawn) == {0}
    until(lambda: len(line._steps) == 49)


def test_the_steps_are_named_in_the_row_of_their_figures_without_taking_room(curve: Curve) -> None:
    curve.show()
    QApplication.processEvents()
    corner, plot = curve._plot._corner, curve._plot
    assert corner.text() == "epoch"
    assert corner.isVisible()
    assert corner.geometry().top() >= plot._view.sceneBoundingRect().bottom()
    assert corner.geometry().right() <= plot._view.sceneBoundingRect().left()


def test_every_line_is_named_however_narrow_the_plot_is(app: QApplication) -> None:
    legend = Legend()
    names = ("Noise", "Variation", "Robust")
    legend.show_entries([LegendEntry(name, "100.0%", style) for style, name in enumerate(names)], "", "100.0%")
    line = legend.height_in(2000)
    assert {legend.height_in(width) // line for width in range(60, 2000, 20)} == {1, 2, 3}
    legend.resize(120, 3 * line)
    seen = legend.grab().toImage()
    for row in range(3):
        colours = {seen.pixelColor(x, y).name() for y in range(row * line, (row + 1) * line) for x in range(120)}
        assert LIGHT.curves[row].lower() in colours
