"""What photos do in a network without batch norm: measured over photos, kept, and what a picture is held to."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
import torch
from PIL import Image
from torch import nn

from engine.job.events import Notice
from engine.job.words import EngineError
from engine.models.backbones import BACKBONES
from engine.models.model import build
from engine.models.network import Network
from engine.paint.memory import SAMPLES, layers_to_measure, measure, recall, remembers, some_photos
from engine.paint.statistics import PhotoStatistics
from engine.photos.door import read_photo
from tests.engine.small import drawn_pixels, hooks, result, small_network


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    folder = tmp_path / "photos"
    folder.mkdir()
    for number in range(11):
        Image.fromarray(drawn_pixels(number, 40, 40)).save(folder / f"{number}.png")
    return folder


def test_mean_and_variance_are_those_over_all_photos(photos: Path) -> None:
    network = small_network()
    memory, _ = result(measure(network, some_photos(photos)))
    pictures = [network.preprocessing.prepare(read_photo(path)) for path in some_photos(photos)]
    pixels = torch.stack([torch.from_numpy(one.copy()).permute(2, 0, 1) for one in pictures]) / 255.0
    with torch.no_grad():
        expected = network.backbone[0](network.normalise(pixels))  # type: ignore[index]
    habit = memory["backbone.0"]
    torch.testing.assert_close(habit.mean, expected.mean(dim=(0, 2, 3)), rtol=1e-4, atol=1e-4)
    torch.testing.assert_close(habit.variance, expected.var(dim=(0, 2, 3), correction=0), rtol=1e-3, atol=1e-4)
    assert set(memory) == {"backbone.0", "backbone.2"}
    assert hooks(network) == 0


def test_photos_are_nearer_to_what_was_measured_than_stripes(photos: Path) -> None:
    network = small_network()
    memory, _ = result(measure(network, some_photos(photos)))
    seen = torch.from_numpy(drawn_pixels(99).copy()).permute(2, 0, 1)[None] / 255.0
    stripes = (torch.arange(32) % 4 < 2).float().expand(1, 3, 32, 32)
    far = []
    for pixels in (seen, stripes):
        statistics = PhotoStatistics(network, memory)
        with statistics.watching():
            statistics.draw(Random(0))
            network(pixels)
            found = statistics.distance()
        assert found is not None
        far.append(float(found.detach()))
    assert far[0] < 0.5 * far[1]


def test_what_was_measured_is_kept_until_photos_or_weights_change(home: Path, photos: Path) -> None:
    network = small_network()
    network.digest = "a" * 64
    first, told = result(recall(network, photos))
    again, quiet = result(recall(network, photos))
    assert told
    assert not quiet
    assert first is not None
    assert again is not None
    assert all(torch.equal(first[layer].variance, again[layer].variance) for layer in first)
    (kept,) = (home / "statistics").iterdir()
    kept.write_bytes(kept.read_bytes()[:-9])
    assert result(recall(network, photos))[1]  # damaged: measured anew
    network.digest = "b" * 64
    assert result(recall(network, photos))[1]
    (photos / "0.png").unlink()
    assert result(recall(network, photos))[1]


def test_batch_norms_remember_by_themselves() -> None:
    network = small_network()
    assert not remembers(network)
    network.backbone = nn.Sequential(nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4))
    assert remembers(network)
    assert result(recall(network, None)) == (None, [])


def test_the_scores_of_classes_are_no_layer_to_measure() -> None:
    whole = build("squeezenet1_1", weights="none")
    assert isinstance(whole, Network)
    found = layers_to_measure(whole)
    assert f"backbone.{BACKBONES['squeezenet1_1'].classifier}" not in found
    assert len(found) == 25


def test_the_sample_photos_serve_where_there_is_no_folder(tmp_path: Path) -> None:
    assert 20 < len(some_photos(None)) <= 64
    assert all(path.is_relative_to(SAMPLES) for path in some_photos(None))
    with pytest.raises(EngineError) as caught:
        some_photos(tmp_path)
    assert caught.value.code == "no_photos_to_measure"


def test_where_nothing_can_be_kept_it_is_said_and_the_measure_serves(home: Path, photos: Path) -> None:
    network = small_network()
    network.digest = "a" * 64
    home.mkdir(exist_ok=True)
    (home / "statistics").write_text("in the way", encoding="utf-8")
    memory, told = result(recall(network, photos))
    assert memory is not None
    assert [event.message.code for event in told if isinstance(event, Notice)] == ["notice.measure_not_kept"]
