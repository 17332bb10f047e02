"""Says what the program stands on: versions, device, libraries, folders, disk, the embedded weights."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from engine.run.job import Job, Steps


@dataclass(frozen=True, kw_only=True)
class Doctor(Job):
    """Examines the installation."""

    name: ClassVar[str] = "doctor"

    def run(self) -> Steps:
        raise NotImplementedError
        yield
