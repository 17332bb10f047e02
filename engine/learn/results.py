"""What a training came to, kept beside its journal so that it can be looked at again."""

from __future__ import annotations

import dataclasses
import json
import logging
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from engine.files import stays_inside, write_json
from engine.job.words import EngineError
from engine.learn.scores import Judged
from engine.project import Run

FILE: Final = "result.json"
_LARGEST: Final = 64 << 20  # bytes; a hundred thousand judged photos take 12 million
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class TrainResult:
    """A training's result. Accuracies are fractions; rows of the confusion matrix are the truth."""

    model: str
    classes: tuple[str, ...]
    photos: Mapping[str, int]  # train, validation, test
    accuracy: Mapping[str, float]  # train, validation
    loss: Mapping[str, float]  # train, validation
    majority: float  # validation accuracy of always answering the most frequent class
    confusion: tuple[tuple[int, ...], ...]  # of the validation part
    epochs: int
    best_epoch: int
    ended: str  # "epochs", "early_stopping", "stopped"
    seconds: Mapping[str, float]  # embed, fit, total
    run: str  # the run's folder
    judged: tuple[Judged, ...] = field(repr=False)  # the validation photos


def keep_result(run: Run, result: TrainResult) -> None:
    """Writes the result into the run's folder. Where that cannot be, the log says why; the training is done even so."""
    try:
        write_json(run.folder / FILE, dataclasses.asdict(result))
    except (EngineError, ValueError) as error:  # ValueError: a figure that is none
        log.warning("the result of run %s is not kept: %s", run.number, error)


def kept_result(run: Run, model: str) -> TrainResult | None:
    """The result that was kept with the run; None where there is none, or none that can be true.

    `model`: where the model is now; the folder of the run, too, is the present one: a project may have moved.
    """
    try:
        if (run.folder / FILE).stat().st_size > _LARGEST:
            return None
        given = json.loads((run.folder / FILE).read_bytes())
        return _parse(given, run, model)
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return None


def _parse(given: dict[str, Any], run: Run, model: str) -> TrainResult:
    """Raises KeyError, TypeError or ValueError for what no training gives."""
    classes = tuple(_text(name) for name in given["classes"])
    known = range(len(classes))
    confusion = tuple(tuple(_count(cell) for cell in row) for row in given["confusion"])
    judged = tuple(
        Judged(_inner(row["path"]), _count(row["truth"]), _count(row["predicted"]), _share(row["probability"]))
        for row in given["judged"]
    )
    square = [len(row) for row in confusion] == [len(classes)] * len(classes)
    if not classes or not square or any(row.truth not in known or row.predicted not in known for row in judged):
        raise ValueError("result")
    return TrainResult(
        model=model,
        classes=classes,
        photos={part: _count(given["photos"][part]) for part in ("train", "validation", "test")},
        accuracy={part: _share(given["accuracy"][part]) for part in ("train", "validation")},
        loss={part: _figure(given["loss"][part]) for part in ("train", "validation")},
        majority=_share(given["majority"]),
        confusion=confusion,
        epochs=_count(given["epochs"]),
        best_epoch=_count(given["best_epoch"]),
        ended=_text(given["ended"]),
        seconds={part: _figure(given["seconds"][part]) for part in ("embed", "fit", "total")},
        run=str(run.folder),
        judged=judged,
    )


def _text(value: Any) -> str:
    if not isinstance(value, str) or "\0" in value:
        raise TypeError(value)
    return value


def _inner(value: Any) -> str:
    """A photo's path from the folder; a project from a stranger may say what it wants."""
    if not stays_inside(_text(value)):
        raise ValueError(value)
    return value  # type: ignore[no-any-return]


def _count(value: Any) -> int:
    if type(value) is not int or not 0 <= value < 1 << 53:
        raise TypeError(value)
    return value


def _figure(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise TypeError(value)
    return float(value)


def _share(value: Any) -> float:
    figure = _figure(value)
    if not 0 <= figure <= 1:
        raise ValueError(value)
    return figure
