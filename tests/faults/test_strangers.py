"""A project from a stranger: whatever its files say, nothing outside its folder is read or written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from pictures import folder_of, saved

from engine.files import digest_file
from engine.job.words import EngineError
from engine.jobs.train import Train
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


@pytest.mark.parametrize("line", [{"settings": 3}, {"settings": None}, {}, {"settings": [1]}], ids=str)
def test_a_journal_that_is_nonsense_is_a_coded_error(tmp_path: Path, outside: Path, line: dict[str, Any]) -> None:
    folder, project = stranger(tmp_path, outside, {})
    journal = project / "runs" / "0001" / "journal.jsonl"
    journal.write_text(json.dumps({"kind": "start"} | line) + "\n")
    with pytest.raises(EngineError) as told:
        list(Train(folder=folder, project=project, resume=True).run())
    assert told.value.code in ("nothing_to_resume", "photos_lost")
