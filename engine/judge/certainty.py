"""How sure a model may be: learnt on its validation photos when it is trained, kept in its card."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from engine.judge.heads import softmax
from engine.judge.scores import temperature_of, threshold_of

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
