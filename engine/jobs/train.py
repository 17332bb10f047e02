"""Trains a classifier on a folder of photos: frozen, fine-tuned or from scratch."""

from __future__ import annotations

import time
from collections.abc import Generator, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final

from engine.device import cores, device_param, threads_param
from engine.files import shown, write_json
from engine.job.declare import Steps, Turns, param, parameters, plain
from engine.job.events import Event, Notice, Outcome
from engine.job.words import EngineError, Message, message
from engine.learn.parts import Parts, choose, choose_apart, find_again, warnings
from engine.learn.recipe import TrainingRecipe
from engine.learn.results import TrainResult, keep_result
from engine.learn.scores import Judged, confusion, majority
from engine.photos.folder import scan_folder
from engine.photos.reading import Wanted
from engine.project import Project, Run
from engine.project.choices import ReadsFolder
from engine.project.run import START
from engine.project.scenes import keep_scenes
from engine.ranks import current, joined

if TYPE_CHECKING:
    from engine.learn.answers import Predictions
    from engine.learn.prepare import Training
    from engine.models.familiar import Familiar
    from engine.models.head import HeadSpec
    from engine.models.network import Network
    from engine.photos.scan import FolderScan

KINDS: Final = ("accuracy", "loss")
_FAMILIAR: Final = 20_000  # photos that are looked at once more when a training ends
LASTING: Final = tuple(item.name for item in parameters(TrainingRecipe) if item.name != "start_from")
"""The settings with which a training that goes on began; the file that it started from has a copy in its run."""


@dataclass(frozen=True, kw_only=True)
class Train(TrainingRecipe, ReadsFolder):
    """Trains a classifier; the result is one safetensors file that `classify` needs nothing else for."""

    together: ClassVar[bool] = True
    folder: Path = param(positional=True, kind="folder")
    out: Path | None = param(None, kind="save")
    device: str = device_param()
    threads: int = threads_param()
    resume: bool = param(False, group="machine")

    def run(self) -> Steps:
        import engine.learn.session  # noqa: F401 - torch and all that computes comes before the clock starts
        from engine.device import choose as choose_device

        began = time.perf_counter()
        with ExitStack() as stack:
            if not stack.enter_context(joined(choose_device(self.device).type)).first:
                yield from self.assist(stack)
                return
            project = stack.enter_context(Project(self.project_of(self.folder), self.folder))
            run = project.unfinished() if self.resume else None
            job = self if run is None else self.going_on(run)
            yield from job.train(project, run, stack, began)

    def going_on(self, run: Run) -> Train:
        """This job with the settings and the network with which `run` began. Raises EngineError `run_damaged`.

        It computes with as many threads as then, where this machine has them: with others, sums end in other digits.
        """
        started = run.started() or {}
        settings = {name: value for name, value in started.get("settings", {}).items() if name not in PLACES}
        threads = started.get("threads")
        if type(threads) is not int or not 1 <= threads <= cores():
            threads = self.threads
        try:
            return replace(self, **settings, start_from=run.start, threads=threads)
        except TypeError as error:
            raise EngineError("run_damaged", path=shown(run.folder)) from error

    def train(self, project: Project, run: Run | None, stack: ExitStack, began: float) -> Steps:
        """The whole training: looks through the folder, learns, saves, reads back, judges."""
        from engine.device import choose as choose_device
        from engine.device import use_threads
        from engine.learn.prepare import make_network, prepare
        from engine.learn.session import learn, until_ready

        scan, parts = yield from until_ready(self._parts(run))
        device = current().place(choose_device(self.device))
        made = make_network(self, parts)
        fresh = run is None or run.load()[0] is None
        use_threads(self.threads)
        apart = run is None and self._seeks_scenes(scan)
        current().broadcast([self._lasting(), str(self.start_from or ""), self.threads, parts.told(), fresh, apart])
        seeking = time.perf_counter()
        if apart:
            scan, parts = yield from until_ready(self._apart(scan, parts, made[0].to(device), project))
        sought = time.perf_counter() - seeking
        if run is None:
            for warning in warnings(scan, parts, self.groups):
                yield Notice(warning)
            if made[0].told is not None:
                yield Notice(made[0].told)
            if seen := _seen_before(made[0], parts):
                yield Notice(message("notice.seen_before", count=seen))
        threads = use_threads(self.threads)  # a job beside it may have taken others meanwhile
        if run is None:
            run = self._begin(project, parts, made, str(device), threads)
        ready = prepare(self, parts, made, device, stack, fresh=fresh)
        try:
            training = yield from until_ready(ready)
        except Exception:
            _say_failed(run)
            raise
        fitting = time.perf_counter()
        yield from learn(training, run)
        seconds = {"embed": sought + training.seconds, "fit": time.perf_counter() - fitting}
        yield from self._conclude(training, run, seconds, began)

    def assist(self, stack: ExitStack) -> Steps:
        """The work of a rank that is not the first: its share of the embedding and of each batch. It writes nothing."""
        from engine.device import choose as choose_device
        from engine.device import use_threads
        from engine.learn.prepare import embed_parts, make_network, prepare
        from engine.learn.scenes import scenes_of_parts
        from engine.learn.session import learn

        settings, start, threads, told, fresh, apart = current().broadcast(None)
        job = replace(self, **settings, start_from=Path(start) if start else None)
        parts = Parts.heard(self.folder, told)
        device = current().place(choose_device(self.device))
        use_threads(threads)
        network, head = make_network(job, parts)
        if apart:
            yield from scenes_of_parts(parts, network.to(device), job.precision)
            parts = Parts.heard(self.folder, current().broadcast(None))
        if job.method == "frozen":
            yield from embed_parts(job, parts, network.to(device))
            return
        training = yield from prepare(job, parts, (network, head), device, stack, fresh=fresh)
        yield from learn(training, None)

    def _lasting(self) -> dict[str, Any]:
        """The settings that belong to the training and not to the machine."""
        return {name: plain(getattr(self, name)) for name in LASTING}

    def _parts(self, run: Run | None) -> Generator[Event, Turns, tuple[FolderScan, Parts]]:
        """The photos: split anew, or those of the run that goes on."""
        kept = run.photos() if run is not None else None
        wanted = Wanted("none") if kept is not None else self.reading_of(self.folder)
        if self.taught:
            wanted = replace(wanted, scenes=())  # they are sought anew
        scan = yield from scan_folder(self.folder, wanted)
        if kept is not None:
            parts, notices = find_again(scan, kept)
            for notice in notices:
                yield Notice(notice)
        else:
            parts = choose(scan, seed=self.seed, groups=self.groups, **self._shares())
        return scan, parts

    def _shares(self) -> dict[str, float]:
        return {"validation": self.validation_share, "test": self.test_share}

    def _seeks_scenes(self, scan: FolderScan) -> bool:
        """Whether photos of one scene are looked for: the backbone knows something, and the folder divides nothing."""
        return self.groups == "auto" and self.taught and not any(photo.part for photo in scan.photos)

    def _apart(
        self, scan: FolderScan, parts: Parts, network: Network, project: Project
    ) -> Generator[Event, Turns, tuple[FolderScan, Parts]]:
        """The photos split so that those of one scene stay together, which the project remembers."""
        from engine.learn.scenes import scenes_of_parts

        scenes = yield from scenes_of_parts(parts, network, self.precision)
        scan, parts = choose_apart(scan, parts, scenes, seed=self.seed, **self._shares())
        current().broadcast(parts.told())
        found = [one.photos for one in scan.series if one.reason == "scene"]
        keep_scenes(project.folder, [[scan.photos[row].digest for row in group] for group in found])
        return scan, parts

    def _begin(self, project: Project, parts: Parts, made: tuple[Network, HeadSpec], device: str, threads: int) -> Run:
        """A new run, with all that is needed to repeat it in its journal, and what it starts from in its folder."""
        from engine.models.card import Card, versions
        from engine.models.model import save

        run = project.new_run()
        write_json(run.folder / "photos.json", parts.plain())
        start, (network, head) = None, made
        if self.start_from is not None and self.taught:
            card = Card(network.name, network.weights, parts.classes, network.preprocessing, head)
            start = save(run.folder / START, network, card)
        run.journal.add(
            "start", lasting=True, settings=self.settings(), seed=self.seed, versions=versions(),
            device=device, threads=threads, photos=parts.counts(), start=start,
            date=datetime.now().astimezone().isoformat(timespec="seconds"),
        )  # fmt: skip
        return run

    def _conclude(self, training: Training, run: Run, seconds: dict[str, float], began: float) -> Steps:
        """Saves the model, reads it back, and judges what was read."""
        from engine.judge.certainty import certainty_of
        from engine.learn.answers import answer
        from engine.learn.loop import persist
        from engine.learn.session import save_model
        from engine.models.model import load_file

        position, parts = training.learner.position, training.parts
        path = self.out or run.folder / "model.safetensors"
        before = yield from answer(*training.ask(training.network.eval(), "validation"), 0)
        certainty = certainty_of(before.logits, before.truth)
        familiar = yield from self._familiar(training)
        yield from persist(lambda: save_model(training, path, self._lasting(), certainty, familiar))
        trained = load_file(path).to(next(training.network.parameters()).device)
        answers: dict[str, Predictions] = {}
        for part in ("train", "validation") if self.method == "frozen" else ("validation",):
            module, batches = training.ask(trained, part)
            answers[part] = yield from answer(module, batches, 0)
        scores = dict(position.best)
        if training.source.lost is None:
            scores |= {f"{kind}.{part}": getattr(judged, kind) for part, judged in answers.items() for kind in KINDS}
        taken = time.perf_counter() - began
        run.journal.add("end", how=position.ended, lasting=True, model=shown(path), scores=scores, seconds=taken)
        validation = answers["validation"]
        result = TrainResult(
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
        keep_result(run, result)
        yield Outcome(result)

    def _familiar(self, training: Training) -> Generator[Event, Turns, Familiar | None]:
        """What the finished network has seen, by its own embeddings; one process alone finds that out."""
        from engine.embed.embed import embed
        from engine.judge.certainty import familiar_of

        parts = training.parts
        learnt, checked = len(parts.train), len(parts.validation)
        if current().world > 1 or learnt + checked > _FAMILIAR:
            return None
        rows = [*parts.train, *parts.validation]
        digests = [parts.digests[row] for row in rows]
        embedded = yield from embed(parts.files(rows), digests, training.network, precision=self.precision)
        good = [place for place in range(len(rows)) if place not in embedded.missing]
        train = [place for place in good if place < learnt]
        others = [place for place in good if place >= learnt]
        vectors, labels = embedded.vectors[0], parts.labels[rows]
        return familiar_of(vectors[train], labels[train], vectors[others], len(parts.classes))

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


def _seen_before(network: Network, parts: Parts) -> int:
    """How many photos of the validation and the test part the model to start from has learnt from, by its card."""
    learnt = set(network.card.split.get("train", ())) if network.card is not None else set()
    return len(learnt & {parts.digests[row] for row in (*parts.validation, *parts.test)})


def _say_failed(run: Run) -> None:
    """Notes that the run failed before it began to learn; one that was to go on stays as it was."""
    if run.ended() is None:
        with suppress(EngineError):  # what went wrong is told; a journal that cannot be written says nothing new
            run.journal.add("end", how="failed", lasting=True)


def _judged(parts: Parts, answers: Predictions) -> list[Judged]:
    rows = zip(answers.rows, answers.truth, answers.predicted, answers.probability, strict=True)
    return [Judged(shown(parts.paths[row]), int(truth), int(guess), float(sure)) for row, truth, guess, sure in rows]


PLACES: Final = {item.name for item in parameters(Train)} - set(LASTING)
"""Parameters that a training that goes on does not take from its journal: they belong to the machine and the moment."""
