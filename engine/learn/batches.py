"""What a training is fed: batches, in an order that the seed and the epoch alone decide."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from torch import Tensor

    from engine.job.words import EngineError, Message


@dataclass(frozen=True, slots=True)
class Batch:
    """Inputs (B, …), their classes (B,), and which photos they are, (B,). B is 0 where none could be read."""

    inputs: Tensor
    targets: Tensor
    rows: NDArray[np.int64]


class Source(Protocol):
    """Where batches come from. A photo that can no longer be read is left out and told in `notices`.

    `lost`: that too many cannot be; what comes from then on is not worth learning from, until `look_again`.
    """

    notices: list[Message]
    lost: EngineError | None

    def look_again(self) -> None:
        """Forgets which photos could not be read: perhaps they are back."""

    @property
    def steps(self) -> int:
        """Batches in an epoch."""

    @property
    def validation_steps(self) -> int:
        """Batches in a look at the validation part."""

    def train(self, epoch: int, first: int = 0) -> Iterator[Batch]:
        """The batches of an epoch (from 0), from the batch `first` on."""

    def validation(self) -> Iterator[Batch]:
        """The validation part, once, in order."""


def shuffled(count: int, seed: int, epoch: int) -> NDArray[np.int64]:
    """The order of `count` photos in an epoch."""
    return np.random.default_rng([seed, epoch]).permutation(count)


def cut(order: NDArray[np.int64], size: int) -> list[NDArray[np.int64]]:
    """`order` in pieces of `size`; a last piece of one joins the one before (batch norm cannot learn from one)."""
    pieces = [order[start : start + size] for start in range(0, len(order), size)]
    if len(pieces) > 1 and len(pieces[-1]) == 1:
        pieces[-2:] = [np.concatenate(pieces[-2:])]
    return pieces
