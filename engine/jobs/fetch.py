"""Lists the backbones, and brings, imports or checks their weights."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from engine.models.backbones import BACKBONES
from engine.run.job import Job, Steps, param


@dataclass(frozen=True, slots=True)
class BackboneRow:
    """A backbone for a chooser: `weights` is "bundled", "ready" or "absent"; `top1` a fraction; `input` in pixels."""

    name: str
    family: str
    parameters: int
    megabytes: float
    top1: float
    input: int
    weights: str


@dataclass(frozen=True, kw_only=True)
class Backbones(Job):
    """Lists the backbones and whether their weights are here."""

    name: ClassVar[str] = "backbones"

    def run(self) -> Steps:
        raise NotImplementedError
        yield


@dataclass(frozen=True, slots=True)
class WeightsResult:
    """Where a backbone's weights lie and the SHA-256 of that file."""

    path: str
    digest: str


@dataclass(frozen=True, kw_only=True)
class Weights(Job):
    """Downloads a backbone's weights, imports them from a file or a folder, or checks those that are here."""

    name: ClassVar[str] = "weights"
    action: str = param(positional=True, choices=("get", "import", "check"))
    backbone: str = param(positional=True, choices=lambda: tuple(BACKBONES))
    source: Path | None = param(None, positional=True, kind="file")
    version: str = param("default", choices=("default", "v1", "v2"))

    def run(self) -> Steps:
        raise NotImplementedError
        yield
