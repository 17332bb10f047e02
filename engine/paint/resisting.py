"""Attacking many photos at once, to see which of them stand."""

from __future__ import annotations

import contextlib
from collections.abc import Generator, Sequence
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from engine.job.declare import Turns
from engine.job.events import Event, Progress
from engine.paint.ascend import Goal, Recipe, ascend
from engine.paint.attacks import ATTACKS
from engine.paint.canvas import CANVASES, Start, StartKind
from engine.paint.objectives import Aim, margin

if TYPE_CHECKING:
    from engine.models.network import Network

How: TypeAlias = tuple[str, float, int, int]
"""The attack's name, ε in steps of 1/255, the number of steps, the seed."""


def resisted(
    network: Network, photos: Sequence[NDArray[np.uint8]], labels: Sequence[int], how: How
) -> Generator[Event, Turns, list[bool]]:
    """Whether each photo (size, size, 3) keeps its label on every picture of an untargeted attack's way.

    Yields progress alone: the curve belongs to whoever asks.
    """
    name, epsilon, steps, seed = how
    row = ATTACKS[name]
    device = next(network.parameters()).device
    pixels = torch.from_numpy(np.stack(photos)).permute(0, 3, 1, 2)
    kind: StartKind = "noise" if row.random_start else "photo"
    size = network.preprocessing.size
    radius = row.radius(epsilon)
    canvas = CANVASES[row.canvas](Start(size, size, kind, seed, len(photos), pixels, radius, device))
    standing = _Standing(labels)
    goal = Goal((Aim(row.objective, tuple(labels), weight=-row.weight),), steer=standing)
    steps = 1 if row.steps == 1 else steps
    recipe = Recipe(steps, row.step_size(radius, steps), row.update, seed=seed)
    with contextlib.closing(ascend(network, canvas, goal, recipe)) as ascent:
        for event in ascent:
            if isinstance(event, Progress):
                yield event
    with torch.no_grad():
        standing(steps, steps, network(canvas.pixels()))
    return standing.firm


class _Standing:
    """Remembers which pictures have kept their label so far."""

    def __init__(self, labels: Sequence[int]) -> None:
        self._labels = tuple(labels)
        self.firm = [True] * len(labels)

    @property
    def finished(self) -> bool:
        """Whether all have lost their label: nothing is left to attack."""
        return not any(self.firm)

    def __call__(self, _step: int, _total: int, logits: Tensor, /) -> float:
        ahead = (margin(logits, self._labels) > 0.0).tolist()
        self.firm = [before and now for before, now in zip(self.firm, ahead, strict=True)]
        return 1.0
