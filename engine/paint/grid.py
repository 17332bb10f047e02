"""The 8-bit grid: changes of a picture in whole steps of 1/255 that stay in a ball and among the legal pixels."""

from __future__ import annotations

import math
from typing import Final

import torch
from torch import Tensor

_ROUNDS: Final = 12
_CLOSE: Final = 0.99  # of the wanted length: near enough
_AIM: Final = 0.996  # of the wanted length: what the search aims at


def nearest_steps(change: Tensor, photo: Tensor, radius: float) -> Tensor:
    """`change` (over pixels in [0, 1]) in whole steps, none larger than `radius`, the sum with `photo` in 0 … 255."""
    bound = math.floor(radius * 255.0 + 1e-6)
    steps = torch.round(change * 255.0).clamp_(-bound, bound)
    return torch.minimum(torch.maximum(steps, -photo), 255.0 - photo)


def whole_steps(change: Tensor, photo: Tensor, stretch: float | None = None) -> tuple[Tensor, float | None]:
    """The change in whole steps that serves best what `change`, of the same length (L2), is meant for.

    Rounding a small change to the nearest step leaves nothing of it. Of all changes d in whole steps and of a given
    length, the one with the largest product with a direction g is round(s g) with some s: few values change, those
    that count most, by a whole step or more. The search for s begins at `stretch`; the s found is returned too.
    """
    scaled = change * 255.0
    length = float(scaled.norm())
    best = torch.zeros_like(scaled)
    if length < 1.0:
        return best, stretch
    low, high, factor, found = 0.0, math.inf, stretch or 1.0, stretch
    for _ in range(_ROUNDS):
        steps = torch.minimum(torch.maximum(torch.round(scaled * factor), -photo), 255.0 - photo)
        reached = float(steps.norm())
        if reached <= length:
            low, best, found = factor, steps, factor
            if reached >= _CLOSE * length:
                break
        else:
            high = factor
        factor = _next(factor, length / max(reached, 1.0), low, high)
    return best, found


def _next(factor: float, short: float, low: float, high: float) -> float:
    """Where to look next: where the length would fit if it grew as the square of the factor, inside the bracket."""
    guess = factor * min(2.0, max(0.5, math.sqrt(_AIM * short)))
    if low < guess < high:
        return guess
    return 2.0 * factor if math.isinf(high) else (low + high) / 2.0
