"""What the jobs that look at one picture do first: open the model, open the picture."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from engine.files import shown
from engine.job.words import EngineError
from engine.photos.door import PhotoFault, read_photo

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

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


def square_of(photo: Path, network: Network) -> NDArray[np.uint8]:
    """What the network sees of a photo: (size, size, 3). Raises EngineError `photo_unreadable`."""
    preprocessing = network.preprocessing
    try:
        return preprocessing.prepare(read_photo(photo, shorter=preprocessing.decode_shorter))
    except PhotoFault as fault:
        raise EngineError("photo_unreadable", path=shown(photo), reason=fault.reason) from fault
