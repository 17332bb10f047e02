"""A patch tried on photos that it was not learnt over: flat, as it was pasted, and as it is seen when it is held."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING, Final

import numpy as np
import torch
from numpy.typing import NDArray

from engine.job.declare import Turns
from engine.job.events import Event, Progress
from engine.job.words import message
from engine.models.pictures import pictures, tensor
from engine.paint.holding import Pose, held
from engine.paint.patching import Spot, laid

if TYPE_CHECKING:
    from engine.models.network import Network

PLACES: Final = 3
"""At which a patch is tried on each photo, flat and held."""
SHOWN: Final = 8
"""Photos with the patch on them that are kept to be shown, half of them held."""


@dataclass(frozen=True, slots=True)
class PatchTrial:
    """A photo with a patch on it, (size, size, 3), what the network says of it, and whether that misled it."""

    class_: str
    probability: float
    held: bool
    misled: bool
    pixels: NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Tried:
    """On how many `photos` a patch was tried, and the shares of places at which it misled; None without photos.

    `flat`: as it was pasted. `held`: turned, tilted, nearer or farther, in other light, a little out of focus.
    """

    photos: int
    flat: float | None
    held: float | None
    shown: tuple[PatchTrial, ...]


def tried(
    network: Network,
    patch: NDArray[np.uint8],
    photos: Sequence[NDArray[np.uint8]],
    wanted: int | None,
    how: tuple[float, int],
) -> Generator[Event, Turns, Tried]:
    """Lays `patch` (s, s, 3) about on photos (size, size, 3); see `Tried`.

    With a class `wanted` the network shall see that in photos where it did not; else anything but what it saw. `how`:
    the share of a picture that it covers, and the seed of places and poses.
    """
    area, seed = how
    chance = Random(2**32 + seed)  # places that the learning has not drawn
    counts = {False: 0, True: 0}
    shown: list[PatchTrial] = []
    asked = 0
    for done, photo in enumerate(photos):
        yield Progress(done, len(photos), message("note.trying_patch"))
        before = int(_said(network, [photo])[0].argmax())
        if before == wanted:
            continue
        asked += 1
        for in_hand in (False, True):
            covered = [_with(network, photo, patch, chance, in_hand, area) for _ in range(PLACES)]
            for number, (pixels, said) in enumerate(zip(covered, _said(network, covered), strict=True)):
                best = int(said.argmax())
                misled = best != before if wanted is None else best == wanted
                counts[in_hand] += misled
                if number == 0 and len(shown) < SHOWN and in_hand == bool(len(shown) % 2):
                    shown.append(PatchTrial(network.classes[best], float(said[best]), in_hand, misled, pixels))
    flat, in_hand_share = (counts[one] / (asked * PLACES) if asked else None for one in (False, True))
    return Tried(asked, flat, in_hand_share, tuple(shown))


def _with(
    network: Network, photo: NDArray[np.uint8], patch: NDArray[np.uint8], chance: Random, in_hand: bool, area: float
) -> NDArray[np.uint8]:
    if not in_hand:
        return laid(network.preprocessing, photo, patch, Spot.drawn(chance), area)
    with torch.inference_mode():
        return pictures(held(tensor([photo]), tensor([patch]), [Pose.drawn(chance)]))[0]


def _said(network: Network, squares: Sequence[NDArray[np.uint8]]) -> torch.Tensor:
    """Probabilities (N, classes)."""
    with torch.inference_mode():
        logits: torch.Tensor = network(tensor(squares, next(network.parameters()).device))
        return logits.softmax(dim=1)
