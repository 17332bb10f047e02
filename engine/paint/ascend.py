"""The one loop of this room: climb an objective on a canvas, seen through transforms, a gradient at a time."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from random import Random
from typing import TYPE_CHECKING, Final, Protocol

import torch
from torch import Tensor

from engine.job.declare import FINISH, Turns
from engine.job.events import Event, Metric, Picture, Progress
from engine.job.words import EngineError, message
from engine.paint.canvas import Canvas
from engine.paint.eyes import Eye, opened
from engine.paint.memory import Memory
from engine.paint.objectives import TERMS, Aim, Seen, layers_of, penalty, score, total_variation
from engine.paint.quality import side_at
from engine.paint.start import Growable
from engine.paint.transforms import FADING, TRANSFORMS
from engine.paint.updates import UPDATES, Move

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from engine.models.network import Network

PICTURE_SECONDS: Final = 0.03  # of work between two pictures: nobody sees more


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to climb. All of it but `update` and `seed` may be changed on the way, by the names of what is in it.

    `terms`: weights by the names of TERMS. `moves`: strengths by the names of TRANSFORMS. `every`: at each so many-th
    step a picture surely comes (0: when somebody could see it). `sides`: from coarse to fine, in pixels, what a growing
    canvas goes through; it begins as large as the first. None: it stays as it is. `last`: the share of the rate that is
    left at the last step, to which it falls along half a cosine.
    """

    steps: int
    rate: float
    update: str = "adam"
    terms: Mapping[str, float] = field(default_factory=dict)
    moves: Mapping[str, float] = field(default_factory=dict)
    seed: int = 0
    every: int = 0
    sides: tuple[int, ...] = ()
    last: float = 1.0

    def turned(self, turns: Turns) -> Recipe:
        """The recipe with a watcher's changes; names it does not know are not for it."""
        given = dict(turns or {})
        return replace(
            self,
            steps=int(given.get("steps", self.steps)),
            rate=float(given.get("rate", self.rate)),
            terms={**self.terms, **{name: given[name] for name in TERMS if name in given}},
            moves={**self.moves, **{name: given[name] for name in TRANSFORMS if name in given}},
        )

    def side_at(self, step: int) -> int:
        """How large the canvas is at a step; 0: as it was."""
        return side_at(step, self.steps, self.sides) if self.sides else 0

    def rate_at(self, step: int) -> float:
        """The rate at a step."""
        left = 0.5 * (1.0 + math.cos(math.pi * step / max(1, self.steps)))
        return self.rate * (self.last + (1.0 - self.last) * left)

    def moves_at(self, step: int) -> Mapping[str, float]:
        """The strengths of the moves at a step: some fade, and a finer canvas is looked at more closely."""
        left = 1.0 - step / max(1, self.steps)
        moves = {name: strength * (left if name in FADING else 1.0) for name, strength in self.moves.items()}
        if moves.get("window") and self.sides:
            moves["window"] = 1.0 - (1.0 - moves["window"]) * math.sqrt(self.sides[0] / self.side_at(step))
        return moves

    def terms_at(self, step: int) -> Mapping[str, float]:
        """The weights of the terms at a step: the variation of the same picture grows with its side."""
        terms = dict(self.terms)
        if terms.get("variation") and self.sides:
            terms["variation"] *= self.sides[0] / self.side_at(step)
        return terms


class Steer(Protocol):
    """Looks at each step's logits (N, classes) before the canvas moves on; gives the factor of the rate."""

    @property
    def finished(self) -> bool:
        """Whether nothing is left to climb for: the ascent ends."""
        ...

    def __call__(self, step: int, total: int, logits: Tensor, /) -> float: ...


@dataclass(frozen=True, slots=True)
class Goal:
    """What to climb: the weighted sum of `aims`. `follow`: classes whose probability is told, by series;
    of several, one for each picture that the network looks at.

    `views`: what stands between the canvas and the network besides the moves, in turn: (N, 3, H, W) → (M, 3, h, w).
    """

    aims: tuple[Aim, ...]
    follow: Mapping[str, int | Sequence[int]] = field(default_factory=dict)
    views: Sequence[Callable[[Tensor], Tensor]] = ()
    steer: Steer | None = None


@dataclass(frozen=True, slots=True)
class Ascent:
    """How an ascent ended: the pictures (N, H, W, 3), steps taken, seconds."""

    pixels: NDArray[np.uint8]
    steps: int
    seconds: float


def ascend(
    networks: Network | Sequence[Network],
    canvas: Canvas,
    goal: Goal,
    recipe: Recipe,
    memories: Sequence[Memory | None] = (),
) -> Generator[Event, Turns, Ascent]:
    """Climbs `goal` by changing `canvas`: metrics at each step, pictures as often as somebody can look.

    Of several networks each looks once a step, and the mean of what they say is climbed; what is followed and what
    steers is the first one's. `memories`: what photos do in those of them that do not remember it. Live knobs come in
    through send(). Networks are frozen meanwhile and given back as they were, without a hook. Raises EngineError
    `not_finite`, `unknown_layer`, `no_channel`.
    """
    started = shown = time.perf_counter()
    chance = Random(recipe.seed)
    move = UPDATES[recipe.update](canvas.values)
    step = 0
    several = networks if isinstance(networks, Sequence) else (networks,)
    with opened(several, layers_of(goal.aims), len(canvas.pixels()), memories) as eyes:
        side = recipe.side_at(0)
        while step < recipe.steps and not (goal.steer and goal.steer.finished):
            if recipe.side_at(step) > side:
                side = _grow(canvas, recipe.side_at(step))
                move = UPDATES[recipe.update](canvas.values)
            pixels, metrics = _climb(eyes, canvas, goal, recipe, _Turn(step, chance, move))
            events: list[Event] = list(_metrics(metrics, step))
            if _due(step, recipe, shown):
                shown = time.perf_counter()
                events += _pictures(pixels, step)
            step += 1
            events.append(Progress(step, recipe.steps, message("note.climbing", step=step, steps=recipe.steps)))
            for event in events:
                turns = yield event
                if turns:
                    recipe = recipe.turned({**turns, **({"steps": step} if turns.get(FINISH) else {})})
    if recipe.sides and side < recipe.sides[-1]:
        _grow(canvas, recipe.sides[-1])
    for picture in _pictures(canvas.pixels(), step):  # noqa: UP028 - a list takes no turns
        yield picture
    return Ascent(eight_bits(canvas.pixels()), step, time.perf_counter() - started)


@dataclass(frozen=True, slots=True)
class _Turn:
    step: int
    chance: Random
    move: Move


def _grow(canvas: Canvas, side: int) -> int:
    """Makes the canvas larger; gives its new side. Raises TypeError for one that cannot be."""
    if not isinstance(canvas, Growable):
        raise TypeError(type(canvas).__name__)
    canvas.grow(side)
    return side


def _climb(
    eyes: Sequence[Eye], canvas: Canvas, goal: Goal, recipe: Recipe, turn: _Turn
) -> tuple[Tensor, dict[str, float]]:
    """One step. Gives the pixels it began with, (N, 3, H, W), and its figures by series."""
    pixels = canvas.pixels()
    looked = pixels
    for between in goal.views:
        looked = between(looked)
    moves, terms = recipe.moves_at(turn.step), recipe.terms_at(turn.step)
    seen = [eye.look(looked, moves, turn.chance, compared=bool(terms.get("statistics"))) for eye in eyes]
    each = [score(one, goal.aims) - penalty(pixels, one, terms) for one in seen]
    objective = torch.stack(each).mean()
    (gradient,) = torch.autograd.grad(objective, canvas.values)
    figures = _figures(goal, canvas, pixels.detach(), objective, seen[0])
    if not math.isfinite(figures["objective"]):
        raise EngineError("not_finite", step=turn.step)
    factor = goal.steer(turn.step, recipe.steps, seen[0].logits.detach()) if goal.steer else 1.0
    turn.move(gradient, recipe.rate_at(turn.step) * factor)
    canvas.settle()
    return pixels.detach(), figures


def _figures(goal: Goal, canvas: Canvas, pixels: Tensor, objective: Tensor, seen: Seen) -> dict[str, float]:
    """What is told of a step, by series."""
    with torch.no_grad():
        figures = {"objective": float(objective.detach())}
        if goal.follow:
            probabilities = seen.logits.detach().softmax(dim=1)
            figures |= {series: _mean(probabilities, followed) for series, followed in goal.follow.items()}
        figures["variation"] = _variation(pixels)
        distances = canvas.distances()
        if distances is not None:
            figures["linf"], figures["l2"] = distances
    return figures


def _mean(probabilities: Tensor, followed: int | Sequence[int]) -> float:
    """Of probabilities (N, classes) the mean of one class, or of each row's own."""
    if isinstance(followed, int):
        return float(probabilities[:, followed].mean())
    return float(probabilities[range(len(followed)), list(followed)].mean())


def _variation(pixels: Tensor) -> float:
    """The mean absolute difference between neighbours, in pixels of [0, 1]."""
    count = 2 * pixels[0].numel()
    return float(total_variation(pixels).mean()) / count


def _metrics(figures: Mapping[str, float], step: int) -> Iterator[Metric]:
    return (Metric(series, step, value) for series, value in figures.items())


def _due(step: int, recipe: Recipe, shown: float) -> bool:
    if recipe.every and step % recipe.every == 0:
        return True
    return time.perf_counter() - shown >= PICTURE_SECONDS


def _pictures(pixels: Tensor, step: int) -> list[Picture]:
    """The first picture in the slot "picture", others in "picture.2" and so on."""
    names = ("picture" if index == 0 else f"picture.{index + 1}" for index in range(len(pixels)))
    return [Picture(name, step, shown.copy()) for name, shown in zip(names, eight_bits(pixels), strict=True)]


def eight_bits(pixels: Tensor) -> NDArray[np.uint8]:
    """(N, 3, H, W) in [0, 1] → (N, H, W, 3), uint8, in memory of its own."""
    with torch.no_grad():
        steps = (pixels.detach() * 255.0).round_().clamp_(0.0, 255.0).to(torch.uint8)
        found: NDArray[np.uint8] = steps.permute(0, 2, 3, 1).contiguous().cpu().numpy().copy()
    return found
