"""What the jobs that look into a model do first: open it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.models.network import Network


def opened(model: str, device: str, threads: int) -> Network:
    """The model that a command line names, on a device, its parameters frozen, ready to be looked into."""
    import torch

    from engine.device import choose, use_threads
    from engine.models.model import load

    if threads:
        use_threads(threads)
    network = load(model).to(choose(device)).requires_grad_(requires_grad=False)
    return network.to(memory_format=torch.channels_last)
