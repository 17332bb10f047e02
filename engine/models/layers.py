"""The layers of a network in the order in which data flows, and what comes out of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial

import torch
from torch import Tensor, nn

from engine.job.declare import unknown
from engine.models.network import Network

_NEVER_RUN = (nn.ModuleList, nn.ModuleDict)  # they hold layers and give nothing of their own


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
def forward_hooks(
    layers: Iterable[tuple[str, nn.Module]],
    after: Callable[[str, object], Tensor | None],
    before: Callable[[str, object], None] | None = None,
) -> Iterator[None]:
    """Within the block, `after` gets the name and the output of each of `layers` that runs; a tensor that it gives is
    handed on in the output's place. `before` gets the name and the inputs as data enters. No hook outlives the block,
    however it ends.
    """
    with ExitStack() as hooks:
        for name, module in layers:
            if before is not None:
                hooks.callback(module.register_forward_pre_hook(partial(_enter, before, name)).remove)
            hooks.callback(module.register_forward_hook(partial(_leave, after, name)).remove)
        yield


@contextmanager
def outputs(network: Network, names: Sequence[str]) -> Iterator[dict[str, Tensor]]:
    """Within the block, each forward pass leaves the outputs of the layers called `names` in the given mapping.

    What is left is what the layer gave: a later operation that works in place gets a copy. The hooks are gone when
    the block ends, however it ends. Raises what `find_layer` raises.
    """
    seen: dict[str, Tensor] = {}
    named = [(name, network.get_submodule(find_layer(network, name))) for name in names]
    with forward_hooks(named, partial(_keep, seen)):
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


def find_layer(network: Network, name: str) -> str:
    """The path of the layer that `name` means: a path, a path inside the backbone, or a stage (its last layer).

    Raises EngineError `unknown_layer` with the nearest ones.
    """
    paths = [path for path, module in network.named_modules() if path and not isinstance(module, _NEVER_RUN)]
    stages = {stage.name: f"backbone.{stage.layers[-1]}" for stage in network.record.stages}
    for path in (name, f"backbone.{name}", stages.get(name, "")):
        if path in paths:
            return path
    inner = [path.removeprefix("backbone.") for path in paths if path.startswith("backbone.")]
    raise unknown("unknown_layer", name, [*stages, *inner])


def row_of(path: str, found: Sequence[Layer]) -> Layer:
    """The layer at `path` among those `found`. Raises EngineError `unknown_layer` where it gives no tensor."""
    by_path = {row.path: row for row in found}
    if path not in by_path:
        raise unknown("unknown_layer", path, list(by_path))
    return by_path[path]


def _trace(network: Network) -> tuple[list[str], dict[str, Tensor]]:
    """The layers' paths as data enters them, and their outputs as it leaves them."""
    entered: list[str] = []
    seen: dict[str, Tensor] = {}
    inside = [(path, module) for path, module in network.named_modules() if path]
    with forward_hooks(inside, partial(_keep, seen), lambda path, _: entered.append(path)), torch.no_grad():
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


def _keep(seen: dict[str, Tensor], path: str, output: object) -> Tensor | None:
    if not isinstance(output, Tensor):
        return None
    seen.pop(path, None)  # a module that is used again counts where it is used last
    seen[path] = output
    return output.clone()


def _enter(before: Callable[[str, object], None], name: str, _module: nn.Module, inputs: object) -> None:
    before(name, inputs)


def _leave(
    after: Callable[[str, object], Tensor | None], name: str, _module: nn.Module, _inputs: object, output: object
) -> Tensor | None:
    return after(name, output)
