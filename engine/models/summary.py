"""A network layer by layer: what each gives, and how many of its parameters learn."""

from __future__ import annotations

import copy
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from engine.models.blank import blank
from engine.models.layers import forward_hooks
from engine.models.network import Network, OwnClasses, take_classifier


@dataclass(frozen=True, slots=True)
class LayerRow:
    """A layer. `name`: its path in the network. `shape`: of what it gives for one picture, without the batch.

    `stage`: the backbone's stage it belongs to, "head", or "" for layers between. `trainable`: how many of its own
    `parameters` learn.
    """

    name: str
    kind: str
    stage: str
    shape: tuple[int, ...]
    parameters: int
    trainable: int


def summary(network: Network) -> tuple[LayerRow, ...]:
    """Every layer that computes something, in the order of computation; a layer used twice has one row.

    The network itself is not touched: a copy without memory of its own is run once.
    """
    ghost = _ghost(network)
    size = network.preprocessing.size
    shapes: dict[str, tuple[int, ...]] = {}

    def note(name: str, output: object) -> None:
        if isinstance(output, Tensor):
            shapes.setdefault(name, tuple(output.shape[1:]))

    with forward_hooks(_leaves(ghost), note), torch.no_grad():
        ghost(torch.empty(1, 3, size, size, device="meta"))
    layers = dict(network.named_modules())
    return tuple(_row(network, name, layers[name], shape) for name, shape in shapes.items())


def _ghost(network: Network) -> Network:
    """The same layers on the device "meta", which has shapes and no figures."""
    with blank():
        backbone = network.record.build()
        take_classifier(backbone, network.record, published=isinstance(network.head, OwnClasses))
    head = copy.deepcopy(network.head)
    ghost = Network(network.record, backbone, head, network.classes, network.preprocessing)
    return ghost.to("meta").eval()


def _leaves(network: nn.Module) -> list[tuple[str, nn.Module]]:
    leaves = [(name, module) for name, module in network.named_modules() if not any(module.children())]
    return [(name, module) for name, module in leaves if not isinstance(module, nn.Identity)]


def _row(network: Network, name: str, layer: nn.Module, shape: tuple[int, ...]) -> LayerRow:
    own = list(layer.parameters())
    return LayerRow(
        name=name,
        kind=type(layer).__name__.removeprefix("Same"),
        stage=_stage(network, name),
        shape=shape,
        parameters=sum(parameter.numel() for parameter in own),
        trainable=sum(parameter.numel() for parameter in own if parameter.requires_grad),
    )


def _stage(network: Network, name: str) -> str:
    if name.partition(".")[0] == "head":
        return "head"
    inner = name.removeprefix("backbone.")
    return next((stage.name for stage in network.record.stages if stage.holds(inner)), "")
