"""Training as a job: from a folder to a file, with everything that can happen on the way."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from pictures import drawn, folder_of, saved

from engine.device import cores, use_threads
from engine.job.declare import FINISH, Steps
from engine.job.events import Event, Metric, Notice, Outcome
from engine.job.words import EngineError, say
from engine.jobs.train import Train
from engine.learn.batches import Batch
from engine.learn.parts import choose
from engine.learn.prepare import make_network, prepare
from engine.learn.results import TrainResult
from engine.learn.session import LAST_GOOD
from engine.learn.vectors import VectorSource
from engine.models.backbones import BACKBONES
from engine.models.card import read_card
from engine.models.model import load
from engine.models.tensors import read_tensors
from engine.photos.folder import scan_folder
from engine.photos.scan import FolderScan
from engine.project import Project
from tests.engine import small

ROOT = Path(__file__).resolve().parents[2]
QUICK: dict[str, Any] = {"epochs": 3, "threads": 1}
SLIGHT: dict[str, Any] = {"backbone": "mobilenet_v3_small", "weights": "none", "precision": "float32"}


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    return folder_of(tmp_path / "photos", red=6, green=6)


def result(events: list[Event]) -> TrainResult:
    assert isinstance(events[-1], Outcome)
    assert isinstance(events[-1].value, TrainResult)
    return events[-1].value


def train(folder: Path, **given: Any) -> TrainResult:
    return result(list(Train(folder=folder, **{**QUICK, **given}).run()))


def losses(events: list[Event]) -> list[tuple[float, float]]:
    return [(event.step, event.value) for event in events if isinstance(event, Metric) and event.series == "loss.train"]


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_frozen_training_on_the_sample_photos_gives_a_model_that_needs_nothing_else(
    resources: Path, tmp_path: Path
) -> None:
    out = tmp_path / "m.safetensors"
    value = train(resources / "sample_photos", epochs=20, out=out)
    assert value.accuracy["validation"] >= 0.85
    assert value.accuracy["validation"] > value.majority + 0.3
    assert set(value.photos) == {"train", "validation", "test"}
    assert sum(value.photos.values()) == 103
    assert sum(map(sum, value.confusion)) == len(value.judged) == value.photos["validation"]
    right = sum(row[index] for index, row in enumerate(value.confusion))
    assert right / value.photos["validation"] == pytest.approx(value.accuracy["validation"])
    assert value.seconds["total"] >= value.seconds["fit"]
    card = read_card(out)
    assert card.classes == value.classes == ("bird", "flower", "fruit", "vegetable")
    assert card.folder == "sample_photos"
    assert {part: len(digests) for part, digests in card.split.items()} == value.photos
    assert load(out).classes == value.classes
    assert [say(line) if not isinstance(line, str) else line for line in Train.report(value)]


def test_the_folder_of_photos_is_never_written_to(photos: Path) -> None:
    before = contents(photos)
    train(photos, **SLIGHT)
    assert contents(photos) == before


def test_the_journal_holds_all_that_is_needed_to_repeat_a_training(photos: Path, tmp_path: Path) -> None:
    value = train(photos, **SLIGHT, seed=7, project=tmp_path / "project")
    (run,) = Project.runs_of(tmp_path / "project")
    started = run.started()
    assert started is not None
    assert started["seed"] == 7
    assert started["settings"]["epochs"] == 3
    assert started["versions"]["torch"] == torch.__version__.split("+")[0]
    assert started["device"] == "cpu"
    assert started["threads"] == 1
    assert run.ended() == "epochs"
    assert run.points()["loss.validation"][-1][0] == 3
    assert str(run.folder) == value.run
    kept = run.photos()
    assert kept is not None
    assert {part: len(kept[part]) for part in value.photos} == value.photos


def test_the_same_seed_gives_the_same_losses_and_weights(photos: Path, tmp_path: Path) -> None:
    runs = []
    for name in ("a", "b"):
        events = list(Train(folder=photos, **QUICK, **SLIGHT, method="scratch", out=tmp_path / name).run())
        runs.append((losses(events), read_tensors(tmp_path / name)[0]))
    assert runs[0][0] == runs[1][0]
    assert all(torch.equal(runs[0][1][name], runs[1][1][name]) for name in runs[0][1])


def advance(steps: Steps, series: str, step: float) -> None:
    for event in steps:
        if isinstance(event, Metric) and event.series == series and event.step >= step:
            return
    raise AssertionError("the training ended first")


def last(project: Path) -> dict[str, torch.Tensor]:
    """What the last step of a project's only training left."""
    (run,) = Project.runs_of(project)
    checkpoint, _ = run.load()
    assert checkpoint is not None
    assert checkpoint.values["epoch"] == 3
    return dict(checkpoint.tensors)


def backbone_of(model: str) -> dict[str, torch.Tensor]:
    return load(model).backbone.state_dict()


def test_a_training_starts_from_the_backbone_of_a_file_whatever_its_classes(photos: Path, tmp_path: Path) -> None:
    before = train(photos, **SLIGHT, method="fine_tune")
    others = folder_of(tmp_path / "others", red=6, green=6, blue=6)
    value = train(others, **SLIGHT, start_from=Path(before.model))
    assert value.classes == ("blue", "green", "red")
    learnt = backbone_of(before.model)
    assert all(torch.equal(learnt[name], tensor) for name, tensor in backbone_of(value.model).items())
    torch.save(learnt, tmp_path / "theirs.pth")
    value = train(others, **SLIGHT, start_from=tmp_path / "theirs.pth", method="fine_tune")
    assert any(not torch.equal(learnt[name], tensor) for name, tensor in backbone_of(value.model).items())
    with pytest.raises(EngineError) as caught:
        train(others, **{**SLIGHT, "backbone": "mobilenet_v3_large"}, start_from=Path(before.model))
    assert caught.value.code == "other_backbone"


def test_photos_that_the_model_to_start_from_has_learnt_are_told_where_they_judge(photos: Path) -> None:
    start = Path(train(photos, **SLIGHT).model)

    def told(seed: int) -> list[object]:
        events = list(Train(folder=photos, **QUICK, **SLIGHT, seed=seed, start_from=start).run())
        notices = [event.message for event in events if isinstance(event, Notice)]
        return [notice.params["count"] for notice in notices if notice.code == "notice.seen_before"]

    assert told(seed=0) == []
    again = train(photos, **SLIGHT, seed=1)
    learnt, split = set(read_card(start).split["train"]), read_card(Path(again.model)).split
    seen = len(learnt & {*split["validation"], *split["test"]})
    assert seen > 0
    assert told(seed=1) == [seen]


@pytest.mark.parametrize("method", ["frozen", "fine_tune"])
def test_a_training_that_started_from_a_file_goes_on_without_it(photos: Path, tmp_path: Path, method: str) -> None:
    start = Path(train(photos, **SLIGHT, method="scratch", out=tmp_path / "start").model)
    given = {**SLIGHT, "method": method, "start_from": start}
    train(photos, **given, out=tmp_path / "whole", project=tmp_path / "p1")
    steps = Train(folder=photos, **QUICK, **given, project=tmp_path / "p2").run()
    advance(steps, "loss.train", 1)
    steps.close()
    start.unlink()
    train(photos, resume=True, out=tmp_path / "resumed", project=tmp_path / "p2")
    whole, resumed = read_tensors(tmp_path / "whole")[0], read_tensors(tmp_path / "resumed")[0]
    assert all(torch.equal(whole[name], resumed[name]) for name in whole)
    (run,) = Project.runs_of(tmp_path / "p2")
    (run.folder / "start.safetensors").unlink()
    with pytest.raises(EngineError) as caught:
        run.start  # noqa: B018
    assert caught.value.code == "run_damaged"


@pytest.mark.parametrize("method", ["frozen", "fine_tune", "scratch"])
def test_a_cancelled_training_goes_on_to_the_same_weights(photos: Path, tmp_path: Path, method: str) -> None:
    given = {**SLIGHT, "method": method, "epochs": 3, "threads": 1, "augmentation": "light", "batch_size": 4}
    train(photos, **given, out=tmp_path / "whole", project=tmp_path / "p1")
    steps = Train(folder=photos, **given, project=tmp_path / "p2").run()
    advance(steps, "loss.train", 1.4)
    steps.close()
    moved = photos.rename(tmp_path / "moved")
    resumed_job = Train(folder=moved, resume=True, threads=1, out=tmp_path / "resumed", project=tmp_path / "p2")
    events = list(resumed_job.run())
    assert any(isinstance(event, Notice) and event.message.code == "notice.going_on" for event in events)
    assert result(events).epochs == 3
    whole, resumed = read_tensors(tmp_path / "whole")[0], read_tensors(tmp_path / "resumed")[0]
    assert all(torch.equal(whole[name], resumed[name]) for name in whole)
    lasts = [last(tmp_path / name) for name in ("p1", "p2")]  # the best may be older than the break
    assert lasts[0].keys() == lasts[1].keys()
    assert all(torch.equal(lasts[0][name], lasts[1][name]) for name in lasts[0])
    curve = dict(losses(events))
    assert min(curve) < 1.4  # what was learnt before is shown again
    assert max(curve) == 3


@pytest.mark.skipif(cores() < 2, reason="one core computes with one thread only")
def test_a_training_goes_on_with_the_threads_that_it_was_begun_with(photos: Path, tmp_path: Path) -> None:
    """Sums in another order have other last digits, so whoever goes on with other threads ends elsewhere."""
    given = {**SLIGHT, "method": "scratch", "batch_size": 4}
    train(photos, **given, project=tmp_path / "one")
    train(photos, **{**given, "threads": 2}, project=tmp_path / "two")
    steps = Train(folder=photos, **{**QUICK, **given}, project=tmp_path / "resumed").run()
    advance(steps, "loss.train", 1)
    steps.close()
    train(photos, threads=2, resume=True, project=tmp_path / "resumed")
    one, two, resumed = (last(tmp_path / name) for name in ("one", "two", "resumed"))
    assert any(not torch.equal(one[name], two[name]) for name in one)
    assert all(torch.equal(one[name], resumed[name]) for name in one)


@pytest.mark.skipif(cores() < 2, reason="one core computes with one thread only")
def test_a_training_keeps_its_threads_when_a_job_beside_it_takes_others(photos: Path, tmp_path: Path) -> None:
    given = {**QUICK, **SLIGHT, "method": "scratch", "batch_size": 4}
    list(Train(folder=photos, **given, project=tmp_path / "alone").run())
    for _ in Train(folder=photos, **given, project=tmp_path / "beside").run():
        use_threads(2)
    alone, beside = last(tmp_path / "alone"), last(tmp_path / "beside")
    assert all(torch.equal(alone[name], beside[name]) for name in alone)


@pytest.mark.parametrize("kept", [None, 0, -1, True, "1", 1.5, cores() + 1])
def test_a_thread_count_that_is_none_or_that_this_machine_has_not_is_left_to_the_command(
    photos: Path, tmp_path: Path, kept: object
) -> None:
    with Project(tmp_path / "project", photos) as project:
        run = project.new_run()
        run.journal.add("start", settings={"epochs": 7}, threads=kept)
        going_on = Train(folder=photos, threads=3).going_on(run)
    assert (going_on.threads, going_on.epochs) == (3, 7)


def test_a_stopped_training_keeps_the_best_and_can_be_continued(photos: Path) -> None:
    steps = Train(folder=photos, **SLIGHT, epochs=40, threads=1).run()
    advance(steps, "accuracy.validation", 2)
    steps.send({FINISH: True})
    stopped = result(list(steps))
    assert stopped.ended == "stopped"
    assert stopped.epochs < 10
    assert Path(stopped.model).exists()
    resumed = result(list(Train(folder=photos, resume=True).run()))
    assert resumed.ended == "epochs"
    assert resumed.epochs == 40
    assert resumed.run == stopped.run


def test_stopped_before_anything_was_learnt_it_says_so(photos: Path) -> None:
    steps = Train(folder=photos, **QUICK, **SLIGHT).run()
    for event in steps:
        if getattr(event, "note", None) is not None and event.note.code.startswith("note.embed"):  # type: ignore[union-attr]
            break
    with pytest.raises(EngineError) as told:
        steps.send({FINISH: True})
    assert told.value.code == "nothing_learnt"


KILLED = """
import os, signal, sys
from pathlib import Path
from engine.jobs.train import Train
from engine.job.events import Metric
job = Train(folder=Path(sys.argv[1]), backbone="mobilenet_v3_small", weights="none", epochs=2000, threads=1)
for event in job.run():
    if isinstance(event, Metric) and event.series == "accuracy.validation" and event.step >= int(sys.argv[2]):
        os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
def test_a_killed_training_is_continued_from_its_last_checkpoint(photos: Path) -> None:
    for epoch in (3, 40):
        done = subprocess.run([sys.executable, "-c", KILLED, str(photos), str(epoch)], cwd=ROOT, check=False)
        assert done.returncode == -signal.SIGKILL
    steps = Train(folder=photos, resume=True).run()
    first = next(event for event in steps if isinstance(event, Notice))
    assert first.message.code == "notice.going_on"
    assert int(str(first.message.params["epoch"])) >= 2
    advance(steps, "accuracy.validation", 50)
    steps.send({FINISH: True})
    assert result(list(steps)).ended == "stopped"


def test_a_second_training_in_the_same_project_is_told_who_is_first(photos: Path) -> None:
    steps = Train(folder=photos, **QUICK, **SLIGHT).run()
    next(steps)
    with pytest.raises(EngineError, match=str(os.getpid())) as told:
        next(Train(folder=photos, **QUICK, **SLIGHT).run())
    assert told.value.code == "project_in_use"
    steps.close()
    assert train(photos, **SLIGHT)


def test_there_is_nothing_to_continue_in_a_new_or_a_finished_project(photos: Path) -> None:
    for _ in range(2):
        with pytest.raises(EngineError) as told:
            list(Train(folder=photos, resume=True).run())
        assert told.value.code == "nothing_to_resume"
        train(photos, **SLIGHT)


@pytest.mark.parametrize(
    ("classes", "code"),
    [({}, "no_photos"), ({"cat": 5}, "one_class"), ({"cat": 1, "dog": 1}, "too_few_photos")],
)
def test_a_folder_that_cannot_be_learnt_is_explained(tmp_path: Path, classes: dict[str, int], code: str) -> None:
    (tmp_path / "photos").mkdir()
    with pytest.raises(EngineError) as told:
        train(folder_of(tmp_path / "photos", **classes))
    assert told.value.code == code
    assert told.value.say("hr")


def test_a_class_with_one_photo_is_learnt_with_a_warning(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "photos", many=8, some=6, one=1)
    events = list(Train(folder=folder, **QUICK, **SLIGHT).run())
    assert "notice.class_not_checked" in [event.message.code for event in events if isinstance(event, Notice)]
    assert len(result(events).classes) == 3


def test_a_training_is_turned_at_any_of_its_steps(tmp_path: Path) -> None:
    steps = Train(folder=folder_of(tmp_path / "photos", many=8, some=6, one=1), **QUICK, **SLIGHT).run()
    events = [next(steps)]
    while not isinstance(events[-1], Outcome):
        events.append(steps.send({"learning_rate": 0.01}))
    assert "notice.class_not_checked" in [event.message.code for event in events if isinstance(event, Notice)]


def test_an_unknown_stage_gets_the_nearest_ones(photos: Path) -> None:
    with pytest.raises(EngineError, match="stage3") as told:
        train(photos, **SLIGHT, method="fine_tune", from_stage="stge3")
    assert told.value.code == "unknown_stage"


def scanned(folder: Path) -> FolderScan:
    steps = scan_folder(folder)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            scan: FolderScan = end.value
            return scan


def test_copies_of_a_photo_stay_on_one_side(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "photos", cat=5, dog=5)
    for copy in range(6):
        shutil.copy(folder / "cat" / "0.jpg", folder / "cat" / f"copy{copy}.jpg")
    scan = scanned(folder)
    for seed in range(5):
        parts = choose(scan, seed=seed, validation=0.3, test=0.2)
        digests = parts.digests_by_part()
        assert not set(digests["train"]) & set(digests["validation"])
        assert not set(digests["test"]) & (set(digests["train"]) | set(digests["validation"]))


def test_photos_that_are_gone_when_it_goes_on_are_told_and_too_many_stop_it(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "photos", cat=12, dog=12)
    steps = Train(folder=folder, **{**SLIGHT, "epochs": 500}, threads=1).run()
    advance(steps, "accuracy.validation", 1)
    steps.close()
    (folder / "cat" / "3.jpg").unlink()
    saved(folder / "cat" / "new.jpg", 77)
    steps = Train(folder=folder, resume=True).run()
    notices = []
    for event in steps:
        if isinstance(event, Notice):
            notices.append(event.message.code)
        if isinstance(event, Metric) and event.series == "accuracy.validation" and event.step > 2:
            break
    steps.close()
    assert "notice.photos_gone" in notices
    for number in range(4, 12):
        (folder / "cat" / f"{number}.jpg").unlink()
    with pytest.raises(EngineError) as told:
        list(Train(folder=folder, resume=True).run())
    assert told.value.code == "photos_lost"


@pytest.mark.parametrize("method", ["frozen", "fine_tune", "scratch"])
def test_only_photos_of_the_train_part_are_learnt_from(photos: Path, method: str) -> None:
    parts = choose(scanned(photos), seed=0, validation=0.3, test=0.2)
    recipe = Train(folder=photos, **SLIGHT, method=method)
    made = make_network(recipe, parts)
    with ExitStack() as stack:
        training, _ = small.result(prepare(recipe, parts, made, torch.device("cpu"), stack, fresh=True))
        learnt = [[row for batch in training.source.train(epoch) for row in batch.rows.tolist()] for epoch in range(2)]
        checked = [row for batch in training.source.validation() for row in batch.rows.tolist()]
    assert [sorted(rows) for rows in learnt] == [sorted(parts.train)] * 2
    assert checked == list(parts.validation)


@pytest.mark.parametrize("damage", ["deleted", "cut"])
def test_a_photo_lost_while_training_is_left_out_and_told(tmp_path: Path, damage: str) -> None:
    folder = folder_of(tmp_path / "photos", cat=10, dog=10)
    notices, done = [], False
    for event in Train(folder=folder, **QUICK, **SLIGHT, method="scratch", batch_size=4).run():
        note = getattr(event, "note", None)
        if note is not None and note.code == "note.comparing" and not done:
            done = True
            path = folder / "cat" / "4.jpg"
            path.unlink() if damage == "deleted" else path.write_bytes(path.read_bytes()[:200])
        if isinstance(event, Notice):
            notices.append(event.message)
    dropped = [notice for notice in notices if notice.code == "notice.photo_dropped"]
    kept = [part for part in ("train", "validation") if dropped]
    assert len(dropped) <= 1
    assert all(notice.params["path"] == "cat/4.jpg" for notice in dropped)
    if kept:
        assert isinstance(event, Outcome)


def test_a_drive_pulled_while_training_leaves_a_run_that_can_be_continued(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "photos", cat=10, dog=10)
    given = {**SLIGHT, "method": "scratch", "batch_size": 4, "epochs": 3, "threads": 1, "augmentation": "flip"}
    steps = Train(folder=folder, **given).run()
    for event in steps:
        if getattr(event, "note", None) is not None and event.note.code == "note.comparing":  # type: ignore[union-attr]
            break
    away = folder.rename(tmp_path / "away")
    with pytest.raises(EngineError) as told:
        list(steps)
    assert told.value.code == "photos_lost"
    away.rename(folder)
    assert result(list(Train(folder=folder, resume=True).run())).epochs == 3


def test_a_full_disk_while_training_is_told_and_the_training_goes_on(
    photos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from engine.project import Run

    real, calls = Run.save, 0

    def full(self: Run, *given: Any) -> None:
        nonlocal calls
        calls += 1
        if calls == 1:
            raise EngineError("disk_full", path="x", megabytes=5)
        real(self, *given)

    monkeypatch.setattr(Run, "save", full)
    events = list(Train(folder=photos, **QUICK, **SLIGHT).run())
    codes = [event.message.code for event in events if isinstance(event, Notice)]
    assert codes.count("notice.checkpoint_not_saved") == 1
    assert result(events).ended == "epochs"


def test_a_disk_full_at_the_end_leaves_the_old_model_and_a_run_that_can_be_continued(
    photos: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "m.safetensors"
    out.write_bytes(b"old")
    real = os.fsync

    def full(handle: int) -> None:
        if out.name in str(Path(f"/proc/self/fd/{handle}").readlink()):
            raise OSError(28, "No space left on device")
        real(handle)

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(EngineError) as told:
        train(photos, **SLIGHT, out=out)
    assert told.value.code == "disk_full"
    assert out.read_bytes() == b"old"
    monkeypatch.setattr(os, "fsync", real)
    assert result(list(Train(folder=photos, resume=True, out=out).run())).ended == "epochs"
    assert read_card(out).classes == ("green", "red")


def test_a_training_that_diverges_at_once_says_a_rate_and_has_no_model_to_keep(photos: Path, tmp_path: Path) -> None:
    given = {**SLIGHT, "method": "scratch", "optimiser": "sgd", "learning_rate": 1e6, "epochs": 50, "batch_size": 4}
    with pytest.raises(EngineError) as told:
        train(photos, **given, project=tmp_path / "project")
    assert told.value.code == "diverged"
    assert told.value.params["layer"]
    assert told.value.params["lower"] == pytest.approx(1e5)
    (run,) = Project.runs_of(tmp_path / "project")
    assert run.ended() == "failed"
    assert run.load()[0] is None
    assert not (run.folder / LAST_GOOD).exists()


def test_a_training_that_diverges_later_keeps_the_best_model_until_then(
    photos: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = {**SLIGHT, "optimiser": "sgd", "learning_rate": 3.0}
    shorter = train(photos, **given, epochs=9, out=tmp_path / "shorter")
    assert shorter.best_epoch < 9
    real = VectorSource.train

    def poisoned(self: VectorSource, epoch: int, first: int = 0) -> Iterator[Batch]:
        for batch in real(self, epoch, first):
            yield replace(batch, inputs=batch.inputs * float("nan")) if epoch == 9 else batch

    monkeypatch.setattr(VectorSource, "train", poisoned)
    with pytest.raises(EngineError) as told:
        train(photos, **given, epochs=50, project=tmp_path / "project")
    assert (told.value.code, told.value.params["epoch"]) == ("diverged", 10)
    (run,) = Project.runs_of(tmp_path / "project")
    assert run.ended() == "failed"
    wanted, kept = read_tensors(tmp_path / "shorter")[0], read_tensors(run.folder / LAST_GOOD)[0]
    assert wanted.keys() == kept.keys()
    assert all(torch.equal(wanted[name], kept[name]) for name in wanted)
    assert load(run.folder / LAST_GOOD).classes == ("green", "red")


def test_augmented_views_are_embedded_once_and_trained_on(photos: Path) -> None:
    given = {**QUICK, **SLIGHT, "augmentation": "light", "views": 3}
    first = train(photos, **given)
    again = train(photos, **given)
    assert again.seconds["embed"] < first.seconds["embed"]
    assert again.accuracy == first.accuracy
    plain = train(photos, **SLIGHT)
    assert plain.loss != first.loss


def test_without_a_file_named_the_model_lies_in_the_runs_folder(photos: Path) -> None:
    value = train(photos, **SLIGHT)
    assert Path(value.model).parent == Path(value.run)


@pytest.mark.parametrize("layout", ["flat", "parts"])
def test_other_layouts_train_too(tmp_path: Path, layout: str) -> None:
    folder = tmp_path / "photos"
    for number in range(24):
        name = ("Abyssinian", "beagle")[number % 2]
        if layout == "flat":
            saved(folder / f"{name}_{number}.jpg", number)
        else:
            part = ("train", "train", "val", "test")[number // 2 % 4]
            saved(folder / part / name / f"{number}.jpg", number)
    value = train(folder, **SLIGHT)
    assert value.classes == ("Abyssinian", "beagle")
    if layout == "parts":
        assert value.photos == {"train": 12, "validation": 6, "test": 6}


def test_settings_of_every_kind_reach_the_training(photos: Path) -> None:
    value = train(
        photos, **SLIGHT, hidden_layers=2, hidden_units=16, batch_norm=True, dropout=0.2, initialisation="kaiming",
        optimiser="adamw", schedule="one_cycle", weight_decay=0.1, clip_norm=1.0, averaging=0.9, label_smoothing=0.1,
        early_stopping=2, class_weights=True, batch_size=4,
    )  # fmt: skip
    head = read_card(Path(value.model)).head
    assert head is not None
    assert (head.hidden, head.batch_norm, head.dropout) == ((16, 16), True, 0.2)


CHANGES: list[dict[str, Any]] = [
    {"clip_norm": 1e-3, "optimiser": "sgd"}, {"label_smoothing": 0.3}, {"class_weights": True}, {"averaging": 0.5},
    {"weight_decay": 0.5}, {"dropout": 0.5}, {"schedule": "cosine"}, {"learning_rate": 0.003}, {"batch_size": 2},
    {"initialisation": "xavier"}, {"seed": 3}, {"epochs": 5},
]  # fmt: skip


def test_each_setting_by_itself_changes_what_is_learnt(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "photos", red=9, green=5)

    def learnt(number: int, **given: Any) -> dict[str, torch.Tensor]:
        project = tmp_path / f"{number}"
        train(folder, **{**SLIGHT, **given}, project=project)
        (run,) = Project.runs_of(project)
        checkpoint, _ = run.load()
        assert checkpoint is not None
        return {name: value for name, value in checkpoint.tensors.items() if not name.startswith("optimiser")}

    plain = {name: learnt(number, optimiser=name) for number, name in enumerate(("adam", "sgd"))}
    for number, change in enumerate(CHANGES, len(plain)):
        full = {"optimiser": "adam", **change}
        before, after = plain[full["optimiser"]], learnt(number, **full)
        same = before.keys() == after.keys() and all(torch.equal(before[name], after[name]) for name in before)
        assert not same, change


HEAVY = ("vgg16", "vgg19", "vgg16_conv", "vgg19_conv", "resnet101", "resnet152", "resnet50", "resnet34")


def rows() -> list[Any]:
    marks = {name: [pytest.mark.slow] for name in HEAVY}
    methods = ("frozen", "fine_tune", "scratch")
    return [pytest.param(name, m, marks=marks.get(name, [])) for name in BACKBONES for m in methods]


@pytest.mark.parametrize(("backbone", "method"), rows())
def test_every_backbone_trains_two_steps_saves_and_loads_in_every_method(
    tmp_path: Path, backbone: str, method: str
) -> None:
    folder = tmp_path / "photos"
    for number in range(8):
        path = folder / ("a", "b")[number % 2] / f"{number}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        drawn(number, 48, 48).save(path)
    out = tmp_path / "m.safetensors"
    value = train(
        folder, backbone=backbone, weights="none", method=method, epochs=1, batch_size=2, out=out,
        validation_share=0.25, test_share=0.25, precision="float32",
    )  # fmt: skip
    assert value.photos == {"train": 4, "validation": 2, "test": 2}
    network = load(out)
    assert network.name == backbone
    size = network.preprocessing.size
    answers = network(torch.rand(1, 3, size, size))
    assert answers.shape == (1, 2)
    assert bool(torch.isfinite(answers).all())


def test_an_interrupted_command_says_130_and_the_run_can_be_continued(photos: Path, tmp_path: Path) -> None:
    words = ["-m", "engine", "train", str(photos), "--backbone", "mobilenet_v3_small", "--weights", "none",
             "--epochs", "10000", "--events", "-", "--threads", "1"]  # fmt: skip
    child = subprocess.Popen([sys.executable, *words], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    with child:
        assert child.stdout is not None
        for line in child.stdout:
            event = json.loads(line)
            if event["kind"] == "metric" and event["series"] == "accuracy.validation" and event["step"] >= 3:
                break
        child.send_signal(signal.SIGTERM)
        child.communicate(timeout=60)
    assert child.returncode == 130
    steps = Train(folder=photos, resume=True).run()
    advance(steps, "accuracy.validation", 3)
    steps.send({FINISH: True})
    assert result(list(steps)).ended == "stopped"


def test_a_training_stopped_before_its_model_was_saved_saves_the_same_model_when_it_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Batch norm learns from what it is shown: judging the finished network must not teach it."""
    photos = folder_of(tmp_path / "photos", red=8, green=8)
    given: dict[str, Any] = {
        "folder": photos, "backbone": "mobilenet_v3_small", "weights": "none", "method": "scratch", "epochs": 2,
        "batch_size": 4, "precision": "float32", "threads": 1,
    }  # fmt: skip
    list(Train(**given, out=tmp_path / "whole.safetensors", project=tmp_path / "one").run())

    def stopped(*_: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("engine.learn.session.save_model", stopped)
        with pytest.raises(KeyboardInterrupt):
            list(Train(**given, out=tmp_path / "out.safetensors", project=tmp_path / "two").run())
    list(Train(**given, out=tmp_path / "out.safetensors", project=tmp_path / "two", resume=True).run())
    whole, out = (read_tensors(tmp_path / f"{name}.safetensors")[0] for name in ("whole", "out"))
    assert whole.keys() == out.keys()
    assert all(torch.equal(whole[name], out[name]) for name in whole)
