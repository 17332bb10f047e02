"""The Evaluate page: driven by recorded events, and once by the real job."""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from small import outcome

from desktop.page.page import Surroundings
from desktop.pages.evaluate.left import PHOTOS
from desktop.pages.evaluate.page import EvaluatePage
from desktop.runner import Runner
from desktop.settings import Settings
from desktop.workspace import Workspace
from engine.job.background import Background
from engine.job.events import Ended, Outcome
from engine.job.words import EngineError
from engine.jobs.correct import CorrectResult
from engine.jobs.evaluate import Calibrated, Evaluate, EvaluateResult
from engine.jobs.scan import Scan
from engine.judge.scores import answering, balanced_interval, calibration, class_scores, curves
from engine.learn.scores import Judged, wilson
from engine.photos.door import write_png
from tests.desktop.surroundings import Idle

Until = Callable[[Callable[[], bool]], None]
SAMPLES = Path(__file__).resolve().parents[2] / "resources" / "sample_photos"
JUDGED = (
    Judged("a/1.jpg", 0, 0, 0.9), Judged("a/2.jpg", 0, 1, 0.6),
    Judged("b/1.jpg", 1, 1, 0.8), Judged("b/2.jpg", 1, 1, 0.7),
)  # fmt: skip
MATRIX = ((1, 1), (0, 2))
SAID = np.array([[0.9, 0.1], [0.4, 0.6], [0.2, 0.8], [0.3, 0.7]])
RESULT = EvaluateResult(
    accuracy=0.75, interval=wilson(3, 4), classes=("a", "b"), confusion=MATRIX, photos=4, skipped=1,
    balanced_accuracy=0.75, balanced_interval=balanced_interval(MATRIX),
    per_class=dict(zip("ab", class_scores(MATRIX), strict=True)),
    calibration=Calibrated(
        0.25, 1.5, 0.2, calibration(SAID, [0, 0, 1, 1]).bins, 0.65, answering(SAID, [0, 0, 1, 1])
    ), top=None,
    curves=curves(SAID[:, 1], [0, 0, 1, 1]), judged=JUDGED,
)  # fmt: skip


def opened(background: Background) -> Iterator[EvaluatePage]:
    settings = Settings()
    settings.change(language="en")
    around = Surroundings(Runner(background=background), Workspace(settings), settings)
    made = EvaluatePage(around)
    made.retranslate()
    made.resize(1080, 760)
    made.show()
    yield made
    made.thumbnails.close()
    around.runner.close()


@pytest.fixture
def page(app: QApplication) -> Iterator[EvaluatePage]:
    yield from opened(Idle())


@pytest.fixture
def real(app: QApplication) -> Iterator[EvaluatePage]:
    yield from opened(Background())


@pytest.fixture
def own(page: EvaluatePage, tmp_path: Path) -> EvaluatePage:
    """A page with a model of one's own and an open folder."""
    page.around.workspace.set_model(tmp_path / "model.safetensors")
    page.around.workspace.open_folder(tmp_path)
    page.part.set_value("test")
    return page


def started(page: EvaluatePage) -> Evaluate:
    job = page.around.runner.jobs[-1].job
    assert isinstance(job, Evaluate)
    return job


def test_a_backbone_has_no_locked_photos_and_start_says_what_is_missing(page: EvaluatePage) -> None:
    assert page.part.value() == "all"
    assert not page.bar.can_start
    assert "folder" in page.bar._note.text()
    page.start()
    assert page.around.runner.jobs == []


def test_the_locked_photos_are_judged_and_the_look_is_counted(own: EvaluatePage) -> None:
    assert not own.form._looks.isVisible()
    own.start()
    assert started(own).part == "test"
    own.hear([Outcome(RESULT), Ended("done")])
    assert own.looks.of(own.around.workspace.model) == 1
    assert own.form._looks.isVisible()
    assert "75.0%" in own.view.scores.accessibleName()
    assert "30.1%" in own.view.scores.accessibleDescription()
    own.start()
    own.hear([Outcome(RESULT), Ended("done")])
    assert own.looks.of(own.around.workspace.model) == 2
    own.around.workspace.set_model("efficientnet_lite0")
    assert own.looks.of(own.around.workspace.model) == 0


def test_a_failed_look_is_no_look(own: EvaluatePage) -> None:
    own.start()
    own.hear([Ended("failed", EngineError("no_test_part", model="m"))])
    assert own.looks.of(own.around.workspace.model) == 0
    assert own.banner.isVisible()
    assert own.bar.can_start


def test_a_dropped_folder_is_judged_as_a_whole_and_the_open_one_stays(own: EvaluatePage, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    own.open_paths([other])
    own.start()
    assert (started(own).part, started(own).folder) == ("all", other)
    assert own.around.workspace.folder == tmp_path
    own.hear([Outcome(RESULT), Ended("done")])
    assert own.looks.of(own.around.workspace.model) == 0
    own.part.set_value("test")
    assert not own.view.isVisible()
    own.part.set_value("all")
    assert own.view.isVisible()


def test_cells_and_classes_lead_to_their_photos(own: EvaluatePage) -> None:
    own.start()
    own.hear([Outcome(RESULT), Ended("done")])
    own.view.matrix.activated.emit(0, 1)
    grid = own.view.grid
    assert grid._collection is not None
    assert [grid._collection.name(index) for index in grid.shown] == ["2.jpg"]
    QTest.mouseClick(own.view._back, Qt.MouseButton.LeftButton)
    assert own.view.classes.isVisible()
    QTest.keyClick(own.view.classes, Qt.Key.Key_Down)
    assert [share.figure for share in own.view.classes.shares] == ["1 of 2 · 50.0%", "2 of 2 · 100.0%"]
    assert len(grid.shown) == 1
    own.view.open_photo(0)
    assert own.view.large.isVisible()
    assert "taken for b with 60.0%" in own.view.large._caption.text()
    QTest.keyClick(own.view.large, Qt.Key.Key_Escape)
    assert grid.isVisible()


def test_another_model_forgets_what_was_found(own: EvaluatePage) -> None:
    own.start()
    own.hear([Outcome(RESULT), Ended("done")])
    own.start()
    old = own.around.runner._watched[-1]
    own.around.workspace.set_model("efficientnet_lite1")
    old.hear([Outcome(RESULT), Ended("done")])
    assert not own.view.isVisible()
    assert not own.busy


def test_a_backbone_is_judged_on_a_folder_for_real(real: EvaluatePage, until: Until, tmp_path: Path) -> None:
    for name in ("zebra", "espresso"):
        for number in range(2):
            (tmp_path / name).mkdir(exist_ok=True)
            pixels = np.random.default_rng(len(name) + number).integers(0, 256, (40, 40, 3), dtype=np.uint8)
            write_png(tmp_path / name / f"{number}.png", pixels)
    real.open_paths([tmp_path])
    real.start()
    until(lambda: not real.busy)
    assert real.banner.error is None
    assert real.view.isVisible()
    assert len(real.view.classes.shares) == 2


def test_a_training_that_leads_here_has_its_model_judged_at_once_and_only_once(own: EvaluatePage) -> None:
    own.part.set_value("all")
    own.shown()
    assert own.around.runner.jobs == []
    own.around.workspace.wanted = own.name
    own.shown()
    assert started(own).part == "test"
    own.hear([Outcome(RESULT), Ended("done")])
    own.around.workspace.wanted = own.name
    own.shown()
    assert not own.busy
    assert own.looks.of(own.around.workspace.model) == 1


def test_a_correction_moves_nothing_and_the_words_of_a_photo_are_whole(own: EvaluatePage) -> None:
    own.start()
    own.hear([Outcome(RESULT), Ended("done")])
    own.resize(1072, 683)
    view = own.view
    view.show_cell(0, 1)
    view.grid.step(1)
    view.open_photo(0)
    view.large._caption.setText("vegetable, taken for fruit with 98.6% · 1,066 × 1,066 pixels · 1.7 MiB")
    QApplication.sendPostedEvents()
    before, height = view.mend.size(), view.minimumSizeHint().height()
    view.mend.show_history(CorrectResult(steps=(), undo=1, redo=0, photos=1))
    QApplication.sendPostedEvents()
    assert view.mend.train.isVisible()
    assert (view.mend.size(), view.minimumSizeHint().height()) == (before, height)
    assert height <= 540, "the page of a small screen scrolls"
    assert view.large._caption.height() >= view.large._caption.heightForWidth(view.large._caption.width())
    assert view.large.picture.height() >= 100


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    folder = tmp_path / "photos"
    for kind in ("bird", "fruit", "flower"):
        (folder / kind).mkdir(parents=True)
        for photo in sorted((SAMPLES / kind).glob("*.jpg"))[:8]:
            shutil.copy(photo, folder / kind)
    first = min((folder / "bird").iterdir())
    first.rename(folder / "fruit" / first.name)
    return folder


def looked_at(page: EvaluatePage, folder: Path, until: Until) -> None:
    page.around.workspace.open_folder(folder)
    page.part.set_value(PHOTOS)
    page.start()
    until(lambda: PHOTOS in page._results)
    until(lambda: page.mending.result is not None)


def test_a_photo_with_a_wrong_label_is_found_and_moved_and_that_can_be_undone(
    real: EvaluatePage, photos: Path, until: Until
) -> None:
    looked_at(real, photos, until)
    view = real.findings
    assert view.isVisible()
    wrong = next(
        photo for photo in view._photos if Path(photo.path).parent.name == "fruit" and photo.suggested == "bird"
    )
    view.grid.step(1 + view._photos.index(wrong))
    assert view.mend.take.text() == "It is: bird"
    view.mend.take.click()
    until(lambda: real.mending.of(wrong.path) == ("move", "bird"))
    place = view._photos.index(wrong)
    assert view.grid._collection is not None
    assert view.grid._collection.name(place) == "✓ bird"
    assert view.mend.train.isVisible()
    value, _ = outcome(Scan(folder=photos))
    assert value.classes["bird"] == 8  # type: ignore[attr-defined]
    assert (photos / wrong.path).is_file()
    view.mend.undo.click()
    until(lambda: real.mending.of(wrong.path) is None)
    assert not view.mend.train.isVisible()
    view.mend.redo.click()
    until(lambda: real.mending.of(wrong.path) == ("move", "bird"))
    led: list[str] = []
    real.request_page.connect(led.append)
    view.mend.train.click()
    assert led == ["train"]


def test_a_photo_behind_a_cell_is_left_out(page: EvaluatePage, photos: Path, until: Until) -> None:
    page.around.workspace.open_folder(photos)
    page.part.set_value("all")
    done: list[str] = []
    page.mending.do = lambda action, photos=(), class_="": done.append(f"{action} {' '.join(photos)} {class_}")  # type: ignore[method-assign]
    page.start()
    page.hear([Outcome(RESULT), Ended("done")])
    assert not page.view.mend.isVisible()
    page.view.show_cell(0, 1)
    assert page.view.mend.isVisible()
    assert not page.view.mend.out.isEnabled()
    page.view.grid.step(1)
    assert page.view.mend.take.text() == "It is: b"
    page.view.mend.out.click()
    page.view.mend.take.click()
    assert done == ["show  ", "leave_out a/2.jpg ", "move a/2.jpg b"]


def test_findings_without_photos_are_read_and_those_with_photos_are_looked_at(
    real: EvaluatePage, photos: Path, until: Until
) -> None:
    looked_at(real, photos, until)
    titles = [finding.title for finding, _ in real.findings._groups]
    assert titles[0] == "Labels in doubt"
    assert titles[-2:] == ["The most typical", "The strangest"]
    real.findings.show_finding(len(titles) - 1)
    assert len(real.findings._photos) > 0
    real.findings.open_photo(0)
    assert real.findings.large.isVisible()
    real.around.settings.change(language="hr")
    real.retranslate()
    assert real.findings._groups[0][0].title == "Labels in doubt"  # no Croatian is loaded here, and nothing is lost


def test_what_was_corrected_in_another_folder_is_not_told_here(
    real: EvaluatePage, photos: Path, tmp_path: Path, until: Until
) -> None:
    looked_at(real, photos, until)
    real.mending.do("leave_out", [f"bird/{min(path.name for path in (photos / 'bird').iterdir())}"])
    until(lambda: real.mending.result is not None and real.mending.result.photos == 1)
    other = tmp_path / "other"
    shutil.copytree(photos, other)
    looked_at(real, other, until)
    until(lambda: real.mending.folder == other and real.mending.result is not None)
    assert real.mending.result is not None
    assert real.mending.result.photos == 0


def test_scores_sureness_and_the_curve_of_two_classes_are_shown(page: EvaluatePage, tmp_path: Path) -> None:
    page.around.workspace.open_folder(tmp_path)
    page.part.set_value("all")
    page.start()
    page.hear([Outcome(RESULT), Ended("done")])
    more = page.view.more
    more.kind.set_value("scores")
    assert more.table.isVisible()
    assert [row.cells for row in more.table.trials] == [
        ("a", "100.0%", "50.0%", "66.7%"), ("b", "66.7%", "100.0%", "80.0%")
    ]  # fmt: skip
    more.kind.set_value("sure")
    assert more.plot.isVisible()
    mine = more.plot.rows[0].points
    assert sorted((round(point.x, 3), point.y) for point in mine) == [(0.6, 0.0), (0.7, 1.0), (0.8, 1.0), (0.9, 1.0)]
    assert all(point.interval is not None for point in mine)
    assert "temperature 1.50" in more._notes[2].text()
    more.kind.set_value("unsure")
    assert more.cost.isVisible()
    assert "65%" in more._notes[3].text()
    assert "it answers 75.0%, 100.0% of those rightly" in more._notes[3].text()
    more.kind.set_value("curve")
    assert more.curve.isVisible()
    assert more.curve.rows[0].points[0].x == 0.0
    three = dataclasses.replace(RESULT, curves=None)
    page.view.show_result(three, tmp_path)
    assert more.kind.value() == "classes"


def test_what_has_changed_since_the_photos_were_judged_before_is_told(own: EvaluatePage) -> None:
    own.start()
    own.hear([Outcome(RESULT), Ended("done")])
    assert not own.view.change.isVisible(), "there is nothing to compare with"
    first, *others = RESULT.judged
    other = replace(first, predicted=(first.predicted + 1) % len(RESULT.classes))
    own.start()
    own.hear([Outcome(replace(RESULT, judged=(other, *others))), Ended("done")])
    assert own.view.change.isVisible()
    assert f"on {len(RESULT.judged)} photo" in own.view.change.text()


def test_a_corrected_copy_is_made_beside_the_folder(
    real: EvaluatePage, photos: Path, tmp_path: Path, until: Until
) -> None:
    looked_at(real, photos, until)
    name = min(path.name for path in (photos / "bird").iterdir())
    real.mending.do("move", [f"bird/{name}"], "fruit")
    until(lambda: real.mending.result is not None and real.mending.result.photos == 1)
    before = sorted(photos.rglob("*"))
    place = tmp_path / "copies"
    place.mkdir()
    real.copying.write(place)
    until(lambda: not real.busy)
    (copy,) = place.iterdir()
    assert (copy / "fruit" / name).is_file()
    assert not (copy / "bird" / name).exists()
    assert sorted(photos.rglob("*")) == before


def test_a_photo_is_looked_at_closely_with_the_photos_that_it_is_like(
    real: EvaluatePage, photos: Path, until: Until
) -> None:
    looked_at(real, photos, until)
    real.findings.open_photo(0)
    closer = real.findings.closer
    until(lambda: closer.near.isVisible() and bool(closer.near.photos))
    assert all(photo.path.is_file() for photo in closer.near.photos)
    assert not closer.marked.empty
    assert closer.bars.isVisible()
    assert real.banner.error is None


def test_all_suggestions_are_taken_at_once_and_undone_step_by_step(
    real: EvaluatePage, photos: Path, until: Until
) -> None:
    (photos / "flower" / "bird.jpg").write_bytes(max((photos / "bird").iterdir()).read_bytes())
    max((photos / "bird").iterdir()).unlink()
    looked_at(real, photos, until)
    view = real.findings
    offered = view._open_suggestions()
    assert len(offered) > 1
    assert view.take_all.isVisible()
    view.take_all.click()
    until(lambda: all(real.mending.of(photo.path) == ("move", photo.suggested) for photo in offered))
    assert real.mending.result is not None
    assert real.mending.result.photos == len(offered)
    assert not view.take_all.isVisible()
    for left in range(real.mending.result.undo - 1, -1, -1):
        view.mend.undo.click()
        until(lambda left=left: real.mending.result is not None and real.mending.result.undo == left)
    assert real.mending.result.photos == 0


def test_what_was_judged_is_saved_as_a_table(own: EvaluatePage, tmp_path: Path) -> None:
    assert not own.figures.isVisible()
    own.start()
    own.hear([Outcome(RESULT), Ended("done")])
    assert own.figures.isVisible()
    own.figures.write(tmp_path / "judged")
    lines = (tmp_path / "judged.csv").read_text("utf-8").splitlines()
    assert lines[0] == "path,class,answer,probability"
    assert len(lines) == 1 + len(RESULT.judged)
    own.figures.write(tmp_path / "nowhere" / "deep")
    assert own.banner.error is None, "a folder that is not there is made"
    (tmp_path / "file").write_text("")
    own.figures.write(tmp_path / "file" / "judged.csv")
    assert own.banner.error is not None
