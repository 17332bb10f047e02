"""Backbones so small that whole jobs run on them in a tenth of a second: rows for BACKBONES while a test lasts."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import torch
from torch import nn

from engine.files import digest_file
from engine.models import store
from engine.models.backbones import HALF, IMAGENET_CLASSES, Backbone, PublishedWeights, Stage

SIDE: Final = 32
_STAGES: Final = ("stem", "first", "second")


def _built(width: int) -> nn.Module:
    """A stem and two stages with batch norm and ReLUs, 32×32 pixels to 1,000 outputs."""
    stages = nn.Sequential()
    for name, inputs, outputs in zip(_STAGES, (3, 8, 12), (8, 12, width), strict=True):
        stages.add_module(name, nn.Conv2d(inputs, outputs, 3, stride=2, padding=1, bias=False))
        stages.add_module(f"{name}_norm", nn.BatchNorm2d(outputs))
        stages.add_module(f"{name}_relu", nn.ReLU())
    stages.add_module("pool", nn.AdaptiveAvgPool2d(1))
    stages.add_module("flat", nn.Flatten())
    stages.add_module("fc", nn.Linear(width, len(IMAGENET_CLASSES())))
    return stages


def _row(name: str, width: int) -> Backbone:
    files = (
        PublishedWeights("v1", f"{name}-00000000.pth", 0.1, 0.1, SIDE + 4, address="http://127.0.0.1:9/"),
        PublishedWeights("v2", f"{name}-00000001.pth", 0.1, 0.1, SIDE + 8, address="http://127.0.0.1:9/"),
    )
    return Backbone(
        name=name, title=name, family="tiny", build=lambda: _built(width), classifier="fc", embedding_size=width,
        parameters=1, gflops=0.001, stages=tuple(Stage(part, (part, f"{part}_norm")) for part in _STAGES),
        weights=files, input_size=SIDE, mean=HALF, std=HALF,
    )  # fmt: skip


TINY: Final = {row.name: row for row in (_row("tiny", 16), _row("tiny_too", 20))}


def publish(folder: Path) -> None:
    """Weights for both versions of each row in a folder, recorded as if they had been brought."""
    folder.mkdir(parents=True, exist_ok=True)
    for row in TINY.values():
        for seed, file in enumerate(row.weights):
            with torch.random.fork_rng():
                torch.manual_seed(seed)
                state = row.build().state_dict()
            torch.save(state, folder / file.file)
            store.record(folder / file.file, digest_file(folder / file.file))
