"""A project carried to another computer as one file: what arrives, what stays, and that its trainings go on."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from pictures import folder_of
from small import outcome
from tiny import TINY, publish

from engine.job.declare import Job
from engine.job.events import Metric, Notice, Outcome
from engine.job.words import EngineError, say
from engine.jobs.project import CarryProject, ProjectResult
from engine.jobs.runs import Runs
from engine.jobs.scan import Scan
from engine.jobs.train import Train
from engine.models.backbones import BACKBONES
from engine.models.model import load_file
from engine.models.tensors import read_tensors
from engine.places import is_ours
from engine.project import Project
from engine.project.choices import Choices, choices_of, choose
from engine.project.corrections import Correction, correct, corrections_of, undo
from engine.project.decisions import read_record, write_record
from engine.project.history import annotate, rename

CLASSES = {"ždral": 8, "сова": 8, "🦉 sova": 8}
GIVEN: dict[str, Any] = {
    "backbone": "tiny", "method": "fine_tune", "epochs": 4, "batch_size": 4, "threads": 1, "augmentation": "light",
    "precision": "float32",
}  # fmt: skip


@pytest.fixture(autouse=True)
def tiny(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    for name, row in TINY.items():
        monkeypatch.setitem(BACKBONES, name, row)
    publish(home / "weights")


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    return folder_of(tmp_path / "photos", **CLASSES)


def carried(**given: Any) -> tuple[ProjectResult, list[str]]:
    value, events = outcome(CarryProject(**given))
    assert isinstance(value, ProjectResult)
    return value, [event.message.code for event in events if isinstance(event, Notice)]


def refused(**given: Any) -> str:
    with pytest.raises(EngineError) as told:
        list(CarryProject(**given).run())
    assert told.value.say("hr") != told.value.say("en")
    return told.value.code


def stopped_after(job: Job, series: str, step: float) -> None:
    steps = job.run()
    next(event for event in steps if isinstance(event, Metric) and event.series == series and event.step >= step)
    steps.close()


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """The home of another computer."""
    fresh = tmp_path / "other computer"
    publish(fresh / "weights")
    return fresh


def test_a_training_made_in_english_goes_on_in_croatian_elsewhere_to_the_same_weights(
    photos: Path, tmp_path: Path, elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    list(Train(folder=photos, **GIVEN, out=tmp_path / "whole", project=tmp_path / "undisturbed").run())
    stopped_after(Train(folder=photos, **GIVEN), "loss.validation", 2)
    [run] = Project.runs_of(Project.default_folder(photos))
    rename(run, "Prvi pokušaj 🦉")
    annotate(run, "bilješka: čćžšđ, «заметка»")
    correct(Project.default_folder(photos), [Correction("0" * 64, "ždral/0.jpg", "leave_out")])
    made, _ = carried(action="export", file=tmp_path / "p.prijenos", folder=photos)
    assert (made.runs, made.photos) == ((1,), 0)
    monkeypatch.setenv("PRIJENOS_HOME", str(elsewhere))
    moved = tmp_path / "somewhere else" / "fotografije"
    moved.parent.mkdir()
    photos.rename(moved)
    for number, path in enumerate(sorted(moved.rglob("*.jpg"))):
        path.rename(path.with_name(f"снимка {99 - number} š.JPG"))
    done = subprocess.run(
        [sys.executable, "-m", "engine", "project", "open", str(tmp_path / "p.prijenos"), "--folder", str(moved),
         "--language", "hr", "--events", "-"],
        capture_output=True, check=False, env={**os.environ, "PYTHONIOENCODING": "cp1250"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode("utf-8", "replace")
    value = json.loads(done.stdout.decode("utf-8").splitlines()[-1])["value"]
    assert (value["runs"], value["missing"]) == ([1], 0)
    assert value["path"] == str(Project.default_folder(moved))
    listed, _ = outcome(Runs(folder=moved))
    [row] = listed.runs  # type: ignore[attr-defined]
    assert (row.name, row.note) == ("Prvi pokušaj 🦉", "bilješka: čćžšđ, «заметка»")
    assert corrections_of(Project.default_folder(moved)).photos == 1
    events = list(Train(folder=moved, resume=True, threads=1, out=tmp_path / "resumed").run())
    assert any(isinstance(event, Notice) and event.message.code == "notice.going_on" for event in events)
    whole, resumed = read_tensors(tmp_path / "whole")[0], read_tensors(tmp_path / "resumed")[0]
    assert all(torch.equal(whole[name], resumed[name]) for name in whole)
    assert set(load_file(tmp_path / "resumed").classes) == set(CLASSES)


def test_photos_go_along_and_come_out_in_an_empty_folder(
    photos: Path, tmp_path: Path, elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (photos / "labels.csv").write_text("file,label\nždral/0.jpg,a\n", "utf-8")
    list(Train(folder=photos, **{**GIVEN, "epochs": 1}).run())
    made, notices = carried(action="export", file=tmp_path / "p.prijenos", folder=photos, photos=True)
    assert made.photos == 25
    assert not notices
    monkeypatch.setenv("PRIJENOS_HOME", str(elsewhere))
    value, _ = carried(action="open", file=tmp_path / "p.prijenos", into=tmp_path / "out" / "photos")
    out = tmp_path / "out" / "photos"
    assert value.folder == str(out)
    files = sorted(path.relative_to(photos) for path in photos.rglob("*") if path.is_file())
    assert files == sorted(path.relative_to(out) for path in out.rglob("*") if path.is_file())
    assert all((photos / name).read_bytes() == (out / name).read_bytes() for name in files)
    assert not list(tmp_path.rglob(".incoming*"))
    listed, _ = outcome(Runs(folder=out))
    assert [row.ended for row in listed.runs] == ["epochs"]  # type: ignore[attr-defined]
    assert load_file(Path(listed.runs[0].model)).classes  # type: ignore[attr-defined]


def test_photos_that_are_there_already_are_used_where_they_are(photos: Path, tmp_path: Path) -> None:
    list(Train(folder=photos, **{**GIVEN, "epochs": 1}).run())
    carried(action="export", file=tmp_path / "p.prijenos", folder=photos, photos=True)
    copy = shutil.copytree(photos, tmp_path / "copy")
    before = sorted(path for path in copy.rglob("*"))
    value, _ = carried(action="open", file=tmp_path / "p.prijenos", folder=copy)
    assert (value.photos, value.missing) == (0, 0)
    assert sorted(path for path in copy.rglob("*")) == before


def test_a_model_that_was_saved_elsewhere_comes_along(photos: Path, tmp_path: Path) -> None:
    list(Train(folder=photos, **{**GIVEN, "epochs": 1}, out=tmp_path / "mine.safetensors").run())
    carried(action="export", file=tmp_path / "p.prijenos", folder=photos)
    digest = load_file(tmp_path / "mine.safetensors").digest
    (tmp_path / "mine.safetensors").unlink()
    copy = shutil.copytree(photos, tmp_path / "copy")
    carried(action="open", file=tmp_path / "p.prijenos", folder=copy)
    listed, _ = outcome(Runs(folder=copy))
    assert load_file(Path(listed.runs[0].model)).digest == digest  # type: ignore[attr-defined]


def test_opened_twice_nothing_comes_twice_and_new_trainings_join_the_old(photos: Path, tmp_path: Path) -> None:
    list(Train(folder=photos, **{**GIVEN, "epochs": 1}).run())
    carried(action="export", file=tmp_path / "p.prijenos", folder=photos)
    value, notices = carried(action="open", file=tmp_path / "p.prijenos", folder=photos)
    assert (value.runs, value.known, notices) == ((), 1, ["notice.runs_known"])
    copy = shutil.copytree(photos, tmp_path / "copy")
    list(Train(folder=copy, **{**GIVEN, "epochs": 2}).run())
    value, _ = carried(action="open", file=tmp_path / "p.prijenos", folder=copy)
    assert (value.runs, value.known) == ((2,), 0)
    assert len(Project.runs_of(Project.default_folder(copy))) == 2


def photo(number: int) -> str:
    return f"{number:064x}"


def done_to(number: int, action: str, class_: str = "") -> Correction:
    return Correction(photo(number), f"{number}.jpg", action, class_)


def two_projects(photos: Path, tmp_path: Path) -> tuple[Path, Path]:
    """The same photos on two computers, where two people decided about them; and the folders of the photos."""
    copy = shutil.copytree(photos, tmp_path / "copy")
    correct(Project.default_folder(photos), [done_to(1, "move", "a"), done_to(2, "leave_out"), done_to(7, "apart")])
    correct(Project.default_folder(photos), [done_to(3, "move", "b"), done_to(4, "move", "c"), done_to(5, "leave_out")])
    correct(Project.default_folder(copy), [done_to(3, "move", "x"), done_to(4, "leave_out"), done_to(8, "apart")])
    correct(Project.default_folder(copy), [done_to(5, "leave_out"), done_to(6, "move", "y")])
    correct(Project.default_folder(copy), [done_to(2, "leave_out")])
    correct(Project.default_folder(copy), [done_to(2, "restore")])
    return photos, copy


@pytest.mark.parametrize("turned", [False, True], ids=["first into second", "second into first"])
def test_what_two_people_decided_counts_both_and_mine_where_we_differ(
    photos: Path, tmp_path: Path, turned: bool
) -> None:
    theirs, mine = two_projects(photos, tmp_path)[:: -1 if turned else 1]
    file, project = tmp_path / "p.prijenos", Project.default_folder(mine)
    before = corrections_of(project)
    carried(action="export", file=file, folder=theirs)
    value, notices = carried(action="open", file=file, folder=mine)
    found = corrections_of(project).corrected()
    if turned:
        assert found.classes == {photo(1): "a", photo(3): "b", photo(4): "c", photo(6): "y"}
        assert found.left_out == {photo(2), photo(5)}
        assert (value.corrected, value.kept) == (2, ("3.jpg", "4.jpg"))
    else:
        assert found.classes == {photo(1): "a", photo(3): "x", photo(6): "y"}
        assert found.left_out == {photo(4), photo(5)}
        assert (value.corrected, set(value.kept)) == (2, {"2.jpg", "3.jpg", "4.jpg"})
    assert found.apart == {photo(7), photo(8)}
    assert notices == ["notice.corrections_joined", "notice.corrections_kept"]
    assert any("3.jpg" in say(text, "hr") and "ostaje vaše" in say(text, "hr") for text in value.told)
    again, notices = carried(action="open", file=file, folder=mine)
    assert (again.corrected, again.kept) == (0, value.kept)
    assert notices == ["notice.corrections_kept"]
    assert corrections_of(project).corrected() == found
    assert undo(project) == replace(before, undone=corrections_of(project).undone)


def test_what_was_taken_back_here_does_not_come_again(photos: Path, tmp_path: Path) -> None:
    theirs, mine = two_projects(photos, tmp_path)
    project = Project.default_folder(mine)
    carried(action="export", file=tmp_path / "p.prijenos", folder=theirs)
    carried(action="open", file=tmp_path / "p.prijenos", folder=mine)
    correct(project, [done_to(1, "restore"), done_to(7, "restore")])
    value, _ = carried(action="open", file=tmp_path / "p.prijenos", folder=mine)
    assert value.corrected == 0
    assert {"1.jpg", "7.jpg"} <= set(value.kept)
    assert photo(1) not in corrections_of(project).corrected().classes


def test_into_a_project_without_decisions_they_come_step_by_step(photos: Path, tmp_path: Path) -> None:
    theirs, _ = two_projects(photos, tmp_path)
    mine = shutil.copytree(photos, tmp_path / "third")
    project = Project.default_folder(mine)
    choose(project, Choices("folders"))
    carried(action="export", file=tmp_path / "p.prijenos", folder=theirs)
    value, notices = carried(action="open", file=tmp_path / "p.prijenos", folder=mine)
    assert (value.corrected, notices) == (6, ["notice.corrections_joined"])
    assert corrections_of(project) == corrections_of(Project.default_folder(theirs))
    assert choices_of(project) == Choices("folders")
    assert len(undo(project).done) == 1


@pytest.mark.parametrize(
    ("theirs", "mine", "found", "said"),
    [
        (Choices("names"), Choices(), Choices("names"), []),
        (Choices(), Choices("names"), Choices("names"), []),
        (Choices("names"), Choices("names"), Choices("names"), []),
        (Choices("parts"), Choices("names"), Choices("names"), ["notice.reading_kept"]),
    ],
)
def test_how_the_folder_is_read_is_taken_where_nobody_chose_here(
    photos: Path, tmp_path: Path, theirs: Choices, mine: Choices, found: Choices, said: list[str]
) -> None:
    copy = shutil.copytree(photos, tmp_path / "copy")
    for folder, chosen in ((photos, theirs), (copy, mine)):
        write_record(Project.default_folder(folder), of_tomorrow={"folder": folder.name})
        if chosen != Choices():
            choose(Project.default_folder(folder), chosen)
    carried(action="export", file=tmp_path / "p.prijenos", folder=photos)
    _, notices = carried(action="open", file=tmp_path / "p.prijenos", folder=copy)
    assert (choices_of(Project.default_folder(copy)), notices) == (found, said)
    assert read_record(Project.default_folder(copy))["of_tomorrow"] == {"folder": "copy"}


def test_names_and_notes_of_trainings_that_are_here_already_come_where_there_are_none(
    photos: Path, tmp_path: Path
) -> None:
    project = Project.default_folder(photos)
    with Project(project, photos) as opened:
        for _ in range(2):
            opened.new_run().journal.add("start", settings={"backbone": "tiny", "seed": _})
    copy = shutil.copytree(photos, tmp_path / "copy")
    carried(action="export", file=tmp_path / "0.prijenos", folder=photos)
    carried(action="open", file=tmp_path / "0.prijenos", folder=copy)
    for run, words in zip(Project.runs_of(project), (("theirs", "a note"), ("theirs too", "")), strict=True):
        rename(run, words[0])
        annotate(run, words[1])
    here = Project.runs_of(Project.default_folder(copy))
    rename(here[1], "mine")
    carried(action="export", file=tmp_path / "1.prijenos", folder=photos)
    for _ in range(2):
        value, notices = carried(action="open", file=tmp_path / "1.prijenos", folder=copy)
        assert (value.known, notices) == (2, ["notice.runs_known", "notice.words_kept"])
        listed, _ = outcome(Runs(folder=copy))
        rows = sorted((row.number, row.name, row.note) for row in listed.runs)  # type: ignore[attr-defined]
        assert rows == [(1, "theirs", "a note"), (2, "mine", "")]


@pytest.mark.parametrize(("inside", "kept"), [(True, "labels.csv"), (False, "")])
def test_the_table_of_labels_is_found_where_the_photos_are_now(
    photos: Path, tmp_path: Path, *, inside: bool, kept: str
) -> None:
    table = (photos if inside else tmp_path) / "labels.csv"
    rows = [
        f"{path.relative_to(photos).as_posix()},{'ab'[number % 2]}" for number, path in enumerate(photos.rglob("*.jpg"))
    ]
    table.write_text("\n".join(["file,label", *rows]), "utf-8")
    choose(Project.default_folder(photos), Choices("table", str(table), "label"))
    carried(action="export", file=tmp_path / "p.prijenos", folder=photos)
    moved = photos.rename(tmp_path / "moved")
    carried(action="open", file=tmp_path / "p.prijenos", folder=moved)
    assert choices_of(Project.default_folder(moved)).labels == (str(moved / kept) if kept else "")
    if inside:
        found, _ = outcome(Scan(folder=moved))
        assert set(found.classes) == {"a", "b"}  # type: ignore[attr-defined]


def test_where_the_photos_are_must_be_said_and_be_true(photos: Path, tmp_path: Path) -> None:
    list(Train(folder=photos, **{**GIVEN, "epochs": 1}).run())
    carried(action="export", file=tmp_path / "p.prijenos", folder=photos)
    carried(action="export", file=tmp_path / "with.prijenos", folder=photos, photos=True)
    strangers = folder_of(tmp_path / "strangers", cat=3, dog=4)
    (strangers / "cat" / "0.jpg").unlink()
    for path in strangers.rglob("*.jpg"):
        path.write_bytes(path.read_bytes() + b"other")
    assert refused(action="open", file=tmp_path / "p.prijenos") == "photos_outside"
    assert refused(action="open", file=tmp_path / "p.prijenos", into=tmp_path / "new") == "photos_outside"
    assert refused(action="open", file=tmp_path / "with.prijenos") == "photos_inside"
    assert refused(action="open", file=tmp_path / "with.prijenos", into=strangers) == "photos_place_taken"
    assert refused(action="open", file=tmp_path / "p.prijenos", folder=strangers) == "photos_elsewhere"
    assert not Project.runs_of(Project.default_folder(strangers))
    some = shutil.copytree(photos, tmp_path / "some")
    (some / "ždral" / "0.jpg").unlink()
    value, notices = carried(action="open", file=tmp_path / "p.prijenos", folder=some)
    assert value.missing == 1
    assert notices == ["notice.project_photos_missing"]


def test_what_cannot_be_exported_says_why(photos: Path, tmp_path: Path) -> None:
    assert refused(action="export", file=tmp_path / "p.prijenos") == "export_what"
    assert refused(action="export", file=tmp_path / "p.prijenos", folder=photos) == "no_project"
    with Project(Project.default_folder(photos), photos) as project:
        project.new_run().journal.add("start", settings={})
        assert refused(action="export", file=tmp_path / "p.prijenos", folder=photos) == "project_in_use"
    assert not (tmp_path / "p.prijenos").exists()


def test_the_file_is_ours_and_an_ordinary_zip_without_the_makers_folders_names(photos: Path, tmp_path: Path) -> None:
    list(Train(folder=photos, **{**GIVEN, "epochs": 1}).run())
    place = tmp_path / "p.prijenos"
    carried(action="export", file=place, folder=photos)
    assert is_ours(place)
    with zipfile.ZipFile(place) as archive:
        assert archive.testzip() is None
        about = json.loads(archive.read("prijenos.json"))
        assert about["photos"] == "photos"
        assert set(about["files"]) == set(archive.namelist()) - {"prijenos.json"}
        told = b"".join(archive.read(name) for name in archive.namelist() if not name.endswith(".safetensors"))
    assert str(tmp_path).encode() not in told


def test_an_export_is_checked_for_its_place_like_any_other(photos: Path, tmp_path: Path) -> None:
    list(Train(folder=photos, **{**GIVEN, "epochs": 1}).run())
    job = CarryProject(action="export", file=tmp_path / "p.prijenos", folder=photos)
    assert job.saves_to() == [tmp_path / "p.prijenos"]
    assert CarryProject(action="open", file=tmp_path / "p.prijenos").saves_to() == []
    *_, last = job.run()
    assert isinstance(last, Outcome)
    assert CarryProject.report(last.value)
