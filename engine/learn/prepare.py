"""A training from its recipe: the network, the batches and the learner made ready, and afterwards one network."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, TypeAlias

import torch
from torch import nn

from engine.embed.embed import Embedded, embed
from engine.embed.views import PLAIN
from engine.files import shown
from engine.job.declare import GO_ON, Turns
from engine.job.events import Event, Notice, Progress
from engine.job.words import EngineError, message
from engine.learn import tune, vectors
from engine.learn.learner import Learner
from engine.learn.photos import PhotoSource
from engine.learn.scores import balanced_weights, class_shares
from engine.learn.tables.augmentations import AugmentedView
from engine.learn.tables.initialisations import answer_by_share, initialise
from engine.learn.tables.optimisers import OPTIMISERS
from engine.models.head import HeadSpec, build_head
from engine.models.model import build, load_backbone
from engine.ranks import current

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.embed.views import View
    from engine.learn.batches import Batch, Source
    from engine.learn.parts import Parts
    from engine.learn.recipe import TrainingRecipe
    from engine.models.network import Network

Weights: TypeAlias = tuple[float, ...] | None
"""What each class counts in the loss; None: all alike."""
WARM_EPOCHS: Final = 10
"""Epochs in which a new head learns on the frozen backbone before the whole network is tuned."""
WARM_FLOOR: Final = 0.1
"""The head that goes before tuning does not magnify the embeddings more than ten times: they are about to move."""
WARM_OPTIMISER: Final = "adam"
SMALL: Final = 1_000_000
"""A head with fewer weights is trained on one thread."""
TOLD: Final = 20
"""Photos that are told one by one when they cannot be read."""


@dataclass(frozen=True, slots=True)
class Training:
    """A training made ready. `finish` puts what was learnt into `network`.

    `ask(trained, part)`: the module of a network to be judged, and a part's batches for it. `seconds`: what embedding
    took.
    """

    parts: Parts
    network: Network
    head: HeadSpec
    learner: Learner
    source: Source
    finish: Callable[[], None]
    ask: Callable[[Network, str], tuple[nn.Module, Iterator[Batch]]]
    seconds: float


def make_network(recipe: TrainingRecipe, parts: Parts) -> tuple[Network, HeadSpec]:
    """The network of a recipe with a new head, the same for the same seed, that sees photos as the recipe says.

    Raises EngineError `batch_of_one` where batch norm would have nothing to learn from, and as `build` and
    `load_backbone` do.
    """
    if recipe.batch_norm and recipe.hidden and recipe.batch_size == 1:
        raise EngineError("batch_of_one")
    classes = parts.classes
    with torch.random.fork_rng([]):
        torch.manual_seed(recipe.seed)
        if recipe.start_from is not None and recipe.taught:
            network = load_backbone(recipe.start_from, recipe.backbone, classes)
        else:
            network = build(recipe.backbone, weights=recipe.weights if recipe.taught else "none", classes=classes)
        greys = None if recipe.greys == "whole" else parts.greys or network.preprocessing.greys
        network.preprocessing = replace(network.preprocessing, fit=recipe.fit, greys=greys)
        inputs = network.record.embedding_size
        spec = HeadSpec(inputs, len(classes), recipe.hidden, recipe.batch_norm, recipe.dropout)
        network.head = build_head(spec)
    initialise(network.head, recipe.initialisation, recipe.seed)
    return network.eval(), spec


def prepare(
    recipe: TrainingRecipe,
    parts: Parts,
    made: tuple[Network, HeadSpec],
    device: torch.device,
    stack: ExitStack,
    *,
    fresh: bool,
) -> Generator[Event, Turns, Training]:
    """Makes a training ready: embeds the photos where the method wants that. `fresh`: it does not go on from before.

    What must be closed at the end goes on `stack`. It learns with as many threads as torch computes with when this
    begins, whatever jobs beside it set later.
    """
    threads = torch.get_num_threads()
    network, spec = made
    network.to(device)
    weights = _class_weights(recipe, parts)
    answer_by_share(network.head, class_shares(parts.labels_of("train"), weights or (1.0,) * len(parts.classes)))
    if recipe.method == "frozen":
        return (yield from _frozen(recipe, parts, network, spec, weights, threads))
    seconds = 0.0
    if recipe.method == "fine_tune" and recipe.taught and fresh:
        parts, seconds = yield from _warm_up(recipe, parts, network, spec, weights)
    training = _whole(recipe, parts, network, spec, stack, weights, threads)
    return replace(training, seconds=seconds)


def _class_weights(recipe: TrainingRecipe, parts: Parts) -> Weights:
    return balanced_weights(parts.labels_of("train"), len(parts.classes)) if recipe.class_weights else None


def _frozen(
    recipe: TrainingRecipe,
    parts: Parts,
    network: Network,
    spec: HeadSpec,
    weights: Weights,
    threads: int,
    *,
    floor: float = 0.0,
) -> Generator[Event, Turns, Training]:
    began = time.perf_counter()
    parts, source = yield from _embedded(recipe, parts, network)
    module, learner = _head_learner(recipe, network, source, weights, threads, floor)
    seconds = time.perf_counter() - began

    def finish() -> None:
        vectors.fold(module, network.head)

    def ask(trained: Network, part: str) -> tuple[nn.Module, Iterator[Batch]]:
        return trained.head, source.part(part)

    return Training(parts, network, spec, learner, source, finish, ask, seconds)


def embed_parts(
    recipe: TrainingRecipe, parts: Parts, network: Network
) -> Generator[Event, Turns, tuple[Parts, list[int], Embedded]]:
    """The embeddings of the train and the validation part, for which rows; parts without the photos that are lost.

    Several ranks do that together; the first alone has the embeddings then. Where too many cannot be read the job is
    held. Raises EngineError `photos_lost`.
    """
    rows = [*parts.train, *parts.validation]
    views: list[View] = [PLAIN]
    if recipe.augmentation != "none":
        views += [AugmentedView(recipe.augmentation, index) for index in range(recipe.views)]
    digests = [parts.digests[row] for row in rows]
    while True:
        embedded = yield from embed(parts.files(rows), digests, network, views=views, precision=recipe.precision)
        gone = [rows[index] for index in current().broadcast(sorted(embedded.missing))]
        lost = parts.lost(gone)
        if lost is None:
            return parts.without(gone), rows, embedded
        turns = yield Notice(message("notice.photos_lost"), hold=lost)
        if not (turns and turns.get(GO_ON)):
            raise lost


def _embedded(
    recipe: TrainingRecipe, parts: Parts, network: Network
) -> Generator[Event, Turns, tuple[Parts, vectors.VectorSource]]:
    """The embeddings as batches; photos that cannot be read are told."""
    parts, rows, embedded = yield from embed_parts(recipe, parts, network)
    for index, reason in sorted(embedded.missing.items())[:TOLD]:
        yield Notice(message("notice.photo_dropped", path=shown(parts.paths[rows[index]]), reason=reason))
    if len(embedded.missing) > TOLD:
        yield Notice(message("notice.photos_dropped", count=len(embedded.missing) - TOLD))
    place = {row: index for index, row in enumerate(rows)}
    source = vectors.VectorSource(
        embedded.vectors,
        parts.labels[rows],
        ([place[row] for row in parts.train], [place[row] for row in parts.validation]),
        batch_size=recipe.batch_size,
        seed=recipe.seed,
        device=next(network.parameters()).device,
        numbers=rows,
    )
    return parts, source


def _head_learner(
    recipe: TrainingRecipe,
    network: Network,
    source: vectors.VectorSource,
    weights: Weights,
    threads: int,
    floor: float,
) -> tuple[vectors.Standardise, Learner]:
    network.requires_grad_(False)
    network.head.requires_grad_(True)
    device = next(network.parameters()).device
    standardise = vectors.standardiser(source.vectors[0], source.rows("train"), floor=floor).to(device)
    module = nn.Sequential(standardise, network.head)
    groups = vectors.groups(network.head, recipe.rate, recipe.weight_decay)
    small = sum(parameter.numel() for parameter in network.head.parameters()) < SMALL
    return standardise, Learner(module, groups, recipe, class_weights=weights, threads=1 if small else threads)


def _warm_up(
    recipe: TrainingRecipe, parts: Parts, network: Network, spec: HeadSpec, weights: Weights
) -> Generator[Event, Turns, tuple[Parts, float]]:
    """Trains the new head on the frozen backbone, so that its first errors do not spoil what the backbone knows."""
    if not current().first:  # the first one's head comes with its weights when the learning begins
        parts, _, _ = yield from embed_parts(replace(recipe, augmentation="none"), parts, network)
        return parts, 0.0
    warm = replace(
        recipe, epochs=WARM_EPOCHS, optimiser=WARM_OPTIMISER, schedule="constant", averaging=0.0, early_stopping=0,
        learning_rate=OPTIMISERS[WARM_OPTIMISER].learning_rate("frozen"), augmentation="none",
        batch_size=min(recipe.batch_size, 32),
    )  # fmt: skip
    training = yield from _frozen(warm, parts, network, spec, weights, torch.get_num_threads(), floor=WARM_FLOOR)
    learner, source = training.learner, training.source
    learner.train()
    for epoch in range(WARM_EPOCHS):
        learner.position.epoch = epoch
        for batch in source.train(epoch):
            learner.step(batch)
        yield Progress(epoch + 1, WARM_EPOCHS, message("note.warming_up"))
    network.eval()
    training.finish()
    return training.parts, training.seconds


def _whole(
    recipe: TrainingRecipe,
    parts: Parts,
    network: Network,
    spec: HeadSpec,
    stack: ExitStack,
    weights: Weights,
    threads: int,
) -> Training:
    device = next(network.parameters()).device
    network.to(memory_format=torch.channels_last)
    scratch = recipe.method == "scratch"
    first = 0 if scratch else tune.first_stage(network.record, recipe.from_stage)
    tune.unfreeze(network, first)
    keep = recipe.freeze_batch_norm and recipe.taught  # statistics that nobody has learnt yet are not worth keeping
    mode = tune.Mode(network, first, freeze_batch_norm=keep)
    groups = tune.groups(network, recipe.rate, 1.0 if scratch else recipe.layer_decay, recipe.weight_decay)
    ranks = current()
    precision = tune.autocast(recipe.precision, device)
    learner = Learner(
        network, groups, recipe,
        class_weights=weights, set_training=mode, autocast=precision, threads=threads, ranks=ranks,
    )  # fmt: skip
    learner.train()
    learner.pieces = tune.pieces(network, recipe.batch_size) if device.type == "cpu" else 1
    source = stack.enter_context(
        PhotoSource(
            parts, network.preprocessing, batch_size=recipe.batch_size, seed=recipe.seed,
            augmentation=recipe.augmentation, device=device, ranks=ranks,
        )
    )  # fmt: skip

    def ask(trained: Network, part: str) -> tuple[nn.Module, Iterator[Batch]]:
        return trained.to(memory_format=torch.channels_last), source.plain(parts.rows(part))

    return Training(parts, network, spec, learner, source, lambda: None, ask, 0.0)
