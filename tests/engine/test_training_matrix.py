"""Every way of training, with and without augmentation, in either precision, whatever the machine would choose."""

from __future__ import annotations

from pathlib import Path

import pytest
from pictures import folder_of

import engine.embed.fast as fast_module
from engine.job.events import Outcome
from engine.jobs.train import Train, TrainResult
from engine.learn.tables.augmentations import AUGMENTATIONS

AUGMENTATION = next(name for name in AUGMENTATIONS if name != "none")
QUICK = "mobilenet_v3_small"
FAMILIES = (QUICK, "efficientnet_lite0", "resnet18", "vgg16")
ROWS = [pytest.param(name, marks=() if name == QUICK else pytest.mark.slow) for name in FAMILIES]


@pytest.mark.parametrize("backbone", ROWS)
@pytest.mark.parametrize("method", ["frozen", "fine_tune", "scratch"])
@pytest.mark.parametrize("augmentation", ["none", AUGMENTATION])
@pytest.mark.parametrize("hardware", [False, True], ids=["float32", "bfloat16"])
def test_every_training_ends(
    tmp_path: Path, backbone: str, method: str, augmentation: str, hardware: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fast_module, "fast_bfloat16", lambda: hardware)
    folder = folder_of(tmp_path / "photos", red=3, green=3)
    job = Train(
        folder=folder, backbone=backbone, weights="none", method=method, augmentation=augmentation, epochs=1, threads=1
    )
    last = list(job.run())[-1]
    assert isinstance(last, Outcome)
    assert isinstance(last.value, TrainResult)
    assert 0.0 <= last.value.accuracy["validation"] <= 1.0
