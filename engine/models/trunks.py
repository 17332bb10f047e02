"""The convolutions alone of networks whose embedding lies behind fully connected layers: VGG and MobileNet-V3.

Their embedding is the mean of the last map. What is published of the whole network fills them, and so does any file
that holds its convolutions, whatever stands behind them there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

from torch import nn
from torchvision.models import mobilenet_v3_large, mobilenet_v3_small
from torchvision.models.vgg import cfgs, make_layers

OUTPUTS: Final = 1000


def build_trunk(name: str, width: int) -> nn.Module:
    """The convolutions of the network `name`, random, and 1,000 outputs of the mean (N, width) of their map."""
    network = nn.Sequential()
    network.add_module("features", _FEATURES[name]())
    network.add_module("avgpool", nn.AdaptiveAvgPool2d(1))
    network.add_module("flatten", nn.Flatten())
    network.add_module("classifier", nn.Linear(width, OUTPUTS))
    return network


def _vgg(layers: str) -> nn.Module:
    """The convolutions of a VGG, initialised as torchvision does."""
    made: nn.Module = make_layers(cfgs[layers])
    for layer in made.children():
        if isinstance(layer, nn.Conv2d) and layer.bias is not None:
            nn.init.kaiming_normal_(layer.weight, mode="fan_out", nonlinearity="relu")
            nn.init.zeros_(layer.bias)
    return made


_FEATURES: Final[Mapping[str, Callable[[], nn.Module]]] = {
    "vgg16": partial(_vgg, "D"),
    "vgg19": partial(_vgg, "E"),
    "mobilenet_v3_small": lambda: mobilenet_v3_small(weights=None).features,
    "mobilenet_v3_large": lambda: mobilenet_v3_large(weights=None).features,
}
