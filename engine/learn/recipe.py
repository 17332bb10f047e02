"""A recipe: how to train, apart from what is trained and on what."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """The settings of the training loop.

    `optimiser` and `schedule` name rows of their tables. `momentum`, `averaging` and `label_smoothing` are fractions;
    `averaging` 0: none. `clip_norm` 0: not clipped. `early_stopping`: epochs without a better validation score after
    which the training ends; 0: never. `class_weights`: one for each class, or none.
    """

    epochs: int
    seed: int
    optimiser: str = "adam"
    momentum: float = 0.9
    schedule: str = "constant"
    clip_norm: float = 0.0
    averaging: float = 0.0
    label_smoothing: float = 0.0
    early_stopping: int = 0
    class_weights: tuple[float, ...] | None = None
