"""A plan: everything that decides a training, as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from engine.learn.recipe import Recipe
    from engine.learn.tables.optimisers import Method


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is trained and how. Names are rows of the tables; shares are fractions.

    `start_from`: a file whose backbone it begins with, in the place of the published `weights`. `hidden`: widths of the
    head's hidden layers. `views`: augmented looks at each photo when the backbone is frozen. `from_stage`: "all" or a
    stage; that one and those after it learn when fine-tuning. `layer_decay`: the rate of a stage as a share of the next
    one's.
    """

    method: Method
    backbone: str
    weights: str
    start_from: Path | None = None
    recipe: Recipe
    learning_rate: float
    weight_decay: float
    batch_size: int
    hidden: tuple[int, ...] = ()
    batch_norm: bool = False
    dropout: float = 0.0
    initialisation: str = "normal_1_over_n"
    augmentation: str = "none"
    views: int = 4
    from_stage: str = "all"
    layer_decay: float = 1.0
    freeze_batch_norm: bool = False
    precision: str = "auto"

    @property
    def taught(self) -> bool:
        """Whether the backbone knows something before the training."""
        return self.method != "scratch" and (self.start_from is not None or self.weights != "none")
