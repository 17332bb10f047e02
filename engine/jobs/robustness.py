"""Measures how a model's accuracy falls as an attacker may change each pixel by more and more."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from engine.device import device_param, threads_param
from engine.job.declare import Steps, Turns, param
from engine.job.events import Event, Metric, Outcome, Progress
from engine.job.figures import read_numbers
from engine.job.words import EngineError, Message, message
from engine.judge.attackable import answers, attackable, batches, named
from engine.photos.folder import scan_folder
from engine.project.choices import ReadsFolder

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from engine.models.network import Network

ROBUSTNESS_ATTACKS = ("pgd_linf", "fgsm")


@dataclass(frozen=True, slots=True)
class RobustnessRow:
    """`accuracy`: the share of photos that keep their right answer within `epsilon` steps of 1/255."""

    epsilon: float
    accuracy: float


@dataclass(frozen=True, slots=True)
class RobustnessResult:
    """`truth`: "folders" where the classes' names are the model's, else "model": its own answer to the photo."""

    rows: tuple[RobustnessRow, ...]
    photos: int
    skipped: int
    truth: str
    attack: str
    steps: int


@dataclass(frozen=True, kw_only=True)
class Robustness(ReadsFolder):
    """Attacks every photo of a folder within balls of growing size, away from its right answer."""

    name: ClassVar[str] = "robustness"
    model: str = param(positional=True)
    folder: Path = param(positional=True, kind="folder")
    epsilons: str = param("0,0.5,1,2,4,8")
    attack: str = param("pgd_linf", choices=ROBUSTNESS_ATTACKS)
    steps: int = param(10, low=1, high=1000)
    most_photos: int = param(64, low=0, high=1_000_000)
    seed: int = param(0, low=0, high=2**31 - 1)
    device: str = device_param()
    threads: int = threads_param()

    def run(self) -> Steps:
        from engine.device import choose, use_threads
        from engine.models.model import load

        use_threads(self.threads)
        bounds = parsed(self.epsilons)
        scan = yield from scan_folder(self.folder, self.reading_of(self.folder))
        network = load(self.model, scan.greys).to(choose(self.device))
        photos, skipped = yield from attackable(scan, network, self.most_photos)
        truth = yield from answers(scan, network, photos)
        labels = [label for label, _ in truth]
        standing = [index for index, (label, answer) in enumerate(truth) if label == answer]
        rows = []
        for number, epsilon in enumerate(bounds):
            yield Progress(number, len(bounds), message("note.attacking_photos", epsilon=epsilon))
            if epsilon > 0.0:
                standing = yield from self._withstand(network, photos, labels, standing, epsilon)
            rows.append(RobustnessRow(epsilon, len(standing) / len(photos)))
            yield Metric("accuracy", epsilon, rows[-1].accuracy)
        truth_of = "folders" if named(scan, network) else "model"
        yield Outcome(RobustnessResult(tuple(rows), len(photos), skipped, truth_of, self.attack, self.steps))

    @classmethod
    def report(cls, value: Any) -> Sequence[Message | str]:
        result: RobustnessResult = value
        truth = Message(f"truth.{result.truth}")
        lines = [message("report.robustness_photos", count=result.photos, truth=truth)]
        lines += [message("report.robustness", epsilon=row.epsilon, accuracy=row.accuracy) for row in result.rows]
        return lines

    def _withstand(
        self,
        network: Network,
        photos: Sequence[tuple[int, NDArray[np.uint8]]],
        labels: Sequence[int],
        standing: Sequence[int],
        epsilon: float,
    ) -> Generator[Event, Turns, list[int]]:
        """Which of the photos `standing` keep their right answer within `epsilon`, in batches."""
        from engine.paint.resisting import resisted

        kept: list[int] = []
        for batch in batches(standing):
            pixels = [photos[index][1] for index in batch]
            attack = resisted(
                network, pixels, [labels[index] for index in batch], (self.attack, epsilon, self.steps, self.seed)
            )
            firm = yield from attack
            kept += [index for index, holds in zip(batch, firm, strict=True) if holds]
        return kept


def parsed(epsilons: str) -> tuple[float, ...]:
    """Bounds in steps of 1/255, in rising order. Raises EngineError `bad_epsilons`."""
    try:
        found = sorted(set(read_numbers(epsilons)))
    except ValueError as error:
        raise EngineError("bad_epsilons", value=epsilons) from error
    if not found or not all(0.0 <= epsilon <= 255.0 for epsilon in found):
        raise EngineError("bad_epsilons", value=epsilons)
    return tuple(found)
