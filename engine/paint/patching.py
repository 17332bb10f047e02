"""A patch: a square that misleads a network wherever it lies on a photo (Brown et al., "Adversarial Patch", 2017).

It is learnt over many photos at once, each time at other places, on whole steps of 1/255, and takes the place of what
it covers: nothing binds it but the legal pixels and its size.
"""

from __future__ import annotations

import math
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING, Final

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor

from engine.job.declare import Turns
from engine.job.events import Event
from engine.models.pictures import tensor
from engine.models.preprocessing import GREY, Preprocessing
from engine.paint.ascend import Goal, Recipe, ascend
from engine.paint.canvas import CANVASES, BallCanvas, Start
from engine.paint.holding import Pose, held
from engine.paint.objectives import Aim

if TYPE_CHECKING:
    from engine.models.network import Network
    from engine.paint.attacking import Plan

TOGETHER: Final = 4
"""Photos that a flat patch is laid on in a step."""
_LEAST: Final = 0.05  # of the rate, at the last step


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a patch lies: its upper left corner, as shares of the room that there is across and down."""

    x: float
    y: float

    @classmethod
    def drawn(cls, chance: Random) -> Spot:
        return cls(chance.random(), chance.random())

    def corner(self, height: int, width: int, side: int) -> tuple[int, int]:
        """Its top and left, in pixels."""
        return round(self.y * (height - side)), round(self.x * (width - side))


def side_of(height: int, width: int, area: float) -> int:
    """The side in pixels of a square that covers a share of a picture; never longer than the picture's shorter side."""
    return max(1, min(height, width, round(math.sqrt(area * height * width))))


def laid(
    preprocessing: Preprocessing, photo: NDArray[np.uint8], patch: NDArray[np.uint8], place: Spot, area: float
) -> NDArray[np.uint8]:
    """`photo` (H, W, 3) with `patch` (s, s, 3) on what the network sees of it, as large as covers a share of that."""
    left, top, right, bottom = (round(edge) for edge in preprocessing.seen(photo.shape[1], photo.shape[0]))
    side = side_of(bottom - top, right - left, area)
    square = Image.fromarray(patch)
    if patch.shape[0] != side:
        square = square.resize((side, side), Image.Resampling.BICUBIC)
    down, across = place.corner(bottom - top, right - left, side)
    covered = photo.copy()
    covered[top + down : top + down + side, left + across : left + across + side] = np.asarray(square)
    return covered


def learn_patch(
    network: Network, squares: Sequence[NDArray[np.uint8]], plan: Plan
) -> Generator[Event, Turns, tuple[NDArray[np.uint8], int]]:
    """A patch (s, s, 3) learnt over photos as the network gets them, and the steps taken.

    Towards the class `plan.index`, or, where not targeted, away from what the network says of each, whose probability
    is told then. Raises what `ascend` raises.
    """
    row = plan.attack
    size = network.preprocessing.size
    side = side_of(size, size, plan.area)
    device = next(network.parameters()).device
    grey = torch.full((1, 3, side, side), float(round(GREY)))
    canvas = CANVASES[row.canvas](Start(side, side, "photo", plan.seed, photo=grey, radius=1.0, device=device))
    if not isinstance(canvas, BallCanvas):
        raise TypeError(row.canvas)
    laying = _Laying(network, squares, plan)
    sign = 1 if plan.targeted else -1
    follow: dict[str, int | Sequence[int]] = dict(plan.follow)
    if not plan.targeted:
        follow = dict.fromkeys(follow, laying.wanted)
    goal = Goal((Aim(row.objective, laying.wanted, weight=sign * row.weight),), follow, (laying,), _Calm())
    steps = row.steps if plan.steps is None else plan.steps
    rate = row.rate if plan.rate is None else plan.rate
    ascent = yield from ascend(network, canvas, goal, Recipe(steps, rate, row.update, seed=plan.seed))
    return canvas.whole(canvas.change())[0], ascent.steps


class _Laying:
    """From a patch (1, 3, s, s) to some of the photos with it, (N, 3, size, size), flat or held at a place by chance.

    `wanted`: for each of those laid last, the class that counts.
    """

    def __init__(self, network: Network, squares: Sequence[NDArray[np.uint8]], plan: Plan) -> None:
        device = next(network.parameters()).device
        self._squares = tensor(squares, device).contiguous(memory_format=torch.channels_last)
        self._labels = [plan.index] * len(squares)
        if not plan.targeted:
            with torch.inference_mode():
                self._labels = [int(network(square[None]).argmax()) for square in self._squares]
        self._chance = Random(plan.seed)
        self._waiting: list[int] = []
        self._held = plan.held
        self._together = plan.samples if self._held else TOGETHER
        self.wanted = [plan.index] * self._together

    def __call__(self, patch: Tensor) -> Tensor:
        chosen = [self._next() for _ in range(self._together)]
        self.wanted[:] = [self._labels[index] for index in chosen]
        if self._held:
            poses = [Pose.drawn(self._chance) for _ in chosen]
            return held(self._squares[chosen], patch, poses).contiguous(memory_format=torch.channels_last)
        side = patch.shape[-1]
        covered = []
        for index in chosen:
            square = self._squares[index]
            top, left = Spot.drawn(self._chance).corner(square.shape[1], square.shape[2], side)
            right, bottom = square.shape[2] - side - left, square.shape[1] - side - top
            wide = torch.nn.functional.pad(patch[0], (left, right, top, bottom))
            free = torch.nn.functional.pad(torch.zeros_like(patch[0]), (left, right, top, bottom), value=1.0)
            covered.append(square * free + wide)
        return torch.stack(covered).contiguous(memory_format=torch.channels_last)

    def _next(self) -> int:
        """Every photo in turn, in an order drawn anew each time round."""
        if not self._waiting:
            self._waiting = list(range(len(self._squares)))
            self._chance.shuffle(self._waiting)
        return self._waiting.pop()


class _Calm:
    """Steers by smaller and smaller steps, along half a cosine."""

    finished = False

    def __call__(self, step: int, total: int, _logits: Tensor, /) -> float:
        return _LEAST + (1.0 - _LEAST) * (1.0 + math.cos(math.pi * step / max(1, total))) / 2.0
