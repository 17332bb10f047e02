"""Training a whole network: which stages learn, how fast each, what rests."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import torch
from torch import nn

from engine.job.declare import unknown

if TYPE_CHECKING:
    from engine.learn.tables.optimisers import Groups
    from engine.models.backbones import Backbone
    from engine.models.network import Network

ALL: Final = "all"
_PIECE: Final = 2.0  # GFLOPs of the forward pass
_NORMS: Final = nn.modules.batchnorm._BatchNorm  # noqa: SLF001 - the one class that all batch norms share


def first_stage(record: Backbone, name: str) -> int:
    """The index of the first stage that learns. Raises EngineError `unknown_stage` with the nearest names."""
    names = [stage.name for stage in record.stages]
    if name == ALL:
        return 0
    if name not in names:
        raise unknown("unknown_stage", name, [ALL, *names], backbone=record.name)
    return names.index(name)


def stage_of(record: Backbone, path: str) -> int:
    """The index of the stage that holds the module or parameter at `path`; what no stage holds goes with the first."""
    return next((index for index, stage in enumerate(record.stages) if stage.holds(path)), 0)


def unfreeze(network: Network, first: int) -> None:
    """Lets the head and the stages from `first` on learn, and no others."""
    for name, parameter in network.backbone.named_parameters():
        parameter.requires_grad_(stage_of(network.record, name) >= first)
    network.head.requires_grad_(True)


class Mode:
    """Puts a network into training mode: frozen stages rest, and batch norm's statistics too where they are frozen."""

    def __init__(self, network: Network, first: int, *, freeze_batch_norm: bool) -> None:
        resting = {
            name
            for name, layer in network.backbone.named_modules()
            if name and (stage_of(network.record, name) < first and _is_in_a_stage(network.record, name))
        }
        if freeze_batch_norm:
            resting |= {name for name, layer in network.backbone.named_modules() if isinstance(layer, _NORMS)}
        self._resting = frozenset(f"backbone.{name}" for name in resting)

    def __call__(self, network: nn.Module) -> None:
        network.train()
        for name, layer in network.named_modules():
            if name in self._resting:
                layer.eval()


def pieces(network: Network, batch_size: int) -> int:
    """In how many pieces a batch is computed on a processor, so that none takes much longer than a third of a second.

    The network must be in its training mode: a batch norm that gathers statistics wants the batch whole.
    """
    if any(isinstance(layer, _NORMS) and layer.training for layer in network.modules()):
        return 1
    return min(batch_size, max(1, math.ceil(batch_size * network.record.gflops / _PIECE)))


def _is_in_a_stage(record: Backbone, path: str) -> bool:
    return any(stage.holds(path) for stage in record.stages)


def groups(network: Network, learning_rate: float, layer_decay: float, weight_decay: float) -> Groups:
    """Parameter groups: the head at `learning_rate`, each stage before at `layer_decay` times the rate of the next.

    Biases and batch norm do not decay (Howard and Ruder 2018 for the rates per depth).
    """
    depth = len(network.record.stages)
    rated = [(p, learning_rate) for p in network.head.parameters()]
    for name, parameter in network.backbone.named_parameters():
        rate = learning_rate * layer_decay ** (depth - stage_of(network.record, name))
        rated.append((parameter, rate))
    collected: dict[tuple[float, float], list[nn.Parameter]] = {}
    for parameter, rate in rated:
        if parameter.requires_grad:
            decay = weight_decay if parameter.ndim > 1 else 0.0
            collected.setdefault((rate, decay), []).append(parameter)
    return [{"params": some, "lr": rate, "weight_decay": decay} for (rate, decay), some in collected.items()]


def autocast(precision: str, device: torch.device) -> torch.dtype | None:
    """The type in which convolutions and products are computed, None for float32 throughout.

    On a processor that is float32 always: there bfloat16 embeds faster, but trains EfficientNet-Lite many times slower.
    """
    return torch.bfloat16 if precision != "float32" and device.type == "cuda" else None
