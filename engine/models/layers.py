"""The layers of a network in the order in which data flows, and what comes out of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from engine.job.declare import unknown
from engine.models.network import Network


@dataclass(frozen=True, slots=True)
class Layer:
    """A layer as a tree shows it. `path`: its place in the network, such as "backbone.layer4.1.conv2".

    `shape`: of its output for one picture: (channels, height, width) or (figures,). `stage`: the backbone's stage that
    it belongs to, "" outside of all.
    """

    path: str
    kind: str
    depth: int
    stage: str
    shape: tuple[int, ...]
    parameters: int


@contextmanager
def outputs(network: Network, paths: Sequence[str]) -> Iterator[dict[str, Tensor]]:
    """Within the block, each forward pass leaves the outputs of the layers at `paths` in the given mapping.

    What is left is what the layer gave: a later operation that works in place gets a copy. The hooks are gone when
    the block ends, however it ends.
    """
    seen: dict[str, Tensor] = {}
    with _hooks() as hooks:
        for path in paths:
            hooks.append(network.get_submodule(path).register_forward_hook(_keeper(seen, path)))
        yield seen


def layers(network: Network) -> tuple[Layer, ...]:
    """Every layer that gives one tensor, in the order in which data enters them. Runs one grey picture through.

    A module that is used again, such as an activation that a whole network shares, stands where it is used last.
    """
    entered, seen = _trace(network)
    order = reversed(dict.fromkeys(reversed(entered)))
    return tuple(_layer(network, path, seen[path]) for path in order if path in seen)


def last_map(network: Network) -> str:
    """The path of the last layer whose output is a map of more than one place: where Grad-CAM looks.

    Of several that give it at once the outermost is named; pooling to a fixed size does not count.
    """
    _, seen = _trace(network)
    maps = [path for path, output in seen.items() if output.dim() == 4 and output[0, 0].numel() > 1]
    pooled = (nn.AdaptiveAvgPool2d, nn.AvgPool2d)
    return [path for path in maps if not isinstance(network.get_submodule(path), pooled)][-1]


def find(name: str, found: Sequence[Layer]) -> Layer:
    """The layer that `name` means: a path, a path inside the backbone, or a stage (its last layer).

    Raises EngineError `unknown_layer` with the nearest ones.
    """
    for row in found:
        if row.path in (name, f"backbone.{name}"):
            return row
    in_stage = [row for row in found if row.stage == name]
    if in_stage:
        outermost = min(row.depth for row in in_stage)
        return [row for row in in_stage if row.depth == outermost][-1]
    stages = dict.fromkeys(row.stage for row in found if row.stage)
    raise unknown("unknown_layer", name, [*stages, *(row.path for row in found)])


def _trace(network: Network) -> tuple[list[str], dict[str, Tensor]]:
    """The layers' paths as data enters them, and their outputs as it leaves them."""
    entered: list[str] = []
    seen: dict[str, Tensor] = {}
    with _hooks() as hooks:
        for path, module in network.named_modules():
            if path:
                hooks.append(module.register_forward_pre_hook(_note(entered, path)))
                hooks.append(module.register_forward_hook(_keeper(seen, path)))
        with torch.no_grad():
            network(_grey(network))
    return entered, seen


def _layer(network: Network, path: str, output: Tensor) -> Layer:
    module = network.get_submodule(path)
    inner = path.removeprefix("backbone.") if path.startswith("backbone.") else ""
    stage = next((stage.name for stage in network.record.stages if inner and stage.holds(inner)), "")
    parameters = sum(parameter.numel() for parameter in module.parameters())
    return Layer(path, type(module).__name__, path.count("."), stage, tuple(output.shape[1:]), parameters)


def _grey(network: Network) -> Tensor:
    weights = next(network.parameters())
    side = network.preprocessing.size
    return torch.full((1, 3, side, side), 0.5, device=weights.device, dtype=weights.dtype)


def _keeper(seen: dict[str, Tensor], path: str) -> Any:
    def keep(_module: nn.Module, _inputs: object, output: object) -> Tensor | None:
        if not isinstance(output, Tensor):
            return None
        seen.pop(path, None)  # a module that is used again counts where it is used last
        seen[path] = output
        return output.clone()

    return keep


def _note(entered: list[str], path: str) -> Any:
    def note(_module: nn.Module, _inputs: object) -> None:
        entered.append(path)

    return note


@contextmanager
def _hooks() -> Iterator[list[Any]]:
    """A list of hooks that are removed at the end of the block."""
    hooks: list[Any] = []
    try:
        yield hooks
    finally:
        for hook in hooks:
            hook.remove()
