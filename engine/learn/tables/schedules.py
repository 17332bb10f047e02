"""The learning-rate schedules: SCHEDULES, one record each."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

RISE: Final = 0.25  # one-cycle: the share of steps in which the rate rises (fastai)
START: Final = 1 / 25  # one-cycle: the first rate, as a share of the highest (fastai's div)
END: Final = START / 1e4  # one-cycle: the last rate, as a share of the highest


@dataclass(frozen=True, slots=True)
class Schedule:
    """How the learning rate changes during a training; its name and explanation are `choice.schedule.NAME`.

    `factor(step, total)`: what the learning rate is multiplied by in step `step` (from 0) of `total`, from 0 to 1.
    """

    name: str
    factor: Callable[[int, int], float]


def constant(step: int, total: int) -> float:  # noqa: ARG001 - every row is called in the same way
    """Always 1."""
    return 1.0


def step(step: int, total: int) -> float:
    """A tenth of it after each third of the training."""
    return float(0.1 ** (step // max(1, math.ceil(total / 3))))


def exponential(step: int, total: int) -> float:
    """Falls by the same share in every step, to a hundredth in the end."""
    return float(0.01 ** (step / max(1, total)))


def cosine(step: int, total: int) -> float:
    """Falls along half a cosine to zero (Loshchilov and Hutter 2017, without restarts)."""
    return (1 + math.cos(math.pi * step / max(1, total))) / 2


def one_cycle(step: int, total: int) -> float:
    """Rises for a quarter of the training, then falls to almost nothing, along cosines (Smith 2018)."""
    top = max(RISE * total - 1, 1e-9)
    last = max(total - 1, top + 1e-9)
    if step <= top:
        return _ease(START, 1.0, step / top)
    return _ease(1.0, END, min(1.0, (step - top) / (last - top)))


def _ease(start: float, end: float, share: float) -> float:
    return end + (start - end) / 2 * (1 + math.cos(math.pi * share))


_ROWS: Final = (
    Schedule("constant", constant),
    Schedule("step", step),
    Schedule("exponential", exponential),
    Schedule("cosine", cosine),
    Schedule("one_cycle", one_cycle),
)
SCHEDULES: Final[dict[str, Schedule]] = {row.name: row for row in _ROWS}
