"""Judges a model on a folder of photos, or on the locked test part of the folder it was trained on."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final

import numpy as np

from engine.device import device_param, threads_param
from engine.files import RESOURCES, digest_file, shown
from engine.job.declare import Steps, Turns, param, unknown
from engine.job.events import Event, Notice, Outcome
from engine.job.words import EngineError, Message, message
from engine.judge.heads import softmax
from engine.judge.judged import PARTS, judged_rows
from engine.judge.scores import (
    STEPS,
    Answering,
    Bin,
    ClassScore,
    Curves,
    answering,
    balanced_accuracy,
    balanced_interval,
    calibration,
    class_scores,
    curves,
    top_accuracy,
)
from engine.learn.scores import Judged, confusion, wilson
from engine.models.card import temperature_in, threshold_in
from engine.photos.folder import scan_folder
from engine.photos.scan import FolderScan, Photo
from engine.project.choices import ReadsFolder

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from engine.learn.answers import Predictions
    from engine.models.network import Network


STRANGERS: Final = RESOURCES / "demo_pictures"
_NAMES: Final = {"cat": ("mač",), "coffee": ("kav",), "dog": ("pas", "psi"), "rocket": ("raket",), "zebra": ("zebr",)}
"""How words begin that name what a demo picture shows, in Croatian; in English it is the picture's own name."""
TOP: Final = 5
"""Answers among which the right one may be, where there are many classes."""


@dataclass(frozen=True, slots=True)
class Calibrated:
    """How true the probabilities are: the expected calibration error, and what each bar of the diagram is of.

    `temperature`: by what the model's logits are best divided, learnt on its validation photos when it was trained;
    None where that was not done. `calibrated_ece`: the error that is left then. `threshold`: below which probability it
    says "I don't know" where it is asked to; `answering`: what that and other thresholds cost on these photos.
    `strangers`: of pictures of nothing that it knows, the share that gets an answer all the same, for each of those
    thresholds and with what the model knows of its photos besides; () where none were asked about.
    """

    ece: float
    temperature: float | None
    calibrated_ece: float | None
    bins: tuple[Bin, ...]
    threshold: float | None
    answering: tuple[Answering, ...]
    strangers: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class EvaluateResult:
    """`interval`: the 95 % Wilson interval of the accuracy. `photos`: how many were judged, `skipped`: could not be.

    Rows of the confusion matrix are the truth. `classes`: the model's; of a backbone's 1,000 those that occurred.
    `balanced_accuracy`: the mean over the classes that have photos. `per_class`: by name, fractions; NaN where nothing
    was asked or answered. `top`: the share of photos whose class is among the five most probable; None for few classes.
    `curves`: for two classes, the second one to be found.
    """

    accuracy: float
    interval: tuple[float, float]
    classes: tuple[str, ...]
    confusion: tuple[tuple[int, ...], ...]
    photos: int
    skipped: int
    balanced_accuracy: float
    balanced_interval: tuple[float, float]
    per_class: Mapping[str, ClassScore]
    calibration: Calibrated
    top: float | None
    curves: Curves | None = field(repr=False)
    judged: tuple[Judged, ...] = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Evaluate(ReadsFolder):
    """Judges a model on every photo of a folder, or on the test part of its own split alone."""

    name: ClassVar[str] = "evaluate"
    model: str = param(positional=True)
    folder: Path = param(positional=True, kind="folder")
    part: str = param("test", choices=PARTS)
    strangers: Path | None = param(None, kind="folder")
    device: str = device_param()
    threads: int = threads_param()

    def run(self) -> Steps:
        from engine.device import choose, use_threads
        from engine.models.model import load

        device = choose(self.device)
        use_threads(self.threads)
        network = load(self.model).to(device)
        if network.told is not None:
            yield Notice(network.told)
        scan = yield from scan_folder(self.folder, self.reading_of(self.folder))
        rows = yield from judged_rows(scan, network, self.part, self.model)
        labels = _labels(scan, rows, network.classes)
        answers = yield from _ask(network, scan, rows, labels)
        if len(answers.truth) == 0:
            what = message("kinds.photos", count=len(rows))
            raise EngineError(
                "no_readable_photos", path=shown(scan.root), what=what, first=shown(scan.photos[rows[0]].path),
                way=message("reason.vanished"),
            )  # fmt: skip
        skipped = len(rows) - len(answers.truth) + (len(scan.skipped) if len(rows) == len(scan.photos) else 0)
        result = _result(network, scan, answers, skipped)
        if network.card is not None:
            fooled = yield from self._fooled(network)
            result = replace(result, calibration=replace(result.calibration, strangers=fooled))
        yield Outcome(result)

    def _fooled(self, network: Network) -> Generator[Event, Turns, tuple[float, ...]]:
        """Of pictures of nothing that the model knows, by default the demo pictures, how many it answers."""
        from engine.embed.embed import embed
        from engine.photos.folder import list_photos

        files, *_ = list_photos([self.strangers or STRANGERS])
        readable = [file for file in files if file.is_file()]
        if self.strangers is None:
            readable = [file for file in readable if not _is_known(file.stem, network.classes)]
        embedded = yield from embed(readable, [digest_file(file) for file in readable], network)
        good = [place for place in range(len(readable)) if place not in embedded.missing]
        if not good:
            return ()
        return _answered(network, np.ascontiguousarray(embedded.vectors[0][good]))

    @classmethod
    def report(cls, value: Any) -> Sequence[Message | str]:
        low, high = value.interval
        lines: list[Message | str] = [
            message("report.evaluate.accuracy", accuracy=value.accuracy, count=value.photos, low=low, high=high)
        ]
        low, high = value.balanced_interval
        lines.append(message("report.evaluate.balanced", accuracy=value.balanced_accuracy, low=low, high=high))
        for index, (name, row) in enumerate(zip(value.classes, value.confusion, strict=True)):
            if sum(row):
                lines.append(message("report.evaluate.class", name=name, right=row[index], asked=sum(row)))
        lines.append(message("report.evaluate.calibration", error=value.calibration.ece))
        found = value.calibration
        if found.strangers and found.threshold is not None:
            step = min(len(found.strangers) - 1, round(found.threshold * STEPS))
            lines.append(message("report.evaluate.strangers", share=found.strangers[step]))
        if value.skipped:
            lines.append(message("report.evaluate.skipped", count=value.skipped))
        return lines


def _labels(scan: FolderScan, rows: Sequence[int], classes: Sequence[str]) -> list[int]:
    """The model's class of each photo, found by name. Raises EngineError `other_classes` with the nearest."""
    by_name = {_folded(name): index for index, name in reversed(list(enumerate(classes)))}
    by_name |= {name: index for index, name in enumerate(classes)}
    known: dict[int, int] = {}
    for label in sorted({scan.photos[row].label for row in rows}):
        name = scan.classes[label]
        index = by_name.get(name, by_name.get(_folded(name)))
        if index is None:
            raise unknown("other_classes", name, classes)
        known[label] = index
    return [known[scan.photos[row].label] for row in rows]


def _folded(name: str) -> str:
    return " ".join(name.replace("_", " ").split()).casefold()


def _ask(
    network: Network, scan: FolderScan, rows: Sequence[int], labels: Sequence[int]
) -> Generator[Event, Turns, Predictions]:
    """What the model says of some photos; their embeddings are kept, so that a second look costs nothing."""
    import torch

    from engine.embed.embed import embed
    from engine.learn.answers import answer
    from engine.learn.batches import Batch

    photos: list[Photo] = [scan.photos[row] for row in rows]
    files = [scan.root / photo.path for photo in photos]
    embedded = yield from embed(files, [photo.digest for photo in photos], network)
    good = [place for place in range(len(rows)) if place not in embedded.missing]
    device = next(network.parameters()).device

    def batches() -> Iterator[Batch]:
        for start in range(0, len(good), 1024):
            some = good[start : start + 1024]
            vectors = torch.from_numpy(np.ascontiguousarray(embedded.vectors[0, some])).to(device)
            targets = torch.tensor([labels[place] for place in some])
            yield Batch(vectors, targets, np.asarray([rows[place] for place in some]))

    return (yield from answer(network.head, batches(), -(-len(good) // 1024)))


def _is_known(picture: str, classes: Sequence[str]) -> bool:
    """Whether a demo picture may show something that one of the classes names."""
    starts = (picture, *_NAMES.get(picture, ()))
    return any(word.startswith(starts) for name in classes for word in _folded(name).split())


def _answered(network: Network, vectors: NDArray[np.float32]) -> tuple[float, ...]:
    """The share of strangers (N, D) that gets an answer, for each of the thresholds of `answering`."""
    import torch

    with torch.no_grad():
        logits = network.head(torch.from_numpy(vectors).to(next(network.parameters()).device)).float().cpu().numpy()
    sure = softmax(logits.astype(np.float64) / (temperature_in(network.card) or 1.0)).max(axis=1)
    familiar = network.card.familiar if network.card is not None else None
    near = np.ones(len(vectors), bool) if familiar is None else familiar.likeness(vectors) >= familiar.least
    return tuple(float(np.mean(near & (sure >= step / STEPS))) for step in range(STEPS + 1))


def _calibrated(network: Network, answers: Predictions) -> Calibrated:
    logits = answers.logits.astype(np.float64)
    raw = calibration(softmax(logits), answers.truth)
    kept = temperature_in(network.card)
    true = softmax(logits / (kept or 1.0))
    left = None if kept is None else calibration(true, answers.truth).ece
    threshold, costs = threshold_in(network.card), answering(true, answers.truth)
    return Calibrated(raw.ece, kept, left, raw.bins, threshold, costs)


def _result(network: Network, scan: FolderScan, answers: Predictions, skipped: int) -> EvaluateResult:
    truth, predicted = answers.truth.tolist(), answers.predicted.tolist()
    named = list(range(len(network.classes)))
    if len(named) >= 1000:
        named = sorted({*truth, *predicted})
    place = {index: number for number, index in enumerate(named)}
    truth, predicted = [place[index] for index in truth], [place[index] for index in predicted]
    probability = softmax(answers.logits.astype(np.float64))
    matrix = confusion(truth, predicted, len(named))
    classes = tuple(network.classes[index] for index in named)
    right = sum(one == other for one, other in zip(truth, predicted, strict=True))
    judged = zip(answers.rows.tolist(), truth, predicted, answers.probability.tolist(), strict=True)
    return EvaluateResult(
        accuracy=right / len(truth),
        interval=wilson(right, len(truth)),
        classes=classes,
        confusion=matrix,
        photos=len(truth),
        skipped=skipped,
        balanced_accuracy=balanced_accuracy(matrix),
        balanced_interval=balanced_interval(matrix),
        per_class=dict(zip(classes, class_scores(matrix), strict=True)),
        calibration=_calibrated(network, answers),
        top=top_accuracy(probability, answers.truth, TOP) if len(network.classes) > 2 * TOP else None,
        curves=curves(probability[:, 1], answers.truth) if len(network.classes) == 2 else None,
        judged=tuple(Judged(shown(scan.photos[row].path), *answer) for row, *answer in judged),
    )
