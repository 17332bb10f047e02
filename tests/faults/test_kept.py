"""What earlier versions wrote is read for ever. Files under `kept/` are never made anew, only added to.

`project-1`: a training of 4 epochs on the sample photos, cancelled after the second; the first version wrote it.
`project-2`: one of 6 epochs, cancelled in the fourth, from a saved model and with nearly every setting turned, by the
last version in which a training's settings were declared twice. `model-2`: what that training makes when it is not
cancelled. `settings-2.json`: what its window remembered (tests/desktop/test_settings.py reads it). `card-1.json`: the
card of a model that the first version trained on the sample photos; it names no folder.

Models are kept compressed, the bytes of the embedded backbone's weights as zeros: `whole` puts them back.
"""

from __future__ import annotations

import gzip
import json
import shutil
from pathlib import Path

import pytest

from engine.job.events import Event, Metric, Notice, Outcome
from engine.jobs.classify import Classify
from engine.jobs.train import Train
from engine.learn.results import TrainResult
from engine.models.card import Card, read_card
from engine.models.model import build, load
from engine.project import Project

KEPT = Path(__file__).with_name("kept")
CLASSES = ("bird", "flower", "fruit", "vegetable")
VALIDATION = "loss.validation"
LOSSES = {1.0: 1.243759, 2.0: 1.185128, 3.0: 1.144579, 4.0: 1.118682, 5.0: 1.122830, 6.0: 1.122307}
"""Of project-2's training when nothing cancelled it."""


def whole(kept: Path, target: Path) -> Path:
    """A kept model as it was: the published weights in their places. Its own digest says whether they are."""
    content = bytearray(gzip.decompress(kept.read_bytes()))
    data = 8 + int.from_bytes(content[:8], "little")
    published = build("efficientnet_lite0").state_dict()
    for name, entry in json.loads(content[8:data]).items():
        if name.startswith("backbone."):
            start, end = entry["data_offsets"]
            content[data + start : data + end] = published[name].numpy().tobytes()
    target.write_bytes(content)
    return target


def went_on(project: Path, photos: Path, out: Path) -> tuple[TrainResult, list[Event]]:
    """The last training of a project gone on with: its result, and all its events."""
    events = list(Train(folder=photos, project=project, resume=True, out=out).run())
    assert isinstance(events[-1], Outcome)
    assert isinstance(events[-1].value, TrainResult)
    return events[-1].value, events


def test_a_project_of_the_first_version_is_read(tmp_path: Path) -> None:
    (run,) = Project.runs_of(KEPT / "project-1")
    assert run.unfinished
    assert run.ended() == "cancelled"
    assert [step for step, _ in run.points()["loss.validation"]] == [1.0, 2.0]
    checkpoint, damages = run.load()
    assert checkpoint is not None
    assert damages == []
    assert checkpoint.values["position"] == 2
    assert run.start is None


def test_the_card_of_a_model_of_the_first_version_is_read() -> None:
    card = Card.decode((KEPT / "card-1.json").read_text(encoding="utf-8"), "")
    assert (card.backbone, card.folder) == ("efficientnet_lite0", "")
    assert len(card.split["test"]) == 16
    assert Card.decode(card.encode(), "") == card


def test_a_training_of_the_first_version_is_gone_on_with_in_the_folder_where_the_photos_are_now(
    tmp_path: Path, resources: Path
) -> None:
    project = tmp_path / "project"
    shutil.copytree(KEPT / "project-1", project)
    value, events = went_on(project, resources / "sample_photos", tmp_path / "model.safetensors")
    notices = [event.message for event in events if isinstance(event, Notice)]
    assert [notice.params["epoch"] for notice in notices if notice.code == "notice.going_on"] == [3]
    validation = [event.step for event in events if isinstance(event, Metric) and event.series == "loss.validation"]
    assert validation == [1.0, 2.0, 3.0, 4.0]
    assert (value.epochs, value.ended) == (4, "epochs")
    assert value.accuracy["validation"] == pytest.approx(0.9375, abs=0.13)
    assert load(tmp_path / "model.safetensors").classes == CLASSES


def test_a_training_with_every_setting_turned_goes_on_as_it_would_have(tmp_path: Path, resources: Path) -> None:
    project = tmp_path / "project"
    shutil.copytree(KEPT / "project-2", project)
    folder = project / "runs" / "0001"
    whole(folder / "start.safetensors.gz", folder / "start.safetensors")
    value, events = went_on(project, resources / "sample_photos", tmp_path / "model.safetensors")
    losses = {event.step: event.value for event in events if isinstance(event, Metric) and event.series == VALIDATION}
    assert losses == pytest.approx(LOSSES, rel=2e-3)
    assert (value.epochs, value.best_epoch, value.ended) == (6, 4, "epochs")
    assert value.photos == {"train": 71, "validation": 21, "test": 11}


def test_a_model_of_that_version_says_how_it_was_made_and_classifies(tmp_path: Path, resources: Path) -> None:
    model = whole(KEPT / "model-2.safetensors.gz", tmp_path / "model.safetensors")
    card = read_card(model)
    assert card.classes == CLASSES
    assert (card.settings["optimiser"], card.settings["label_smoothing"]) == ("nesterov", 0.05)
    assert card.scores["validation"]["accuracy"] == pytest.approx(0.952381)
    *_, last = Classify(model=str(model), paths=(resources / "sample_photos" / "bird",), top=1).run()
    assert isinstance(last, Outcome)
    answers = [photo.top[0].class_ for photo in last.value.photos]
    assert answers.count("bird") > 0.9 * len(answers)
