"""Carrying out an attack of the table: canvas, goal and steering made of its row, and the one loop."""

from __future__ import annotations

import contextlib
from collections.abc import Generator
from dataclasses import dataclass, replace
from random import Random
from typing import TYPE_CHECKING

import numpy as np
import torch
from numpy.typing import NDArray

from engine.job.declare import Turns
from engine.job.events import Event, Picture
from engine.paint.ascend import Goal, Recipe, ascend
from engine.paint.attacks import SIDE, Attack
from engine.paint.canvas import CANVASES, BallCanvas, Start
from engine.paint.objectives import Aim
from engine.paint.patching import Spot, laid, learn_patch
from engine.paint.steers import Fewest, Keep, Shrink
from engine.paint.transforms import IN_PIXELS
from engine.paint.views import Endure, Fit

if TYPE_CHECKING:
    from engine.models.network import Network


@dataclass(frozen=True, slots=True)
class Plan:
    """An attack in particular: towards the class `index`, or, where not `targeted`, away from it.

    `epsilon`: in the attack's own unit; None for its own default, as with `steps`. `confidence`: the margin of logits
    by which a minimal attack must succeed. `treatments`: names of ENDURANCE to average over, in batches of `samples`.
    `follow`: classes whose probability is told, by series. Of a patch: the share of a picture, `area`, that it covers,
    the `photos` (size, size, 3) that it is learnt over, without any the attacked photo alone, and whether it is learnt
    as it is seen when somebody holds it, `held`, on `samples` of them a step.
    """

    attack: Attack
    index: int
    targeted: bool = True
    epsilon: float | None = None
    steps: int | None = None
    rate: float | None = None
    seed: int = 0
    confidence: float = 0.0
    treatments: tuple[str, ...] = ()
    samples: int = 4
    follow: tuple[tuple[str, int], ...] = ()
    area: float = 0.08
    photos: tuple[NDArray[np.uint8], ...] = ()
    held: bool = False


@dataclass(frozen=True, slots=True)
class Attacked:
    """The attacked picture (H, W, 3), the steps that were taken, and the patch (s, s, 3) where one was learnt."""

    pixels: NDArray[np.uint8]
    steps: int
    patch: NDArray[np.uint8] | None = None


def attack(network: Network, photo: NDArray[np.uint8], plan: Plan) -> Generator[Event, Turns, Attacked]:
    """Attacks `photo`, (H, W, 3): of the network's own size as it gets it, of another through the resizing.

    Gives the best picture on the way: the surest, or for a minimal attack the nearest that succeeds. Every picture on
    the way is one of whole steps, in the ball and among the legal pixels. Raises what `ascend` raises.
    """
    row = plan.attack
    if row.covering:
        return (yield from _cover(network, photo, plan))
    sign = 1 if plan.targeted else -1
    device = next(network.parameters()).device
    canvas = _canvas(photo, plan, device)
    steer = _steer(canvas, plan, sign)
    goal = Goal(
        aims=(Aim(row.objective, plan.index, weight=sign * row.weight),),
        follow=dict(plan.follow),
        views=_views(network, photo, plan),
        steer=steer,
    )
    steps = row.steps if plan.steps is None else plan.steps
    rate = row.step_size(canvas.radius, steps) if plan.rate is None else plan.rate
    recipe = Recipe(steps, rate, row.update, moves=_moves(row, network.preprocessing.size), seed=plan.seed)
    ascent = yield from ascend(network, canvas, goal, recipe)
    _judge_last(network, canvas, goal, ascent.steps)
    best = steer.best if steer.found and not row.moves else canvas.change()
    return Attacked(canvas.whole(best)[0], ascent.steps)


def _cover(network: Network, photo: NDArray[np.uint8], plan: Plan) -> Generator[Event, Turns, Attacked]:
    """Learns a patch and lays it on the photo at a place drawn by chance; shows it there on the way."""
    squares = plan.photos or (network.preprocessing.prepare(photo),)
    place = Spot.drawn(Random(plan.seed))
    turns: Turns = None
    with contextlib.closing(learn_patch(network, squares, plan)) as learning:
        while True:
            try:
                event = learning.send(turns)
            except StopIteration as end:
                patch, steps = end.value
                return Attacked(laid(network.preprocessing, photo, patch, place, plan.area), steps, patch)
            if isinstance(event, Picture):
                event = replace(event, pixels=laid(network.preprocessing, photo, event.pixels, place, plan.area))
            turns = yield event


def _steer(canvas: BallCanvas, plan: Plan, sign: int) -> Keep | Shrink | Fewest:
    if not plan.attack.shrinking:
        return Keep(canvas, plan.index, sign)
    smallest = Fewest if canvas.norm == "linf" else Shrink
    return smallest(canvas, plan.index, sign, plan.confidence)


def _canvas(photo: NDArray[np.uint8], plan: Plan, device: torch.device) -> BallCanvas:
    start = Start(
        height=photo.shape[0],
        width=photo.shape[1],
        kind="noise" if plan.attack.random_start else "photo",
        seed=plan.seed,
        photo=torch.from_numpy(photo.copy()).permute(2, 0, 1)[None],
        radius=plan.attack.radius(plan.epsilon),
        device=device,
    )
    canvas = CANVASES[plan.attack.canvas](start)
    if not isinstance(canvas, BallCanvas):
        raise TypeError(plan.attack.canvas)
    return canvas


def _views(network: Network, photo: NDArray[np.uint8], plan: Plan) -> list[Endure | Fit]:
    views: list[Endure | Fit] = []
    if plan.treatments:
        views.append(Endure(plan.treatments, plan.samples, plan.seed))
    size = network.preprocessing.size
    if photo.shape[:2] != (size, size):
        views.append(Fit(network.preprocessing))
    return views


def _moves(row: Attack, side: int) -> dict[str, float]:
    """The strengths of the row's moves for a picture of that side."""
    return {name: strength * (side / SIDE if name in IN_PIXELS else 1.0) for name, strength in row.moves.items()}


def _judge_last(network: Network, canvas: BallCanvas, goal: Goal, step: int) -> None:
    """Shows the steering the picture that the last change made."""
    if goal.steer is None:
        return
    with torch.no_grad():
        pixels = canvas.pixels()
        for view in goal.views:
            pixels = view(pixels)
        goal.steer(step, step, network(pixels))
