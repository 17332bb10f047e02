"""Why a training went wrong: the first layer whose figures are no longer finite."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from torch import Tensor, nn


def first_broken_layer(module: nn.Module, inputs: Tensor) -> str:
    """The name of the first layer that answers with a figure that is not finite, else whose weights or gradients hold
    one; "" when there is none."""
    import torch

    with _watched(module) as broken, torch.no_grad():
        module(inputs)
    if broken:
        return broken[0]
    for name, parameter in module.named_parameters():
        gradient = parameter.grad
        if not torch.isfinite(parameter).all() or (gradient is not None and not torch.isfinite(gradient).all()):
            return name.rpartition(".")[0]
    return ""


@contextmanager
def _watched(module: nn.Module) -> Iterator[list[str]]:
    """Collects the names of leaf layers in the order in which they first answer with figures that are not finite."""
    import torch

    broken: list[str] = []

    def watch(name: str, layer: nn.Module) -> Any:
        def look(_layer: nn.Module, _given: Any, answer: Any) -> None:
            if isinstance(answer, torch.Tensor) and not torch.isfinite(answer).all():
                broken.append(name)

        return layer.register_forward_hook(look)

    with ExitStack() as stack:
        for name, layer in module.named_modules():
            if not any(layer.children()):
                stack.callback(watch(name, layer).remove)
        yield broken
