"""A backbone that the program has never seen, added as one record: everything works with it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch
import torchvision
from pictures import folder_of
from torch import nn

from engine.embed.fast import fast
from engine.job.declare import Job
from engine.job.events import Outcome
from engine.jobs.classify import Classify
from engine.jobs.train import Train
from engine.models.backbones import BACKBONES, Backbone, Stage, WeightsFile
from engine.models.model import build, load

SIDE = 32


def _build() -> nn.Module:
    network: nn.Module = torchvision.models.convnext_tiny(weights=None)
    return network


CONVNEXT = Backbone(
    name="convnext_tiny",
    title="ConvNeXt tiny",
    family="ConvNeXt",
    build=_build,
    classifier="classifier.2",
    embedding_size=768,
    parameters=28_589_128,
    gflops=4.456,
    stages=tuple(Stage(f"stage{n}", (f"features.{n}",)) for n in range(8)),
    weights=(WeightsFile("v1", "convnext_tiny-983f1562.pth", 109.1, 0.8252, 36),),
    input_size=SIDE,
)


@pytest.fixture(autouse=True)
def _record(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(BACKBONES, CONVNEXT.name, CONVNEXT)


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    return folder_of(tmp_path / "photos", red=4, green=4)


def value_of(job: Job) -> Any:
    last = list(job.run())[-1]
    assert isinstance(last, Outcome)
    return last.value


@pytest.mark.parametrize("method", ["frozen", "fine_tune"])
@pytest.mark.parametrize("precision", ["float32", "bfloat16"])
def test_a_new_record_trains_and_classifies(photos: Path, tmp_path: Path, method: str, precision: str) -> None:
    out = tmp_path / "m.safetensors"
    given: dict[str, Any] = {"method": method, "precision": precision, "weights": "none", "epochs": 1, "threads": 1}
    value_of(Train(folder=photos, backbone=CONVNEXT.name, out=out, **given))
    assert load(out).record is CONVNEXT
    assert value_of(Classify(model=str(out), paths=(photos / "red",)))


@pytest.mark.parametrize("precision", ["float32", "bfloat16"])
def test_a_new_record_embeds(precision: str) -> None:
    network = build(CONVNEXT.name, weights="none")
    pixels = torch.randint(0, 256, (2, SIDE, SIDE, 3), dtype=torch.uint8)
    with torch.no_grad():
        wanted = network.embed(pixels.permute(0, 3, 1, 2).float() / 255)
    got = fast(network, precision)(pixels)
    assert nn.functional.cosine_similarity(got, wanted).min() > 0.99
