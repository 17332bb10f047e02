"""Heads trained the ordinary way on embeddings that are known already: seconds for many of them, nothing is written."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import nn

from engine.job.declare import Turns
from engine.job.events import Event, Progress
from engine.learn.checkpoints import Keeper
from engine.learn.learner import Learner
from engine.learn.loop import fit
from engine.learn.scores import balanced_weights, class_shares
from engine.learn.tables.initialisations import answer_by_share, initialise
from engine.learn.vectors import Standardise, VectorSource, groups, standardiser
from engine.models.head import HeadSpec, build_head

if TYPE_CHECKING:
    from contextlib import ExitStack

    from numpy.typing import NDArray

    from engine.judge.known import KnownPhotos
    from engine.learn.batches import Source
    from engine.learn.recipe import TrainingRecipe

    Whole = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class HeadRun:
    """What came of a head. `right` (M,): which of the photos asked about it has right. `epochs`: it took so many."""

    right: NDArray[np.bool_]
    epochs: int


def train_head(
    recipe: TrainingRecipe,
    vectors: NDArray[np.float32],
    labels: Whole,
    classes: int,
    parts: tuple[Sequence[int], Sequence[int], Sequence[int]],
    *,
    scaled: bool = True,
) -> Generator[Event, Turns, HeadRun]:
    """Trains a head by a recipe, and asks it about photos that it has not seen.

    `vectors` (N, D) and `labels` (N,); `parts`: rows to learn from, to choose the epoch by, to be asked about.
    `scaled`: whether the embeddings are standardised first. Of a training that diverges the last sound weights count.
    Its own curves are not told; that it goes on is.
    """
    train, check, asked = parts
    spec = HeadSpec(vectors.shape[1], classes, recipe.hidden, recipe.batch_norm, recipe.dropout)
    with torch.random.fork_rng([]):
        torch.manual_seed(recipe.seed)
        head = build_head(spec)
    initialise(head, recipe.initialisation, recipe.seed)
    known = labels[list(train)].tolist()
    weights = balanced_weights(known, classes) if recipe.class_weights else None
    answer_by_share(head, class_shares(known, weights or (1.0,) * classes))
    source = VectorSource(vectors[None], labels, (train, check), batch_size=recipe.batch_size, seed=recipe.seed)
    size = vectors.shape[1]
    plain = Standardise(torch.zeros(size), torch.tensor(1.0))
    module = nn.Sequential(standardiser(vectors, source.rows("train")) if scaled else plain, head)
    learner = Learner(module, groups(head, recipe.rate, recipe.weight_decay), recipe, class_weights=weights, threads=1)
    learner.train()
    yield from _quietly(learner, source)
    module.eval()
    with torch.no_grad():
        said = module(torch.from_numpy(np.ascontiguousarray(vectors[list(asked)]))).argmax(1).numpy()
    return HeadRun(said == labels[list(asked)], learner.position.epoch)


def train_whole(
    recipe: TrainingRecipe,
    known: KnownPhotos,
    parts: tuple[Sequence[int], Sequence[int], Sequence[int]],
    stack: ExitStack,
    device: str,
    threads: int,
) -> Generator[Event, Turns, NDArray[np.bool_]]:
    """Trains a whole network, fine-tuned or from scratch; which of the photos asked about it has right.

    `parts` as for `train_head`. What must be closed at the end goes on `stack`.
    """
    from engine.device import choose, use_threads
    from engine.learn.answers import answer
    from engine.learn.parts import Parts
    from engine.learn.prepare import make_network, prepare

    train, check, asked = (tuple(map(int, part)) for part in parts)
    photos = [known.scan.photos[int(row)] for row in known.rows]
    made = Parts(
        root=known.scan.root,
        classes=known.scan.classes,
        paths=tuple(photo.path for photo in photos),
        digests=tuple(photo.digest for photo in photos),
        labels=known.labels,
        train=train,
        validation=check,
        test=asked,
        greys=known.scan.greys,
    )
    use_threads(threads)
    ready = prepare(recipe, made, make_network(recipe, made), choose(device), stack, fresh=True)
    training = yield from ready
    yield from _quietly(training.learner, training.source)
    training.finish()
    module, batches = training.ask(training.network.eval(), "test")
    answers = yield from answer(module, batches, 0)
    right: NDArray[np.bool_] = answers.predicted == answers.truth
    return right


def _quietly(learner: Learner, source: Source) -> Generator[Event, Turns, None]:
    """Trains; what is told is that it goes on. What diverges has ended."""
    from engine.job.words import EngineError

    steps = fit(learner, source, Keeper(None))
    try:
        for event in steps:
            if isinstance(event, Progress):
                yield event
    except EngineError as error:
        if error.code != "diverged":
            raise
    finally:
        steps.close()
