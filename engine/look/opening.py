"""What the jobs that look into a model do first: open it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.models.network import Network
    from engine.photos.pixels import Range


def opened(model: str, device: str, threads: int, greys: Range | None = None) -> Network:
    """The model that a command line names, on a device, its parameters frozen, ready to be looked into.

    `greys`: see `engine.models.model.load`.
    """
    import torch

    from engine.device import choose, use_threads
    from engine.models.model import load

    if threads:
        use_threads(threads)
    network = load(model, greys).to(choose(device)).requires_grad_(requires_grad=False)
    return network.to(memory_format=torch.channels_last)
