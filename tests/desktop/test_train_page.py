"""The Train page: driven by recorded events, and by real trainings on the sample photos."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from desktop.page.pace import Pace
from desktop.page.page import Surroundings
from desktop.pages.train.page import TrainPage
from desktop.pages.train.unfinished import unfinished
from engine.files import RESOURCES
from engine.job.background import Background, Mail
from engine.job.events import Ended, Metric, Notice, Outcome, Progress
from engine.job.words import EngineError, message
from engine.jobs.classify import Classify, ClassifyResult
from engine.jobs.fetch import Weights
from engine.jobs.train import Train
from engine.learn.results import TrainResult
from engine.learn.scores import Judged
from engine.models.backbones import BACKBONES
from engine.project import Project
from tests.desktop.surroundings import surroundings

Until = Callable[[Callable[[], bool]], None]
SAMPLES = RESOURCES / "sample_photos"
CLASSES = ("bird", "<img src=x>", "fruit")


@pytest.fixture
def page(around: Surroundings) -> Iterator[TrainPage]:
    yield from opened(around)


def opened(around: Surroundings) -> Iterator[TrainPage]:
    made = TrainPage(around)
    made.setLocale(around.settings.locale)
    made.retranslate()
    made.resize(1080, 760)
    made.show()
    made.shown()
    yield made
    made.view.result.thumbnails.close()


def result(**changes: object) -> TrainResult:
    given: dict[str, object] = {
        "model": "/tmp/model.safetensors", "classes": CLASSES, "photos": {"train": 60, "validation": 12, "test": 12},
        "accuracy": {"train": 1.0, "validation": 0.75}, "loss": {"train": 0.1, "validation": 0.5}, "majority": 0.5,
        "confusion": ((6, 0, 0), (2, 2, 0), (0, 1, 1)), "epochs": 20, "best_epoch": 17, "ended": "epochs",
        "seconds": {"embed": 1.0, "fit": 0.5, "total": 4.2}, "run": "/tmp/run",
        "judged": (Judged("a/1.jpg", 1, 0, 0.8), Judged("a/2.jpg", 1, 0, 0.7), Judged("b/1.jpg", 2, 1, 0.6)),
    }  # fmt: skip
    return TrainResult(**{**given, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize("model", ["", "/tmp/model.safetensors"])
def test_a_result_whose_model_is_gone_offers_nothing_that_needs_it(page: TrainPage, model: str) -> None:
    page.after.show(result(model=model), SAMPLES, "Training 1")
    result_ = page.view.result
    steps = [*page.view.strip.buttons, result_._classify, result_._save, result_._share]
    assert [step.isEnabled() for step in steps] == [bool(model)] * 6


def epochs(first: int, last: int) -> list[Mail]:
    told: list[Mail] = [Metric("accuracy.majority", 0.0, 0.5)]
    for epoch in range(first, last + 1):
        step = float(epoch)
        told += [
            Metric("loss.train", step, 1 / epoch), Metric("loss.validation", step, 1.2 / epoch),
            Metric("accuracy.train", step, 0.9), Metric("accuracy.validation", step, 0.75),
            Metric("learning_rate", step, 1e-3), Metric("photos_per_second", step, 1240.0),
        ]  # fmt: skip
    return [*told, Progress(last, 20, message("note.epoch", epoch=last, epochs=20))]


def test_start_is_disabled_with_its_reason_beside_it(page: TrainPage, around: Surroundings) -> None:
    assert not page.bar.can_start
    assert "Open a folder" in page.bar._note.text()
    assert page.view.ready._samples.isVisible()
    around.workspace.open_folder(SAMPLES)
    assert page.bar.can_start
    page.settings.chooser.set_choice("resnet50", "v2")
    assert not page.bar.can_start
    assert "ResNet-50" in page.bar._note.text()
    page.settings.form.set_values({"start_from": "mine.safetensors"})
    assert page.bar.can_start
    page.settings.form.set_values({"start_from": None})
    assert not page.bar.can_start
    page.settings.method.set_value("scratch")
    assert page.bar.can_start


def test_all_trainings_of_the_folder_stand_on_the_page_and_the_model_of_one_is_taken_to_all_pages(
    app: QApplication, tmp_path: Path, until: Until
) -> None:
    around = surroundings(Background())
    with Project(Project.default_folder(tmp_path), tmp_path) as project:
        run = project.new_run()
        run.journal.add("start", settings={"backbone": "efficientnet_lite0", "method": "frozen"})
        (run.folder / "model.safetensors").write_bytes(b"x")
    opening = opened(around)
    page = next(opening)
    around.workspace.open_folder(tmp_path)
    page.view.switch.set_value("runs")
    until(lambda: page.view.runs.table.lines.rowCount() == 1)
    assert page.view.runs.isVisible()
    page.view.runs.table.choose([1])
    page.view.runs.take.click()
    assert Path(around.workspace.model) == run.folder / "model.safetensors"
    with Project(Project.default_folder(tmp_path), tmp_path) as project:
        project.new_run().journal.add("start", settings={"backbone": "efficientnet_lite0", "method": "scratch"})
    page.show_end(Ended("done"), "")
    until(lambda: page.view.runs.table.lines.rowCount() == 2)
    opening.close()
    around.runner.close()


def test_a_training_starts_with_the_settings_of_the_form(page: TrainPage, around: Surroundings) -> None:
    around.workspace.open_folder(SAMPLES)
    page.settings.method.set_value("fine_tune")
    page.settings.form.set_values({"epochs": 7, "optimiser": "adamw", "seed": 3})
    page.start()
    job = around.runner.jobs[-1].job
    assert isinstance(job, Train)
    assert (job.folder, job.method, job.epochs, job.optimiser, job.seed) == (SAMPLES, "fine_tune", 7, "adamw", 3)
    assert page.busy
    assert not page.settings.isEnabled()


def test_recorded_events_draw_the_curves_and_word_the_progress(page: TrainPage, around: Surroundings) -> None:
    around.workspace.open_folder(SAMPLES)
    page.start()
    page.hear(epochs(1, 12))
    assert page.view.live.isVisible()
    assert page.view.live.accuracy.summary() == "epoch 12, train 90.0%, validation 75.0%, majority class 50.0%"
    note = page.bar._note.text()
    assert all(part in note for part in ("12", "20", "75.0%", "1,240 photos/s"))


def test_a_result_is_shown_beside_its_baseline_and_becomes_the_model_in_hand(
    page: TrainPage, around: Surroundings
) -> None:
    around.workspace.open_folder(SAMPLES)
    page.start()
    page.hear([*epochs(1, 20), Outcome(result()), Ended("done")])
    assert not page.busy
    page.view.switch.set_value("result")
    assert page.view.result.isVisible()
    assert page.view.result.scores._figure.text() == "75.0%"
    assert "bird" in page.view.result.scores._verdict.text()
    assert around.workspace.model == "/tmp/model.safetensors"
    assert page.bar.can_start


def test_a_cell_of_the_matrix_shows_its_photos_and_class_names_stay_plain(
    page: TrainPage, around: Surroundings
) -> None:
    around.workspace.open_folder(SAMPLES)
    page.start()
    page.hear([Outcome(result()), Ended("done")])
    page.view.switch.set_value("result")
    assert page.view.result.mistakes.item(0).text().startswith("<img src=x>")
    page.view.result.matrix.activated.emit(1, 0)
    assert len(page.view.result.grid.shown) == 2
    assert "<img src=x>" in page.view.result._title.text()
    QTest.keyClick(page.view.result.grid, Qt.Key.Key_Home)
    QTest.keyClick(page.view.result.grid, Qt.Key.Key_Space)
    assert page.view.result.large.isVisible()
    assert "<img src=x>, taken for bird with" in page.view.result.large._caption.text()
    QTest.keyClick(page.view.result.large, Qt.Key.Key_Escape)
    assert page.view.result.grid.isVisible()
    page.view.result._back.click()
    assert page.view.result.mistakes.isVisible()


def test_curves_stay_when_a_training_is_done_and_nothing_moves(page: TrainPage, around: Surroundings) -> None:
    around.workspace.open_folder(SAMPLES)
    page.start()
    QApplication.processEvents()
    places = [each.geometry() for each in (page.view.strip, page.view.live)]
    assert not any(button.isEnabled() for button in page.view.strip.buttons)
    page.hear([*epochs(1, 20), Outcome(result()), Ended("done")])
    QApplication.processEvents()
    assert page.view.live.isVisible()
    assert [each.geometry() for each in (page.view.strip, page.view.live)] == places
    assert page.view.strip.figure.text() == "75.0%"
    assert page.view.strip.range.text() == "46.8% to 91.1% in 95 of 100 cases"
    assert page.view.strip.baseline.text() == "best epoch 17 · always “bird”: 50.0%"
    page.start()
    assert page.view.strip.figure.text() == "–"


@pytest.mark.parametrize(("place", "name"), [(0, "evaluate"), (1, "classify")])
def test_a_training_leads_with_its_model_to_the_pages_that_use_it(
    page: TrainPage, around: Surroundings, place: int, name: str
) -> None:
    asked: list[str] = []
    page.request_page.connect(asked.append)
    around.workspace.open_folder(SAMPLES)
    page.start()
    page.hear([Outcome(result()), Ended("done")])
    around.workspace.set_model("efficientnet_lite0")
    page.view.strip.buttons[place].click()
    assert asked == [name]
    assert around.workspace.model == "/tmp/model.safetensors"
    assert around.workspace.take_wanted(name)
    assert not around.workspace.take_wanted(name)


def test_an_error_stands_on_the_page_and_the_curves_stay(page: TrainPage, around: Surroundings) -> None:
    around.workspace.open_folder(SAMPLES)
    page.start()
    error = EngineError("diverged", layer="head", rate=0.1, lower=0.01, epoch=3, loss="nan")
    page.hear([*epochs(1, 3), Metric("loss.train", 3.2, float("nan")), Ended("failed", error)])
    assert page.banner.error is error
    assert page.view.live.isVisible()
    assert page.bar.can_start
    page.start()
    assert page.banner.error is None


def test_the_run_before_can_be_compared(page: TrainPage, around: Surroundings) -> None:
    around.workspace.open_folder(SAMPLES)
    page.start()
    page.hear([*epochs(1, 20), Outcome(result()), Ended("done")])
    page.start()
    page.view.compare.setChecked(True)
    before = page.view.live.loss._plot.lines["loss.train"].before
    assert len(before._steps) == 20
    assert page.view.live.loss.summary() == ""


def test_stop_asks_to_finish_and_a_second_time_ends_at_once(page: TrainPage, around: Surroundings) -> None:
    around.workspace.open_folder(SAMPLES)
    page.start()
    running = around.runner.jobs[-1]
    page.pause()
    assert running.paused
    assert page.bar.state == "paused"
    page.pause()
    assert not running.paused
    page.cancel()
    assert running._changes() == {"finish": True}
    assert page.bar.state == "stopping"
    page.hear(epochs(1, 2))
    assert "stopping" in page.bar._note.text()
    page.cancel()
    assert running._cancel.is_set()


def test_what_has_no_use_for_a_method_is_not_offered(page: TrainPage) -> None:
    form = page.settings.form
    assert not form._groups["fine_tuning"].isVisibleTo(page)
    assert not form.row("momentum").isEnabled()
    form.set_values({"optimiser": "nesterov", "hidden_layers": 1})
    assert form.row("momentum").isEnabled()
    assert form.row("hidden_units").isEnabled()
    page.settings.method.set_value("fine_tune")
    assert form._groups["fine_tuning"].isVisibleTo(page)
    page.settings.chooser.set_choice("vgg16", "none")
    assert page.settings._stage.count() == 1 + len(BACKBONES["vgg16"].stages)


def test_the_form_is_remembered_and_shares_the_split_with_the_data_page(page: TrainPage, around: Surroundings) -> None:
    page.settings.set_values({"epochs": 33, "method": "scratch", "backbone": "resnet18", "test_share": 0.25})
    page._keep_settings()
    assert around.settings.form("split")["test_share"] == 0.25
    assert "test_share" not in around.settings.form("train")
    again = TrainPage(around)
    values = again.settings.values()
    assert (values["epochs"], values["method"], values["backbone"]) == (33, "scratch", "resnet18")
    assert values["test_share"] == 0.25
    again.view.result.thumbnails.close()


def test_weights_are_brought_by_a_job_and_its_error_is_told_in_place(page: TrainPage, around: Surroundings) -> None:
    around.workspace.open_folder(SAMPLES)
    page.settings.chooser.set_choice("resnet18", "default")
    page.settings.chooser._bring.download.click()
    job = around.runner.jobs[-1].job
    assert isinstance(job, Weights)
    assert (job.action, job.backbone) == ("get", "resnet18")
    page.bringing.hear([Progress(10, 100, None)])
    assert page.settings.chooser._bring._progress.value() == 100
    page.bringing.hear([Ended("failed", EngineError("disk_full", path="/w", megabytes=5))])
    assert page.settings.chooser._bring._error.isVisible()
    assert not page.bar.can_start


def test_it_changes_language_while_it_trains(page: TrainPage, around: Surroundings) -> None:
    around.workspace.open_folder(SAMPLES)
    page.start()
    page.hear(epochs(1, 5))
    around.settings.change(language="hr")
    page.setLocale(around.settings.locale)
    page.retranslate()
    assert "75,0 %" in page.bar._note.text()
    assert "75,0 %" in page.view.live.accuracy.summary()


def test_the_time_left_leaves_pauses_out() -> None:
    now = [0.0]
    pace = Pace(lambda: now[0])
    assert pace.hear("note.epoch", 0, 100) is None
    now[0] = 5.0
    assert pace.hear("note.epoch", 50, 100) == pytest.approx(5.0)
    pace.pause()
    now[0] = 105.0
    pace.go_on()
    assert pace.hear("note.epoch", 50, 100) == pytest.approx(5.0)
    assert pace.hear("note.judging", 1, 4) is None


@pytest.fixture
def real(app: QApplication) -> Iterator[Surroundings]:
    made = surroundings(Background())
    yield made
    made.runner.close(10)


@pytest.fixture
def live(real: Surroundings) -> Iterator[TrainPage]:
    yield from opened(real)


def test_a_real_training_is_watched_stopped_continued_and_used(
    live: TrainPage, real: Surroundings, until: Until, tmp_path: Path
) -> None:
    real.workspace.open_folder(SAMPLES)
    live.settings.form.set_values({"epochs": 4000})
    live.start()
    until(lambda: live._last.get("accuracy.validation", 0) > 0)
    live.cancel()
    until(lambda: not live.busy)
    first = live.after.result
    assert first is not None
    assert first.ended == "stopped"
    stopped = first.epochs
    until(live.view.offer.isVisible)
    live.view.offer.accepted.emit()
    until(lambda: (live.view.live.loss._traces["loss.train"].last or (0.0, 0.0))[0] > stopped + 10)
    live.cancel()
    until(lambda: not live.busy)
    trained = live.after.result
    assert trained is not None
    assert trained.epochs > stopped
    assert trained.accuracy["validation"] > 0.8
    live.after.saving.start(trained.model, tmp_path / "mine.safetensors")
    until(lambda: (tmp_path / "mine.safetensors").exists())
    heard: list[Mail] = []
    job = Classify(model=str(tmp_path / "mine.safetensors"), paths=(RESOURCES / "demo_pictures" / "dog.jpg",))
    real.runner.start(job, heard.extend)
    until(lambda: any(isinstance(mail, Ended) for mail in heard))
    values = [mail.value for mail in heard if isinstance(mail, Outcome)]
    assert isinstance(values[0], ClassifyResult)
    assert len(values[0].photos[0].top) == 4


def test_closing_while_training_ends_the_engine(live: TrainPage, real: Surroundings, until: Until) -> None:
    real.workspace.open_folder(SAMPLES)
    live.start()
    until(lambda: live.task.progress)
    assert real.runner.close(20)


def test_a_training_that_ended_before_its_model_was_saved_is_offered(tmp_path: Path) -> None:
    with Project(Project.default_folder(tmp_path), tmp_path) as project:
        run = project.new_run()
        run.journal.add("start", settings={"epochs": 3})
        run.journal.add("checkpoint", position=3.0)
        found = unfinished(tmp_path)
        assert found is not None
        assert (found.epoch, found.epochs) == (3, 3)
        run.journal.add("end", how="epochs")
        assert unfinished(tmp_path) is None


def test_what_a_person_may_mend_holds_the_training_with_the_error_until_continue(
    page: TrainPage, around: Surroundings
) -> None:
    around.workspace.open_folder(SAMPLES)
    page.start()
    (running,) = [one for one in around.runner.jobs if isinstance(one.job, Train)]
    running.pause()  # as the engine's thread does when the job is held
    page.hear([Notice(message("notice.photos_lost"), EngineError("disk_full", path="/x", megabytes=21))])
    assert page.bar.state == "paused"
    assert page.banner.isVisible()
    assert "21 MB" in page.banner.accessibleName()
    page.pause()
    assert page.bar.state == "running"
    assert not page.banner.isVisible()


def test_a_result_whose_photos_were_gone_says_so_and_praises_nothing(page: TrainPage, around: Surroundings) -> None:
    around.workspace.open_folder(SAMPLES)
    page.view.result.show_result(result(judged=(), confusion=((0, 0, 0),) * 3), SAMPLES)
    shown = [label.text() for label in page.view.result.findChildren(QLabel)]
    assert "The validation photos could not be read any more" in shown
    assert "No mistakes on the validation photos" not in shown


def test_settings_that_a_lesson_left_are_taken_up_when_the_page_is_shown(page: TrainPage) -> None:
    page.around.workspace.want_settings("train", "train", {"method": "fine_tune", "epochs": 1, "learning_rate": 0.01})
    page.shown()
    values = page.settings.values()
    assert (values["method"], values["epochs"], values["learning_rate"]) == ("fine_tune", 1, 0.01)
