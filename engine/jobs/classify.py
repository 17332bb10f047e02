"""Names what pictures show: with a model of one's own, or any backbone's 1,000 classes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from engine.data.folder import Skipped
from engine.device import DEVICES
from engine.run.job import Job, Steps, param


@dataclass(frozen=True, slots=True)
class Guess:
    """A class and how probable the model holds it, a fraction."""

    class_: str
    probability: float


@dataclass(frozen=True, slots=True)
class Classified:
    """A picture and its most probable classes, best first."""

    path: str
    top: tuple[Guess, ...]


@dataclass(frozen=True, slots=True)
class ClassifyResult:
    """The pictures in the order given, folders unfolded, and those that could not be read."""

    photos: tuple[Classified, ...]
    skipped: tuple[Skipped, ...]


@dataclass(frozen=True, kw_only=True)
class Classify(Job):
    """Classifies pictures and folders of pictures."""

    name: ClassVar[str] = "classify"
    model: str = param(positional=True)
    paths: tuple[Path, ...] = param(positional=True, kind="paths")
    top: int = param(5, low=1, high=1000)
    csv: Path | None = param(None, kind="save")
    device: str = param("auto", choices=DEVICES, group="machine")
    threads: int = param(0, low=0, high=256, group="machine")

    def run(self) -> Steps:
        raise NotImplementedError
        yield
