"""A backbone that the program has never seen, added as one record: everything works with it."""

from __future__ import annotations

from collections.abc import Iterator
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
from engine.jobs.adversarial import Adversarial
from engine.jobs.classify import Classify
from engine.jobs.features import Features
from engine.jobs.heatmap import Heatmap
from engine.jobs.ideal import Ideal
from engine.jobs.train import Train
from engine.models.backbones import BACKBONES, Backbone, PublishedWeights, Stage
from engine.models.card import Card
from engine.models.head import HeadSpec
from engine.models.model import build, load, save

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
    weights=(PublishedWeights("v1", "convnext_tiny-983f1562.pth", 109.1, 0.8252, 36),),
    input_size=SIDE,
)


@pytest.fixture(autouse=True, scope="module")
def _record() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(BACKBONES, CONVNEXT.name, CONVNEXT)
        yield


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    return folder_of(tmp_path / "photos", red=4, green=4)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A file of the new network with two classes."""
    torch.manual_seed(0)
    network = build(CONVNEXT.name, weights="none", classes=("green", "red"))
    head = HeadSpec(CONVNEXT.embedding_size, 2)
    card = Card(network.name, network.weights, network.classes, network.preprocessing, head)
    path = tmp_path_factory.mktemp("model") / "convnext.safetensors"
    save(path, network, card)
    return str(path)


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


def test_a_new_record_shows_its_features_and_the_photos_that_excite_them(photos: Path, model: str) -> None:
    photo = photos / "red" / "0.jpg"
    for stage, shape in (("stage0", (96, SIDE // 4, SIDE // 4)), ("stage5", (384, SIDE // 16, SIDE // 16))):
        found = value_of(Features(model=model, photo=photo, layer=stage, folder=photos, threads=1))
        assert found.shape == found.maps.shape == shape
        assert {layer.stage for layer in found.layers} >= {row.name for row in CONVNEXT.stages}
        assert found.maps.std() > 0
        assert len(found.exciting) == 8
        assert [item.activation for item in found.exciting] == sorted(i.activation for i in found.exciting)[::-1]


@pytest.mark.parametrize("method", ["grad_cam", "integrated_gradients"])
def test_a_new_record_marks_what_speaks_for_a_class(photos: Path, model: str, method: str) -> None:
    found = value_of(Heatmap(model=model, photo=photos / "red" / "0.jpg", target="red", method=method, threads=1))
    assert found.target.class_ == "red"
    assert found.heat.shape == (SIDE, SIDE)
    assert found.heat.max() > found.heat.min()


def test_a_new_record_is_climbed_to_an_ideal_picture(model: str, tmp_path: Path) -> None:
    def probability(steps: int) -> float:
        job = Ideal(model=model, target="red", preset="noise", steps=steps, out=tmp_path / "ideal.png", threads=1)
        return float(value_of(job).probability)

    assert probability(8) > probability(1)


def test_a_new_record_is_attacked(photos: Path, model: str, tmp_path: Path) -> None:
    given: dict[str, Any] = {"photo": photos / "red" / "0.jpg", "out": tmp_path / "attack.png", "threads": 1}
    attacked = value_of(Adversarial(model=model, **given, epsilon=8.0, steps=4, endurance=False))
    assert 0 < attacked.linf <= 8
    assert attacked.source.after < attacked.source.before
