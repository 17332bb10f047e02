"""What earlier versions wrote is read for ever. Files under `kept/` are never made anew, only added to.

`project-1`: a training of 4 epochs on the sample photos, cancelled after the second; the first version wrote it.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from engine.job.events import Metric, Notice, Outcome
from engine.jobs.train import Train, TrainResult
from engine.models.model import load
from engine.project import Project

KEPT = Path(__file__).with_name("kept")


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


def test_a_training_of_the_first_version_is_gone_on_with_in_the_folder_where_the_photos_are_now(
    tmp_path: Path, resources: Path
) -> None:
    project = tmp_path / "project"
    shutil.copytree(KEPT / "project-1", project)
    events = list(
        Train(
            folder=resources / "sample_photos", project=project, resume=True, out=tmp_path / "model.safetensors"
        ).run()
    )
    notices = [event.message for event in events if isinstance(event, Notice)]
    assert [notice.params["epoch"] for notice in notices if notice.code == "notice.going_on"] == [3]
    validation = [event.step for event in events if isinstance(event, Metric) and event.series == "loss.validation"]
    assert validation == [1.0, 2.0, 3.0, 4.0]
    assert isinstance(events[-1], Outcome)
    value = events[-1].value
    assert isinstance(value, TrainResult)
    assert (value.epochs, value.ended) == (4, "epochs")
    assert value.accuracy["validation"] == pytest.approx(0.9375, abs=0.13)
    assert load(tmp_path / "model.safetensors").classes == ("bird", "flower", "fruit", "vegetable")
