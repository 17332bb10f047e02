"""Projects: one owner, runs that are found again, checkpoints that survive damage, versions."""

from __future__ import annotations

import errno
import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from engine.files import home
from engine.job.words import EngineError
from engine.project import Lock, Project, Run
from engine.project.place import choose_projects_folder, chosen_folder

ROOT = Path(__file__).resolve().parents[2]
HOLD = """
import sys, time
from pathlib import Path
from engine.project import Lock
Lock(Path(sys.argv[1])).take()
print("held", flush=True)
sys.stdin.read()
"""


def test_a_second_owner_is_told_who_the_first_is_and_a_dead_ones_lock_is_taken_over(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT
    )
    with holder:
        assert holder.stdout is not None
        assert holder.stdout.readline().strip() == b"held"
        with pytest.raises(EngineError, match=str(holder.pid)) as told:
            Lock(path).take()
        assert told.value.code == "project_in_use"
        holder.send_signal(signal.SIGKILL)
        holder.wait()
    lock = Lock(path)
    lock.take()
    assert lock.held
    assert json.loads(path.read_bytes())["process"] == os.getpid()
    lock.release()


def test_two_owners_in_one_process_exclude_each_other_too(tmp_path: Path) -> None:
    with Project(tmp_path / "project", tmp_path):
        with pytest.raises(EngineError) as told:
            Project(tmp_path / "project", tmp_path)
        assert told.value.code == "project_in_use"
    with Project(tmp_path / "project", tmp_path):
        pass


def test_a_project_from_a_newer_version_is_not_written_to_but_can_be_looked_at(tmp_path: Path) -> None:
    with Project(tmp_path, tmp_path) as project:
        project.new_run().journal.add("start", settings={})
    newer = json.dumps({"version": 99, "photos": "x"})
    (tmp_path / "project.json").write_text(newer)
    with pytest.raises(EngineError) as told:
        Project(tmp_path, tmp_path)
    assert told.value.code == "project_newer"
    assert (tmp_path / "project.json").read_text() == newer
    assert [run.number for run in Project.runs_of(tmp_path)] == [1]


@pytest.mark.parametrize("content", ["", "{", "[]", '{"version": "1"}'])
def test_a_damaged_description_is_told_and_left_alone(tmp_path: Path, content: str) -> None:
    (tmp_path / "project.json").write_text(content)
    with pytest.raises(EngineError) as told:
        Project(tmp_path, tmp_path)
    assert told.value.code == "project_damaged"
    assert (tmp_path / "project.json").read_text() == content


def test_photos_that_moved_are_noted(tmp_path: Path) -> None:
    for photos in ("before", "after"):
        with Project(tmp_path / "project", tmp_path / photos):
            pass
    assert json.loads((tmp_path / "project" / "project.json").read_text())["photos"] == str(tmp_path / "after")


def test_the_default_folder_is_one_for_each_folder_of_photos(tmp_path: Path, home: Path) -> None:
    names = [tmp_path / "a" / "photos", tmp_path / "b" / "photos", tmp_path / ("ž" * 120), tmp_path / "=cmd <b>"]
    folders = [Project.default_folder(name) for name in names]
    assert len(set(folders)) == len(names)
    assert all(folder.parent == home / "projects" and len(os.fsencode(folder.name)) < 128 for folder in folders)


def test_runs_are_numbered_and_the_last_unfinished_one_is_found(tmp_path: Path) -> None:
    with Project(tmp_path, tmp_path) as project:
        with pytest.raises(EngineError) as told:
            project.unfinished()
        assert told.value.code == "nothing_to_resume"
        for how in ("stopped", "epochs", "early_stopping"):
            run = project.new_run()
            run.journal.add("start", settings={})
            run.journal.add("end", how=how)
        assert [run.number for run in project.runs] == [1, 2, 3]
        assert project.unfinished().number == 1
        killed = project.new_run()
        killed.journal.add("start", settings={})
        assert project.unfinished().number == killed.number


def test_a_line_that_a_crash_cut_off_is_passed_over(tmp_path: Path) -> None:
    run = Run(tmp_path / "0001")
    run.journal.add("start", settings={"class": "čćžšđ 🐦"}, loss=float("nan"))
    with run.journal.path.open("ab") as file:
        file.write(b'{"kind": "points", "ser')
    Run(tmp_path / "0001").journal.add("end", how="stopped")
    assert [line["kind"] for line in run.journal.lines()] == ["start", "end"]
    started = run.started()
    assert started is not None
    assert started["settings"]["class"] == "čćžšđ 🐦"
    assert started["loss"] is None


def test_what_a_crash_made_a_run_do_twice_is_in_its_curves_once(tmp_path: Path) -> None:
    run = Run(tmp_path / "0001")
    run.journal.add("points", series={"loss": [(1.0, 5.0), (2.0, 4.0), (3.0, 3.0)]})
    run.journal.add("resume", position=2.0)
    run.journal.add("points", series={"loss": [(2.5, 3.5)]})
    assert run.points() == {"loss": [(1.0, 5.0), (2.0, 4.0), (2.5, 3.5)]}


def saved(run: Run, count: int) -> None:
    for number in range(1, count + 1):
        weights = {"w": torch.full((4,), float(number))}
        run.save(weights, {"epoch": number}, {"w": torch.full((4,), float(min(number, 2)))}, min(number, 2))


def test_the_last_two_checkpoints_and_their_best_weights_are_kept(tmp_path: Path) -> None:
    run = Run(tmp_path / "0001")
    saved(run, 4)
    assert sorted(path.name for path in run.folder.glob("*.safetensors")) == [
        "best-000002.safetensors", "checkpoint-000003.safetensors", "checkpoint-000004.safetensors"
    ]  # fmt: skip
    checkpoint, notices = Run(run.folder).load()
    assert checkpoint is not None
    assert not notices
    assert checkpoint.values["epoch"] == 4
    assert checkpoint.tensors["w"].tolist() == [4.0] * 4
    assert checkpoint.best["w"].tolist() == [2.0] * 4


def flip(path: Path, place: int) -> None:
    content = bytearray(path.read_bytes())
    content[place % len(content)] ^= 0xFF
    path.write_bytes(content)


@pytest.mark.parametrize("place", [-1, -9, 8, 40, 100])
def test_a_damaged_checkpoint_gives_way_to_the_one_before(tmp_path: Path, place: int) -> None:
    run = Run(tmp_path / "0001")
    saved(run, 3)
    flip(run.folder / "checkpoint-000003.safetensors", place)
    checkpoint, notices = run.load()
    assert checkpoint is not None
    assert checkpoint.values["epoch"] == 2
    assert [notice.code for notice in notices] == ["notice.checkpoint_damaged"]


def test_a_checkpoint_that_was_swapped_or_is_missing_is_not_taken(tmp_path: Path) -> None:
    run = Run(tmp_path / "0001")
    saved(run, 3)
    (run.folder / "checkpoint-000003.safetensors").write_bytes(
        (run.folder / "checkpoint-000002.safetensors").read_bytes()
    )
    (run.folder / "checkpoint-000002.safetensors").unlink()
    checkpoint, notices = run.load()
    assert checkpoint is None
    assert len(notices) == 2


def test_a_journal_that_names_a_file_outside_its_folder_is_not_followed(tmp_path: Path) -> None:
    run = Run(tmp_path / "0001")
    saved(run, 1)
    record = run.journal.lines("checkpoint")[0]
    (run.folder / record["file"]).rename(tmp_path / "outside.safetensors")
    run.journal.add(**{**record, "serial": 2, "file": "../outside.safetensors"})
    assert run.load()[0] is None


def test_a_full_disk_leaves_the_former_checkpoints(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = Run(tmp_path / "0001")
    saved(run, 2)
    real, calls = os.fsync, 0

    def full(handle: int) -> None:
        nonlocal calls
        calls += 1
        if calls == 1:
            raise OSError(28, "No space left on device")
        real(handle)

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(EngineError) as told:
        run.save({"w": torch.zeros(4)}, {"epoch": 3}, {"w": torch.zeros(4)}, 3)
    assert told.value.code == "disk_full"
    checkpoint, notices = Run(run.folder).load()
    assert checkpoint is not None
    assert checkpoint.values["epoch"] == 2
    assert not notices
    assert not list(run.folder.glob(".*"))


def test_a_disk_too_full_for_the_owners_name_is_no_reason_not_to_have_the_lock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    lock = Lock(tmp_path / "lock")
    monkeypatch.setattr(os, "write", full)
    lock.take()
    with pytest.raises(EngineError) as told:
        Lock(tmp_path / "lock").take()
    assert told.value.code == "project_in_use"
    lock.release()


def test_new_projects_lie_where_a_person_chose_and_old_ones_go_on_where_they_are(tmp_path: Path) -> None:
    old = Project.default_folder(tmp_path / "old")
    with Project(old, tmp_path / "old") as project:
        project.new_run()
    mine = tmp_path / "mine"
    mine.mkdir()
    choose_projects_folder(mine)
    assert Project.default_folder(tmp_path / "old") == old
    assert Project.default_folder(tmp_path / "new").parent == mine
    shutil.rmtree(mine)  # a drive that was pulled
    assert Project.default_folder(tmp_path / "new").parent == old.parent
    mine.mkdir()
    choose_projects_folder(None)
    assert Project.default_folder(tmp_path / "new").parent == old.parent


def test_a_folder_that_is_none_is_not_taken_for_projects(tmp_path: Path) -> None:
    with pytest.raises(EngineError) as caught:
        choose_projects_folder(tmp_path / "nowhere")
    assert caught.value.code == "place_not_writable"
    assert chosen_folder() is None


@pytest.mark.parametrize("content", ["", "[]", '{"folder": 3}', '{"folder": "relative"}'])
def test_a_damaged_choice_of_a_folder_is_none(tmp_path: Path, content: str) -> None:
    usual = Project.default_folder(tmp_path / "photos")
    (home() / "projects-place.json").parent.mkdir(parents=True, exist_ok=True)
    (home() / "projects-place.json").write_text(content)
    assert Project.default_folder(tmp_path / "photos") == usual
