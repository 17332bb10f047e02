"""What transfer is worth: accuracy over photos a class, frozen, fine-tuned and from scratch, spread over seeds."""

from __future__ import annotations

import math
from collections.abc import Generator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final

import numpy as np

from engine.device import device_param, threads_param
from engine.files import shown
from engine.job.declare import Steps, Turns, param, unknown
from engine.job.events import Event, Metric, Outcome, Progress
from engine.job.figures import read_numbers
from engine.job.words import EngineError, Message, message
from engine.learn.recipe import METHODS, TrainingRecipe
from engine.models.backbones import BACKBONES
from engine.photos.folder import scan_folder
from engine.photos.problems import one_line
from engine.photos.reading import Wanted
from engine.photos.split import split
from engine.project.choices import ReadsFolder

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from engine.judge.known import KnownPhotos
    from engine.models.network import Network

    Right = NDArray[np.bool_]

BESIDE: Final = ".beside"
"""Stands behind the series of a second folder."""
_ASKED: Final = 0.3  # of the photos: the same for every size and method


@dataclass(frozen=True, slots=True)
class CurveRow:
    """A point: the mean accuracy over seeds, on photos that were not learnt from, and its 95 % interval.

    The interval is Student's over the seeds, and never narrower than Wilson's of all photos asked about: few seeds that
    happen to agree tell no more than their photos.
    """

    method: str
    photos_a_class: int
    accuracy: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class SecondCurve:
    """The points of a second folder, see `LearningCurveResult`."""

    folder: str
    rows: tuple[CurveRow, ...]
    majority: float
    sureness: float


@dataclass(frozen=True, slots=True)
class LearningCurveResult:
    """The points, method by method; `asked`: photos asked about with some seed; `majority`: of the largest class.

    `sureness`: how sure the backbone is, on average, that a photo shows one of the thousand things that it was taught
    (its highest probability, 0 to 1). That is low for pictures unlike those it has seen; whether its features suit
    one's own classes it cannot tell. `beside`: the same of a second folder.
    """

    rows: tuple[CurveRow, ...]
    asked: int
    majority: float
    sureness: float = math.nan
    beside: SecondCurve | None = None


@dataclass(frozen=True, kw_only=True)
class LearningCurve(ReadsFolder):
    """Trains on 2, 5, 10 … photos of each class; every point takes as many steps as the last one of its method."""

    name: ClassVar[str] = "learning-curve"
    folder: Path = param(positional=True, kind="folder")
    methods: str = param("frozen,scratch")
    photos: str = param("2,5,10,20,50")
    seeds: int = param(3, low=1, high=30)
    epochs: int = param(20, low=1, high=10_000)
    beside: Path | None = param(None, kind="folder")
    backbone: str = param("efficientnet_lite0", choices=lambda: tuple(BACKBONES))
    device: str = device_param()
    threads: int = threads_param()

    def run(self) -> Steps:
        first = yield from self._curve(self.folder, self.reading_of(self.folder), "")
        if self.beside is None:
            yield Outcome(first)
            return
        # What was said of the first folder is not said of the second.
        alone = replace(self, project=None, layout="auto", labels=None)
        other = yield from self._curve(self.beside, alone.reading_of(self.beside), BESIDE)
        yield Outcome(
            replace(first, beside=SecondCurve(shown(self.beside), other.rows, other.majority, other.sureness))
        )

    def _curve(self, folder: Path, wanted: Wanted, mark: str) -> Generator[Event, Turns, LearningCurveResult]:
        """The points of a folder; each is told as it comes, `mark` behind its series."""
        from engine.judge.known import know
        from engine.look.opening import opened

        methods, sizes = self._methods(), _sizes(self.photos)
        scan = yield from scan_folder(folder, wanted)
        network = opened(self.backbone, self.device, self.threads, scan.greys)
        known = yield from know(scan, network)
        cuts = [_cut(known, seed) for seed in range(self.seeds)]
        sizes = _within(sizes, known, cuts)
        points = [(method, size, seed) for method in methods for size in sizes for seed in range(self.seeds)]
        found: dict[tuple[str, int], list[Right]] = {}
        asked: set[int] = set()
        for done, (method, size, seed) in enumerate(points):
            yield Progress(done, len(points), message("note.curve", number=done + 1, count=len(points)))
            right = yield from self._learn(known, method, _few(known, cuts[seed][0], size, seed), cuts[seed][1], sizes)
            found.setdefault((method, size), []).append(right)
            asked |= set(cuts[seed][1])
            shares = [float(one.mean()) for one in found[method, size]]
            yield Metric(f"accuracy.{method}{mark}", size, float(np.mean(shares)))
        rows = tuple(_row(method, size, rights, len(asked)) for (method, size), rights in found.items())
        majority = np.bincount(known.labels[cuts[0][0]]).argmax()
        baseline = float((known.labels[cuts[0][1]] == majority).mean())
        return LearningCurveResult(rows, len(asked), baseline, _sureness(network, known.vectors))

    def _methods(self) -> list[str]:
        names = list(dict.fromkeys(name.strip() for name in self.methods.split(",") if name.strip()))
        for name in names:
            if name not in METHODS:
                raise unknown("unknown_method", name, METHODS)
        return names or ["frozen"]

    def _learn(
        self, known: KnownPhotos, method: str, train: list[int], asked: list[int], sizes: Sequence[int]
    ) -> Generator[Event, Turns, Right]:
        """Which of the photos asked about a model has right that learnt from `train`.

        The photos learnt from choose the epoch too: whoever has few has no others.
        """
        from engine.judge.training import train_head, train_whole

        recipe = TrainingRecipe(backbone=self.backbone, method=method, seed=len(train), epochs=self.epochs)
        most = max(sizes) * known.classes
        steps = self.epochs * math.ceil(min(most, len(known.labels)) / recipe.batch_size)
        recipe = replace(recipe, epochs=math.ceil(steps / math.ceil(len(train) / recipe.batch_size)))
        if method == "frozen":
            run = yield from train_head(recipe, known.vectors, known.labels, known.classes, (train, train, asked))
            return run.right
        with ExitStack() as stack:
            return (yield from train_whole(recipe, known, (train, train, asked), stack, self.device, self.threads))

    @classmethod
    def report(cls, value: Any) -> Sequence[Message | str]:
        lines: list[Message | str] = [message("report.curve.asked", count=value.asked, majority=value.majority)]
        lines.append(message("report.curve.sureness", share=value.sureness))
        lines += [
            message(
                "report.curve.row", method=Message(f"choice.method.{row.method}"), count=row.photos_a_class,
                accuracy=row.accuracy, low=row.low, high=row.high,
            )
            for row in value.rows
        ]  # fmt: skip
        if (other := value.beside) is not None:
            lines.append(message("report.curve.beside", folder=one_line(other.folder), share=other.sureness))
            lines += [
                message(
                    "report.curve.row", method=Message(f"choice.method.{row.method}"), count=row.photos_a_class,
                    accuracy=row.accuracy, low=row.low, high=row.high,
                )
                for row in other.rows
            ]  # fmt: skip
        return lines


def _sureness(network: Network, vectors: NDArray[np.float32]) -> float:
    """The mean of the highest probability that the backbone's own head gives to photos, by their embeddings."""
    import torch

    device = next(network.parameters()).device
    with torch.no_grad():
        shares = network.head(torch.from_numpy(np.ascontiguousarray(vectors)).to(device)).float().softmax(dim=1)
    return float(shares.max(dim=1).values.mean())


def _sizes(photos: str) -> list[int]:
    """Numbers of photos a class, rising. Raises EngineError `bad_sizes`."""
    try:
        sizes = sorted({int(size) for size in read_numbers(photos, whole=True)})
    except ValueError as error:
        raise EngineError("bad_sizes", value=photos) from error
    if not sizes or sizes[0] < 1 or sizes[-1] > 1_000_000:
        raise EngineError("bad_sizes", value=photos)
    return sizes


def _cut(known: KnownPhotos, seed: int) -> tuple[list[int], list[int]]:
    """Rows that may be learnt from, and rows to be asked about; groups stay whole."""
    made = split(known.labels.tolist(), known.groups, seed=seed, validation=0.0, test=_ASKED)
    return [*made.train, *made.validation], list(made.test)


def _within(sizes: list[int], known: KnownPhotos, cuts: Sequence[tuple[list[int], list[int]]]) -> list[int]:
    """The sizes that some class has photos for; the least one always."""
    most = min(int(np.bincount(known.labels[train]).max()) for train, _ in cuts)
    return [size for size in sizes if size <= most] or [min(sizes[0], most)]


def _few(known: KnownPhotos, train: list[int], size: int, seed: int) -> list[int]:
    """`size` photos of each class at random, or all that it has; larger sizes hold the smaller ones."""
    order = np.random.default_rng([seed, 0xC0]).permutation(train)
    return [int(row) for label in range(known.classes) for row in order[known.labels[order] == label][:size]]


def _row(method: str, size: int, rights: Sequence[Right], asked: int) -> CurveRow:
    from engine.judge.scores import mean_interval
    from engine.learn.scores import wilson

    shares = [float(right.mean()) for right in rights]
    accuracy = float(np.mean(shares))
    low, high = wilson(round(accuracy * asked), asked)
    if len(shares) > 1:
        ends = mean_interval(shares)
        low, high = min(low, ends[0]), max(high, ends[1])
    return CurveRow(method, size, accuracy, max(0.0, low), min(1.0, high))
