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
from engine.paint.canvas import CANVASES, BallCanvas, Start, StartKind
from engine.paint.defences import Defence, mean_of_answers
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
    canvas = _canvas(network, photos, how)
    standing = _Standing(labels)
    yield from _attack(network, canvas, Goal((_away(how, labels),), steer=standing), how)
    with torch.no_grad():
        standing(how[2], how[2], network(canvas.pixels()))
    return standing.firm


def weakened(
    network: Network,
    photos: Sequence[NDArray[np.uint8]],
    labels: Sequence[int],
    how: How,
    defence: Defence | None = None,
) -> Generator[Event, Turns, NDArray[np.uint8]]:
    """The pictures (N, size, size, 3) of an untargeted attack's way of which `network` believes the labels least.

    With a `defence` the attack is made through it, knowing it. Yields progress alone.
    """
    canvas = _canvas(network, photos, how)
    looks = 1 if defence is None else defence.looks
    views = () if defence is None else (defence,)
    weakest = _Weakest(canvas, labels, looks)
    goal = Goal((_away(how, tuple(labels) * looks),), views=views, steer=weakest)
    yield from _attack(network, canvas, goal, how)
    with torch.no_grad():
        pixels = canvas.pixels()
        weakest(how[2], how[2], network(pixels if defence is None else defence(pixels)))
    return canvas.whole(weakest.best)


def _canvas(network: Network, photos: Sequence[NDArray[np.uint8]], how: How) -> BallCanvas:
    name, epsilon, _, seed = how
    row = ATTACKS[name]
    device = next(network.parameters()).device
    pixels = torch.from_numpy(np.stack(photos)).permute(0, 3, 1, 2)
    kind: StartKind = "noise" if row.random_start else "photo"
    size = network.preprocessing.size
    canvas = CANVASES[row.canvas](Start(size, size, kind, seed, len(photos), pixels, row.radius(epsilon), device))
    if not isinstance(canvas, BallCanvas):
        raise TypeError(row.canvas)
    return canvas


def _away(how: How, labels: Sequence[int]) -> Aim:
    row = ATTACKS[how[0]]
    return Aim(row.objective, tuple(labels), weight=-row.weight)


def _attack(network: Network, canvas: BallCanvas, goal: Goal, how: How) -> Generator[Event, Turns, None]:
    name, _, steps, seed = how
    row = ATTACKS[name]
    steps = 1 if row.steps == 1 else steps
    recipe = Recipe(steps, row.step_size(canvas.radius, steps), row.update, seed=seed)
    with contextlib.closing(ascend(network, canvas, goal, recipe)) as ascent:
        for event in ascent:
            if isinstance(event, Progress):
                yield event


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


class _Weakest:
    """Keeps, of each picture, the change with which its label was least believed."""

    finished = False

    def __init__(self, canvas: BallCanvas, labels: Sequence[int], looks: int) -> None:
        self._canvas, self._labels, self._looks = canvas, tuple(labels), looks
        self.best = canvas.change()
        self._margins = torch.full((len(labels),), torch.inf, device=self.best.device)

    def __call__(self, _step: int, _total: int, logits: Tensor, /) -> float:
        answers = mean_of_answers(logits.view(self._looks, len(self._labels), -1))
        margins = margin(answers, self._labels)
        weaker = margins < self._margins
        self.best = torch.where(weaker.view(-1, 1, 1, 1), self._canvas.change(), self.best)
        self._margins = torch.minimum(margins, self._margins)
        return 1.0
