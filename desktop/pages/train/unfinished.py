"""Whether the last training on a folder of photos can be continued."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from engine.job.declare import Job, Steps, param
from engine.job.events import Outcome, Progress
from engine.project import Project


@dataclass(frozen=True, slots=True)
class Unfinished:
    """The last run on a folder, cut off or stopped after `epoch` of `epochs`, and the settings it began with."""

    epoch: int
    epochs: int
    settings: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class FindUnfinished(Job):
    """Looks for the last run on a folder of photos; a long run's journal takes a while to read.

    The outcome is an `Unfinished`, or None where there is nothing to continue.
    """

    name: ClassVar[str] = "find_unfinished"
    photos: Path = param(positional=True, kind="folder")

    def run(self) -> Steps:
        yield Progress(0, 0)
        yield Outcome(unfinished(self.photos))


def unfinished(photos: Path) -> Unfinished | None:
    """The last run on these photos, if there is more to learn in it. Never raises for what it finds on the disk."""
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        runs = Project.runs_of(Project.default_folder(photos))
        if not runs or not runs[-1].unfinished:
            return None
        settings = (runs[-1].started() or {}).get("settings", {})
        steps = [line["position"] for line in runs[-1].journal.lines("checkpoint")]
        epoch, epochs = int(steps[-1]) if steps else 0, int(settings["epochs"])
        return Unfinished(epoch, epochs, settings) if 0 < epoch <= epochs else None
    return None
