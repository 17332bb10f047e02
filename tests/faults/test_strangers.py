"""A project from a stranger: whatever its files say, nothing outside its folder is read or written."""

from __future__ import annotations

import dataclasses
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from pictures import folder_of, saved

from desktop.pages.classify.unseen import unseen
from engine.files import digest_file
from engine.job.words import EngineError
from engine.jobs.train import Train
from engine.learn.results import TrainResult, kept_result
from engine.learn.scores import Judged
from engine.project import Project


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    saved(tmp_path / "outside" / "secret.jpg", 7)
    return tmp_path / "outside"


def stranger(tmp_path: Path, outside: Path, settings: dict[str, Any], **photos: Any) -> tuple[Path, Path]:
    """Photos, and a project for them whose one run says what a stranger made it say."""
    folder = folder_of(tmp_path / "photos", red=6, green=6)
    with Project(tmp_path / "project", folder) as project:
        run = project.new_run()
        run.journal.add("start", settings={"epochs": 2, "backbone": "mobilenet_v3_small", "weights": "none"} | settings)
        secret = "../outside/secret.jpg"
        entries = [[secret, digest_file(outside / "secret.jpg"), 0], [str(outside / "secret.jpg"), "0" * 64, 1]]
        kept = {"classes": ["red", "green"], "train": entries, "validation": entries, "test": []}
        (run.folder / "photos.json").write_text(json.dumps(kept | photos))
    return folder, tmp_path / "project"


def test_photos_that_a_project_names_outside_its_folder_are_not_there(tmp_path: Path, outside: Path) -> None:
    folder, project = stranger(tmp_path, outside, {})
    with pytest.raises(EngineError) as told:
        list(Train(folder=folder, project=project, resume=True).run())
    assert told.value.code == "photos_lost"


@pytest.mark.parametrize(
    "settings",
    [
        {"out": "../outside/secret.jpg", "folder": "../outside", "project": "../outside"},
        {"backbone": "../outside/secret"},
        {"backbone": "os.system"},
        {"optimiser": "__import__('os').system('true')"},
        {"epochs": "2"},
        {"epochs": 10**12},
        {"run": "x"},
        {"__class__": "x"},
    ],
    ids=str,
)
def test_settings_of_a_stranger_are_values_and_name_no_place(
    tmp_path: Path, outside: Path, settings: dict[str, Any]
) -> None:
    folder, project = stranger(tmp_path, outside, settings)
    before = contents(outside), contents(folder)
    with pytest.raises(EngineError):
        list(Train(folder=folder, project=project, resume=True).run())
    assert (contents(outside), contents(folder)) == before


@pytest.mark.parametrize("photos", [{"train": 3}, {"train": [["x"]]}, {"classes": None}, {"validation": {"a": 1}}])
def test_a_list_of_photos_that_is_nonsense_is_a_coded_error(tmp_path: Path, outside: Path, photos: Any) -> None:
    folder, project = stranger(tmp_path, outside, {}, **photos)
    with pytest.raises(EngineError) as told:
        list(Train(folder=folder, project=project, resume=True).run())
    assert told.value.code == "run_damaged"


def test_no_photo_outside_the_folder_is_shown_for_a_project(tmp_path: Path, outside: Path) -> None:
    folder, project = stranger(tmp_path, outside, {})
    run = Project.runs_of(project)[-1]
    model = run.folder / "model.safetensors"
    model.write_bytes(b"x")
    run.journal.add("end", how="epochs", model=model.name)
    shutil.copytree(project, Project.default_folder(folder))
    [own] = Project.runs_of(Project.default_folder(folder))
    inside = [["red/0.jpg", "0" * 64, 0]]
    assert [path.name for path in (folder / "red").iterdir()]
    listed = json.loads((own.folder / "photos.json").read_text())
    (own.folder / "photos.json").write_text(json.dumps(listed | {"validation": listed["validation"] + inside}))
    shown = {photo.path for photo in unseen(folder, own.folder / "model.safetensors")}
    assert shown <= set(folder.rglob("*"))


def test_a_result_that_names_photos_outside_the_folder_is_none(tmp_path: Path, outside: Path) -> None:
    _, project = stranger(tmp_path, outside, {})
    run = Project.runs_of(project)[-1]
    for secret in ("../outside/secret.jpg", str(outside / "secret.jpg")):
        (run.folder / "result.json").write_text(json.dumps(dataclasses.asdict(result_naming(secret))))
        assert kept_result(run, "") is None
    (run.folder / "result.json").write_text(json.dumps(dataclasses.asdict(result_naming("red/0.jpg"))))
    assert kept_result(run, "") is not None


def result_naming(path: str) -> TrainResult:
    return TrainResult(
        model="", classes=("red", "green"), photos={"train": 1, "validation": 1, "test": 0},
        accuracy={"train": 1.0, "validation": 1.0}, loss={"train": 0.1, "validation": 0.1}, majority=0.5,
        confusion=((1, 0), (0, 0)), epochs=1, best_epoch=1, ended="epochs",
        seconds={"embed": 1.0, "fit": 1.0, "total": 2.0}, run="", judged=(Judged(path, 0, 0, 0.9),),
    )  # fmt: skip


@pytest.mark.parametrize("line", [{"settings": 3}, {"settings": None}, {}, {"settings": [1]}], ids=str)
def test_a_journal_that_is_nonsense_is_a_coded_error(tmp_path: Path, outside: Path, line: dict[str, Any]) -> None:
    folder, project = stranger(tmp_path, outside, {})
    journal = project / "runs" / "0001" / "journal.jsonl"
    journal.write_text(json.dumps({"kind": "start"} | line) + "\n")
    with pytest.raises(EngineError) as told:
        list(Train(folder=folder, project=project, resume=True).run())
    assert told.value.code in ("nothing_to_resume", "photos_lost")
