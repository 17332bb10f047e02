"""The trainings of the open folder in the window: found, compared, named, noted, deleted, taken into use."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from desktop.pages.train.runs import RunsView
from desktop.runner import Runner
from engine.job.words import EngineError
from engine.project import Project

Until = Callable[[Callable[[], bool]], None]


@pytest.fixture
def view(app: QApplication, tmp_path: Path) -> Iterator[RunsView]:
    with Project(Project.default_folder(tmp_path), tmp_path) as project:
        for epochs, share in ((3, 0.5), (9, 0.9)):
            run = project.new_run()
            settings = {"backbone": "efficientnet_lite0", "method": "frozen", "epochs": epochs}
            run.journal.add("start", settings=settings, photos={"validation": 20})
            run.journal.add("points", series={"accuracy.validation": [(1.0, 0.3), (2.0, share)]})
            run.journal.add("end", how="epochs", scores={"accuracy.validation": share}, seconds=2.0)
        (run.folder / "model.safetensors").write_bytes(b"x" * 1000)
    runner = Runner()
    made = RunsView(runner)
    made.resize(900, 600)
    made.retranslate("en")
    yield made
    runner.close()


def rows(view: RunsView) -> int:
    return view.table.lines.rowCount()


def test_the_trainings_are_found_and_what_differs_in_those_chosen_is_said(
    view: RunsView, tmp_path: Path, until: Until
) -> None:
    assert not view.remove.isEnabled()
    view.show_folder(tmp_path)
    until(lambda: rows(view) == 2)
    view.table.choose([1, 2])
    assert view.told.text() == "Differs: Epochs: 9 / 3"
    assert not view.take.isEnabled()
    until(lambda: all(len(view.curve._traces[str(place)]) == 2 for place in range(2)))
    assert view.curve._traces["0"].last == (2.0, 0.9)
    view.show_folder(tmp_path / "other")
    assert rows(view) == 0
    assert view.told.text() == "No training on these photos yet"


def test_the_model_of_a_training_is_taken_into_use_where_it_has_one(
    view: RunsView, tmp_path: Path, until: Until
) -> None:
    taken: list[str] = []
    view.use.connect(taken.append)
    view.show_folder(tmp_path)
    until(lambda: rows(view) == 2)
    view.table.choose([1])
    assert not view.take.isEnabled()
    view.table.choose([2])
    view.take.click()
    assert [Path(path).name for path in taken] == ["model.safetensors"]


def test_a_name_and_a_note_are_kept_and_a_deleted_training_is_gone(
    view: RunsView, tmp_path: Path, until: Until
) -> None:
    view.show_folder(tmp_path)
    until(lambda: rows(view) == 2)
    view.table.renamed.emit(1, "first try")
    view.table.noted.emit(1, "few photos")
    until(lambda: (view.table.lines.line(1).name, view.table.lines.line(1).note) == ("first try", "few photos"))
    view.delete([2])
    until(lambda: rows(view) == 1)
    assert view.table.lines.line(0).name == "first try"


def test_what_is_being_trained_is_not_deleted_and_why_is_told(view: RunsView, tmp_path: Path, until: Until) -> None:
    told: list[Any] = []
    view.failed.connect(told.append)
    with Project(Project.default_folder(tmp_path), tmp_path) as project:
        project.new_run().journal.add("start", settings={"epochs": 1})
        view.show_folder(tmp_path)
        until(lambda: rows(view) == 3)
        view.delete([3])
        until(lambda: bool(told))
        assert isinstance(told[0], EngineError)
        assert told[0].code == "run_in_use"
        assert len(project.runs) == 3


def test_a_training_is_shown_again_with_its_curves_and_its_name(view: RunsView, tmp_path: Path, until: Until) -> None:
    shown: list[tuple[Any, str]] = []
    view.reopened.connect(lambda opened, title: shown.append((opened, title)))
    view.show_folder(tmp_path)
    until(lambda: rows(view) == 2)
    assert not view.again.isEnabled()
    view.table.choose([2])
    view.again.click()
    until(lambda: bool(shown))
    opened, title = shown[0]
    assert opened.points == {"accuracy.validation": [(1.0, 0.3), (2.0, 0.9)]}
    assert (opened.result, opened.epochs, title) == (None, 2, "Training 2")


def test_what_differs_is_said_in_words_of_the_language(view: RunsView, tmp_path: Path, until: Until) -> None:
    with Project(Project.default_folder(tmp_path), tmp_path) as project:
        for settings in ({"dropout": 0.0, "batch_norm": True}, {"dropout": 0.25, "batch_norm": False}):
            project.new_run().journal.add("start", settings={"optimiser": "sgd", "early_stopping": 2, **settings})
    view.show_folder(tmp_path)
    until(lambda: rows(view) == 4)
    view.table.choose([3, 4])
    assert view.told.text() == "Differs: Dropout: 0.25 / Off; Batch norm: no / yes"
    view.retranslate("hr")
    assert view.told.text().endswith(": 0,25 / Isključeno; Normalizacija serije: ne / da")


def test_a_setting_that_an_older_or_a_newer_version_writes_is_told_too(
    view: RunsView, tmp_path: Path, until: Until
) -> None:
    with Project(Project.default_folder(tmp_path), tmp_path) as project:
        for settings in ({}, {"fit": "crop"}, {"fit": "pad", "newer": 3}):
            project.new_run().journal.add("start", settings={"optimiser": "sgd", **settings})
    view.show_folder(tmp_path)
    until(lambda: rows(view) == 5)
    view.table.choose([3, 4])
    assert view.told.text() == "The chosen trainings have the same settings"
    view.table.choose([3, 5])
    assert view.told.text() == "Differs: Fit to the square: Pad / Crop; newer: 3 / None"
