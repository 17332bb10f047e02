"""A training's recipe: every setting that decides what is learnt, declared once."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final, cast

from engine.job.declare import Declared, param
from engine.learn.tables.augmentations import AUGMENTATIONS
from engine.learn.tables.initialisations import INITIALISATIONS
from engine.learn.tables.optimisers import OPTIMISERS
from engine.learn.tables.schedules import SCHEDULES
from engine.models.backbones import BACKBONES
from engine.models.preprocessing import FITS
from engine.photos.series import KEPT

if TYPE_CHECKING:
    from engine.learn.tables.optimisers import Method

GREYS: Final = ("folder", "whole")
"""Greys of more than 8 bits are stretched by the range that the folder uses, or by all that a file can hold."""
METHODS: Final = ("frozen", "fine_tune", "scratch")


@dataclass(frozen=True, kw_only=True)
class TrainingRecipe(Declared):
    """What is trained and how: the form, the command line, the journal and the training loop all read this record.

    `start_from`: a file whose backbone it begins with, in the place of the published `weights`. `learning_rate` None:
    the optimiser's own for the method. `clip_norm` 0: not clipped; `averaging` 0: none; `early_stopping` 0: never.
    `views`: augmented looks at each photo when the backbone is frozen. `from_stage`: "all" or a stage; that one and
    those after it learn when fine-tuning. `fit`: how a photo becomes the square that the network sees; `greys`: by
    which range its deep greys are stretched. `layer_decay`: the rate of a stage as a share of the next one's.
    """

    name: ClassVar[str] = "train"
    backbone: str = param("efficientnet_lite0", choices=lambda: tuple(BACKBONES))
    weights: str = param("default", choices=("default", "v1", "v2", "none"))
    method: str = param("frozen", choices=METHODS)
    epochs: int = param(20, low=1, high=10_000)
    seed: int = param(0, low=0, high=2**31 - 1)
    fit: str = param("crop", choices=FITS)
    greys: str = param("folder", choices=GREYS, group="machine")

    # The head
    hidden_layers: int = param(0, low=0, high=3, group="head")
    hidden_units: int = param(256, low=8, high=4096, group="head")
    batch_norm: bool = param(False, group="head")
    dropout: float = param(0.0, low=0.0, high=0.9, step=0.05, group="head", off=True)
    initialisation: str = param("normal_1_over_n", choices=lambda: tuple(INITIALISATIONS), group="head")

    # What is transferred
    start_from: Path | None = param(None, kind="file", group="transfer")

    # The optimiser
    optimiser: str = param("adam", choices=lambda: tuple(OPTIMISERS), group="optimiser")
    learning_rate: float | None = param(None, low=1e-7, high=1e6, scale="ratio", group="optimiser")
    momentum: float = param(0.9, low=0.0, high=0.999, step=0.05, group="optimiser")
    schedule: str = param("constant", choices=lambda: tuple(SCHEDULES), group="optimiser")
    batch_size: int = param(32, low=1, high=1024, group="optimiser")
    clip_norm: float = param(0.0, low=0.0, high=1000.0, step=0.5, group="optimiser", off=True)
    averaging: float = param(0.0, low=0.0, high=0.9999, step=0.01, group="optimiser", off=True)

    # Against overfitting
    weight_decay: float = param(0.0, low=0.0, high=1.0, scale="ratio", group="regularisation", off=True)
    label_smoothing: float = param(0.0, low=0.0, high=0.5, step=0.05, group="regularisation", off=True)
    early_stopping: int = param(0, low=0, high=1000, unit="epochs", group="regularisation", off=True)
    class_weights: bool = param(False, group="regularisation")
    augmentation: str = param("none", choices=lambda: tuple(AUGMENTATIONS), group="regularisation")
    views: int = param(4, low=1, high=64, group="regularisation")

    # Fine-tuning
    from_stage: str = param("all", group="fine_tuning")
    layer_decay: float = param(0.7, low=0.1, high=1.0, step=0.05, group="fine_tuning")
    freeze_batch_norm: bool = param(True, group="fine_tuning")

    # The split
    validation_share: float = param(0.15, low=0.01, high=0.8, step=0.05, usual=(0.01, 0.45), group="split")
    test_share: float = param(0.15, low=0.0, high=0.8, step=0.05, usual=(0.0, 0.45), group="split")
    groups: str = param("auto", choices=KEPT, group="split")

    precision: str = param("auto", choices=("auto", "float32", "bfloat16"), group="machine")

    @property
    def rate(self) -> float:
        """The learning rate: the one that was set, or the optimiser's own for the method."""
        return self.learning_rate or OPTIMISERS[self.optimiser].learning_rate(cast("Method", self.method))

    @property
    def hidden(self) -> tuple[int, ...]:
        """The widths of the head's hidden layers."""
        return (self.hidden_units,) * self.hidden_layers

    @property
    def taught(self) -> bool:
        """Whether the backbone knows something before the training."""
        return self.method != "scratch" and (self.start_from is not None or self.weights != "none")
