"""Keeping a training: its curves in the journal, its state in checkpoints, often enough and no oftener."""

from __future__ import annotations

import dataclasses
import time
from typing import TYPE_CHECKING, Any, Final

from engine.job.words import EngineError
from engine.learn.learner import Learner, Position
from engine.project import Checkpoint

if TYPE_CHECKING:
    from engine.job.events import Metric
    from engine.project import Run

EVERY: Final = 2.0
"""Seconds between two checkpoints at the least, so that cheap epochs do not wait for the disk."""
EVERY_WITHIN: Final = 30.0
"""The same for checkpoints within an epoch."""
SHARE: Final = 50.0
"""A checkpoint waits at least so many times as long as the last one took to write."""


class Keeper:
    """Writes one run's journal and checkpoints; nothing for a rank that has no run, since the first one writes."""

    def __init__(self, run: Run | None) -> None:
        self.run = run
        self.steps = 1  # batches in an epoch
        self.failing = False  # whether somebody was told that nothing can be kept, and nothing could be since
        self._points: dict[str, list[tuple[float, float]]] = {}
        self._began = time.monotonic()
        self._saved_at = float("-inf")
        self._wait = EVERY

    def hear(self, metric: Metric) -> None:
        """Remembers a point of a curve for the journal."""
        if self.run is None:
            return
        self._points.setdefault(metric.series, []).append((metric.step, metric.value))

    def write_points(self) -> None:
        """Adds the points heard since the last time to the journal."""
        if self._points and self.run is not None:
            self.run.journal.add("points", series=self._points)
            self._points = {}

    @property
    def due(self) -> bool:
        """Whether it is time for a checkpoint."""
        return time.monotonic() - self._saved_at >= self._wait

    @property
    def due_within(self) -> bool:
        """Whether it is time for a checkpoint within an epoch."""
        waited = time.monotonic() - max(self._saved_at, self._began)
        return waited >= max(EVERY_WITHIN, self._wait)

    def save(self, learner: Learner) -> None:
        """Writes a checkpoint, unless the weights are those of half a step. Raises EngineError."""
        if learner.mid_step or self.run is None:
            return
        began = time.monotonic()
        self.write_points()
        place = learner.position.epoch + learner.position.step / self.steps
        values = {**_values(learner), "position": place}
        self.run.save(learner.tensors(), values, learner.best_weights, learner.position.best_epoch)
        self._saved_at = time.monotonic()
        self._wait = max(EVERY, SHARE * (self._saved_at - began))

    def try_to_save(self, learner: Learner, *, checkpoint: bool = True) -> EngineError | None:
        """As `save`, or the curves alone; gives the error where that fails: memory still holds everything."""
        try:
            if checkpoint:
                self.save(learner)
            else:
                self.write_points()
        except EngineError as error:
            self._saved_at = time.monotonic()
            return error
        self.failing = self.failing and not checkpoint
        return None

    def end(self, how: str, **more: Any) -> None:
        """Says in the journal how the run ended."""
        self.write_points()
        if self.run is not None:
            seconds = time.monotonic() - self._began
            self.run.journal.add("end", how=how, lasting=True, seconds=seconds, **more)


def broadcast_state(learner: Learner) -> None:
    """Puts the learners of all ranks where that of the first one stands."""
    ranks = learner.ranks
    if ranks.world == 1:
        return
    values = ranks.broadcast(_values(learner))
    tensors = ranks.broadcast_tensors(learner.tensors())
    best = ranks.broadcast_tensors(learner.best_weights)
    if not ranks.first:
        resume(learner, Checkpoint(tensors, values, best))


def resume(learner: Learner, checkpoint: Checkpoint) -> None:
    """Puts a learner where a checkpoint left it. Raises EngineError `checkpoint_misfit`."""
    values = dict(checkpoint.values)
    values.pop("position", None)
    try:
        learner.restore(checkpoint.tensors, int(values.pop("average_steps")), checkpoint.best)
        learner.pieces = int(values.pop("pieces"))
        position = Position(**values)
    except (KeyError, RuntimeError, TypeError, ValueError) as error:
        raise EngineError("checkpoint_misfit", detail=str(error)[:200]) from error
    position.score = None if position.score is None else (position.score[0], position.score[1])
    position.ended = None if position.ended == "stopped" else position.ended
    learner.position = position


def _values(learner: Learner) -> dict[str, Any]:
    """The plain part of a checkpoint."""
    values = dataclasses.asdict(learner.position)
    steps = 0 if learner.average is None else learner.average.steps
    return {**values, "average_steps": steps, "pieces": learner.pieces}
