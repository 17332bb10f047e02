"""EfficientNet-Lite against timm's modules on the same weights, and on pictures that everybody knows."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import timm
import torch
from PIL import Image

from engine.models.lite import EfficientNetLite, SameConv2d
from engine.models.model import build
from engine.models.store import weights_state


def timm_twin(ours: EfficientNetLite, variant: int) -> torch.nn.Module:
    """timm's network with the weights of ours: both list their tensors in the order of the architecture."""
    twin = timm.create_model(f"tf_efficientnet_lite{variant}").eval()
    tensors = zip(twin.state_dict(), ours.state_dict().values(), strict=True)
    twin.load_state_dict(dict(tensors))
    return twin


def unsettle(network: torch.nn.Module) -> None:
    """Random batch-norm statistics, so that a wrong epsilon or order shows."""
    for name, buffer in network.named_buffers():
        if name.endswith("running_mean"):
            buffer.normal_(0.0, 0.1)
        elif name.endswith("running_var"):
            buffer.uniform_(0.5, 2.0)


@pytest.mark.parametrize(("variant", "size"), [(0, 224), (1, 240), (2, 260)])
def test_gives_timms_logits_on_the_same_weights(variant: int, size: int) -> None:
    torch.manual_seed(variant)
    ours = EfficientNetLite(variant).eval()
    unsettle(ours)
    theirs = timm_twin(ours, variant)
    with torch.no_grad():
        for side in (size, size - 1):
            pictures = torch.randn(1, 3, side, side)
            torch.testing.assert_close(ours(pictures), theirs(pictures), rtol=1e-4, atol=2e-5)


@pytest.mark.parametrize("variant", [0, 1, 2])
def test_published_weights_give_timms_logits(variant: int) -> None:
    name = f"efficientnet_lite{variant}"
    if weights_state(name) == "absent":
        pytest.skip("the package with these weights is not installed")
    network = build(name)
    whole = EfficientNetLite(variant)
    head = {f"_fc.{key}": tensor for key, tensor in network.head.state_dict().items()}
    whole.load_state_dict(network.backbone.state_dict() | head)
    size = network.preprocessing.size
    pictures = torch.rand(1, 3, size, size)
    with torch.no_grad():
        expected = timm_twin(whole, variant)(pictures * 2 - 1)
        torch.testing.assert_close(network(pictures), expected, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("kernel", [3, 5])
@pytest.mark.parametrize("size", [(8, 8), (7, 7), (8, 7), (7, 8), (1, 2)])
@pytest.mark.parametrize("stride", [1, 2])
def test_same_padding_is_tensorflows(kernel: int, size: tuple[int, int], stride: int) -> None:
    torch.manual_seed(0)
    layer = SameConv2d(4, 4, kernel, stride, groups=4).double()
    picture = torch.randn(2, 4, *size, dtype=torch.float64)
    pads = [max((-(-side // stride) - 1) * stride + kernel - side, 0) for side in size]
    (top, left) = (pad // 2 for pad in pads)
    padded = torch.nn.functional.pad(picture, (left, pads[1] - left, top, pads[0] - top))
    expected = torch.nn.functional.conv2d(padded, layer.weight, layer.bias, stride, groups=4)
    torch.testing.assert_close(layer(picture), expected)


def test_the_embedded_network_knows_the_demo_pictures(resources: Path) -> None:
    network = build("efficientnet_lite0")
    expected = {
        "coffee": {"espresso"},
        "zebra": {"zebra"},
        "cat": {"tabby", "tiger cat", "Egyptian cat"},
        "dog": {"Siberian husky", "Eskimo dog", "malamute", "Norwegian elkhound"},
    }
    for name, classes in expected.items():
        with Image.open(resources / "demo_pictures" / f"{name}.jpg") as picture:
            pixels = network.preprocessing.prepare(np.asarray(picture.convert("RGB")))
        with torch.no_grad():
            logits = network(torch.tensor(pixels).permute(2, 0, 1)[None] / 255)
        assert network.classes[int(logits.argmax())] in classes
