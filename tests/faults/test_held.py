"""What a person may mend holds a training: it goes on from there, or ends with the best that was learnt."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pictures import folder_of

from engine.job.declare import FINISH, GO_ON, Turns
from engine.job.events import Event, Metric, Notice, Outcome
from engine.job.words import EngineError, say
from engine.jobs.train import Train
from engine.learn.photos import PhotoSource
from engine.learn.results import TrainResult
from engine.models.card import read_card

GIVEN: dict[str, Any] = {
    "backbone": "mobilenet_v3_small", "weights": "none", "precision": "float32", "threads": 1, "epochs": 3,
}  # fmt: skip
WHOLE: dict[str, Any] = {**GIVEN, "method": "scratch", "batch_size": 4, "augmentation": "flip"}


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    return folder_of(tmp_path / "photos", cat=10, dog=10)


def watched(
    job: Train, mend: Callable[[EngineError], Turns], at: Callable[[Event], object] = lambda event: None
) -> tuple[list[Event], list[EngineError]]:
    """Every event of a training; `mend` answers where it is held, `at` hears every event first."""
    steps, turns = job.run(), None
    events: list[Event] = []
    faults: list[EngineError] = []
    try:
        while True:
            event = steps.send(turns)
            events.append(event)
            at(event)
            turns = None
            if isinstance(event, Notice) and event.hold is not None:
                faults.append(event.hold)
                turns = mend(event.hold)
    except StopIteration:
        return events, faults
    finally:
        steps.close()


def result(events: list[Event]) -> TrainResult:
    assert isinstance(events[-1], Outcome)
    assert isinstance(events[-1].value, TrainResult)
    return events[-1].value


def curve(events: list[Event]) -> list[tuple[float, float]]:
    return [(event.step, event.value) for event in events if isinstance(event, Metric) and event.series == "loss.train"]


class FullDisk:
    """A disk with no room for files whose names have `part` in them, until it is told to have some."""

    def __init__(self, patch: pytest.MonkeyPatch, part: str) -> None:
        self.full, real = True, os.fsync

        def sync(handle: int) -> None:
            if self.full and part in Path(f"/proc/self/fd/{handle}").readlink().name:
                raise OSError(errno.ENOSPC, "No space left on device")
            real(handle)

        patch.setattr(os, "fsync", sync)

    def free(self, _: EngineError) -> Turns:
        self.full = False
        return {GO_ON: True}


@pytest.fixture
def forgetful(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every photo is read from the disk each time."""
    monkeypatch.setitem(PhotoSource.__init__.__kwdefaults__, "memory", 0)


@pytest.fixture
def linux() -> None:
    if not Path("/proc/self/fd").exists():
        pytest.skip("names of open files are read from /proc")


@pytest.mark.parametrize("name", ["checkpoint-", "best-", "model.safetensors"])
def test_a_full_disk_holds_the_training_with_the_room_it_needs_and_it_goes_on(
    photos: Path, monkeypatch: pytest.MonkeyPatch, name: str, linux: None
) -> None:
    disk = FullDisk(monkeypatch, name)
    events, faults = watched(Train(folder=photos, **WHOLE), disk.free)
    value = result(events)
    assert [fault.code for fault in faults] == ["disk_full"]
    size = Path(value.model).stat().st_size / 1e6  # a checkpoint holds more, the best weights as much
    assert size - 1 <= faults[0].params["megabytes"] <= 4 * size
    assert f"{faults[0].params['megabytes']} MB" in faults[0].say("en")
    assert value.ended == "epochs"
    assert read_card(Path(value.model)).classes == ("cat", "dog")


def test_a_disk_that_stays_full_is_asked_about_once_and_the_training_goes_on_in_memory(
    photos: Path, monkeypatch: pytest.MonkeyPatch, linux: None
) -> None:
    monkeypatch.setattr("engine.learn.checkpoints.EVERY", 0.0)
    monkeypatch.setattr("engine.learn.checkpoints.SHARE", 0.0)
    disk = FullDisk(monkeypatch, "checkpoint-")
    epochs = {**WHOLE, "epochs": 4}
    reached: list[float] = []

    def at(event: Event) -> None:
        if isinstance(event, Metric) and event.series == "loss.validation":
            reached.append(event.step)

    def mend(fault: EngineError) -> Turns:
        return disk.free(fault) if len(reached) == 4 else {GO_ON: True}

    events, faults = watched(Train(folder=photos, **epochs), mend, at)
    assert [fault.code for fault in faults] == ["disk_full", "disk_full"]  # the first checkpoint, and the last
    codes = [event.message.code for event in events if isinstance(event, Notice)]
    assert codes.count("notice.checkpoint_not_saved") >= 3
    assert codes.count("notice.model_not_saved") == 1
    assert result(events).epochs == 4


def test_photos_that_are_gone_hold_the_training_and_it_goes_on_as_if_nothing_had_been(
    photos: Path, tmp_path: Path, forgetful: None
) -> None:
    calm, _ = watched(Train(folder=photos, **WHOLE, project=tmp_path / "calm"), lambda fault: None)
    away = tmp_path / "away"

    def pull(event: Event) -> None:
        if isinstance(event, Metric) and event.series == "loss.validation" and event.step == 1:
            photos.rename(away)

    def mend(_: EngineError) -> Turns:
        away.rename(photos)
        return {GO_ON: True}

    events, faults = watched(Train(folder=photos, **WHOLE, project=tmp_path / "held"), mend, pull)
    assert [fault.code for fault in faults] == ["photos_lost"]
    assert curve(events) == curve(calm)
    assert result(events).accuracy == result(calm).accuracy


def test_photos_that_are_gone_while_they_are_embedded_hold_the_training(photos: Path, tmp_path: Path) -> None:
    away = tmp_path / "away"

    def pull(event: Event) -> None:
        note = getattr(event, "note", None)
        if note is not None and note.code == "note.embedding" and photos.exists() and not pulled:
            pulled.append(event)
            photos.rename(away)

    def mend(_: EngineError) -> Turns:
        away.rename(photos)
        return {GO_ON: True}

    pulled: list[Event] = []
    events, faults = watched(Train(folder=photos, **GIVEN), mend, pull)
    assert [fault.code for fault in faults] == ["photos_lost"]
    assert sum(result(events).photos.values()) == 20


def test_who_stops_a_training_whose_photos_are_gone_has_the_best_of_it(
    photos: Path, tmp_path: Path, forgetful: None
) -> None:
    def pull(event: Event) -> None:
        if isinstance(event, Metric) and event.series == "loss.validation" and event.step == 1:
            photos.rename(tmp_path / "away")

    events, faults = watched(Train(folder=photos, **WHOLE), lambda fault: {FINISH: True}, pull)
    assert [fault.code for fault in faults] == ["photos_lost"]
    value = result(events)
    assert value.ended == "stopped"
    best = [event.value for event in events if isinstance(event, Metric) and event.series == "accuracy.validation"]
    assert value.accuracy["validation"] == best[0]
    assert Path(value.model).exists()
    assert all(say(line) if not isinstance(line, str) else line for line in Train.report(value))


def test_a_disk_with_no_room_for_checkpoints_still_gives_the_model(
    photos: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, linux: None
) -> None:
    FullDisk(monkeypatch, "checkpoint-")
    events, faults = watched(Train(folder=photos, **WHOLE, out=tmp_path / "m.safetensors"), lambda fault: None)
    assert {fault.code for fault in faults} == {"disk_full"}
    assert result(events).ended == "epochs"
    assert read_card(tmp_path / "m.safetensors").classes == ("cat", "dog")
