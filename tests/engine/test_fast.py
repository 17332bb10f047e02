"""The fast backbone gives what the plain one gives, for every row of the table."""

from __future__ import annotations

import threading
from typing import Any

import pytest
import torch
from torch import Tensor, fx, nn
from torch.nn.functional import cosine_similarity

from engine.embed import fast as fast_module
from engine.embed import fused, fusion
from engine.embed.fast import Fast, batch_size, choose_precision, fast
from engine.embed.fused import ACTIVATIONS, FusedConv
from engine.embed.fusion import fuse
from engine.models.backbones import BACKBONES
from engine.models.model import build
from engine.models.network import Network

LIGHT = ("efficientnet_lite0", "mobilenet_v2", "mobilenet_v3_small", "resnet18", "resnet50")
ROWS = [pytest.param(name, marks=() if name in LIGHT else pytest.mark.slow) for name in BACKBONES]


def seasoned(name: str) -> Network:
    """A random network whose batch norms have seen something."""
    torch.manual_seed(3)
    network = build(name, weights="none")
    for module in network.modules():
        if isinstance(module, nn.BatchNorm2d):
            nn.init.uniform_(module.weight, 0.5, 1.5)
            nn.init.normal_(module.bias, 0.0, 0.2)
            nn.init.normal_(module.running_mean, 0.0, 0.2)
            nn.init.uniform_(module.running_var, 0.5, 1.5)
    return network


def pictures(network: Network, count: int = 3) -> Tensor:
    """Smooth random pictures (N, H, W, 3), uint8, all different."""
    side = network.preprocessing.size
    coarse = torch.rand(count, 3, 7, 9, generator=torch.Generator().manual_seed(1)) * 255
    fine = nn.functional.interpolate(coarse, (side, side), mode="bicubic").clamp(0, 255)
    return fine.permute(0, 2, 3, 1).to(torch.uint8).contiguous()


def plain(network: Network, pixels: Tensor) -> Tensor:
    with torch.no_grad():
        return network.embed(pixels.permute(0, 3, 1, 2).float() / 255)


def near(got: Tensor, wanted: Tensor) -> bool:
    """Whether every embedding differs by no more than rounding; it must be one."""
    return bool((wanted.norm(dim=1) > 0).all() and ((got - wanted).norm(dim=1) <= 1e-4 * wanted.norm(dim=1)).all())


@pytest.mark.parametrize("name", ROWS)
def test_fast_embeddings_are_those_of_the_plain_backbone(name: str) -> None:
    network = seasoned(name)
    pixels = pictures(network)
    wanted = plain(network, pixels)
    got = fast(network, "float32")(pixels)
    assert got.shape == wanted.shape == (3, network.record.embedding_size)
    assert near(got, wanted)


@pytest.mark.parametrize("name", ROWS)
def test_every_backbone_is_rewritten_whole(name: str) -> None:
    fused_backbone, _ = fuse(build(name, weights="none").backbone)
    kinds = {type(module) for module in fused_backbone.modules()}
    assert isinstance(fused_backbone, fx.GraphModule)
    assert FusedConv in kinds
    assert not kinds & {nn.Conv2d, nn.BatchNorm2d, nn.Dropout, nn.ReLU6}


class Scaled(nn.Module):
    """A layer with a parameter that belongs to no layer of PyTorch's, as in ConvNeXt, ViT and Swin."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 3)
        self.layer_scale = nn.Parameter(torch.full((4, 1, 1), 0.5))

    def forward(self, x: Tensor) -> Tensor:
        return (self.conv(x) * self.layer_scale).mean((2, 3))


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_a_backbone_with_a_bare_parameter_stays_as_it_is(dtype: torch.dtype) -> None:
    backbone = Scaled().eval()
    with pytest.raises(fused.NotFusibleError, match="layer_scale"):
        fuse(backbone, dtype)
    prepared, turned = fast_module._prepared(backbone, dtype)
    x = torch.rand(2, 3, 8, 8)
    assert not turned
    assert torch.allclose(prepared(x.to(dtype)).float(), backbone(x), atol=0.02)


@pytest.mark.parametrize("name", ["efficientnet_lite0", "resnet18", "mobilenet_v3_small"])
def test_bfloat16_keeps_the_direction_of_every_embedding(name: str) -> None:
    network = build(name) if name == "efficientnet_lite0" else seasoned(name)
    pixels = pictures(network)
    got = fast(network, "bfloat16")(pixels)
    assert got.dtype == torch.float32
    assert (cosine_similarity(got, plain(network, pixels)) >= 0.99).all()


@pytest.mark.parametrize("name", ["efficientnet_lite1", "mobilenet_v3_small", "resnet18"])
def test_without_onednns_fused_operations_results_are_the_same(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    network = seasoned(name)
    pixels = pictures(network)
    monkeypatch.setattr(fused, "has_fused_operations", lambda *_: False)
    monkeypatch.setattr(fusion, "blocks_pay", lambda: False)
    assert near(fast(network, "float32")(pixels), plain(network, pixels))


@pytest.mark.parametrize("name", ["efficientnet_lite0", "mobilenet_v2"])
def test_blocks_of_channels_change_nothing(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    network = seasoned(name)
    pixels = pictures(network, 5)
    got = {}
    for pay in (True, False):
        monkeypatch.setattr(
            fusion, "blocks_pay", lambda pay=pay: pay and fused.has_fused_operations("cpu", torch.float32)
        )
        got[pay] = fast(network, "float32")(pixels)
    assert near(got[True], got[False])


def test_a_probe_that_fails_leaves_the_plain_operations(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any) -> Tensor:
        raise NotImplementedError

    monkeypatch.setattr(fused, "_fused", broken)
    assert not fused.has_fused_operations.__wrapped__("cpu", torch.float32)


def test_a_probe_finds_operations_that_compute_something_else(monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(x: Tensor, *_: Any) -> Tensor:
        return torch.zeros_like(x)

    monkeypatch.setattr(fused, "_fused", wrong)
    assert not fused.has_fused_operations.__wrapped__("cpu", torch.float32)


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("stride", [1, 2])
def test_a_fused_convolution_is_convolution_norm_and_activation(activation: str, stride: int) -> None:
    torch.manual_seed(0)
    conv, norm = nn.Conv2d(8, 16, 3, stride, 1, bias=False), nn.BatchNorm2d(16).eval()
    nn.init.uniform_(norm.running_var, 0.5, 2.0)
    nn.init.normal_(norm.running_mean)
    x = torch.randn(2, 8, 11, 13).contiguous(memory_format=torch.channels_last)
    with torch.no_grad():
        wanted = ACTIVATIONS[activation](norm(conv(x)))
        got = FusedConv(conv, norm, activation, turned=False)(x)
    assert torch.allclose(got, wanted, atol=1e-5)


def test_results_do_not_depend_on_the_company(monkeypatch: pytest.MonkeyPatch) -> None:
    network = seasoned("mobilenet_v3_small")
    net = fast(network, "float32")
    pixels = pictures(network, 7)
    together = net(pixels)
    alone = torch.cat([net(pixels[index : index + 1]) for index in range(7)])
    assert near(together, alone)
    assert torch.equal(together, net(pixels))


def test_streams_leave_torchs_threads_as_they_were() -> None:
    before = torch.get_num_threads()
    try:
        torch.set_num_threads(3)
        network = seasoned("mobilenet_v3_small")
        net = fast(network, "float32")
        net(pictures(network, 5))
        assert torch.get_num_threads() == 3
        assert sum(thread.name.startswith("embed") for thread in threading.enumerate()) >= 3
    finally:
        torch.set_num_threads(before)


def test_the_network_itself_is_left_alone() -> None:
    network = seasoned("mobilenet_v2")
    network.train()
    before = {name: value.clone() for name, value in network.state_dict().items()}
    fast(network, "bfloat16")(pictures(network))
    assert network.training
    assert network.backbone.training
    assert all(torch.equal(value, before[name]) for name, value in network.state_dict().items())
    assert all(parameter.requires_grad for parameter in network.parameters())


def test_what_cannot_be_rewritten_is_used_as_it_is() -> None:
    class Odd(nn.Module):
        def __init__(self, inner: nn.Module) -> None:
            super().__init__()
            self.inner = inner

        def forward(self, x: Tensor) -> Tensor:
            if x.sum() > 1e9:  # what a graph cannot follow
                return x
            return self.inner(x)

    network = seasoned("mobilenet_v3_small")
    pixels = pictures(network)
    wanted = plain(network, pixels)
    network.backbone = Odd(network.backbone)
    assert near(fast(network, "float32")(pixels), wanted)


def test_embeddings_are_ordinary_tensors_that_can_be_trained_on() -> None:
    network = seasoned("mobilenet_v3_small")
    embeddings = fast(network, "float32")(pictures(network))
    assert not embeddings.is_inference()
    nn.Linear(network.record.embedding_size, 2)(embeddings).sum().backward()


def test_auto_takes_bfloat16_only_where_the_processor_has_it(monkeypatch: pytest.MonkeyPatch) -> None:
    cpu = torch.device("cpu")
    for has in (True, False):
        monkeypatch.setattr(fast_module, "fast_bfloat16", lambda has=has: has)
        assert choose_precision("auto", cpu) == ("bfloat16" if has else "float32")
    assert choose_precision("float32", cpu) == "float32"
    assert choose_precision("bfloat16", cpu) == "bfloat16"
    assert choose_precision("auto", torch.device("cuda")) == "float32"


def test_a_heavy_network_gets_smaller_batches() -> None:
    sizes = {name: batch_size(build(name, weights="none")) for name in ("mobilenet_v3_small", "resnet50")}
    assert sizes["mobilenet_v3_small"] == 16
    assert 1 <= sizes["resnet50"] < 16
    assert Fast.__call__.__doc__
