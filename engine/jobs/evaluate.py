"""Judges a model on a folder of photos, or on the locked test part of the folder it was trained on."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from engine.device import DEVICES
from engine.jobs.train import Judged
from engine.run.job import Job, Steps, param


@dataclass(frozen=True, slots=True)
class EvaluateResult:
    """`interval`: the 95 % Wilson interval of the accuracy. `photos`: how many were judged."""

    accuracy: float
    interval: tuple[float, float]
    classes: tuple[str, ...]
    confusion: tuple[tuple[int, ...], ...]
    photos: int
    skipped: int
    judged: tuple[Judged, ...] = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Evaluate(Job):
    """Judges a model on every photo of a folder, or on the test part of its own split alone."""

    name: ClassVar[str] = "evaluate"
    model: str = param(positional=True)
    folder: Path = param(positional=True, kind="folder")
    part: str = param("test", choices=("all", "test"))
    device: str = param("auto", choices=DEVICES, group="machine")
    threads: int = param(0, low=0, high=256, group="machine")

    def run(self) -> Steps:
        raise NotImplementedError
        yield
