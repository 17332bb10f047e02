"""Puts a training trick to the trial: with it and without it, on the same photos, with several seeds."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final, Literal

import numpy as np

from engine.device import device_param, threads_param
from engine.job.declare import Steps, Turns, param
from engine.job.events import Event, Metric, Outcome, Progress
from engine.job.telling import telling
from engine.job.words import Message, message
from engine.judge.claims import CLAIMS
from engine.learn.recipe import TrainingRecipe
from engine.models.backbones import BACKBONES
from engine.photos.folder import scan_folder
from engine.photos.split import split
from engine.project.choices import ReadsFolder

if TYPE_CHECKING:
    from engine.judge.known import KnownPhotos

_CHECK: Final = 0.15
_ASKED: Final = 0.3  # of the photos: what the verdict is about; they neither teach nor choose the epoch


@dataclass(frozen=True, slots=True)
class TrialResult:
    """Accuracies, fractions, one a seed, on photos that neither side has seen.

    `difference`: the mean of with − without; `interval`: its 95 % interval (Student's, over seeds). `verdict`: "holds"
    where that lies above 0, "fails" where below, else "cannot_tell". `photos`: asked about with each seed.
    """

    claim: str
    with_: tuple[float, ...]
    without: tuple[float, ...]
    difference: float
    interval: tuple[float, float]
    verdict: Literal["holds", "fails", "cannot_tell"]
    photos: int


@dataclass(frozen=True, kw_only=True)
class Trial(ReadsFolder):
    """Trains a head with a trick and without it for each seed; both learn from the same photos."""

    name: ClassVar[str] = "trial"
    folder: Path = param(positional=True, kind="folder")
    claim: str = param("dropout", choices=lambda: tuple(CLAIMS))
    seeds: int = param(5, low=2, high=30)
    backbone: str = param("efficientnet_lite0", choices=lambda: tuple(BACKBONES))
    device: str = device_param()
    threads: int = threads_param()

    def run(self) -> Steps:
        from engine.judge.known import know
        from engine.judge.scores import mean_interval
        from engine.look.opening import opened

        scan = yield from scan_folder(self.folder, self.reading_of(self.folder))
        known = yield from know(scan, opened(self.backbone, self.device, self.threads, scan.greys))
        shares: tuple[list[float], list[float]] = ([], [])
        for seed in range(self.seeds):
            parts = _parts(known, seed)
            for side in (0, 1):
                share = yield from self._learn(known, parts, seed, side)
                shares[side].append(share)
                yield Metric(("with", "without")[side], seed, share)
        differences = np.subtract(*shares)
        low, high = mean_interval(differences.tolist())
        verdict: Literal["holds", "fails", "cannot_tell"] = "cannot_tell"
        if low > 0:
            verdict = "holds"
        elif high < 0:
            verdict = "fails"
        yield Outcome(
            TrialResult(
                self.claim, tuple(shares[0]), tuple(shares[1]), float(differences.mean()), (low, high), verdict,
                len(parts[2]),
            )
        )  # fmt: skip

    def _learn(
        self, known: KnownPhotos, parts: tuple[Sequence[int], Sequence[int], Sequence[int]], seed: int, side: int
    ) -> Generator[Event, Turns, float]:
        """The accuracy of a head with the trick (side 0) or without it (1)."""
        from engine.judge.training import train_head

        claim = CLAIMS[self.claim]
        recipe = replace(TrainingRecipe(seed=seed), **{**claim.amid, **(claim.without if side else claim.with_)})
        note = message("note.trial", number=2 * seed + side + 1, count=2 * self.seeds)
        training = train_head(
            recipe, known.vectors, known.labels, known.classes, parts, scaled=claim.scaled or side == 0
        )
        judged = yield from telling(training, lambda _: Progress(2 * seed + side, 2 * self.seeds, note))
        return float(judged.right.mean())

    @classmethod
    def report(cls, value: Any) -> Sequence[Message | str]:
        low, high = value.interval
        return [
            message("report.trial.side", side=Message("trial.with"), shares=_listed(value.with_)),
            message("report.trial.side", side=Message("trial.without"), shares=_listed(value.without)),
            message("report.trial.difference", difference=value.difference, low=low, high=high),
            message(f"verdict.{value.verdict}", name=Message(f"choice.claim.{value.claim}")),
        ]


def _parts(known: KnownPhotos, seed: int) -> tuple[Sequence[int], Sequence[int], Sequence[int]]:
    """Rows to learn from, to choose the epoch by, and to be asked about; groups stay whole."""
    made = split(known.labels.tolist(), known.groups, seed=seed, validation=_CHECK, test=_ASKED)
    return made.train, made.validation, made.test


def _listed(shares: Sequence[float]) -> str:
    return "  ".join(f"{100 * share:.1f}" for share in shares)
