"""A network frozen while pixels are optimised, and given back as it was."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import torch
from torch import nn


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
