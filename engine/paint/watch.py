"""A network on loan: frozen while pixels are optimised, its layers watched, and given back as it was."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

from engine.job.declare import unknown

if TYPE_CHECKING:
    from engine.models.network import Network


@contextlib.contextmanager
def frozen(network: nn.Module) -> Iterator[None]:
    """No parameter asks for a gradient, and the network is in evaluation mode; both are restored at the end.

    Its weights are brought into channels-last order, which stays: no result depends on it.
    """
    asked = [parameter for parameter in network.parameters() if parameter.requires_grad]
    trained = [module for module in network.modules() if module.training]
    network.requires_grad_(False).eval()
    network.to(memory_format=torch.channels_last)
    try:
        yield
    finally:
        for parameter in asked:
            parameter.requires_grad_(True)
        for module in trained:
            module.training = True


@contextlib.contextmanager
def watching(network: Network, layers: Sequence[str]) -> Iterator[dict[str, Tensor]]:
    """Gives a dict that holds each layer's output (N, C, …) of the latest pass. Raises EngineError `unknown_layer`."""
    seen: dict[str, Tensor] = {}
    with contextlib.ExitStack() as hooks:
        hooks.callback(seen.clear)
        for path in layers:
            handle = find_layer(network, path).register_forward_hook(_keeper(seen, path))
            hooks.callback(handle.remove)
        yield seen


def _keeper(seen: dict[str, Tensor], path: str) -> Callable[[nn.Module, object, Tensor], None]:
    def keep(_module: nn.Module, _inputs: object, output: Tensor) -> None:
        seen[path] = output.clone()  # what the layer gave: a ReLU that follows may write over it

    return keep


def find_layer(network: Network, name: str) -> nn.Module:
    """The module at the path `name` of the network or of its backbone, or the last one of the stage of that name.

    Raises EngineError `unknown_layer`.
    """
    modules = dict(network.named_modules())
    stages = {stage.name: f"backbone.{stage.layers[-1]}" for stage in network.record.stages}
    for path in (name, f"backbone.{name}", stages.get(name, "")):
        if path in modules and path:
            found: nn.Module = modules[path]
            return found
    inner = [path.removeprefix("backbone.") for path in modules if path.startswith("backbone.")]
    raise unknown("unknown_layer", name, [*stages, *inner])
