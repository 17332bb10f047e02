"""Changes a photo by a hair until the network calls it something else; judged by the saved file, read back."""

from __future__ import annotations

import time
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final

from engine.device import device_param, threads_param
from engine.job.declare import Job, Steps, Turns, declared, param
from engine.job.events import Event, Notice, Outcome, Picture, Progress
from engine.job.words import Message, message
from engine.paint.attacks import ATTACKS, BOUNDS, idle

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from engine.look.guess import Guess
    from engine.models.network import Network
    from engine.paint.attacking import Plan
    from engine.paint.trying import PatchTrial, Tried

MOST_PHOTOS: Final = 96
"""Of a folder, that a patch is learnt over and tried on."""


@dataclass(frozen=True, slots=True)
class Side:
    """A class in the duel: its probability `before` and `after` the attack, and the one that matters for it.

    `probability`: of the source before, of the target after.
    """

    class_: str
    probability: float
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class Endured:
    """What the network says of the attacked picture after a treatment. `success`: the attack still holds."""

    treatment: str
    class_: str
    probability: float
    target: float  # the target's probability
    success: bool


@dataclass(frozen=True, slots=True)
class Transferred:
    """What another model says of the photo and of the attacked picture, and of the target where it knows it."""

    model: str
    before: Guess
    after: Guess
    target: float | None
    changed: bool


@dataclass(frozen=True, slots=True)
class PatchResult:
    """A patch. `picture`: its PNG, `side` pixels a side. `sheet`: a PDF. Both are `millimetres` a side when printed.

    `learnt`: over how many photos. `held_out`: on how many others it was tried, each at several random places, none of
    which the network had taken for the target before. `fooled`: the share that misleads it; `fooled_held`: where the
    patch is turned, tilted, nearer or farther, in other light; None without such photos. `shown`: some of them.
    """

    picture: str
    sheet: str
    side: int
    area: float
    millimetres: float
    learnt: int
    held_out: int
    fooled: float | None
    fooled_held: float | None
    pixels: NDArray[np.uint8] = field(repr=False)
    shown: tuple[PatchTrial, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class AdversarialResult:
    """An attack's result, of the saved file read back.

    `before`, `after`: the network's answers. `linf` in steps of 1/255, `l2` over pixels in [0, 1], `changed` the share
    of pixels, `psnr` in decibels (None: nothing changed). `patch`: None for an attack that makes none.
    """

    source: Side
    target: Side
    before: Guess
    after: Guess
    attack: str
    targeted: bool
    success: bool
    survives_saving: bool
    linf: int
    l2: float
    changed: float
    psnr: float | None
    steps: int
    seconds: float
    picture: str
    endurance: tuple[Endured, ...]
    transfer: tuple[Transferred, ...]
    pixels: Mapping[str, NDArray[np.uint8]] = field(repr=False)  # before, after
    patch: PatchResult | None = None


@dataclass(frozen=True, kw_only=True)
class Adversarial(Job):
    """Attacks one photo; the attacks are the rows of `engine.paint.attacks.ATTACKS`."""

    name: ClassVar[str] = "adversarial"
    model: str = param(positional=True)
    photo: Path = param(positional=True, kind="file")
    target: str | None = param(None)
    attack: str = param("pgd_linf", choices=lambda: tuple(ATTACKS))
    epsilon: float | None = param(None, low=0.0, high=10_000.0, step=0.5, spans=BOUNDS)
    steps: int | None = param(None, low=1, high=100_000, live=True)
    seed: int = param(0, low=0, high=2**31 - 1)
    out: Path | None = param(None, kind="save")
    rate: float | None = param(None, low=1e-6, high=1e6, live=True, scale="ratio", group="climb")
    confidence: float = param(0.3, low=0.0, high=50.0, step=0.1, group="climb")
    own_resolution: bool = param(False, group="canvas")
    size: int | None = param(None, low=32, high=8192, unit="px", group="canvas")
    enduring: bool = param(False, group="endurance")
    samples: int = param(4, low=2, high=32, group="endurance")
    endurance: bool = param(True, group="endurance")
    transfer: bool = param(False, group="endurance")
    against: tuple[Path, ...] = param((), kind="paths", group="endurance")
    area: float = param(8.0, low=1.0, high=50.0, step=0.5, unit="%", group="patch")
    millimetres: float = param(60.0, low=20.0, high=190.0, step=1.0, unit="mm", group="patch")
    device: str = device_param()
    threads: int = threads_param()

    def run(self) -> Steps:
        from engine.device import choose, use_threads
        from engine.models.model import load
        from engine.models.targets import find_class
        from engine.paint.attacking import attack
        from engine.paint.results import result_path, save_and_read
        from engine.paint.trying import tried

        started = time.perf_counter()
        use_threads(self.threads)
        path = result_path(self.out, f"{self.photo.stem} {self.attack} {self.seed}")
        network = load(self.model).to(choose(self.device))
        target = None if self.target is None else find_class(self.target, network.classes)
        photo = self._photo(network)
        yield Picture("source", 0, photo)
        for name in idle(ATTACKS[self.attack], enduring=self.enduring):
            if getattr(self, name) != declared(type(self), name).default:
                yield Notice(self._idle(name))
        learnt, held_out = yield from self._photos(network, photo)
        attacked = yield from attack(network, photo, self._plan(network, photo, target, learnt))
        saved = save_and_read(path, attacked.pixels)
        duel = _Duel(network, photo, saved, target)
        patch = None
        if attacked.patch is not None:
            how = (self.area / 100.0, self.seed)
            found = yield from tried(network, attacked.patch, held_out, target, how)
            patch = self._save_patch(attacked.patch, path, max(1, len(learnt)), found)
        seconds = time.perf_counter() - started
        endurance = (yield from duel.endure()) if self.endurance else ()
        transfer = yield from self._transfer(duel)
        told = duel.result(self, attacked.pixels, (attacked.steps, seconds, path), endurance, transfer)
        yield Outcome(replace(told, patch=patch))

    def saves_to(self) -> Sequence[Path]:
        """With the patch's picture and sheet beside the result."""
        places = super().saves_to()
        return [*places, *(place for out in places for place in beside(out))] if self._covers else places

    @property
    def _covers(self) -> bool:
        return ATTACKS[self.attack].covering

    @classmethod
    def report(cls, value: Any) -> Sequence[Message | str]:
        result: AdversarialResult = value
        code = "report.attack_success" if result.success else "report.attack_failure"
        lines: list[Message | str] = [
            message(
                code, before=result.before.class_, p_before=result.before.probability, after=result.after.class_,
                p_after=result.after.probability,
            ),
            message("report.distance", linf=result.linf, l2=result.l2, changed=result.changed, seconds=result.seconds),
            message("report.picture", picture=result.picture),
        ]  # fmt: skip
        lines += [] if result.patch is None else _patch_lines(result.patch)
        lines += [_endured_line(row) for row in result.endurance]
        for other in result.transfer:
            name, probability = other.after.class_, other.after.probability
            lines.append(message("report.opinion", model=other.model, name=name, probability=probability))
        return lines

    def _photo(self, network: Network) -> NDArray[np.uint8]:
        """The photo in the size that is attacked."""
        from engine.embed.squares import open_square
        from engine.paint.results import photo

        greys = network.preprocessing.greys
        if self.own_resolution:
            return photo(self.photo, greys=greys)
        if self.size is not None:
            return shrunk(photo(self.photo, self.size, greys), self.size)
        return open_square(self.photo, network.preprocessing)

    def _photos(
        self, network: Network, photo: NDArray[np.uint8]
    ) -> Generator[Event, Turns, tuple[list[NDArray[np.uint8]], list[NDArray[np.uint8]]]]:
        """Of the folders in `against` the photos that a patch is learnt over, and those that it is tried on.

        Each (size, size, 3); every third is held out, and the attacked photo, which may lie there too, is in neither.
        """
        from random import Random

        from engine.judge.attackable import attackable
        from engine.photos.folder import scan_folder

        found: list[NDArray[np.uint8]] = []
        folders = [place for place in self.against if place.is_dir()]
        if folders and not self._covers:
            yield Notice(message("notice.idle_folder", attack=Message(f"choice.attack.{self.attack}")))
            folders = []
        for folder in folders:
            scan = yield from scan_folder(folder)
            photos, _ = yield from attackable(scan, network, MOST_PHOTOS)
            found += [pixels for _, pixels in photos]
        own = network.preprocessing.prepare(photo)
        found = [pixels for pixels in found if not (pixels == own).all()]
        Random(self.seed).shuffle(found)
        return [pixels for index, pixels in enumerate(found) if index % 3 != 2], found[2::3]

    def _save_patch(self, patch: NDArray[np.uint8], out: Path, learnt: int, found: Tried) -> PatchResult:
        from engine.paint.printing import print_patch

        picture, document = beside(out)
        for place in (picture, document):
            print_patch(place, patch, self.millimetres)
        return PatchResult(
            str(picture), str(document), patch.shape[0], self.area, self.millimetres, learnt, found.photos,
            found.flat, found.held, patch, found.shown,
        )  # fmt: skip

    def _idle(self, name: str) -> Message:
        """That what was given for a parameter does nothing, and in what it would."""
        own = "notice.idle_samples" if name == "samples" else "notice.idle"
        return message(own, option=declared(type(self), name).label, attack=Message(f"choice.attack.{self.attack}"))

    def _plan(
        self, network: Network, photo: NDArray[np.uint8], target: int | None, learnt: Sequence[NDArray[np.uint8]]
    ) -> Plan:
        from engine.look.opinions import probabilities
        from engine.paint.attacking import Plan
        from engine.paint.treatments import ENDURANCE

        source = int(probabilities(network, photo).argmax())
        follow = (("probability.source", source), *(() if target is None else (("probability.target", target),)))
        return Plan(
            attack=ATTACKS[self.attack],
            index=source if target is None else target,
            targeted=target is not None,
            epsilon=self.epsilon,
            steps=self.steps,
            rate=self.rate,
            seed=self.seed,
            confidence=self.confidence,
            treatments=tuple(name for name in ENDURANCE if name != "png") if self.enduring and not self._covers else (),
            held=self.enduring and self._covers,
            samples=self.samples,
            follow=follow,
            area=self.area / 100.0,
            photos=tuple(learnt),
        )

    def _transfer(self, duel: _Duel) -> Generator[Event, Turns, tuple[Transferred, ...]]:
        from engine.look.opinions import ready_networks

        models: list[str | Path] = list(ready_networks(self.model)) if self.transfer else []
        return (yield from duel.transfer([*models, *(place for place in self.against if not place.is_dir())]))


class _Duel:
    """A photo and what an attack made of it, before one network and others. `target` None: away from the source."""

    def __init__(
        self, network: Network, before: NDArray[np.uint8], after: NDArray[np.uint8], target: int | None
    ) -> None:
        from engine.look.opinions import probabilities

        self._network = network
        self._before, self._after = before, after
        self._p_before, self._p_after = probabilities(network, before), probabilities(network, after)
        self.source = int(self._p_before.argmax())
        self.targeted = target is not None
        self.target = int(self._p_after.argmax()) if target is None else target

    def holds(self, probabilities: NDArray[np.float32]) -> bool:
        """Whether these answers are those that the attack was for."""
        best = int(probabilities.argmax())
        return best == self.target if self.targeted else best != self.source

    def endure(self) -> Generator[Event, Turns, tuple[Endured, ...]]:
        """The attacked picture through each treatment."""
        from engine.look.opinions import probabilities
        from engine.paint.treatments import ENDURANCE

        rows = []
        for done, (name, treat) in enumerate(ENDURANCE.items()):
            yield Progress(done, len(ENDURANCE), message("note.enduring"))
            found = probabilities(self._network, treat(self._after, 0))
            best = int(found.argmax())
            class_, probability = self._network.classes[best], float(found[best])
            rows.append(Endured(name, class_, probability, float(found[self.target]), self.holds(found)))
        return tuple(rows)

    def transfer(self, models: Sequence[str | Path]) -> Generator[Event, Turns, tuple[Transferred, ...]]:
        """What other models say; one that cannot be read is left out with a notice."""
        from engine.look.opinions import each_loaded, opinion

        rows = []
        for step in each_loaded(models):
            if not isinstance(step, tuple):
                yield step
                continue
            class_ = self._network.classes[self.target]
            before, after = (opinion(*step, pixels, class_, top=1) for pixels in (self._before, self._after))
            changed = before.top[0].class_ != after.top[0].class_
            rows.append(Transferred(step[0], before.top[0], after.top[0], after.probability, changed))
        return tuple(rows)

    def result(
        self,
        job: Adversarial,
        made: NDArray[np.uint8],
        work: tuple[int, float, Path],
        endurance: tuple[Endured, ...],
        transfer: tuple[Transferred, ...],
    ) -> AdversarialResult:
        """The record. `made`: the picture as it was in memory. `work`: steps, seconds, where it was saved."""
        import math

        from engine.look.opinions import probabilities
        from engine.paint.measures import distance

        far = distance(self._before, self._after)
        success = self.holds(self._p_after)
        steps, seconds, path = work
        return AdversarialResult(
            source=self._side(self.source, float(self._p_before[self.source])),
            target=self._side(self.target, float(self._p_after[self.target])),
            before=self._answer(self._p_before),
            after=self._answer(self._p_after),
            attack=job.attack,
            targeted=self.targeted,
            success=success,
            survives_saving=success and self.holds(probabilities(self._network, made)),
            linf=far.linf,
            l2=far.l2,
            changed=far.changed,
            psnr=None if math.isinf(far.psnr) else far.psnr,
            steps=steps,
            seconds=seconds,
            picture=str(path),
            endurance=endurance,
            transfer=transfer,
            pixels={"before": self._before, "after": self._after},
        )

    def _side(self, index: int, probability: float) -> Side:
        before, after = float(self._p_before[index]), float(self._p_after[index])
        return Side(self._network.classes[index], probability, before, after)

    def _answer(self, found: NDArray[np.float32]) -> Guess:
        from engine.look.guess import Guess

        best = int(found.argmax())
        return Guess(self._network.classes[best], float(found[best]))


def beside(out: Path) -> tuple[Path, Path]:
    """Where a patch's picture and its sheet stand, beside the result."""
    return out.with_name(f"{out.stem} patch.png"), out.with_name(f"{out.stem} patch.pdf")


def _patch_lines(patch: PatchResult) -> list[Message]:
    lines = [message("report.patch", picture=patch.picture, sheet=patch.sheet, millimetres=patch.millimetres)]
    if patch.fooled is not None and patch.fooled_held is not None:
        fooled, held = patch.fooled, patch.fooled_held
        lines.append(message("report.patch_fooled", fooled=fooled, held=held, count=patch.held_out))
    return lines


def _endured_line(row: Endured) -> Message:
    code = "report.endured" if row.success else "report.not_endured"
    return message(code, treatment=Message(f"treatment.{row.treatment}"), name=row.class_, probability=row.probability)


def shrunk(pixels: NDArray[np.uint8], shorter: int) -> NDArray[np.uint8]:
    """A photo (H, W, 3) with a shorter side of that many pixels; one that is smaller stays as it is."""
    import numpy as np
    from PIL import Image

    height, width = pixels.shape[:2]
    factor = shorter / min(height, width)
    if factor >= 1.0:
        return pixels
    size = (round(width * factor), round(height * factor))
    return np.asarray(Image.fromarray(pixels).resize(size, Image.Resampling.BICUBIC))
