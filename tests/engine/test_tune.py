"""Training a whole network: which stages move, how fast, what rests; and how photos come to it."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from pictures import folder_of
from torch import nn

from engine.job.declare import Turns
from engine.job.events import Event, Outcome
from engine.job.words import EngineError
from engine.jobs.train import Train
from engine.learn import tune
from engine.learn.parts import Parts, choose
from engine.learn.photos import PhotoSource
from engine.learn.results import TrainResult
from engine.models.backbones import BACKBONES
from engine.models.model import build
from engine.models.network import Network
from engine.photos.folder import scan_folder
from engine.photos.scan import FolderScan

STAGED = ("efficientnet_lite0", "mobilenet_v2", "mobilenet_v3_small", "resnet18")


def scanned(folder: Path) -> FolderScan:
    """Scans a folder, for the result alone."""

    def take() -> Generator[Event, Turns, None]:
        found.append((yield from scan_folder(folder)))

    found: list[FolderScan] = []
    list(take())
    return found[0]


@pytest.fixture
def parts(tmp_path: Path) -> Parts:
    return choose(scanned(folder_of(tmp_path / "photos", red=9, green=9)), seed=1, validation=0.2, test=0.2)


def network(name: str = "mobilenet_v3_small") -> Network:
    return build(name, weights="none", classes=("green", "red"))


@pytest.mark.parametrize("name", BACKBONES)
def test_every_parameter_that_a_stage_names_is_there_and_none_is_in_two(name: str) -> None:
    record = BACKBONES[name]
    with torch.device("meta"):
        names = [path for path, _ in record.build().named_parameters()]
    for stage in record.stages:
        assert any(stage.holds(path) for path in names), stage.name
    for path in names:
        assert sum(stage.holds(path) for stage in record.stages) <= 1 + path.startswith(record.classifier), path


@pytest.mark.parametrize("name", STAGED)
def test_only_the_stages_from_the_named_one_on_learn(name: str) -> None:
    whole = network(name)
    stages = BACKBONES[name].stages
    first = tune.first_stage(whole.record, stages[-2].name)
    tune.unfreeze(whole, first)
    for path, parameter in whole.backbone.named_parameters():
        assert parameter.requires_grad == (stages[-2].holds(path) or stages[-1].holds(path)), path
    assert all(parameter.requires_grad for parameter in whole.head.parameters())
    tune.unfreeze(whole, tune.first_stage(whole.record, "all"))
    assert all(parameter.requires_grad for parameter in whole.parameters())


def test_an_unknown_stage_is_answered_with_the_nearest() -> None:
    with pytest.raises(EngineError) as told:
        tune.first_stage(BACKBONES["resnet18"], "stage9")
    assert told.value.code == "unknown_stage"
    assert "stage" in str(told.value.params["nearest"])


@pytest.mark.parametrize("name", STAGED)
def test_earlier_stages_have_lower_rates_and_biases_do_not_decay(name: str) -> None:
    whole = network(name)
    tune.unfreeze(whole, 0)
    groups = tune.groups(whole, 0.1, 0.5, 0.01)
    rates = {id(p): group["lr"] for group in groups for p in group["params"]}
    decays = {id(p): group["weight_decay"] for group in groups for p in group["params"]}
    assert len(rates) == sum(len(group["params"]) for group in groups) == len(list(whole.parameters()))
    assert {rates[id(p)] for p in whole.head.parameters()} == {0.1}
    stages = BACKBONES[name].stages
    for depth, stage in enumerate(reversed(stages), 1):
        own = {rates[id(p)] for path, p in whole.backbone.named_parameters() if stage.holds(path)}
        assert own == {0.1 * 0.5**depth}
    assert all(decays[id(p)] == (0.01 if p.ndim > 1 else 0.0) for p in whole.parameters())


@pytest.mark.parametrize("freeze", [True, False])
def test_frozen_stages_and_frozen_batch_norm_rest(freeze: bool) -> None:
    whole = network()
    first = tune.first_stage(whole.record, "stage4")
    tune.unfreeze(whole, first)
    tune.Mode(whole, first, freeze_batch_norm=freeze)(whole)
    before = {name: buffer.clone() for name, buffer in whole.backbone.named_buffers()}
    whole(torch.rand(4, 3, 64, 64)).sum().backward()
    for name, buffer in whole.backbone.named_buffers():
        learns = tune.stage_of(whole.record, name) >= first and not freeze
        if "running_mean" in name:
            assert torch.equal(buffer, before[name]) != learns, name
    assert whole.head.training
    norms = [layer for layer in whole.backbone.modules() if isinstance(layer, nn.BatchNorm2d)]
    assert any(layer.training for layer in norms) != freeze


def test_long_steps_are_taken_in_pieces_unless_batch_norm_wants_the_batch_whole() -> None:
    network = build("efficientnet_lite0", weights="none", classes=("a", "b"))
    tune.Mode(network, 0, freeze_batch_norm=False)(network)
    assert tune.pieces(network, 32) == 1
    tune.Mode(network, 0, freeze_batch_norm=True)(network)
    assert 3 <= tune.pieces(network, 32) <= 8
    assert tune.pieces(network, 1) == 1
    assert tune.pieces(network, 64) > tune.pieces(network, 32)


def test_photos_come_as_the_model_wants_them_and_each_once_an_epoch(parts: Parts) -> None:
    preprocessing = network().preprocessing
    with PhotoSource(parts, preprocessing, batch_size=4, seed=1) as source:
        for epoch in range(2):
            batches = list(source.train(epoch))
            assert sorted(row for batch in batches for row in batch.rows.tolist()) == sorted(parts.train)
            assert len(batches) == source.steps
        assert [row for batch in source.validation() for row in batch.rows.tolist()] == list(parts.validation)
    batch = batches[0]
    assert batch.inputs.shape[1:] == (3, preprocessing.size, preprocessing.size)
    assert batch.inputs.is_contiguous(memory_format=torch.channels_last)
    assert 0 <= float(batch.inputs.min()) < float(batch.inputs.max()) <= 1
    assert batch.targets.tolist() == parts.labels[batch.rows].tolist()


@pytest.mark.parametrize("augmentation", ["none", "strong"])
@pytest.mark.parametrize("memory", [0, 1 << 30])
def test_what_is_kept_in_memory_changes_nothing(parts: Parts, augmentation: str, memory: int) -> None:
    def pixels(room: int) -> list[torch.Tensor]:
        with PhotoSource(
            parts, network().preprocessing, batch_size=4, seed=1, augmentation=augmentation, memory=room
        ) as source:
            return [batch.inputs for epoch in range(2) for batch in source.train(epoch)]

    one, other = pixels(memory), pixels(200_000)
    assert all(torch.equal(a, b) for a, b in zip(one, other, strict=True))


def test_an_epoch_begun_in_its_middle_gives_the_same_batches(parts: Parts) -> None:
    with PhotoSource(parts, network().preprocessing, batch_size=4, seed=1, augmentation="light") as source:
        whole, rest = list(source.train(3)), list(source.train(3, first=2))
    assert all(torch.equal(a.inputs, b.inputs) for a, b in zip(whole[2:], rest, strict=True))


def test_augmented_photos_differ_between_epochs(parts: Parts) -> None:
    with PhotoSource(parts, network().preprocessing, batch_size=64, seed=1, augmentation="light") as source:
        looks = []
        for epoch in range(2):
            (batch,) = source.train(epoch)
            looks.append(batch.inputs[np.argsort(batch.rows)])
    assert not torch.equal(looks[0], looks[1])


def test_a_lost_photo_is_left_out_from_then_on_and_told_once(parts: Parts) -> None:
    (parts.root / parts.paths[parts.train[0]]).unlink()
    with PhotoSource(parts, network().preprocessing, batch_size=4, seed=1, memory=0) as source:
        for epoch in range(2):
            rows = [row for batch in source.train(epoch) for row in batch.rows.tolist()]
            assert sorted(rows) == sorted(parts.train[1:])
        assert [notice.code for notice in source.notices] == ["notice.photo_dropped"]


def test_too_many_lost_photos_stop_it(parts: Parts) -> None:
    for row in parts.train[:5]:
        (parts.root / parts.paths[row]).unlink()
    with PhotoSource(parts, network().preprocessing, batch_size=4, seed=1) as source:
        list(source.train(0))
        assert source.lost is not None
        assert source.lost.code == "photos_lost"
        source.look_again()
        assert source.lost is None


def test_a_loader_left_in_the_middle_ends_its_threads(parts: Parts) -> None:
    import threading

    with PhotoSource(parts, network().preprocessing, batch_size=2, seed=1) as source:
        batches: Iterator[Any] = source.train(0)
        next(batches)
    assert not [thread.name for thread in threading.enumerate() if thread.name.startswith("decode")]


def result(job: Train) -> TrainResult:
    *_, last = job.run()
    assert isinstance(last, Outcome)
    assert isinstance(last.value, TrainResult)
    return last.value


def test_fine_tuning_starts_from_a_head_that_has_learnt(tmp_path: Path, resources: Path) -> None:
    folder = tmp_path / "photos"
    for name in ("bird", "flower"):
        (folder / name).mkdir(parents=True)
        for path in sorted((resources / "sample_photos" / name).glob("*.jpg"))[:12]:
            (folder / name / path.name).write_bytes(path.read_bytes())
    value = result(Train(folder=folder, method="fine_tune", from_stage="top", epochs=1, batch_size=8, threads=1))
    assert value.accuracy["validation"] >= 0.75
    assert value.accuracy["train"] >= 0.85
