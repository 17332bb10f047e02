"""The Compare page: driven by recorded outcomes, and once by a real comparison of the sample photos."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip

from desktop.page.page import Surroundings
from desktop.pages.compare.left import KINDS
from desktop.pages.compare.page import ComparePage
from desktop.runner import Runner
from desktop.settings import Settings
from desktop.widgets.charts.points import AcrossAxis, MeasuredPoint, PointPlot, PointRow
from desktop.workspace import Workspace
from engine.job.background import Background
from engine.job.events import Ended, Metric, Outcome
from engine.jobs.compare import CompareResult, CompareRow
from engine.jobs.find_rate import FindRateResult
from engine.jobs.learning_curve import CurveRow, LearningCurve, LearningCurveResult
from engine.jobs.trial import Trial, TrialResult
from engine.lessons.runs import DRAWINGS
from tests.desktop.surroundings import Idle

Until = Callable[[Callable[[], bool]], None]
SAMPLES = Path(__file__).resolve().parents[2] / "resources" / "sample_photos"


def row(name: str, accuracy: float, milliseconds: float, *, tied: bool, advised: bool) -> CompareRow:
    return CompareRow(
        name, accuracy, (accuracy - 0.1, min(1.0, accuracy + 0.05)), 0.8, (0.7, 0.9), milliseconds, 1.0, 20.0, 0.75,
        tied=tied, advised=advised,
    )  # fmt: skip


BACKBONES = CompareResult(
    (
        row("efficientnet_lite0", 0.93, 15.0, tied=True, advised=True),
        row("efficientnet_lite1", 0.95, 22.0, tied=True, advised=False),
        row("efficientnet_lite2", 0.7, 30.0, tied=False, advised=False),
    ),
    103,
    4,
)
CURVE = LearningCurveResult(
    (
        CurveRow("frozen", 2, 0.78, 0.7, 0.86), CurveRow("frozen", 10, 0.91, 0.85, 0.97),
        CurveRow("scratch", 2, 0.3, 0.2, 0.4), CurveRow("scratch", 10, 0.4, 0.3, 0.5),
    ),
    30,
    0.34,
)  # fmt: skip
TRIED = TrialResult("dropout", (0.9, 0.8, 0.9), (0.8, 0.8, 0.9), 0.033, (-0.1, 0.17), "cannot_tell", 30)
RATES = FindRateResult("adam", (1e-3, 1e-2, 1e-1), (1.4, 0.7, 0.9), 1e-2, 1e-3, 10.0)
GIVEN = {"backbones": BACKBONES, "transfer": CURVE, "tricks": TRIED, "rate": RATES}


def opened(background: Background) -> Iterator[ComparePage]:
    settings = Settings()
    settings.change(language="en")
    around = Surroundings(Runner(background=background), Workspace(settings), settings)
    made = ComparePage(around)
    made.retranslate()
    made.resize(1080, 760)
    made.show()
    yield made
    around.runner.close()


@pytest.fixture
def page(app: QApplication) -> Iterator[ComparePage]:
    yield from opened(Idle())


@pytest.fixture
def real(app: QApplication) -> Iterator[ComparePage]:
    yield from opened(Background())


def asked(page: ComparePage, kind: str) -> None:
    if page.around.workspace.folder is None:
        page.around.workspace.open_folder(SAMPLES)
    page.settings.kind.set_value(kind)
    page.start()


def test_nothing_starts_without_a_folder(page: ComparePage) -> None:
    page.start()
    assert not page.busy
    assert "open a folder" in page.bar._note.text()
    page.around.workspace.open_folder(SAMPLES)
    page.start()
    assert page.busy


def test_backbones_are_drawn_with_what_is_advised(page: ComparePage) -> None:
    asked(page, "backbones")
    page.hear([Outcome(BACKBONES), Ended("done")])
    assert page.view.plot.isVisible()
    assert [row.name for row in page.view.plot.rows] == ["may be as good as the best", "clearly less good"]
    assert page.view._verdict.text().startswith("Take EfficientNet-Lite0")
    assert [trial.held for trial in page.view.table.trials] == [True, None, None]
    assert page.view.table.trials[1].cells[1] == "95.0% (85–100)"


def test_the_curve_grows_as_points_arrive_and_ends_in_a_sentence(page: ComparePage) -> None:
    asked(page, "transfer")
    page.hear([Metric("photos_per_second", 1.0, 3.0), Metric("accuracy.frozen", 2.0, 0.7)])
    page.hear([Metric("accuracy.frozen", 2.0, 0.8), Metric("accuracy.scratch", 2.0, 0.3)])
    assert [(row.name, row.points) for row in page.view.plot.rows] == [
        ("Frozen backbone", (MeasuredPoint(2.0, 0.8),)),
        ("From scratch", (MeasuredPoint(2.0, 0.3),)),
    ]
    page.hear([Outcome(CURVE), Ended("done")])
    assert page.view._verdict.text().endswith(
        "a class: frozen 78.0%, from scratch 30.0%. What the network knew already helps clearly."
    )
    assert len(page.view.table.trials) == 4


def test_a_trick_on_trial_says_no_more_than_it_knows(page: ComparePage) -> None:
    asked(page, "tricks")
    page.hear([Metric("with", 0.0, 0.9), Metric("without", 0.0, 0.8)])
    page.hear([Outcome(TRIED), Ended("done")])
    assert "cannot be told" in page.view._verdict.text()
    assert [len(row.points) for row in page.view.plot.rows] == [3, 3]
    page.around.settings.change(language="hr")
    page.retranslate()
    assert "ne može se reći" in page.view._verdict.text()
    assert page.view.plot.rows[0].name == "S njim"


def test_each_kind_keeps_its_result_until_another_folder_opens(page: ComparePage, tmp_path: Path) -> None:
    asked(page, "backbones")
    page.hear([Outcome(BACKBONES), Ended("done")])
    asked(page, "tricks")
    page.hear([Outcome(TRIED), Ended("done")])
    page.settings.kind.set_value("backbones")
    assert page.view._verdict.text().startswith("Take")
    page.settings.kind.set_value("transfer")
    assert page._stack.currentWidget() is page._zone
    page.around.workspace.open_folder(tmp_path)
    page.settings.kind.set_value("backbones")
    assert page._stack.currentWidget() is page._zone


def test_what_is_set_reaches_the_job_and_is_remembered(page: ComparePage) -> None:
    page.around.workspace.open_folder(SAMPLES)
    page.settings.kind.set_value("tricks")
    page.settings.forms["tricks"].set_values({"claim": "momentum", "seeds": 4})
    page.start()
    job = page.task.job
    assert isinstance(job, Trial)
    assert (job.claim, job.seeds, job.folder) == ("momentum", 4, SAMPLES)
    again = ComparePage(page.around)
    assert again.settings.kind.value() == "tricks"
    assert again.settings.forms["tricks"].values()["claim"] == "momentum"


@pytest.mark.parametrize("kept", [{"kind": 3}, {"kind": "x", "tricks": 4}, {"tricks": {"claim": "x", "seeds": "y"}}])
def test_damaged_settings_are_passed_over(page: ComparePage, kept: dict[str, object]) -> None:
    page.settings.set_values(kept)
    assert page.settings.kind.value() in KINDS
    assert page.settings.forms["tricks"].values()["claim"] == "dropout"


def test_a_real_trial_is_measured_and_shown(real: ComparePage, until: Until) -> None:
    real.around.workspace.open_folder(SAMPLES)
    real.settings.kind.set_value("transfer")
    real.settings.forms["transfer"].set_values({"methods": "frozen", "photos": "2,5", "seeds": 1})
    real.start()
    assert isinstance(real.task.job, LearningCurve)
    until(lambda: not real.busy)
    assert [len(row.points) for row in real.view.plot.rows] == [2]
    assert real.view.plot.rows[0].points[0].interval is not None


def test_points_are_told_to_a_screen_reader_and_on_hover(app: QApplication) -> None:
    plot = PointPlot()
    plot.resize(400, 240)
    plot.show_rows(
        [PointRow("frozen", 0, (MeasuredPoint(2, 0.5, (0.4, 0.6)), MeasuredPoint(5, 0.9)))],
        AcrossAxis("photos", ((2, "2"), (5, "5")), ratio=True),
        "right",
        0.3,
    )
    plot.show()
    app.processEvents()
    assert "frozen, photos 2: 50" in plot.accessibleDescription()
    assert "photos 5: 90" in plot.accessibleDescription()
    at, *_ = plot._places[1]
    spot = QPoint(round(at.x()), round(at.y()))
    app.sendEvent(plot, QHelpEvent(QEvent.Type.ToolTip, spot, plot.mapToGlobal(spot)))
    assert "90" in QToolTip.text()
    low, high = plot._places[0][0], plot._places[1][0]
    assert low.x() < high.x()
    assert low.y() > high.y()
    plot.close()


def test_an_axis_begins_at_half_where_nothing_lies_below(app: QApplication) -> None:
    plot = PointPlot()
    plot.show_rows([PointRow("a", 0, (MeasuredPoint(1, 0.9, (0.8, 1.0)),))], AcrossAxis("", ((1, "1"),)), "")
    assert plot._floor() == 0.5
    plot.show_rows([PointRow("a", 0, (MeasuredPoint(1, 0.9, (0.4, 1.0)),))], AcrossAxis("", ((1, "1"),)), "")
    assert plot._floor() == 0.0
    plot.show_rows([], AcrossAxis("", ()), "")
    plot.grab()


def test_settings_that_a_lesson_left_are_taken_up_when_the_page_is_shown(page: ComparePage) -> None:
    page.around.workspace.want_settings("compare", "trial", {"claim": "momentum", "seeds": 7})
    page.shown()
    assert page.settings.kind.value() == "tricks"
    assert page.settings.values()["claim"] == "momentum"
    assert page.settings.values()["seeds"] == 7
    page.settings.kind.set_value("backbones")
    page.shown()
    assert page.settings.kind.value() == "backbones"


@pytest.mark.parametrize("kind", list(KINDS))
def test_the_figures_of_each_comparison_are_saved_as_a_table(page: ComparePage, tmp_path: Path, kind: str) -> None:
    assert not page.figures.isVisible()
    asked(page, kind)
    page.hear([Outcome(GIVEN[kind]), Ended("done")])
    assert page.figures.isVisible()
    page.figures.write(tmp_path / f"{kind}.csv")
    head, *rows = (tmp_path / f"{kind}.csv").read_text("utf-8").splitlines()
    assert rows
    assert all(row.count(",") == head.count(",") for row in rows)


def test_the_rate_is_drawn_with_where_the_loss_falls_fastest(page: ComparePage) -> None:
    asked(page, "rate")
    page.hear([Outcome(RATES), Ended("done")])
    assert [row.name for row in page.view.plot.rows] == ["loss, of its largest", "falls fastest"]
    assert page.view.plot.rows[1].points[0].x == 1e-2
    assert "0.01" in page.view._verdict.text()
    assert "At 10" in page.view._verdict.text()
    assert not page.view.table.isVisible()


def test_something_completely_new_is_one_click_away(page: ComparePage) -> None:
    page.around.workspace.open_folder(SAMPLES)
    assert not page.settings.new.isVisible()
    page.settings.kind.set_value("transfer")
    page.settings.new.click()
    assert page.settings.values()["beside"] == DRAWINGS
    kept = page.around.settings.form("compare")["transfer"]["beside"]
    assert kept == str(DRAWINGS)
    page.start()
    assert isinstance(page.task.job, LearningCurve)
    assert page.task.job.beside == DRAWINGS
    page.settings.new.click()
    assert page.settings.values()["beside"] is None
