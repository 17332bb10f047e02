"""Trains a classifier on a folder of photos: frozen, fine-tuned or from scratch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from engine.device import DEVICES
from engine.learn.augmentations import AUGMENTATIONS
from engine.learn.initialisations import INITIALISATIONS
from engine.learn.optimisers import OPTIMISERS
from engine.learn.schedules import SCHEDULES
from engine.models.backbones import BACKBONES
from engine.run.job import Job, Steps, param

METHODS = ("frozen", "fine_tune", "scratch")


@dataclass(frozen=True, slots=True)
class Judged:
    """One validation photo and what the trained model says of it: class indices, probability of the prediction."""

    path: str
    truth: int
    predicted: int
    probability: float


@dataclass(frozen=True, slots=True)
class TrainResult:
    """A training's result. Accuracies are fractions; rows of the confusion matrix are the truth."""

    model: str
    classes: tuple[str, ...]
    photos: Mapping[str, int]  # train, validation, test
    accuracy: Mapping[str, float]  # train, validation
    loss: Mapping[str, float]  # train, validation
    majority: float  # validation accuracy of always answering the most frequent class
    confusion: tuple[tuple[int, ...], ...]  # of the validation part
    epochs: int
    best_epoch: int
    ended: str  # "epochs", "early_stopping", "stopped"
    seconds: Mapping[str, float]  # embed, fit, total
    run: str  # the run's folder
    judged: tuple[Judged, ...] = field(repr=False)  # the validation photos


@dataclass(frozen=True, kw_only=True)
class Train(Job):
    """Trains a classifier; the result is one safetensors file that `classify` needs nothing else for."""

    name: ClassVar[str] = "train"
    folder: Path = param(positional=True, kind="folder")
    backbone: str = param("efficientnet_lite0", choices=lambda: tuple(BACKBONES))
    weights: str = param("default", choices=("default", "v1", "v2", "none"))
    method: str = param("frozen", choices=METHODS)
    epochs: int = param(20, low=1, high=10_000)
    seed: int = param(0, low=0, high=2**31 - 1)
    out: Path | None = param(None, kind="save")

    # The head
    hidden_layers: int = param(0, low=0, high=3, group="head")
    hidden_units: int = param(256, low=8, high=4096, group="head")
    batch_norm: bool = param(False, group="head")
    dropout: float = param(0.0, low=0.0, high=0.9, step=0.05, group="head")
    initialisation: str = param("xavier", choices=lambda: tuple(INITIALISATIONS), group="head")

    # The optimiser
    optimiser: str = param("adam", choices=lambda: tuple(OPTIMISERS), group="optimiser")
    learning_rate: float | None = param(None, low=1e-7, high=1e6, logarithmic=True, group="optimiser")
    momentum: float = param(0.9, low=0.0, high=0.999, step=0.05, group="optimiser")
    schedule: str = param("constant", choices=lambda: tuple(SCHEDULES), group="optimiser")
    batch_size: int = param(32, low=1, high=1024, group="optimiser")
    clip_norm: float = param(0.0, low=0.0, high=1000.0, step=0.5, group="optimiser")
    averaging: float = param(0.0, low=0.0, high=0.9999, step=0.01, group="optimiser")

    # Against overfitting
    weight_decay: float = param(0.0, low=0.0, high=1.0, logarithmic=True, group="regularisation")
    label_smoothing: float = param(0.0, low=0.0, high=0.5, step=0.05, group="regularisation")
    early_stopping: int = param(0, low=0, high=1000, unit="epochs", group="regularisation")
    class_weights: bool = param(False, group="regularisation")
    augmentation: str = param("none", choices=lambda: tuple(AUGMENTATIONS), group="regularisation")
    views: int = param(4, low=1, high=64, group="regularisation")

    # Fine-tuning
    from_stage: str = param("all", group="fine_tuning")
    layer_decay: float = param(0.7, low=0.1, high=1.0, step=0.05, group="fine_tuning")
    freeze_batch_norm: bool = param(True, group="fine_tuning")

    # The split
    validation_share: float = param(0.15, low=0.01, high=0.8, step=0.05, group="split")
    test_share: float = param(0.15, low=0.0, high=0.8, step=0.05, group="split")

    # The machine and the project
    device: str = param("auto", choices=DEVICES, group="machine")
    threads: int = param(0, low=0, high=256, group="machine")
    precision: str = param("auto", choices=("auto", "float32", "bfloat16"), group="machine")
    project: Path | None = param(None, kind="folder", group="machine")
    resume: bool = param(False, group="machine")

    def run(self) -> Steps:
        raise NotImplementedError
        yield
