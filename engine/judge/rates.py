"""Looking for a learning rate: it grows from step to step, and the loss tells which rates teach and which destroy.

Smith, Cyclical learning rates for training neural networks (2017); the range of rates, the bound and the smoothing as
fastai's finder has them.
"""

from __future__ import annotations

import math
from collections.abc import Generator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from torch import nn
from torch.nn import functional

from engine.learn.scores import class_shares
from engine.learn.tables.initialisations import answer_by_share, initialise
from engine.learn.tables.optimisers import OPTIMISERS
from engine.learn.vectors import VectorSource, groups, standardiser
from engine.models.head import HeadSpec, build_head

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from engine.learn.recipe import TrainingRecipe

LOWEST, HIGHEST = 1e-7, 10.0
_BOUND: Final = 4.0  # times the least loss, at which it is over
_SMOOTHED: Final = 0.9  # of the mean of before, at each step


@dataclass(frozen=True, slots=True)
class RateSearch:
    """`rates` and the smoothed `losses` at each; `suggested`: where the loss falls fastest, None: it never does.

    `diverged`: the rate at which the loss had risen to four times its least; None where the rates ended before that.
    """

    rates: tuple[float, ...]
    losses: tuple[float, ...]
    suggested: float | None
    diverged: float | None


def search_rate(
    recipe: TrainingRecipe, vectors: NDArray[np.float32], labels: NDArray[np.int64], classes: int, steps: int
) -> Generator[tuple[float, float], None, RateSearch]:
    """Trains a head on embeddings (N, D) by a recipe, but for its rate; yields each rate with its smoothed loss."""
    head = build_head(HeadSpec(vectors.shape[1], classes, recipe.hidden, recipe.batch_norm, recipe.dropout))
    initialise(head, recipe.initialisation, recipe.seed)
    answer_by_share(head, class_shares(labels.tolist(), (1.0,) * classes))
    rows = list(range(len(labels)))
    source = VectorSource(vectors[None], labels, (rows, rows[:1]), batch_size=recipe.batch_size, seed=recipe.seed)
    module = nn.Sequential(standardiser(vectors, source.rows("train")), head)
    optimiser = OPTIMISERS[recipe.optimiser].make(groups(head, LOWEST, recipe.weight_decay), recipe.momentum)
    rates: list[float] = []
    losses: list[float] = []
    mean, epoch, diverged = 0.0, 0, None
    batches = source.train(epoch)
    for step in range(steps):
        batch = next(batches, None)
        if batch is None:
            epoch += 1
            batches = source.train(epoch)
            batch = next(batches)
        rate = LOWEST * (HIGHEST / LOWEST) ** (step / max(1, steps - 1))
        for group in optimiser.param_groups:
            group["lr"] = rate
        loss = functional.cross_entropy(module(batch.inputs), batch.targets, label_smoothing=recipe.label_smoothing)
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
        value = float(loss.detach())
        mean = _SMOOTHED * mean + (1 - _SMOOTHED) * value
        smooth = mean / (1 - _SMOOTHED ** (step + 1))
        if not math.isfinite(smooth) or (losses and smooth > _BOUND * min(losses)):
            diverged = rate
            break
        rates.append(rate)
        losses.append(smooth)
        yield rate, smooth
    return RateSearch(tuple(rates), tuple(losses), suggested(rates, losses), diverged)


def suggested(rates: list[float], losses: list[float]) -> float | None:
    """The rate at which the loss falls fastest, of those before it is least; None where it falls nowhere."""
    if len(losses) < 3:
        return None
    least = int(np.argmin(losses))
    slopes = np.gradient(np.asarray(losses), np.log(np.asarray(rates)))[: least + 1]
    steepest = int(np.argmin(slopes))
    return rates[steepest] if slopes[steepest] < 0 and least > 0 else None
