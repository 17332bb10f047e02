"""Measures what defences are worth against attacks: of those that do not know them, and of those that do."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final

from engine.device import device_param, threads_param
from engine.job.declare import Steps, Turns, param
from engine.job.events import Event, Metric, Notice, Outcome, Progress
from engine.job.words import Message, message
from engine.judge.attackable import Labelled, answers, attackable, batches, named
from engine.judge.judged import PARTS, judged_rows
from engine.photos.folder import scan_folder
from engine.project.choices import ReadsFolder

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from engine.models.network import Network
    from engine.paint.defences import Defence

NO_DEFENCE: Final = "none"
KINDS: Final = (NO_DEFENCE, "jpeg", "blur", "noise", "vote")
"""The rows of a bench in their order: none, the DEFENCES, and VOTE where somebody votes."""
NOISE: Final = 12.0
"""Steps of 1/255. Twelve photos of which the embedded backbone is sure (0.6 or more), four looks, attacked at ε = 2 by
somebody who does not know it: 0, 17, 75 and 92 % stay right with noise of 2, 4, 8 and 12, not one more with 16 to 32;
unharmed 100, 92, 92 and 92 %."""
SERIES: Final = ("clean", "attacked", "knowing")
"""What is measured of each defence, in the order in which it gets harder; a metric each, at the number of its row."""
ATTACKS_OF_BENCH: Final = ("pgd_linf", "fgsm")
_JUDGES: Final = 2**32  # what noise is judged by is drawn from seeds beyond those of attacks
_VOTERS: Final = 2  # ready networks that vote besides, where none are named


@dataclass(frozen=True, slots=True)
class Held:
    """The share of photos with the right answer, and its interval of 95 % (Wilson)."""

    accuracy: float
    interval: tuple[float, float]


@dataclass(frozen=True, slots=True)
class DefenceRow:
    """What a defence is worth. `defence`: a name of DEFENCES, VOTE, or "none".

    `clean`: of the photos as they are. `attacked`: of pictures made against the model alone. `knowing`: attacked again
    by somebody who knows the defence, who keeps of both pictures the one that works.
    """

    defence: str
    clean: Held
    attacked: Held
    knowing: Held


@dataclass(frozen=True, slots=True)
class DefendResult:
    """`truth`: "folders" where the classes' names are the model's, else "model": its own answer to the photo.

    `rows`: the first without any defence. `epsilon` in steps of 1/255. `voters`: who voted beside the model.
    """

    rows: tuple[DefenceRow, ...]
    photos: int
    skipped: int
    truth: str
    attack: str
    epsilon: float
    steps: int
    voters: tuple[str, ...]
    seconds: float


@dataclass(frozen=True, kw_only=True)
class Defend(ReadsFolder):
    """Tries each defence on a folder's photos: unharmed, attacked, and attacked again knowing the defence."""

    name: ClassVar[str] = "defend"
    model: str = param(positional=True)
    folder: Path = param(positional=True, kind="folder")
    part: str = param("all", choices=PARTS)
    attack: str = param("pgd_linf", choices=ATTACKS_OF_BENCH)
    epsilon: float = param(2.0, low=0.0, high=255.0, step=0.5, usual=(0.5, 8.0))
    steps: int = param(10, low=1, high=1000)
    most_photos: int = param(32, low=0, high=1_000_000)
    quality: int = param(75, low=1, high=95)
    blur: float = param(1.0, low=0.1, high=10.0, step=0.1, unit="px")
    noise: float = param(NOISE, low=0.0, high=128.0, step=0.5)
    looks: int = param(4, low=1, high=64)
    voters: tuple[Path, ...] = param((), kind="paths")
    seed: int = param(0, low=0, high=2**31 - 1)
    device: str = device_param()
    threads: int = threads_param()

    def run(self) -> Steps:
        from engine.device import choose, use_threads
        from engine.models.model import load

        started = time.perf_counter()
        use_threads(self.threads)
        scan = yield from scan_folder(self.folder, self.reading_of(self.folder))
        network = load(self.model, scan.greys).to(choose(self.device))
        rows = yield from judged_rows(scan, network, self.part, self.model)
        photos, skipped = yield from attackable(scan, network, self.most_photos, rows)
        labels = [label for label, _ in (yield from answers(scan, network, photos))]
        voters = yield from self._voters(network)
        bench = _Bench(self, network, photos, labels)
        found = yield from bench.rows([voter for _, voter in voters])
        truth = "folders" if named(scan, network) else "model"
        names = tuple(name for name, _ in voters)
        seconds = time.perf_counter() - started
        asked = (self.attack, self.epsilon, 1 if self.attack == "fgsm" else self.steps)
        yield Outcome(DefendResult(found, len(photos), skipped, truth, *asked, names, seconds))

    @classmethod
    def report(cls, value: Any) -> Sequence[Message | str]:
        result: DefendResult = value
        truth = Message(f"truth.{result.truth}")
        lines: list[Message | str] = [
            message("report.robustness_photos", count=result.photos, truth=truth),
            message(
                "report.defend",
                attack=Message(f"choice.attack.{result.attack}"),
                epsilon=result.epsilon,
                steps=result.steps,
                seconds=result.seconds,
            ),
        ]
        lines += [_line(row) for row in result.rows]
        if result.voters:
            lines.append(message("report.voters", names=", ".join(result.voters)))
        return [*lines, *conclusion(result.rows)]

    def _voters(self, network: Network) -> Generator[Event, Turns, list[tuple[str, Network]]]:
        """Who votes beside the model: those named, or ready backbones; who lacks one of its classes does not."""
        from engine.look.opinions import each_loaded

        found = []
        for step in each_loaded(self.voters or _smallest_ready(self.model)):
            if not isinstance(step, tuple):
                yield step
            elif set(network.classes) <= set(step[1].classes):
                found.append((step[0], step[1].to(next(network.parameters()).device)))
            else:
                yield Notice(message("notice.cannot_vote", model=step[0]))
        if not found:
            yield Notice(message("notice.nobody_votes"))
        return found


class _Bench:
    """Photos before a network with defences; counts the steps of all attacks together."""

    def __init__(self, job: Defend, network: Network, photos: Sequence[Labelled], labels: Sequence[int]) -> None:
        self._job, self._network = job, network
        self._photos = [pixels for _, pixels in photos]
        self._labels = labels
        self._batches = list(batches(range(len(photos))))
        self._done = self._total = 0

    def rows(self, voters: Sequence[Network]) -> Generator[Event, Turns, tuple[DefenceRow, ...]]:
        """Each defence in turn, the first none."""
        from engine.paint.defences import VOTE, Panel

        kinds = [kind for kind in KINDS if kind != VOTE or voters]
        self._total = len(kinds) * len(self._batches) * self._job.steps
        pictures = yield from self._attacked(self._network, NO_DEFENCE)
        rows = []
        for number, kind in enumerate(kinds):
            network = Panel([self._network, *voters]) if kind == VOTE else self._network
            clean = yield from self._right(network, kind, self._photos)
            attacked = yield from self._right(network, kind, pictures)
            knowing = attacked
            if kind != NO_DEFENCE:
                again = yield from self._right(network, kind, (yield from self._attacked(network, kind)))
                knowing = [one and other for one, other in zip(attacked, again, strict=True)]
            rows.append(DefenceRow(kind, _held(clean), _held(attacked), _held(knowing)))
            for series in SERIES:
                yield Metric(series, number, getattr(rows[-1], series).accuracy)
        return tuple(rows)

    def _defence(self, kind: str, seed: int) -> Defence | None:
        from engine.paint.defences import DEFENCES, Strengths

        job = self._job
        strengths = Strengths(job.quality, job.blur, job.noise, job.looks)
        return DEFENCES[kind](strengths, seed) if kind in DEFENCES else None

    def _attacked(self, network: Network, kind: str) -> Generator[Event, Turns, list[NDArray[np.uint8]]]:
        """A picture of each photo, made against `network` through a defence."""
        from engine.paint.resisting import weakened

        job = self._job
        note = message("note.defending", defence=Message(f"defence.{kind}"))
        found: list[NDArray[np.uint8]] = []
        for number, batch in enumerate(self._batches):
            photos, labels = [self._photos[index] for index in batch], [self._labels[index] for index in batch]
            seed = job.seed + number
            how = (job.attack, job.epsilon, job.steps, seed)
            with contextlib.closing(weakened(network, photos, labels, how, self._defence(kind, seed))) as attack:
                while True:
                    try:
                        next(attack)
                    except StopIteration as end:
                        found += list(end.value)
                        break
                    self._done += 1
                    yield Progress(self._done, self._total, note)
        return found

    def _right(
        self, network: Network, kind: str, pictures: Sequence[NDArray[np.uint8]]
    ) -> Generator[Event, Turns, list[bool]]:
        """Of which pictures the right class is answered through a defence, which draws what the attack has not seen."""
        from engine.models.pictures import tensor
        from engine.paint.defences import defended

        defence = self._defence(kind, _JUDGES + self._job.seed)
        device = next(network.parameters()).device
        found: list[bool] = []
        for batch in self._batches:
            yield Progress(self._done, self._total, message("note.judging_defence"))
            said = defended(network, defence, tensor([pictures[index] for index in batch], device)).argmax(dim=1)
            found += [int(best) == self._labels[index] for best, index in zip(said.tolist(), batch, strict=True)]
        return found


def _smallest_ready(but: str) -> list[str]:
    """The smallest of the ready backbones, as many as vote; none where the model is no backbone itself."""
    from engine.look.opinions import ready_networks
    from engine.models.backbones import BACKBONES

    ready = ready_networks(but) if but in BACKBONES else ()
    return sorted(ready, key=lambda name: BACKBONES[name].megabytes)[:_VOTERS]


def _held(right: Sequence[bool]) -> Held:
    from engine.learn.scores import wilson

    return Held(sum(right) / len(right), wilson(sum(right), len(right)))


def _line(row: DefenceRow) -> Message:
    return message(
        "report.defence",
        defence=Message(f"defence.{row.defence}"),
        clean=row.clean.accuracy,
        attacked=row.attacked.accuracy,
        knowing=row.knowing.accuracy,
    )


def conclusion(rows: Sequence[DefenceRow]) -> list[Message]:
    """What to conclude: what helps against whom beyond chance (intervals apart), and what it costs unharmed photos.

    Where an attack shows nothing beyond chance, this is for want of photos if it turned half of the right answers.
    """
    bare, others = rows[0], rows[1:]
    if not others or bare.attacked.interval[1] >= bare.clean.interval[0]:
        fell = bare.attacked.accuracy <= bare.clean.accuracy / 2 < bare.clean.accuracy
        return [message("conclusion.few_photos" if others and fell else "conclusion.weak_attack")]
    best = max(others, key=lambda row: row.knowing.accuracy)
    seeming = max(others, key=lambda row: row.attacked.accuracy)
    if best.knowing.interval[0] > bare.attacked.interval[1]:
        told, meant = "conclusion.helps", best
    elif seeming.attacked.interval[0] > bare.attacked.interval[1]:
        told, meant = "conclusion.seems_to_help", seeming
    else:
        return [message("conclusion.nothing_helps", bare=bare.attacked.accuracy)]
    name = Message(f"defence.{meant.defence}")
    figures = {"bare": bare.attacked.accuracy, "attacked": meant.attacked.accuracy, "knowing": meant.knowing.accuracy}
    lines = [message(told, defence=name, **figures)]
    if meant.clean.accuracy < bare.clean.accuracy:
        lost = bare.clean.accuracy - meant.clean.accuracy
        lines.append(message("conclusion.price", defence=name, points=100.0 * lost))
    return lines
