"""Looks for a learning rate on the photos of a folder: a rising rate, and what the loss makes of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from engine.device import device_param, threads_param
from engine.job.declare import Steps, param
from engine.job.events import Metric, Outcome, Progress
from engine.job.telling import telling
from engine.job.words import Message, message
from engine.learn.recipe import TrainingRecipe
from engine.learn.tables.optimisers import OPTIMISERS
from engine.models.backbones import BACKBONES
from engine.photos.folder import scan_folder
from engine.project.choices import ReadsFolder


@dataclass(frozen=True, slots=True)
class FindRateResult:
    """`rates` and the smoothed `losses` at each; `suggested`: where the loss falls fastest, None: it never did.

    `usual`: what is taken where none is given. `diverged`: where the loss had risen to four times its least.
    """

    optimiser: str
    rates: tuple[float, ...]
    losses: tuple[float, ...]
    suggested: float | None
    usual: float
    diverged: float | None


@dataclass(frozen=True, kw_only=True)
class FindRate(ReadsFolder):
    """Trains a head on the frozen backbone with a rate that grows from 1e-7 to 10; nothing of it is kept."""

    name: ClassVar[str] = "find-rate"
    folder: Path = param(positional=True, kind="folder")
    optimiser: str = param("adam", choices=lambda: tuple(OPTIMISERS))
    steps: int = param(100, low=20, high=2000)
    seed: int = param(0, low=0, high=2**31 - 1)
    backbone: str = param("efficientnet_lite0", choices=lambda: tuple(BACKBONES))
    device: str = device_param()
    threads: int = threads_param()

    def run(self) -> Steps:
        from engine.judge.known import know
        from engine.judge.rates import search_rate
        from engine.look.opening import opened

        scan = yield from scan_folder(self.folder, self.reading_of(self.folder))
        known = yield from know(scan, opened(self.backbone, self.device, self.threads, scan.greys))
        recipe = TrainingRecipe(optimiser=self.optimiser, seed=self.seed)
        search = search_rate(recipe, known.vectors, known.labels, known.classes, self.steps)
        yield Progress(0, 0, message("note.trying_rates"))
        found = yield from telling(search, lambda step: Metric("loss", *step))
        usual = OPTIMISERS[self.optimiser].learning_rate("frozen")
        yield Outcome(FindRateResult(self.optimiser, found.rates, found.losses, found.suggested, usual, found.diverged))

    @classmethod
    def report(cls, value: Any) -> Sequence[Message | str]:
        lines: list[Message | str] = []
        if value.suggested is None:
            lines.append(message("report.rate.none"))
        else:
            lines.append(message("report.rate.suggested", rate=f"{value.suggested:.2g}", usual=f"{value.usual:g}"))
        if value.diverged is not None:
            lines.append(message("report.rate.diverged", rate=f"{value.diverged:.2g}"))
        return lines
