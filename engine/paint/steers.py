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
_WAIT: Final = (4, 12)  # a search waits for success for a share 1/x of all steps: at a radius of one step, at others
_GROWTH: Final = 1.5
_FADE: Final = (1.0, 0.05)  # the rate of a search in L∞: first, last


class Keep:
    """Keeps the most convincing change: the one with the largest margin, of `sign` +1 for and −1 against a class."""

    def __init__(self, canvas: BallCanvas, index: int, sign: int) -> None:
        self._canvas, self._index, self._sign = canvas, index, sign
        self.best = canvas.change()
        self.margin = -math.inf
        self.found = True
        self.finished = False

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
        self.finished = False

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


class Fewest:
    """Looks for the smallest ball in L∞ in which the attack succeeds by `confidence`: of the fewest whole steps.

    What makes a norm smallest while the attack goes on (Pintor et al., "Fast Minimum-norm Adversarial Attacks through
    Adaptive Norm Constraints", 2021) here goes by whole steps: the radius begins at one step, grows where no success
    comes for a while, and after a success lies between that and what had failed. Each new radius goes on from the
    picture of the one before. A picture that succeeds by less than `confidence` counts where none succeeds by more.
    """

    def __init__(self, canvas: BallCanvas, index: int, sign: int, confidence: float) -> None:
        self._canvas, self._index, self._sign, self._confidence = canvas, index, sign, confidence
        self.best = canvas.change()
        self.found = True
        self._rank = (False, False, 0, -math.inf)
        self._tried = 0  # steps without success at this radius
        self._failed = 0  # the largest radius below that of a success at which none came
        self.size: int | None = None
        self._look_within(1)

    @property
    def finished(self) -> bool:
        """Whether nothing smaller is left to look for."""
        return self.size is not None and self.size <= 1

    def __call__(self, step: int, total: int, logits: Tensor, /) -> float:
        reached = self._sign * float(margin(logits, self._index).mean())
        change = self._canvas.change()
        self._keep(change, reached)
        if reached > self._confidence:
            self.size = int(change.abs().max())
            self._failed = self._failed if self._failed < self.size else 0
            self._look_within(max(1, (self._failed + self.size) // 2))
        else:
            self._tried += 1
            if self._tried >= total // _WAIT[0 if self.radius == 1 else 1]:
                self._give_up()
        return self.radius * _annealed(_FADE, step, total)

    def _keep(self, change: Tensor, reached: float) -> None:
        fooled = reached > 0.0
        rank = (reached > self._confidence, fooled, -int(change.abs().max()) if fooled else 0, reached)
        if rank > self._rank:
            self.best, self._rank = change, rank

    def _look_within(self, steps: int) -> None:
        """Bounds the change by so many steps of 1/255."""
        self.radius, self._tried = steps, 0
        self._canvas.radius = steps / 255.0

    def _give_up(self) -> None:
        """No success came within this radius: a larger one."""
        self._failed = self.radius
        if self.size is None:
            self._look_within(min(255, math.ceil(self.radius * _GROWTH)))
        else:
            self._look_within(min(max(self.radius + 1, (self._failed + self.size) // 2), self.size - 1))


def _annealed(ends: tuple[float, float], step: int, total: int) -> float:
    """From the first of `ends` to the last along half a cosine."""
    first, last = ends
    return last + (first - last) * (1.0 + math.cos(math.pi * step / max(1, total))) / 2.0
