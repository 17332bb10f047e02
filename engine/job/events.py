"""What a job tells: four kinds of event, and how a job ended.

Events cross from the engine's thread to whoever watches, so they are frozen and hold plain values and NumPy arrays of
their own memory: never a tensor, never a Qt object.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from engine.job.words import EngineError, Message


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the job is: `done` of `total` (0 while the total is not known), and what it is doing. The latest wins."""

    done: int
    total: int
    note: Message | None = None


@dataclass(frozen=True, slots=True)
class Metric:
    """One point of a curve: `series` such as "loss.train", `step` in the series' own unit. Every one arrives, in order.

    A `value` that is not finite is a gap in the curve.
    """

    series: str
    step: float
    value: float


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture to show in place of the last one of the same `slot`: pixels (H, W, 3), uint8, sRGB."""

    slot: str
    step: int
    pixels: NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Notice:
    """Something worth telling that does not stop the job (a photo dropped, a batch halved). Every one arrives.

    `hold`: what stands in the way, where a person may be able to mend it. A watcher that can ask one holds the job
    there, and answers GO_ON when it is to be tried again; without that answer the job ends with the error, or goes on
    as it can.
    """

    message: Message
    hold: EngineError | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """The job's result, a frozen record: once, last."""

    value: object


@dataclass(frozen=True, slots=True)
class Ended:
    """The last thing a watcher hears of a job. `error` is set when, and only when, it failed."""

    how: Literal["done", "cancelled", "failed"]
    error: EngineError | None = None


Event: TypeAlias = Progress | Metric | Picture | Notice | Outcome
