"""What a trained model answers, photo by photo."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch

from engine.job.declare import Turns
from engine.job.events import Event, Progress
from engine.job.words import message

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from torch import nn

    from engine.learn.batches import Batch


@dataclass(frozen=True, slots=True)
class Predictions:
    """For each photo (N,): its row, its class, the class predicted, the probability of that; and the mean loss.

    `logits` (N, K): all that was answered.
    """

    rows: NDArray[np.int64]
    truth: NDArray[np.int64]
    predicted: NDArray[np.int64]
    probability: NDArray[np.float32]
    loss: float
    logits: NDArray[np.float32]

    @property
    def accuracy(self) -> float:
        """A fraction; NaN when nothing was asked."""
        return float(np.mean(self.truth == self.predicted)) if len(self.truth) else float("nan")


def answer(module: nn.Module, batches: Iterator[Batch], total: int) -> Generator[Event, Turns, Predictions]:
    """Asks `module`, in evaluation mode, about `total` batches."""
    collected: list[tuple[NDArray[np.int64], NDArray[np.int64], torch.Tensor]] = []
    for done, batch in enumerate(batches, 1):
        if len(batch.targets):
            with torch.no_grad():
                logits = module(batch.inputs).float().cpu()
            collected.append((batch.rows, batch.targets.cpu().numpy(), logits))
        yield Progress(done, total, message("note.judging"))
    if not collected:
        empty = np.zeros(0, dtype=np.int64)
        return Predictions(empty, empty, empty, np.zeros(0, np.float32), float("nan"), np.zeros((0, 0), np.float32))
    rows, truth = (np.concatenate([item[place] for item in collected]) for place in (0, 1))
    logits = torch.cat([item[2] for item in collected])
    probability, predicted = logits.softmax(1).max(1)
    loss = float(torch.nn.functional.cross_entropy(logits, torch.from_numpy(truth)))
    return Predictions(rows, truth, predicted.numpy(), probability.numpy(), loss, logits.numpy())
