"""The networks that look at an ascent: each with its own size, its own normalisation and its own memory of photos."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import zip_longest
from random import Random
from typing import TYPE_CHECKING

from torch import Tensor

from engine.models.layers import outputs
from engine.paint.frozen import frozen
from engine.paint.memory import Memory
from engine.paint.objectives import Seen
from engine.paint.statistics import PhotoStatistics
from engine.paint.transforms import Look, look_at, view

if TYPE_CHECKING:
    from engine.models.network import Network


@dataclass(frozen=True, slots=True)
class Eye:
    """One network at its place in an ascent. `activations`: of the layers that are watched, after each look."""

    network: Network
    activations: Mapping[str, Tensor]
    photos: PhotoStatistics

    def look(self, pixels: Tensor, moves: Mapping[str, float], chance: Random, *, compared: bool) -> Seen:
        """What the network makes of pixels (N, 3, H, W) in [0, 1], moved by chance.

        `compared`: a part of its layers is compared with what photos do there.
        """
        look = look_at(pixels.shape[-1], moves, chance, _whole(self.network, pixels))
        if compared:
            self.photos.draw(chance)
        else:
            self.photos.pause()
        logits = self.network(view(pixels, look, self.network.preprocessing.size))
        return Seen(logits, self.activations, self.photos.distance())


@contextmanager
def opened(
    networks: Sequence[Network], layers: Sequence[str], pictures: int, memories: Sequence[Memory | None] = ()
) -> Iterator[tuple[Eye, ...]]:
    """Within the block each network is frozen and looks, with `layers` watched; each is given back without a hook.

    `memories`: of each network what was measured of photos, where it does not remember by itself. Where no layer is
    named and several `pictures` are to be compared, the middle of each backbone is watched.
    Raises EngineError `unknown_layer`.
    """
    with ExitStack() as stack:
        eyes = []
        for network, memory in zip_longest(networks, memories):
            stack.enter_context(frozen(network))
            photos = PhotoStatistics(network, memory)
            activations = stack.enter_context(outputs(network, layers or _middle(network, pictures)))
            stack.enter_context(photos.watching())
            eyes.append(Eye(network, activations, photos))
        yield tuple(eyes)


def _middle(network: Network, pictures: int) -> tuple[str, ...]:
    """The layer whose style tells pictures apart; none for one picture."""
    if pictures < 2:
        return ()
    stages = network.record.stages
    return (f"backbone.{stages[len(stages) // 2].layers[-1]}",)


def _whole(network: Network, pixels: Tensor) -> Look:
    """What the network sees of a picture of that size when nothing moves: all of it, or the cut that it is used to."""
    wanted = network.preprocessing
    whole = pixels.shape[-1] == wanted.size or wanted.fit != "crop"
    return Look() if whole else Look(width=wanted.size / wanted.resize)
