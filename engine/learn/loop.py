"""The training loop: one for every method. What is trained is a learner, what it learns from a source of batches.

Curves it tells, with the epoch as a fraction for their step, so that they share one axis:

* `loss.train`: of each batch, and at an epoch's end the mean over that epoch; `loss.validation`: at epoch ends;
* `accuracy.train` (over the epoch's batches, while learning), `accuracy.validation`: at epoch ends, fractions;
* `learning_rate` (the highest of the layers'), `gradient_norm` (before clipping), `photos_per_second`: within epochs.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Generator, Iterable
from contextlib import closing
from typing import TYPE_CHECKING, Any, Final, TypeAlias, cast

from engine.job.background import is_out_of_memory
from engine.job.declare import FINISH, GO_ON, Turns
from engine.job.events import Event, Metric, Notice, Progress
from engine.job.words import EngineError, Message, message
from engine.learn.diagnosis import first_broken_layer
from engine.learn.learner import Learner, Taken

if TYPE_CHECKING:
    from engine.learn.batches import Batch, Source
    from engine.learn.checkpoints import Keeper

POINTS: Final = 100
"""Points of a curve within an epoch, at most about so many."""
EXPLOSION: Final = 1e4
"""A loss that grew so many times over its first value is taken for infinite."""
Told: TypeAlias = Generator[Event, Turns, bool]
"""Events; in the end whether it was asked to finish."""


def fit(learner: Learner, source: Source, keeper: Keeper, *, finish: bool = False) -> Generator[Event, Turns, None]:
    """Trains from where the learner stands to the end of its recipe, or until it is asked to finish.

    `finish`: it was asked already. Afterwards `learner.position.ended` says why it ended, and the module holds the best
    weights. When the generator is closed, or anything is raised, a checkpoint is kept first. A disk that is full and
    photos that are gone hold it. Raises EngineError `diverged`, `photos_lost`, `disk_full` or `not_written`.
    """
    position, recipe = learner.position, learner.recipe
    keeper.steps = source.steps
    try:
        while position.ended is None and position.epoch < recipe.epochs:
            finish = finish or (yield from _learn(learner, source, keeper))
            if not finish or position.score is None:
                finish |= yield from _judge(learner, source, keeper)
            if finish:
                position.ended = "stopped"
            elif recipe.early_stopping and position.stale >= recipe.early_stopping:
                position.ended = "early_stopping"
        position.ended = position.ended or "epochs"
        yield from persist(lambda: keeper.save(learner), must=False)  # what matters more is the model, yet to come
    except GeneratorExit:
        _leave(learner, keeper, "cancelled")
        raise
    except BaseException as error:
        _leave(learner, keeper, "failed" if isinstance(error, Exception) else "cancelled", error)
        raise
    learner.take_best()


def tell(events: Iterable[Event]) -> Told:
    """Yields events; whether one of the answers asked to finish."""
    finish = False
    for event in events:
        turns = yield event
        finish = finish or bool(turns and turns.get(FINISH))
    return finish


def persist(write: Callable[[], object], *, must: bool = True) -> Generator[Event, Turns, None]:
    """Writes; a disk that will not have it holds the job as often as a person tries again.

    Raises EngineError where nobody does and the writing is a `must`.
    """
    while (error := _error_of(write)) is not None:
        turns = yield Notice(message("notice.model_not_saved", why=error.part("title")), hold=error)
        if not (turns and turns.get(GO_ON)):
            if must:
                raise error
            return


def _error_of(write: Callable[[], object]) -> EngineError | None:
    try:
        write()
    except EngineError as error:
        if error.code not in ("disk_full", "not_written"):
            raise
        return error
    return None


def _learn(learner: Learner, source: Source, keeper: Keeper) -> Told:
    """The rest of an epoch's batches."""
    position = learner.position
    every = math.ceil(source.steps / POINTS)
    learner.train()
    began = time.perf_counter()
    with closing(cast("Any", source.train(position.epoch, position.step))) as batches:
        for batch in batches:
            if source.lost is not None:
                break
            rate = learner.learning_rate(
                position.epoch * source.steps + position.step, learner.recipe.epochs * source.steps
            )
            notice, taken, finish = yield from _step(learner, source, batch)
            seconds = time.perf_counter() - began
            if taken.seen == 0:
                position.step += 1
                if (yield from tell(map(Notice, _drain(source)))) or finish:
                    return True
                continue
            if not _sound(learner, taken):
                yield from _diverged(learner, source, keeper, batch, taken.loss)
            events: list[Event] = [Notice(text) for text in (*notice, *_drain(source))]
            if position.step % every == 0:
                events += _within(learner, source, keeper, taken, rate, taken.seen / seconds)
            events.append(_progress(learner, source, position.step))
            finish |= yield from tell(events)
            if keeper.due_within and position.step < source.steps:
                finish |= yield from _keep(learner, keeper)
            if finish:
                return True
            began = time.perf_counter()
    if source.lost is not None:
        return (yield from _wait_for_photos(learner, source)) or (yield from _learn(learner, source, keeper))
    return False


def _judge(learner: Learner, source: Source, keeper: Keeper) -> Told:
    """The end of an epoch: a look at the validation part, the curves, the best weights, a checkpoint when due."""
    position = learner.position
    learner.judged.eval()
    loss, right, seen, finish = 0.0, 0.0, 0.0, False
    with closing(cast("Any", source.validation())) as batches:
        for step, batch in enumerate(batches):
            if source.lost is not None:
                break
            if len(batch.targets) == 0:
                continue
            logits = learner.judge(batch)
            loss += learner.validation_loss(logits, batch.targets)
            right += int((logits.argmax(1) == batch.targets).sum())
            seen += len(batch.targets)
            events: list[Event] = [Notice(text) for text in _drain(source)]
            events.append(_progress(learner, source, source.steps + step + 1))
            finish |= yield from tell(events)
    if source.lost is not None:
        return (yield from _wait_for_photos(learner, source)) or (yield from _judge(learner, source, keeper))
    loss, right, seen = learner.ranks.total(loss, right, seen)
    scores = {
        "loss.train": position.loss / max(1, position.seen),
        "accuracy.train": position.right / max(1, position.seen),
        "loss.validation": loss / max(1, seen),
        "accuracy.validation": right / max(1, seen),
    }
    if position.judge(scores):
        learner.keep_best()
    metrics = [Metric(series, float(position.epoch), value) for series, value in scores.items()]
    for metric in metrics:
        keeper.hear(metric)
    finish |= yield from tell(metrics)
    finish |= yield from _keep(learner, keeper, checkpoint=keeper.due)
    return finish


def _keep(learner: Learner, keeper: Keeper, *, checkpoint: bool = True) -> Told:
    """Writes a checkpoint, or the curves alone. A full disk holds the training once; then it goes on in memory."""
    error = keeper.try_to_save(learner, checkpoint=checkpoint)
    if error is None:
        return False
    text = message("notice.checkpoint_not_saved", why=error.part("title"))
    turns = (yield Notice(text, hold=None if keeper.failing else error)) or {}
    keeper.failing = True
    if turns.get(GO_ON):
        return (yield from _keep(learner, keeper))
    return bool(turns.get(FINISH))


def _wait_for_photos(learner: Learner, source: Source) -> Told:
    """Holds the training until the photos are back. Raises EngineError `photos_lost` where nobody says so."""
    assert source.lost is not None
    turns = (yield Notice(message("notice.photos_lost"), hold=source.lost)) or {}
    if turns.get(FINISH) and learner.position.score is not None:
        return True
    if not turns.get(GO_ON):
        raise source.lost
    source.look_again()
    return False


def _step(learner: Learner, source: Source, batch: Batch) -> Generator[Event, Turns, tuple[list[Message], Taken, bool]]:
    """A step, and whether it was asked to finish meanwhile: between its pieces others can have the thread.

    Where memory does not do, it begins again with the batch in halves, in quarters, and so on.
    """
    told: list[Message] = []
    finish = False
    while True:
        pieces = learner.step_in_pieces(batch)
        try:
            while True:
                next(pieces)
                finish |= yield from tell([_progress(learner, source, learner.position.step)])
        except StopIteration as end:
            return told, end.value, finish
        except (MemoryError, RuntimeError) as error:
            if not is_out_of_memory(error) or learner.mid_step or learner.pieces >= len(batch.targets):
                raise
        learner.pieces *= 2
        told = [message("notice.batch_halved", size=math.ceil(len(batch.targets) / learner.pieces))]


def _sound(learner: Learner, taken: Taken) -> bool:
    first = learner.position.first_loss
    if not (math.isfinite(taken.loss) and math.isfinite(taken.gradient_norm)):
        return False
    return first is None or taken.loss <= EXPLOSION * max(1.0, first)


def _diverged(learner: Learner, source: Source, keeper: Keeper, batch: Batch, loss: float) -> Told:
    """Shows the gap in the curve, then raises `diverged`. The best weights until then are kept."""
    gap = Metric("loss.train", _place(learner, source), float("nan"))
    keeper.hear(gap)
    yield gap
    layer = first_broken_layer(learner.module, batch.inputs) or "head"
    learner.mid_step = True  # these weights are worth no checkpoint
    rate = learner.learning_rate(0, learner.recipe.epochs * source.steps)
    raise EngineError(
        "diverged", layer=layer, rate=rate, lower=rate / 10, epoch=learner.position.epoch + 1, loss=str(loss)
    )


def _within(
    learner: Learner, source: Source, keeper: Keeper, taken: Taken, rate: float, speed: float
) -> Iterable[Metric]:
    """The points of the curves within an epoch; its last loss is left to the epoch's mean."""
    place = _place(learner, source)
    values = {"learning_rate": rate, "gradient_norm": taken.gradient_norm, "photos_per_second": speed}
    if learner.position.step < source.steps:
        values["loss.train"] = taken.loss
    metrics = [Metric(series, place, value) for series, value in values.items()]
    for metric in metrics:
        keeper.hear(metric)
    return metrics


def _place(learner: Learner, source: Source) -> float:
    return learner.position.epoch + learner.position.step / source.steps


def _progress(learner: Learner, source: Source, step: int) -> Progress:
    whole = source.steps + source.validation_steps
    epoch, epochs = learner.position.epoch, learner.recipe.epochs
    return Progress(epoch * whole + step, epochs * whole, message("note.epoch", epoch=epoch + 1, epochs=epochs))


def _drain(source: Source) -> list[Message]:
    told = list(source.notices)
    source.notices.clear()
    return told


def _leave(learner: Learner, keeper: Keeper, how: str, error: BaseException | None = None) -> None:
    """Keeps what there is before an end that was not planned; the run can be continued."""
    keeper.try_to_save(learner)
    code = error.code if isinstance(error, EngineError) else "" if error is None else type(error).__name__
    try:
        keeper.end(how, error=code)
    except EngineError:
        if error is None:
            raise
        error.add_note("and the journal could not be written")
