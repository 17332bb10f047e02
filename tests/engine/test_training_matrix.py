"""Every way of training, with and without augmentation, in either precision, whatever the machine would choose.

One backbone of each family, on 32 pixels a side; VGG with narrow layers, in the same places. As they are, on pictures
of their own size, they are trained by `pytest -m slow`.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import torch
from pictures import folder_of
from torch import nn
from torchvision.models.vgg import VGG, make_layers

import engine.embed.fast as fast_module
from engine.job.events import Outcome
from engine.jobs.train import Train
from engine.learn.results import TrainResult
from engine.learn.tables.augmentations import AUGMENTATIONS
from engine.models.backbones import BACKBONES, Backbone

AUGMENTATION = next(name for name in AUGMENTATIONS if name != "none")
FAMILIES = ("mobilenet_v3_small", "efficientnet_lite0", "resnet18", "squeezenet1_1", "vgg16")
SIDE = 32
NARROW: list[int | str] = [8, 8, "M", 8, 8, "M", 8, 8, 8, "M", 16, 16, 16, "M", 16, 16, 16, "M"]


def narrow_vgg() -> nn.Module:
    """VGG-16, layer by layer, with a thousandth of its weights."""
    with torch.device("meta"):
        network = VGG(nn.Identity(), init_weights=False)
    network.features = make_layers(NARROW)
    layers = [nn.Linear(16 * 7 * 7, 32), nn.Linear(32, 32), nn.Linear(32, 1000)]
    for place, layer in zip((0, 3, 6), layers, strict=True):
        network.classifier[place] = layer
    return network


def small(name: str) -> Backbone:
    """The record of that name for small pictures."""
    record = replace(BACKBONES[name], input_size=SIDE)
    if name != "vgg16":
        return record
    return replace(record, build=narrow_vgg, embedding_size=32)


@pytest.mark.parametrize("whole", [False, pytest.param(True, marks=pytest.mark.slow)], ids=["small", "whole"])
@pytest.mark.parametrize("backbone", FAMILIES)
@pytest.mark.parametrize("method", ["frozen", "fine_tune", "scratch"])
@pytest.mark.parametrize("augmentation", ["none", AUGMENTATION])
@pytest.mark.parametrize("hardware", [False, True], ids=["float32", "bfloat16"])
def test_every_training_ends(
    tmp_path: Path,
    backbone: str,
    whole: bool,
    method: str,
    augmentation: str,
    hardware: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(fast_module, "fast_bfloat16", lambda: hardware)
    if not whole:
        monkeypatch.setitem(BACKBONES, backbone, small(backbone))
    folder = folder_of(tmp_path / "photos", red=3, green=3)
    job = Train(
        folder=folder, backbone=backbone, weights="none", method=method, augmentation=augmentation, epochs=1, threads=1
    )
    last = list(job.run())[-1]
    assert isinstance(last, Outcome)
    assert isinstance(last.value, TrainResult)
    assert 0.0 <= last.value.accuracy["validation"] <= 1.0
