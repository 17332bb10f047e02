"""Why a training went wrong: the first layer whose figures are no longer finite."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import Tensor, nn


def first_broken_layer(module: nn.Module, inputs: Tensor) -> str:
    """The name of the first layer that answers with a figure that is not finite, else whose weights or gradients hold
    one; "" when there is none."""
    import torch

    from engine.models.layers import forward_hooks

    broken: list[str] = []

    def look(name: str, output: object) -> None:
        if isinstance(output, torch.Tensor) and not torch.isfinite(output).all():
            broken.append(name)

    leaves = [(name, layer) for name, layer in module.named_modules() if not any(layer.children())]
    with forward_hooks(leaves, look), torch.no_grad():
        module(inputs)
    if broken:
        return broken[0]
    for name, parameter in module.named_parameters():
        gradient = parameter.grad
        if not torch.isfinite(parameter).all() or (gradient is not None and not torch.isfinite(gradient).all()):
            return name.rpartition(".")[0]
    return ""
