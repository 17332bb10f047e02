"""One sitting of a training: made ready, gone through from the last checkpoint on, its model saved."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from pathlib import Path
from typing import Any, Final, TypeVar

import torch._dynamo  # noqa: F401 - torch's optimisers import it when the first is made: better now than in the training

from engine.files import shown
from engine.job.declare import FINISH, Turns
from engine.job.events import Event, Metric, Notice
from engine.job.words import EngineError, message
from engine.learn.checkpoints import Keeper, broadcast_state, resume
from engine.learn.loop import fit, tell
from engine.learn.prepare import Training
from engine.learn.scores import majority
from engine.models.card import Card
from engine.models.familiar import Familiar
from engine.models.model import save
from engine.project import Run

LAST_GOOD: Final = "last-good.safetensors"


T = TypeVar("T")


def until_ready(preparing: Generator[Event, Turns, T]) -> Generator[Event, Turns, T]:
    """Prepares; asked to finish before anything was learnt, it ends. Raises EngineError `nothing_learnt`."""
    turns: Turns = None
    try:
        while True:
            turns = yield preparing.send(turns)
            if turns and turns.get(FINISH):
                raise EngineError("nothing_learnt")
    except StopIteration as end:
        ready: T = end.value
        return ready
    finally:
        preparing.close()


def learn(training: Training, run: Run | None) -> Generator[Event, Turns, None]:
    """Learns, from the last good checkpoint on where there is one, and keeps the best.

    `run` is None for a rank that goes along with the first one. Raises what `fit` raises. When the training diverged,
    the best model until then is saved beside its journal.
    """
    learner, parts = training.learner, training.parts
    events = _go_on(training, run) if run is not None else []
    broadcast_state(learner)
    baseline = majority(parts.labels_of("train"), parts.labels_of("validation"))
    finish = yield from tell([*events, Metric("accuracy.majority", float(learner.position.epoch), baseline)])
    try:
        yield from fit(learner, training.source, Keeper(run), finish=finish)
    except EngineError as error:
        if error.code == "diverged" and learner.best_weights and run is not None:
            learner.take_best()
            training.finish()
            save_model(training, run.folder / LAST_GOOD, {})
        raise
    training.finish()


def _go_on(training: Training, run: Run) -> list[Event]:
    """Takes up the last good checkpoint; what is to be told of it, and the curves until then."""
    checkpoint, damages = run.load()
    notices = list(map(Notice, damages))
    if checkpoint is None:
        return [*notices]
    resume(training.learner, checkpoint)
    run.journal.add("resume", lasting=True, position=checkpoint.values["position"])
    notices.append(Notice(message("notice.going_on", epoch=training.learner.position.epoch + 1)))
    return [*notices, *(Metric(series, *point) for series, points in run.points().items() for point in points)]


def save_model(
    training: Training,
    path: Path,
    settings: Mapping[str, Any],
    certainty: Mapping[str, float] | None = None,
    familiar: Familiar | None = None,
) -> None:
    """Writes the network as one file that `classify` needs nothing else for. Raises EngineError.

    `certainty`: what the validation photos tell of its probabilities, where they were asked: the `temperature` that
    makes them true, and the `threshold` below which it does not know. `familiar`: what it has seen.
    """
    network, parts, best = training.network, training.parts, training.learner.position.best
    scores = {part: {kind: best[f"{kind}.{part}"] for kind in ("accuracy", "loss")} for part in ("train", "validation")}
    scores["validation"] |= certainty or {}
    card = Card(
        backbone=network.name,
        weights=network.weights,
        classes=parts.classes,
        preprocessing=network.preprocessing,
        head=training.head,
        settings=settings,
        scores=scores,
        split=parts.digests_by_part(),
        folder=shown(parts.root.absolute().name),
        familiar=familiar,
    )
    save(path, network, card)
