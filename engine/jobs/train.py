"""Trains a classifier on a folder of photos: frozen, fine-tuned or from scratch."""

from __future__ import annotations

import time
from collections.abc import Generator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final

from engine.device import DEVICES
from engine.files import shown, write_json
from engine.job.declare import Job, Steps, Turns, param
from engine.job.events import Event, Notice, Outcome
from engine.job.words import EngineError, Message, message
from engine.learn.parts import Parts, choose, find_again, warnings
from engine.learn.plan import Plan
from engine.learn.recipe import Recipe
from engine.learn.scores import Judged, balanced_weights, confusion, majority
from engine.learn.tables.augmentations import AUGMENTATIONS
from engine.learn.tables.initialisations import INITIALISATIONS
from engine.learn.tables.optimisers import OPTIMISERS, Method
from engine.learn.tables.schedules import SCHEDULES
from engine.models.backbones import BACKBONES
from engine.photos.folder import scan_folder
from engine.project import Project, Run
from engine.project.run import START
from engine.ranks import current, joined

if TYPE_CHECKING:
    from engine.learn.answers import Answers
    from engine.learn.prepare import Training
    from engine.models.head import HeadSpec
    from engine.models.network import Network

KINDS: Final = ("accuracy", "loss")
METHODS: Final = ("frozen", "fine_tune", "scratch")
PLACES: Final = ("folder", "out", "project", "resume", "device", "threads", "start_from")
"""Parameters that a training that goes on does not take from its journal; all others are those with which it began."""


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


@dataclass(frozen=True, kw_only=True)
class Train(Job):
    """Trains a classifier; the result is one safetensors file that `classify` needs nothing else for."""

    name: ClassVar[str] = "train"
    together: ClassVar[bool] = True
    folder: Path = param(positional=True, kind="folder")
    backbone: str = param("efficientnet_lite0", choices=lambda: tuple(BACKBONES))
    weights: str = param("default", choices=("default", "v1", "v2", "none"))
    method: str = param("frozen", choices=METHODS)
    epochs: int = param(20, low=1, high=10_000)
    seed: int = param(0, low=0, high=2**31 - 1)
    out: Path | None = param(None, kind="save")

    # The head
    hidden_layers: int = param(0, low=0, high=3, group="head")
    hidden_units: int = param(256, low=8, high=4096, group="head")
    batch_norm: bool = param(False, group="head")
    dropout: float = param(0.0, low=0.0, high=0.9, step=0.05, group="head")
    initialisation: str = param("normal_1_over_n", choices=lambda: tuple(INITIALISATIONS), group="head")

    # What is transferred
    start_from: Path | None = param(None, kind="file", group="transfer")

    # The optimiser
    optimiser: str = param("adam", choices=lambda: tuple(OPTIMISERS), group="optimiser")
    learning_rate: float | None = param(None, low=1e-7, high=1e6, logarithmic=True, group="optimiser")
    momentum: float = param(0.9, low=0.0, high=0.999, step=0.05, group="optimiser")
    schedule: str = param("constant", choices=lambda: tuple(SCHEDULES), group="optimiser")
    batch_size: int = param(32, low=1, high=1024, group="optimiser")
    clip_norm: float = param(0.0, low=0.0, high=1000.0, step=0.5, group="optimiser")
    averaging: float = param(0.0, low=0.0, high=0.9999, step=0.01, group="optimiser")

    # Against overfitting
    weight_decay: float = param(0.0, low=0.0, high=1.0, logarithmic=True, group="regularisation")
    label_smoothing: float = param(0.0, low=0.0, high=0.5, step=0.05, group="regularisation")
    early_stopping: int = param(0, low=0, high=1000, unit="epochs", group="regularisation")
    class_weights: bool = param(False, group="regularisation")
    augmentation: str = param("none", choices=lambda: tuple(AUGMENTATIONS), group="regularisation")
    views: int = param(4, low=1, high=64, group="regularisation")

    # Fine-tuning
    from_stage: str = param("all", group="fine_tuning")
    layer_decay: float = param(0.7, low=0.1, high=1.0, step=0.05, group="fine_tuning")
    freeze_batch_norm: bool = param(True, group="fine_tuning")

    # The split
    validation_share: float = param(0.15, low=0.01, high=0.8, step=0.05, group="split")
    test_share: float = param(0.15, low=0.0, high=0.8, step=0.05, group="split")

    # The machine and the project
    device: str = param("auto", choices=DEVICES, group="machine")
    threads: int = param(0, low=0, high=256, group="machine")
    precision: str = param("auto", choices=("auto", "float32", "bfloat16"), group="machine")
    project: Path | None = param(None, kind="folder", group="machine")
    resume: bool = param(False, group="machine")

    def run(self) -> Steps:
        import engine.learn.session  # noqa: F401 - torch and all that computes comes before the clock starts
        from engine.device import choose as choose_device

        began = time.perf_counter()
        with ExitStack() as stack:
            if not stack.enter_context(joined(choose_device(self.device).type)).first:
                yield from self.assist(stack)
                return
            project = stack.enter_context(Project(self.project or Project.default_folder(self.folder), self.folder))
            run = project.unfinished() if self.resume else None
            job = self if run is None else self.going_on(run)
            yield from job.train(project, run, stack, began)

    def going_on(self, run: Run) -> Train:
        """This job with the settings and the network with which `run` began. Raises EngineError `run_damaged`."""
        started = run.started() or {}
        settings = {name: value for name, value in started.get("settings", {}).items() if name not in PLACES}
        try:
            return replace(self, **settings, start_from=run.start)
        except TypeError as error:
            raise EngineError("run_damaged", path=shown(run.folder)) from error

    def train(self, project: Project, run: Run | None, stack: ExitStack, began: float) -> Steps:
        """The whole training: looks through the folder, learns, saves, reads back, judges."""
        from engine.device import choose as choose_device
        from engine.device import use_threads
        from engine.learn.prepare import make_network, prepare
        from engine.learn.session import learn, until_ready

        parts = yield from until_ready(self._parts(run))
        device = current().place(choose_device(self.device))
        threads = use_threads(self.threads)
        made = make_network(self.plan(parts), parts.classes)
        if run is None and (seen := self._seen_before(parts)):
            yield Notice(message("notice.seen_before", count=seen))
        fresh = run is None or run.load()[0] is None
        current().tell([self._lasting(), str(self.start_from or ""), parts.told(), fresh])
        if run is None:
            run = self._begin(project, parts, made, str(device), threads)
        ready = prepare(self.plan(parts), parts, made, device, stack, fresh=fresh)
        training = yield from until_ready(ready)
        fitting = time.perf_counter()
        yield from learn(training, run)
        seconds = {"embed": training.seconds, "fit": time.perf_counter() - fitting}
        yield from self._conclude(training, run, seconds, began)

    def assist(self, stack: ExitStack) -> Steps:
        """The work of a rank that is not the first: its share of the embedding and of each batch. It writes nothing."""
        from engine.device import choose as choose_device
        from engine.device import use_threads
        from engine.learn.prepare import embed_parts, make_network, prepare
        from engine.learn.session import learn

        settings, start, told, fresh = current().tell(None)
        job = replace(self, **settings, start_from=Path(start) if start else None)
        parts = Parts.heard(self.folder, told)
        device = current().place(choose_device(self.device))
        use_threads(self.threads)
        network, head = make_network(job.plan(parts), parts.classes)
        if job.method == "frozen":
            yield from embed_parts(job.plan(parts), parts, network.to(device))
            return
        training = yield from prepare(job.plan(parts), parts, (network, head), device, stack, fresh=fresh)
        yield from learn(training, None)

    def _lasting(self) -> dict[str, Any]:
        """The settings that belong to the training and not to the machine."""
        return {name: value for name, value in self.settings().items() if name not in PLACES}

    def plan(self, parts: Parts) -> Plan:
        """The plan of this training on those photos."""
        method: Method = self.method  # type: ignore[assignment]
        rate = self.learning_rate or OPTIMISERS[self.optimiser].learning_rate(method)
        labels = parts.labels_of("train")
        recipe = Recipe(
            epochs=self.epochs,
            seed=self.seed,
            optimiser=self.optimiser,
            momentum=self.momentum,
            schedule=self.schedule,
            clip_norm=self.clip_norm,
            averaging=self.averaging,
            label_smoothing=self.label_smoothing,
            early_stopping=self.early_stopping,
            class_weights=balanced_weights(labels, len(parts.classes)) if self.class_weights else None,
        )
        return Plan(
            method=method,
            backbone=self.backbone,
            weights=self.weights,
            start_from=self.start_from,
            recipe=recipe,
            learning_rate=rate,
            weight_decay=self.weight_decay,
            batch_size=self.batch_size,
            hidden=(self.hidden_units,) * self.hidden_layers,
            batch_norm=self.batch_norm,
            dropout=self.dropout,
            initialisation=self.initialisation,
            augmentation=self.augmentation,
            views=self.views,
            from_stage=self.from_stage,
            layer_decay=self.layer_decay,
            freeze_batch_norm=self.freeze_batch_norm,
            precision=self.precision,
        )

    def _parts(self, run: Run | None) -> Generator[Event, Turns, Parts]:
        """The photos: split anew, or those of the run that goes on."""
        scan = yield from scan_folder(self.folder)
        kept = run.photos() if run is not None else None
        if kept is not None:
            parts, notices = find_again(scan, kept)
        else:
            parts = choose(scan, seed=self.seed, validation=self.validation_share, test=self.test_share)
            notices = warnings(parts)
        yield from map(Notice, notices)
        return parts

    def _seen_before(self, parts: Parts) -> int:
        """How many photos of the validation and the test part the model to start from has learnt from, by its card."""
        from engine.models.model import card_of

        if self.start_from is None or not self.plan(parts).taught:
            return 0
        card = card_of(self.start_from)
        learnt = set(card.split.get("train", ())) if card is not None else set()
        return len(learnt & {parts.digests[row] for row in (*parts.validation, *parts.test)})

    def _begin(self, project: Project, parts: Parts, made: tuple[Network, HeadSpec], device: str, threads: int) -> Run:
        """A new run, with all that is needed to repeat it in its journal, and what it starts from in its folder."""
        from engine.models.card import Card, versions
        from engine.models.model import save

        run = project.new_run()
        write_json(run.folder / "photos.json", parts.plain())
        start, (network, head) = None, made
        if self.start_from is not None and self.plan(parts).taught:
            card = Card(network.name, network.weights, parts.classes, network.preprocessing, head)
            start = save(run.folder / START, network, card)
        run.journal.add(
            "start", lasting=True, settings=self.settings(), seed=self.seed, versions=versions(),
            device=device, threads=threads, photos=parts.counts(), start=start,
        )  # fmt: skip
        return run

    def _conclude(self, training: Training, run: Run, seconds: dict[str, float], began: float) -> Steps:
        """Saves the model, reads it back, and judges what was read."""
        from engine.learn.answers import answer
        from engine.learn.loop import persist
        from engine.learn.session import save_model
        from engine.models.model import load_file

        position, parts = training.learner.position, training.parts
        path = self.out or run.folder / "model.safetensors"
        yield from persist(lambda: save_model(training, path, self._lasting()))
        trained = load_file(path).to(next(training.network.parameters()).device)
        answers: dict[str, Answers] = {}
        for part in ("train", "validation") if self.method == "frozen" else ("validation",):
            module, batches = training.ask(trained, part)
            answers[part] = yield from answer(module, batches, 0)
        scores = dict(position.best)
        if training.source.lost is None:
            scores |= {f"{kind}.{part}": getattr(judged, kind) for part, judged in answers.items() for kind in KINDS}
        run.journal.add("end", how=position.ended, lasting=True, model=shown(path), scores=scores)
        validation = answers["validation"]
        yield Outcome(
            TrainResult(
                model=shown(path),
                classes=parts.classes,
                photos=parts.counts(),
                accuracy={part: scores[f"accuracy.{part}"] for part in ("train", "validation")},
                loss={part: scores[f"loss.{part}"] for part in ("train", "validation")},
                majority=majority(parts.labels_of("train"), parts.labels_of("validation")),
                confusion=confusion(validation.truth.tolist(), validation.predicted.tolist(), len(parts.classes)),
                epochs=position.epoch,
                best_epoch=position.best_epoch,
                ended=position.ended or "epochs",
                seconds={**seconds, "total": time.perf_counter() - began},
                run=shown(run.folder),
                judged=tuple(_judged(parts, validation)),
            )
        )

    @classmethod
    def report(cls, value: Any) -> Sequence[Message | str]:
        accuracy, photos = value.accuracy, value.photos
        return [
            message(
                "report.train.photos", classes=len(value.classes), count=sum(photos.values()),
                train=photos["train"], validation=photos["validation"], test=photos["test"],
            ),
            message("report.train.accuracy", train=accuracy["train"], validation=accuracy["validation"]),
            message("report.train.majority", majority=value.majority),
            message("report.train.epochs", count=value.epochs, best=value.best_epoch),
            message("report.train.seconds", seconds=value.seconds["total"], embed=value.seconds["embed"]),
            message("report.train.model", path=value.model),
        ]  # fmt: skip


def _judged(parts: Parts, answers: Answers) -> list[Judged]:
    rows = zip(answers.rows, answers.truth, answers.predicted, answers.probability, strict=True)
    return [Judged(shown(parts.paths[row]), int(truth), int(guess), float(sure)) for row, truth, guess, sure in rows]
