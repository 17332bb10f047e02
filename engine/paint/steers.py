"""Steering an attack: keeping the best picture on the way, and shrinking the ball while the attack succeeds."""

from __future__ import annotations

import math
from typing import Final

from torch import Tensor

from engine.paint.canvas import BallCanvas
from engine.paint.objectives import margin

_FIRST_RADIUS: Final = 0.6
_GAMMA: Final = (0.2, 0.01)  # by how much the radius changes in a step: first, last
_RATE: Final = (1.0, 0.01)


class Keep:
    """Keeps the most convincing change: the one with the largest margin, of `sign` +1 for and −1 against a class."""

    def __init__(self, canvas: BallCanvas, index: int, sign: int) -> None:
        self._canvas, self._index, self._sign = canvas, index, sign
        self.best = canvas.change()
        self.margin = -math.inf
        self.found = True

    def __call__(self, _step: int, _total: int, logits: Tensor, /) -> float:
        reached = self._sign * float(margin(logits, self._index).mean())
        if reached > self.margin:
            self.best, self.margin = self._canvas.change(), reached
        return 1.0


class Shrink:
    """Keeps the smallest change that succeeds by `confidence`, and leads the ball's radius to the boundary.

    The radius shrinks after a success and grows after a failure (Rony et al., 2018), after the first success by less
    and less. There is no search over a constant as in Carlini and Wagner's attack; and as each picture on the way is
    one of whole steps, what succeeds here succeeds when it has been saved.
    """

    def __init__(self, canvas: BallCanvas, index: int, sign: int, confidence: float) -> None:
        self._canvas, self._index, self._sign, self._confidence = canvas, index, sign, confidence
        canvas.radius = _FIRST_RADIUS
        self.best = canvas.change()
        self.length = math.inf

    @property
    def found(self) -> bool:
        """Whether any picture on the way succeeded."""
        return self.length < math.inf

    def __call__(self, step: int, total: int, logits: Tensor, /) -> float:
        reached = self._sign * float(margin(logits, self._index).mean())
        succeeded = reached > self._confidence
        change = self._canvas.change()
        length = float(change.norm())
        if succeeded and length < self.length:
            self.best, self.length = change, length
        if step:
            gamma = _annealed(_GAMMA, step, total) if self.found else _GAMMA[0]
            self._canvas.radius *= 1.0 - gamma if succeeded else 1.0 + gamma
        return _annealed(_RATE, step, total)


def _annealed(ends: tuple[float, float], step: int, total: int) -> float:
    """From the first of `ends` to the last along half a cosine."""
    first, last = ends
    return last + (first - last) * (1.0 + math.cos(math.pi * step / max(1, total))) / 2.0
