"""Carries a trained model's file to where a person wants it."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import IO, ClassVar

from engine.files import atomic_write
from engine.job.declare import Job, Steps, param
from engine.job.events import Outcome, Progress


@dataclass(frozen=True, kw_only=True)
class CopyModel(Job):
    """Copies a model of perhaps hundreds of megabytes, whole or not at all, without holding the window up."""

    name: ClassVar[str] = "copy_model"
    source: Path = param(positional=True, kind="file")
    target: Path = param(positional=True, kind="save")

    def run(self) -> Steps:
        def write(file: IO[bytes]) -> None:
            with self.source.open("rb") as model:
                shutil.copyfileobj(model, file, 1 << 20)

        yield Progress(0, 0)
        atomic_write(self.target, write)
        yield Outcome(str(self.target))
