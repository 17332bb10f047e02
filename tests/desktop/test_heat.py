"""The heat map on the Classify page: driven by recorded events, and once by the real job."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.page.intake import DEMO
from desktop.page.page import Surroundings
from desktop.pages.classify.page import ClassifyPage
from desktop.runner import Runner
from desktop.settings import Settings
from desktop.widgets.rows.answer import Answer
from desktop.widgets.tiles.thumbnails import Thumbnails
from desktop.workspace import Workspace
from engine.job.background import Background
from engine.job.events import Ended, Outcome, Picture, Progress
from engine.job.words import EngineError
from engine.jobs.classify import Classified, ClassifyResult
from engine.jobs.heatmap import Heatmap, HeatmapResult
from engine.look.faithfulness import SHARES, Faithfulness
from engine.look.guess import Guess
from engine.models.backbones import BACKBONES
from engine.models.preprocessing import Preprocessing
from tests.desktop.surroundings import Idle

Until = Callable[[Callable[[], bool]], None]
ZEBRA = DEMO / "zebra.jpg"
GUESSES = (Guess("zebra", 0.9), Guess("horse", 0.06), Guess("cow", 0.04))


def opened(background: Background) -> Iterator[ClassifyPage]:
    settings = Settings()
    settings.change(language="en")
    around = Surroundings(Runner(background=background), Workspace(settings), settings)
    made = ClassifyPage(around)
    made.retranslate()
    made.resize(1080, 760)
    made.show()
    yield made
    made.thumbnails.close()
    around.runner.close()


@pytest.fixture
def page(app: QApplication) -> Iterator[ClassifyPage]:
    """A page that has classified a zebra, its heat map switched on."""
    for made in opened(Idle()):
        made.open_paths([ZEBRA])
        made.hear([Outcome(ClassifyResult((Classified(str(ZEBRA), GUESSES),), ())), Ended("done")])
        made.answers.heat.switch.setChecked(True)
        yield made


@pytest.fixture
def real(app: QApplication) -> Iterator[ClassifyPage]:
    yield from opened(Background())


def started(page: ClassifyPage) -> Heatmap:
    job = page.around.runner.jobs[-1].job
    assert isinstance(job, Heatmap)
    return job


def heat(target: Guess, gain: float) -> Outcome:
    falling = tuple(target.probability * (1 - share) for share in SHARES)
    check = Faithfulness(SHARES, falling, falling, (target.probability,) * len(SHARES))
    square, marks = np.zeros((32, 32, 3), np.uint8), np.ones((32, 32), np.float32)
    return Outcome(HeatmapResult(target, "grad_cam", "", check, gain, marks, square))


def test_the_switch_marks_what_speaks_for_the_first_class(page: ClassifyPage, until: Until) -> None:
    assert (started(page).target, started(page).photo, started(page).method) == ("zebra", ZEBRA, "grad_cam")
    page.answers.heat.hear([heat(GUESSES[0], 0.3), Ended("done")])
    until(lambda: "zebra marked" in page.answers.single.picture.accessibleName())
    assert "90.0%" in page.answers.heat._check.text()
    assert "72.0%" in page.answers.heat._check.text()
    assert page.answers.heat._verdict.property("role") == "good"
    assert page.answers.heat.plot.isVisible()


def test_a_map_no_better_than_chance_is_called_so(page: ClassifyPage) -> None:
    page.answers.heat.hear([heat(GUESSES[0], 0.01), Ended("done")])
    assert page.answers.heat._verdict.property("role") == "warning"
    assert "do not trust" in page.answers.heat._verdict.text()


def test_another_bar_asks_for_another_class_and_a_known_map_for_none(page: ClassifyPage) -> None:
    page.answers.heat.hear([heat(GUESSES[0], 0.3), Ended("done")])
    bars = page.answers.single.bars
    QTest.mouseClick(bars, Qt.MouseButton.LeftButton, pos=QPoint(20, bars.row_height + 5))
    assert started(page).target == "horse"
    page.answers.heat.hear([heat(GUESSES[1], 0.3), Ended("done")])
    jobs = len(page.around.runner.jobs)
    QTest.keyClick(bars, Qt.Key.Key_Up)
    assert len(page.around.runner.jobs) == jobs
    assert page.answers.heat.result is not None
    assert page.answers.heat.result.target.class_ == "zebra"


def test_switching_off_shows_the_photo_again(page: ClassifyPage, until: Until) -> None:
    page.answers.heat.hear([heat(GUESSES[0], 0.3), Ended("done")])
    page.answers.heat.switch.setChecked(False)
    until(lambda: page.answers.single.picture.accessibleName() == "zebra.jpg")
    assert not page.answers.heat.plot.isVisible()
    QTest.mouseClick(page.answers.single.bars, Qt.MouseButton.LeftButton, pos=QPoint(20, 5))
    assert not page.answers.heat.busy


def test_a_map_of_a_former_photo_is_not_laid_over_a_new_one(page: ClassifyPage) -> None:
    old = page.around.runner._watched[-1]
    page.open_paths([DEMO / "cat.jpg"])
    page.hear([Outcome(ClassifyResult((Classified(str(DEMO / "cat.jpg"), GUESSES[1:]),), ())), Ended("done")])
    assert started(page).photo == DEMO / "cat.jpg"
    old.hear([heat(GUESSES[0], 0.3), Ended("done")])
    assert page.answers.heat.result is None


def test_a_failure_is_told_on_the_page(page: ClassifyPage) -> None:
    page.answers.heat.hear([Ended("failed", EngineError("no_device", device="cuda"))])
    assert page.banner.isVisible()
    assert not page.answers.heat.busy


def test_a_zebra_is_marked_for_real(real: ClassifyPage, until: Until) -> None:
    real.open_paths([ZEBRA])
    until(lambda: not real.busy)
    real.answers.heat.switch.setChecked(True)
    until(lambda: not real.answers.heat.busy)
    assert real.banner.error is None
    assert real.answers.heat.result is not None
    assert real.answers.heat.result.target.class_ == "zebra"


def test_the_frame_that_the_network_sees_is_drawn_over_the_photo_and_its_map(
    real: ClassifyPage, tmp_path: Path, until: Until
) -> None:
    wide = tmp_path / "wide.png"
    Image.new("RGB", (600, 200), "white").save(wide)
    answer = real.answers.single
    real.open_paths([wide])
    until(lambda: not real.busy and not answer.picture.empty)
    assert not answer.picture.part.isNull()
    assert answer.picture.part.width() == pytest.approx(1 / 3 * 224 / 256, abs=0.01)
    assert answer.picture.part.center().x() == pytest.approx(0.5, abs=0.01)
    real.answers.heat.switch.setChecked(True)
    until(lambda: real.answers.heat.result is not None and not answer.picture.empty)
    assert answer.picture.part.width() == pytest.approx(1 / 3 * 224 / 256, abs=0.01)
    after = answer.picture.grab().toImage()
    edge = after.pixelColor(after.width() // 8, after.height() // 2)
    middle = after.pixelColor(after.rect().center())
    assert edge.saturation() == 0, "outside of the frame nothing is marked"
    assert middle.saturation() > 0


@pytest.mark.parametrize("fit", ["squash", "pad"])
def test_what_is_seen_whole_has_no_frame(app: QApplication, tmp_path: Path, fit: str, until: Until) -> None:
    wide = tmp_path / "wide.png"
    Image.new("RGB", (600, 200), "white").save(wide)
    thumbnails = Thumbnails()
    answer = Answer(thumbnails)
    answer.sees = replace(Preprocessing.of(BACKBONES["efficientnet_lite0"]), fit=fit)
    answer.resize(600, 400)
    answer.show()
    answer.show_answer(wide, "wide", [("zebra", 1.0)])
    until(lambda: not answer.picture.empty)
    assert answer.picture.part.isNull()
    square = np.zeros((224, 224, 3), np.uint8)
    square[75:149] = 200  # where a wide picture lies in a square that is padded
    answer.show_over(square)
    until(lambda: not answer.picture.empty)
    seen = answer.picture.grab().toImage()
    top = seen.pixelColor(seen.width() // 2, seen.height() // 2 - seen.width() // 6 + 8).red()
    assert seen.pixelColor(seen.rect().center()).red() > 150
    assert (top > 150) == (fit == "pad"), "the grey beside a padded picture lies over none of it"
    thumbnails.close()


def test_what_is_known_of_a_map_is_shown_and_goes_when_it_is_stopped(page: ClassifyPage, until: Until) -> None:
    answer = page.answers.single
    until(lambda: not answer.picture.empty)
    before = answer.picture.grab().toImage()
    page.answers.heat.hear([Progress(1, 6), Picture("heatmap", 1, np.full((224, 224, 3), 90, np.uint8))])
    until(lambda: not answer.picture.empty)
    assert answer.picture.grab().toImage() != before
    page.answers.heat.hear([Ended("cancelled")])
    until(lambda: not answer.picture.empty)
    assert answer.picture.grab().toImage() == before
