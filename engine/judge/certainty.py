"""How sure a model may be: learnt on its validation photos when it is trained, kept in its card."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from engine.judge.heads import softmax
from engine.judge.scores import TRUSTED, temperature_of, threshold_of
from engine.models.familiar import MOST, Familiar

if TYPE_CHECKING:
    from numpy.typing import NDArray


def certainty_of(logits: NDArray[np.floating[Any]], truth: NDArray[np.int64]) -> dict[str, float]:
    """The `temperature` by which logits (N, K) are divided, and the `threshold` of probabilities made true so.

    Nothing where there are no photos to learn it from.
    """
    if len(truth) == 0:
        return {}
    temperature = temperature_of(logits, truth)
    threshold = threshold_of(softmax(logits.astype(np.float64) / temperature), truth)
    return {"temperature": temperature, "threshold": threshold}


def familiar_of(
    vectors: NDArray[np.float32], labels: NDArray[np.int64], others: NDArray[np.float32], classes: int
) -> Familiar | None:
    """What a model has seen: `vectors` (N, D) that it learnt from, of `labels` (N,); `others` (M, D) that it did not.

    What 95 % of those others reach is near. None where there are no others, a class has no photo or they are too many.
    """
    if len(others) == 0 or classes > MOST or len(np.unique(labels)) < classes:
        return None
    centres = np.stack([vectors[labels == label].mean(axis=0) for label in range(classes)])
    seen = Familiar(centres.astype(np.float32), -1.0)
    return Familiar(seen.centres, float(np.quantile(seen.likeness(others), 1 - TRUSTED)))
