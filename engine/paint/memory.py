"""What photos do in a network without batch norm, which remembers none: measured once over photos, and kept.

VGG and SqueezeNet are such: the mean and the variance of every channel of every convolution take the place of what
batch norms remember.
"""

from __future__ import annotations

import hashlib
from collections.abc import Generator, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from engine.embed.squares import open_square
from engine.files import RESOURCES, home, make_folder, shown
from engine.job.declare import Turns
from engine.job.events import Event, Notice, Progress
from engine.job.words import EngineError, message
from engine.models.layers import forward_hooks
from engine.models.pictures import tensor
from engine.models.tensors import read_tensors, write_tensors
from engine.photos.folder import list_photos

if TYPE_CHECKING:
    from engine.models.network import Network
    from engine.models.preprocessing import Preprocessing

MOST: Final = 64
"""Photos that are measured at most: more change a channel's deviation by little."""
SAMPLES: Final = RESOURCES / "sample_photos"
_AT_ONCE: Final = 8
_PARTS: Final = ("mean", "variance")


class Habit(NamedTuple):
    """What photos do in the channels of a layer: mean and variance, each (C,)."""

    mean: Tensor
    variance: Tensor


Memory: TypeAlias = Mapping[str, Habit]
"""By the path of the layer."""


def remembers(network: Network) -> bool:
    """Whether the network has batch norms that remember the photos it was trained on."""
    return any(isinstance(module, nn.BatchNorm2d) and module.running_mean is not None for module in network.modules())


def layers_to_measure(network: Network) -> dict[str, nn.Module]:
    """The convolutions by their paths, but for one that answers for the classes."""
    answers = f"backbone.{network.record.classifier}"
    found = ((path, module) for path, module in network.named_modules() if isinstance(module, nn.Conv2d))
    return {path: module for path, module in found if path != answers}


def some_photos(folder: Path | None) -> list[Path]:
    """At most MOST photos of a folder, evenly out of its order; the sample photos where there is no folder.

    Raises EngineError `no_folder` or `no_photos_to_measure`.
    """
    if folder is not None and not folder.exists():
        raise EngineError("no_folder", path=shown(folder))
    photos, skipped, _ = list_photos([folder or SAMPLES])
    if not photos:
        raise EngineError("no_photos_to_measure", path=str(folder), count=len(skipped))
    places = np.linspace(0, len(photos) - 1, min(MOST, len(photos))).round().astype(int)
    return [photos[place] for place in dict.fromkeys(places.tolist())]


def opened(photos: Sequence[Path], wanted: Preprocessing) -> Generator[Event | list[NDArray[np.uint8]], Turns, None]:
    """The photos as a network takes them, some at a time, and in between how far it is; unreadable ones left out."""
    batch: list[NDArray[np.uint8]] = []
    for done, path in enumerate(photos, start=1):
        try:
            batch.append(open_square(path, wanted))
        except EngineError as error:
            if error.code != "photo_unreadable":
                raise
        if batch and (len(batch) == _AT_ONCE or done == len(photos)):
            yield batch
            batch = []
        yield Progress(done, len(photos), message("note.measuring_photos", done=done, total=len(photos)))


def recall_all(networks: Sequence[Network], folder: Path | None) -> Generator[Event, Turns, tuple[Memory | None, ...]]:
    """As `recall`, of each network in turn."""
    memories: tuple[Memory | None, ...] = ()
    for network in networks:
        memories = (*memories, (yield from recall(network, folder)))
    return memories


def recall(network: Network, folder: Path | None) -> Generator[Event, Turns, Memory | None]:
    """What photos of `folder` (the sample photos) do in a network; None for one that remembers by itself.

    Kept on the disk, by the network's digest and the photos. Raises EngineError `no_photos_to_measure`.
    """
    if remembers(network):
        return None
    photos = some_photos(folder)
    kept = _place(network, photos)
    if kept is not None and kept.is_file():
        found = _read(kept, network)
        if found is not None:
            return found
    memory = yield from measure(network, photos)
    if kept is not None:
        named = {f"{path}/{part}": getattr(habit, part) for path, habit in memory.items() for part in _PARTS}
        try:
            make_folder(kept.parent)
            write_tensors(kept, named)
        except EngineError as error:
            yield Notice(message("notice.measure_not_kept", detail=error.part("cause")))
    return memory


def measure(network: Network, photos: Sequence[Path]) -> Generator[Event, Turns, Memory]:
    """Shows photos to the network. Raises EngineError `no_photos_to_measure` where none can be read."""
    sums: dict[str, tuple[Tensor, Tensor, int]] = {}

    def add(path: str, output: object) -> None:
        assert isinstance(output, Tensor)
        figures = output.detach().double()
        total, squares, count = sums.get(path, (0.0, 0.0, 0))
        some = figures[:, 0].numel()
        sums[path] = (total + figures.sum(dim=(0, 2, 3)), squares + figures.square().sum(dim=(0, 2, 3)), count + some)

    device = next(network.parameters()).device
    with forward_hooks(layers_to_measure(network).items(), add):
        for step in opened(photos, network.preprocessing):
            if isinstance(step, list):
                with torch.no_grad():
                    network(tensor(step, device))
            else:
                yield step
    if not sums:
        raise EngineError("no_photos_to_measure", path=str(photos[0].parent), count=len(photos))
    return dict(_habits(sums))


def _habits(sums: Mapping[str, tuple[Tensor, Tensor, int]]) -> Iterator[tuple[str, Habit]]:
    for path, (total, squares, count) in sums.items():
        mean = total / count
        yield path, Habit(mean.float(), (squares / count - mean.square()).clamp_min(0.0).float())


def _place(network: Network, photos: Sequence[Path]) -> Path | None:
    """Where it is kept; None for a network that has no digest to be known by."""
    if not network.digest:
        return None
    told = [network.digest, str(network.preprocessing), *(f"{path}{_state(path)}" for path in photos)]
    digest = hashlib.sha256("\n".join(told).encode("utf-8", "surrogateescape")).hexdigest()
    return home() / "statistics" / f"{digest[:32]}.safetensors"


def _state(path: Path) -> tuple[int, int]:
    try:
        found = path.stat()
    except OSError:
        return 0, 0
    return found.st_size, found.st_mtime_ns


def _read(path: Path, network: Network) -> Memory | None:
    """What was kept; None where it is damaged or of other layers: it is measured anew then."""
    try:
        tensors, _ = read_tensors(path)
    except EngineError:
        return None
    wanted = layers_to_measure(network)
    if set(tensors) != {f"{layer}/{part}" for layer in wanted for part in _PARTS}:
        return None
    device = next(network.parameters()).device
    return {layer: Habit(*(tensors[f"{layer}/{part}"].to(device) for part in _PARTS)) for layer in wanted}
