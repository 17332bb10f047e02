"""What real photos look like to a network's layers: far from it is far, near is near, and nothing stays behind."""

from __future__ import annotations

from random import Random

import pytest
import torch
from small import small_network
from torch import Tensor, nn

from engine.models.network import Network
from engine.paint.statistics import SHARE, PhotoStatistics


def distance(network: Network, pixels: Tensor, seed: int = 0) -> Tensor:
    photos = PhotoStatistics(network)
    with photos.watching():
        photos.draw(Random(seed))
        network(pixels)
        found = photos.distance()
    assert found is not None
    return found


@pytest.fixture
def taught() -> Network:
    """A network whose eight batch norms remember smooth pictures, and nothing else."""
    network = small_network()
    with torch.random.fork_rng():
        torch.manual_seed(0)
        layers: list[nn.Module] = []
        for inputs in (3, *[8] * 7):
            layers += [nn.Conv2d(inputs, 8, 3, padding=1), nn.BatchNorm2d(8, momentum=1.0), nn.ReLU()]
        network.backbone = nn.Sequential(*layers, nn.Conv2d(8, 12, 1), nn.AdaptiveAvgPool2d(2), nn.Flatten())
    network.train()
    with torch.no_grad():
        network(smooth(64, seed=0))
    return network.eval()


def smooth(count: int, seed: int) -> Tensor:
    noise = torch.rand(count, 3, 4, 4, generator=torch.Generator().manual_seed(seed))
    return torch.nn.functional.interpolate(noise, (32, 32), mode="bilinear")


def test_what_was_remembered_is_nearer_than_what_was_never_seen(taught: Network) -> None:
    noise = torch.rand(64, 3, 32, 32, generator=torch.Generator().manual_seed(2)).round()
    for seed in range(8):
        assert distance(taught, smooth(64, seed=1), seed) < 0.2 * distance(taught, noise, seed)


def test_a_quiet_channel_costs_nothing_and_a_loud_one_does(taught: Network) -> None:
    """Not everything that photos show must be in one picture."""
    usual = smooth(64, seed=0)
    middle = usual.mean(dim=(0, 2, 3), keepdim=True)
    first = next(iter(PhotoStatistics(taught).layers))
    found = {}
    for factor in (0.5, 1.0, 3.0):
        photos = PhotoStatistics(taught)
        photos.layers = {first: photos.layers[first]}
        with photos.watching():
            photos.draw(Random(0))
            taught(middle + factor * (usual - middle))
            measured = photos.distance()
        assert measured is not None
        found[factor] = float(measured.detach())
    assert found[0.5] == pytest.approx(found[1.0], abs=1e-3)
    assert found[3.0] > 1.0


def test_drawing_some_layers_estimates_the_sum_over_all(taught: Network) -> None:
    pixels = smooth(4, seed=5).requires_grad_()
    photos = PhotoStatistics(taught)
    many = [float(distance(taught, pixels, seed).detach()) for seed in range(200)]
    whole = 0.0
    for name, module in photos.layers.items():
        one = PhotoStatistics(taught)
        one.layers = {name: module}
        with one.watching():
            one.draw(Random(0))
            taught(pixels)
            found = one.distance()
        assert found is not None
        whole += float(found.detach())
    assert len(photos.layers) >= SHARE
    assert sum(many) / len(many) == pytest.approx(whole, rel=0.15)


def test_it_can_be_climbed_down(taught: Network) -> None:
    pixels = torch.rand(1, 3, 32, 32, generator=torch.Generator().manual_seed(3)).requires_grad_()
    before = distance(taught, pixels)
    (gradient,) = torch.autograd.grad(before, pixels)
    after = distance(taught, pixels - 0.01 * gradient / gradient.norm())
    assert float(after.detach()) < float(before.detach())


def test_paused_it_looks_at_nothing_and_it_leaves_no_hook(taught: Network) -> None:
    photos = PhotoStatistics(taught)
    with photos.watching():
        photos.draw(Random(0))
        taught(smooth(1, seed=1))
        photos.pause()
        taught(smooth(1, seed=1))
        assert photos.distance() is None
    assert not any(module._forward_pre_hooks or module._forward_hooks for module in taught.modules())
