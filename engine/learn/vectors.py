"""Training a head on embeddings: vectors in memory or on disk, standardised, several views a photo."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

import numpy as np
import torch
from torch import Tensor, nn

from engine.learn.batches import Batch, cut, shuffled

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from engine.job.words import EngineError, Message
    from engine.learn.tables.optimisers import Groups

_CHUNK: Final = 1024


class Standardise(nn.Module):
    """Vectors (N, D) minus their mean (D,), divided by one deviation for all: what makes one learning rate fit all.

    One deviation and not one each: features that hardly ever answer would be blown up, and noise with them.
    """

    mean: Tensor
    deviation: Tensor

    def __init__(self, mean: Tensor, deviation: Tensor) -> None:
        super().__init__()
        self.register_buffer("mean", mean)
        self.register_buffer("deviation", deviation)

    def forward(self, vectors: Tensor) -> Tensor:
        """(N, D) → (N, D)."""
        return (vectors - self.mean) / self.deviation


class VectorSource:
    """Batches of embeddings: in each epoch one view of each photo, another one each time."""

    def __init__(
        self,
        vectors: NDArray[np.float32],
        labels: NDArray[np.int64],
        parts: tuple[Sequence[int], Sequence[int]],
        *,
        batch_size: int,
        seed: int,
        device: torch.device | None = None,
        numbers: Sequence[int] | None = None,
    ) -> None:
        """`vectors` (V, N, D), the first view plain; `labels` (N,); `parts`: train and validation, as rows of them.

        `numbers` (N,): what the batches call those rows, when they have other numbers elsewhere.
        """
        self.notices: list[Message] = []
        self.lost: EngineError | None = None
        self.vectors = vectors
        self._labels = labels
        self._train = np.asarray(parts[0], dtype=np.int64)
        self._validation = np.asarray(parts[1], dtype=np.int64)
        self._batch_size = batch_size
        self._seed = seed
        self._device = device or torch.device("cpu")
        self._numbers = np.arange(len(labels)) if numbers is None else np.asarray(numbers, dtype=np.int64)
        self._first_view = np.random.default_rng([seed, 0x5EED]).integers(0, len(vectors), len(self._train))

    @property
    def steps(self) -> int:
        return len(cut(np.arange(len(self._train)), self._batch_size))

    def look_again(self) -> None:
        """Vectors are not lost."""

    @property
    def validation_steps(self) -> int:
        return -(-len(self._validation) // _CHUNK)

    def train(self, epoch: int, first: int = 0) -> Iterator[Batch]:
        """The batches of an epoch, from `first` on."""
        views = (self._first_view + epoch) % len(self.vectors)
        order = shuffled(len(self._train), self._seed, epoch)
        for piece in cut(order, self._batch_size)[first:]:
            yield self._batch(views[piece], self._train[piece])

    def validation(self) -> Iterator[Batch]:
        """The plain view of the validation part."""
        yield from self.part("validation")

    def rows(self, part: str) -> NDArray[np.int64]:
        """The rows of a part, train or validation."""
        return self._train if part == "train" else self._validation

    def part(self, part: str) -> Iterator[Batch]:
        """The plain view of a part, in order."""
        rows = self.rows(part)
        for start in range(0, len(rows), _CHUNK):
            some = rows[start : start + _CHUNK]
            yield self._batch(np.zeros(len(some), dtype=np.int64), some)

    def _batch(self, views: NDArray[np.int64], rows: NDArray[np.int64]) -> Batch:
        vectors = torch.from_numpy(np.ascontiguousarray(self.vectors[views, rows]))
        targets = torch.from_numpy(self._labels[rows])
        return Batch(vectors.to(self._device), targets.to(self._device), self._numbers[rows])


def standardiser(vectors: NDArray[np.float32], rows: NDArray[np.int64], *, floor: float = 0.0) -> Standardise:
    """The mean of each feature over some rows of `vectors` (N, D), and their usual deviation; read piece by piece.

    `floor`: the least deviation, as a share of the features' usual size.
    """
    total, squares = np.zeros(vectors.shape[1]), np.zeros(vectors.shape[1])
    for start in range(0, len(rows), _CHUNK):
        some = vectors[rows[start : start + _CHUNK]].astype(np.float64)
        total += some.sum(axis=0)
        squares += (some**2).sum(axis=0)
    mean = total / max(1, len(rows))
    variance = np.mean(np.maximum(squares / max(1, len(rows)) - mean**2, 0))
    size = float(np.sqrt(np.mean(squares) / max(1, len(rows))))
    deviation = torch.tensor(max(float(np.sqrt(variance)), floor * size) or 1.0)
    return Standardise(torch.from_numpy(mean).float(), deviation)


def fold(standardise: Standardise, head: nn.Module) -> None:
    """Takes the standardisation into the first linear layer of `head`, which then wants the vectors as they are."""
    first = next(layer for layer in head.modules() if isinstance(layer, nn.Linear))
    with torch.no_grad():
        weight = first.weight.double() / standardise.deviation.double()
        first.bias.sub_((weight @ standardise.mean.double()).float())
        first.weight.copy_(weight.float())


def groups(module: nn.Module, learning_rate: float, weight_decay: float) -> Groups:
    """Parameter groups of a head: weights decay, biases and batch norm do not."""
    learnt = [parameter for parameter in module.parameters() if parameter.requires_grad]
    matrices = [parameter for parameter in learnt if parameter.ndim > 1]
    others = [parameter for parameter in learnt if parameter.ndim <= 1]
    both = ((matrices, weight_decay), (others, 0.0))
    return [{"params": some, "lr": learning_rate, "weight_decay": decay} for some, decay in both if some]
