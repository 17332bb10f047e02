"""What a layer makes of a picture, and which photos excite its channels most."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import torch
from torch import Tensor

from engine.embed.squares import ahead, read_square
from engine.job.declare import Turns
from engine.job.events import Event, Notice, Progress
from engine.job.words import message
from engine.look.colours import sheet
from engine.models.layers import Layer, forward_hooks, outputs
from engine.models.network import Network
from engine.photos.door import PhotoFault

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from engine.models.preprocessing import Preprocessing

_AT_ONCE: Final = 8
_SHEET: Final = 1200  # pixels across, about


@dataclass(frozen=True, slots=True)
class Statistics:
    """Of a layer's output for one picture: mean, standard deviation, largest, and the share of figures that are 0."""

    mean: float
    deviation: float
    largest: float
    zeros: float


def as_tensor(squares: Sequence[NDArray[np.uint8]], network: Network) -> Tensor:
    """Prepared pictures (H, W, 3), uint8 → (N, 3, H, W) in [0, 1] on the network's device."""
    pixels = torch.from_numpy(np.stack(squares)).to(next(network.parameters()).device)
    return pixels.permute(0, 3, 1, 2).float() / 255.0


def activation(network: Network, square: NDArray[np.uint8], layer: Layer) -> NDArray[np.float32]:
    """The layer's output for one prepared picture: channel maps (C, h, w), or figures as maps of one place."""
    with outputs(network, [layer.path]) as seen, torch.no_grad():
        network(as_tensor([square], network))
    maps: NDArray[np.float32] = _maps(seen[layer.path])[0]
    return maps


def statistics(maps: NDArray[np.float32]) -> Statistics:
    """The statistics of a layer's output."""
    return Statistics(float(maps.mean()), float(maps.std()), float(maps.max()), float((maps == 0).mean()))


def most_active(maps: NDArray[np.float32]) -> list[int]:
    """The channels in the order of their largest activation."""
    return [int(channel) for channel in np.argsort(-maps.max(axis=(1, 2)), kind="stable")]


def draw(maps: NDArray[np.float32], channels: Sequence[int]) -> NDArray[np.uint8]:
    """Some channels of a layer on one sheet, all on one scale from 0 (or the least) to the largest of the layer."""
    columns = max(1, int(np.ceil(np.sqrt(len(channels)))))
    low = min(0.0, float(maps.min()))
    return sheet(maps[list(channels)], columns, _SHEET // columns, low, float(maps.max()))


@dataclass(frozen=True, slots=True)
class Excitations:
    """What photos did to a layer. `kept`: indices of those that could be read; `classes`: the network's answers.

    (photos, channels): `excitations`, the mean activation over the places; `counted`, by how much the class's logit
    would fall, to the first order, if the channel fell silent: activation × gradient, summed over the places.
    """

    kept: tuple[int, ...]
    classes: tuple[str, ...]
    excitations: NDArray[np.float32]
    counted: NDArray[np.float32]


def excitations(network: Network, files: Sequence[Path], layer: Layer) -> Generator[Event, Turns, Excitations]:
    """How much each photo excites each channel, and how much the channel counts for what the network says of it."""
    kept: list[int] = []
    classes: list[str] = []
    rows: list[tuple[NDArray[np.float32], NDArray[np.float32]]] = []
    squares = ahead(enumerate(files), lambda item: _prepared(*item, network.preprocessing), 4 * _AT_ONCE)
    batch: list[tuple[int, NDArray[np.uint8]]] = []
    for done, (index, square) in enumerate(squares, 1):
        if square is None:
            yield Notice(message("notice.photo_left_out", path=files[index].name))
        else:
            batch.append((index, square))
        if batch and (len(batch) == _AT_ONCE or done == len(files)):
            kept += [number for number, _ in batch]
            best, *figures = _excitement(network, [pixels for _, pixels in batch], layer)
            classes += [network.classes[one] for one in best]
            rows.append((figures[0], figures[1]))
            batch = []
        yield Progress(done, len(files), message("note.exciting"))
    none = np.zeros((0, layer.shape[0]), np.float32)
    excited, counted = (np.concatenate([none, *(row[which] for row in rows)]) for which in (0, 1))
    return Excitations(tuple(kept), tuple(classes), excited, counted)


def silenced(network: Network, square: NDArray[np.uint8], layer: Layer, channels: Sequence[int]) -> NDArray[np.float32]:
    """What the network says of a prepared picture where some channels of a layer are 0: probabilities (classes,).

    A module that is used again is silenced where it is used last, as `layers` tells of it.
    """
    pixels, uses = as_tensor([square], network), 0

    def count(_name: str, _output: object) -> None:
        nonlocal uses
        uses += 1

    def silence(_name: str, output: object) -> Tensor | None:
        nonlocal uses
        uses -= 1
        if uses or not isinstance(output, Tensor):
            return None
        quiet = output.clone()
        quiet[:, list(channels)] = 0.0
        return quiet

    named = [(layer.path, network.get_submodule(layer.path))]
    with torch.no_grad():
        with forward_hooks(named, count):
            logits = network(pixels)
        if len(channels):
            with forward_hooks(named, silence):
                logits = network(pixels)
    said: NDArray[np.float32] = logits.softmax(dim=1)[0].float().cpu().numpy()
    return said


def _prepared(index: int, file: Path, preprocessing: Preprocessing) -> tuple[int, NDArray[np.uint8] | None]:
    try:
        return index, read_square(file, preprocessing)
    except PhotoFault:
        return index, None


def _excitement(
    network: Network, squares: list[NDArray[np.uint8]], layer: Layer
) -> tuple[list[int], NDArray[np.float32], NDArray[np.float32]]:
    """The best class of each photo; mean activations, and activation × gradient of that class's logit."""
    seen: list[Tensor] = []

    def begin(_name: str, output: object) -> Tensor | None:
        """The gradient goes no further back than to the layer."""
        if not isinstance(output, Tensor):
            return None
        seen[:] = [output.detach().requires_grad_()]
        return seen[0].clone()

    with forward_hooks([(layer.path, network.get_submodule(layer.path))], begin), torch.enable_grad():
        logits = network(as_tensor(squares, network))
    best = logits.argmax(dim=1)
    (gradient,) = torch.autograd.grad(logits.gather(1, best[:, None]).sum(), seen[0])
    counted = _maps(seen[0] * gradient).sum(axis=(2, 3))
    return best.tolist(), np.asarray(_maps(seen[0]).mean(axis=(2, 3))), np.asarray(counted)


def _maps(output: Tensor) -> NDArray[np.float32]:
    maps = output.detach().float().cpu().numpy()
    return np.asarray(maps.reshape(*maps.shape[:2], *(maps.shape[2:] or (1, 1))))
