"""Grows the picture that a network finds ideal for a class, or for a channel of one of its layers."""

from __future__ import annotations

import time
from collections.abc import Generator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, TypeGuard, cast

from typing_extensions import override

from engine.device import device_param, threads_param
from engine.job.declare import Job, Steps, Turns, param
from engine.job.events import Event, Notice, Outcome, Picture, Progress
from engine.job.words import EngineError, Message, message
from engine.paint.presets import DIVERSITY, PHASES, PRESETS, Preset
from engine.paint.quality import QUALITIES, companions, remember, seconds, sides, work

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from engine.look.guess import Guess
    from engine.look.opinions import Opinion
    from engine.models.network import Network
    from engine.models.preprocessing import Preprocessing
    from engine.paint.ascend import Ascent, Goal, Recipe
    from engine.paint.canvas import Start, StartKind

STARTS = ("noise", "grey", "photo")
CANVAS_CHOICES = ("auto", "pixels", "fourier", "bounded", "phase")
_WORTH_MEASURING = 32  # steps
OBJECTIVE_CHOICES = ("auto", "logit", "probability", "margin", "layer", "channel", "unit")


@dataclass(frozen=True, slots=True)
class IdealResult:
    """An ideal image. `probability`: of the target, of the saved file read back; None for a channel.

    `target`: a class's name, or LAYER:N. `size`: the picture's side in pixels. `with_`: the networks that were climbed
    besides. `top`: what the network says of the file. `opinions`: what others say, that had no part in it.
    """

    target: str
    index: int
    probability: float | None
    preset: str
    seed: int
    steps: int
    size: int
    seconds: float
    picture: str
    frames: str | None
    with_: tuple[str, ...]
    top: tuple[Guess, ...]
    opinions: tuple[Opinion, ...]
    pixels: NDArray[np.uint8] = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Ideal(Job):
    """Climbs from noise, grey or a photo to what a network finds ideal; see `engine.paint.ascend`."""

    name: ClassVar[str] = "ideal"
    model: str = param(positional=True)
    target: str | None = param(None)
    channel: str | None = param(None)
    preset: str = param("robust", choices=lambda: tuple(PRESETS))
    steps: int | None = param(None, low=1, high=100_000, live=True)
    seed: int = param(0, low=0, high=2**31 - 1)
    out: Path | None = param(None, kind="save")
    frames: Path | None = param(None, kind="save")
    quality: str = param("live", choices=lambda: tuple(QUALITIES))
    size: int | None = param(None, low=32, high=2048, unit="px")
    with_: str | None = param(None)
    opinions: bool = param(False)

    canvas: str = param("auto", choices=CANVAS_CHOICES, group="canvas")
    like: Path | None = param(None, kind="folder", group="canvas")
    start: str = param("noise", choices=STARTS, group="canvas")
    photo: Path | None = param(None, kind="file", group="canvas")
    pictures: int = param(1, low=1, high=4, group="canvas")

    objective: str = param("auto", choices=OBJECTIVE_CHOICES, group="climb")
    rate: float | None = param(None, low=1e-5, high=1000.0, scale="ratio", usual=(1e-3, 1.0), live=True, group="climb")
    statistics: float | None = param(
        None, low=0.0, high=20.0, step=0.1, scale="cubic", live=True, group="terms", off=True
    )
    variation: float | None = param(
        None, low=0.0, high=1.0, step=0.001, scale="cubic", usual=(0.0, 0.2), live=True, group="terms", off=True
    )
    l2: float | None = param(None, low=0.0, high=1.0, step=0.001, scale="cubic", live=True, group="terms", off=True)
    blur: float | None = param(None, low=0.0, high=1.0, step=0.001, scale="cubic", live=True, group="terms", off=True)
    diversity: float | None = param(
        None, low=0.0, high=1000.0, step=1.0, usual=(0.0, 100.0), live=True, group="terms", off=True
    )
    window: float | None = param(None, low=0.0, high=0.95, step=0.05, live=True, group="moves", off=True)
    pad: float | None = param(
        None, low=0.0, high=64.0, step=1.0, usual=(0.0, 32.0), unit="px", live=True, group="moves", off=True
    )
    jitter: float | None = param(None, low=0.0, high=64.0, step=1.0, unit="px", live=True, group="moves", off=True)
    scale: float | None = param(None, low=0.0, high=1.0, step=0.05, live=True, group="moves", off=True)
    rotate: float | None = param(
        None, low=0.0, high=180.0, step=1.0, usual=(0.0, 90.0), unit="°", live=True, group="moves", off=True
    )
    mirror: float | None = param(None, low=0.0, high=1.0, step=0.1, live=True, group="moves", off=True)
    grain: float | None = param(None, low=0.0, high=0.5, step=0.01, live=True, group="moves", off=True)

    device: str = device_param()
    threads: int = threads_param()

    def run(self) -> Steps:
        from engine.device import choose, use_threads
        from engine.look.opinions import ask, opinion, ready_networks
        from engine.models.model import load
        from engine.paint.film import check_film, write_film
        from engine.paint.results import result_path, save_and_read

        started = time.perf_counter()
        use_threads(self.threads)
        if self.frames is not None:
            check_film(self.frames)
        network = load(self.model).to(choose(self.device))
        others = self._others(network)
        target, index = self._target(network)
        path = result_path(self.out, f"ideal {_file_name(target)} {self.preset} {self.seed}")
        frames: list[NDArray[np.uint8]] = []
        ascent = yield from self._climb([network, *others.values()], index, frames)
        saved = [save_and_read(_numbered(path, number), pixels) for number, pixels in enumerate(ascent.pixels)]
        if self.frames is not None:
            write_film(self.frames, frames)
        class_ = None if self.channel is not None else target
        own = opinion(self.model, network, saved[0], class_)
        seconds = time.perf_counter() - started
        judges = ready_networks(self.model, *others)
        opinions = (yield from ask(judges, saved[0], class_)) if self.opinions else ()
        yield Outcome(
            IdealResult(
                target=target,
                index=index,
                probability=own.probability,
                preset=self.preset,
                seed=self.seed,
                steps=ascent.steps,
                size=saved[0].shape[0],
                seconds=seconds,
                picture=str(path),
                frames=None if self.frames is None else str(self.frames),
                with_=tuple(others),
                top=own.top,
                opinions=opinions,
                pixels=saved[0],
            )
        )

    @classmethod
    def report(cls, value: Any) -> Sequence[Message | str]:
        result: IdealResult = value
        lines: list[Message | str] = [
            message("report.ideal", picture=result.picture, steps=result.steps, seconds=result.seconds)
        ]
        if result.probability is not None:
            lines.append(message("report.ideal_probability", target=result.target, probability=result.probability))
        for other in result.opinions:
            best = other.top[0]
            lines.append(message("report.opinion", model=other.model, name=best.class_, probability=best.probability))
        return lines

    def _others(self, network: Network) -> dict[str, Network]:
        """The networks that see the picture too, by their names: those asked for, else those of the quality.

        Raises EngineError.
        """
        from engine.device import choose
        from engine.models.model import load
        from engine.paint.company import check_classes, named

        names = named(self.with_, self.model)
        if self.channel is not None:
            if names:
                raise EngineError("with_channel")
            return {}
        if self.with_ is None:
            names = companions(self.model, self.quality)
        others = {name: load(name).to(choose(self.device)) for name in names}
        check_classes(network, tuple(others.items()))
        return others

    def _target(self, network: Network) -> tuple[str, int]:
        """What to grow, in words, and the class's or channel's number. Raises EngineError."""
        from engine.models.layers import find_layer
        from engine.models.targets import find_channel, find_class

        if self.channel is not None:
            if self.target is not None:
                raise EngineError("target_and_channel")
            layer, index = find_channel(self.channel)
            find_layer(network, layer)
            return f"{layer}:{index}", index
        usual = "zebra" if "zebra" in network.classes else network.classes[0]
        index = find_class(usual if self.target is None else self.target, network.classes)
        return network.classes[index], index

    @override
    def saves_to(self) -> Sequence[Path]:
        """With the single pictures of a film that goes into a folder."""
        from engine.paint.film import pictures_in

        places = list(super().saves_to())
        if self.frames is not None and not self.frames.suffix:
            places.remove(self.frames)
            places += pictures_in(self.frames)
        return places

    def _climb(
        self, networks: Sequence[Network], index: int, frames: list[NDArray[np.uint8]]
    ) -> Generator[Event, Turns, Ascent]:
        """The ascent; its pictures at regular steps go into `frames` where a film is wanted."""
        from engine.paint.ascend import ascend
        from engine.paint.canvas import CANVASES
        from engine.paint.memory import recall_all

        preset, recipe = PRESETS[self.preset], self._recipe(networks[0])
        amount = self.pictures * work([network.name for network in networks], recipe.sides, recipe.steps)
        yield Progress(0, recipe.steps, message("note.time_beforehand", seconds=round(seconds(amount))))
        memories = yield from recall_all(networks if recipe.terms.get("statistics") else (), self.like)
        start = yield from self._start(networks[0], recipe.sides[0])
        canvas = CANVASES[self._canvas(preset)](start)
        steps = ascend(networks, canvas, self._goal(preset, index), recipe, memories)
        turns: Turns = None
        try:
            while True:
                event = steps.send(turns)
                if recipe.every and _is_frame(event, recipe):
                    frames.append(event.pixels)
                turns = yield event
        except StopIteration as end:
            ascent: Ascent = end.value
        finally:
            steps.close()
        if ascent.steps >= _WORTH_MEASURING:
            try:
                remember(amount * ascent.steps / recipe.steps, ascent.seconds)
            except EngineError as error:
                yield Notice(message("notice.measure_not_kept", detail=error.part("cause")))
        return ascent

    def _canvas(self, preset: Preset) -> str:
        return preset.canvas if self.canvas == "auto" else self.canvas

    def _recipe(self, network: Network) -> Recipe:
        """The preset in the quality asked for, with what was set by hand."""
        from engine.paint.ascend import Recipe
        from engine.paint.film import spacing
        from engine.paint.objectives import TERMS
        from engine.paint.transforms import TRANSFORMS

        preset, quality = PRESETS[self.preset], QUALITIES[self.quality]
        steps = self.steps or preset.steps
        led = PHASES if self._canvas(preset) == "phase" else preset
        apart = {"diversity": DIVERSITY} if self.pictures > 1 else {}
        base = Recipe(
            steps=steps,
            rate=led.rate,
            update=led.update,
            terms={**quality.terms(preset), **apart},
            moves=preset.moves,
            seed=self.seed,
            every=0 if self.frames is None else spacing(steps),
            sides=self._sides(network, preset),
            last=preset.last,
        )
        names = ("rate", *TERMS, *TRANSFORMS)
        return base.turned({name: getattr(self, name) for name in names if getattr(self, name) is not None})

    def _sides(self, network: Network, preset: Preset) -> tuple[int, ...]:
        """The canvases from coarse to fine; one where it cannot grow, or begins with a photo."""
        first = network.preprocessing.size
        size = self.size or QUALITIES[self.quality].size or first
        grows = self._canvas(preset) != "pixels" and self.start != "photo"
        return sides(size, first) if grows else (size,)

    def _goal(self, preset: Preset, index: int) -> Goal:
        from engine.paint.ascend import Goal
        from engine.paint.objectives import Aim

        if self.channel is not None:
            kind = self.objective if self.objective in ("layer", "channel", "unit") else "channel"
            return Goal((Aim(kind, index, layer=self.channel.rpartition(":")[0], weight=preset.weight),))
        kind = self.objective if self.objective in ("logit", "probability", "margin") else preset.objective
        return Goal((Aim(kind, index, weight=preset.weight),), follow={"probability": index})

    def _start(self, network: Network, size: int) -> Generator[Event, Turns, Start]:
        """Where the canvas begins, `size` pixels a side. Raises EngineError."""
        import torch

        from engine.paint.canvas import Start
        from engine.paint.results import photo
        from engine.paint.spectrum import of_folder

        pixels = None
        if self.start == "photo":
            if self.photo is None:
                raise EngineError("no_start_photo")
            wanted = network.preprocessing
            prepared = _cut_to(wanted, size).prepare(photo(self.photo, size, wanted.greys))
            pixels = torch.from_numpy(prepared.copy()).permute(2, 0, 1)[None].expand(self.pictures, -1, -1, -1)
        device = next(network.parameters()).device
        kind = cast("StartKind", self.start)
        start = Start(size, size, kind, self.seed, self.pictures, pixels, device=device)
        if self._canvas(PRESETS[self.preset]) == "phase" and self.like is not None:
            start = replace(start, spectrum=(yield from of_folder(self.like)))
        return start


def _is_frame(event: Event, recipe: Recipe) -> TypeGuard[Picture]:
    """Whether a film keeps this picture: one at each so many-th step, and the last."""
    if not isinstance(event, Picture) or event.slot != "picture":
        return False
    return event.step % recipe.every == 0 or event.step == recipe.steps


def _cut_to(preprocessing: Preprocessing, size: int) -> Preprocessing:
    """The same cut of a photo, in another size."""
    return replace(preprocessing, size=size, resize=round(size * preprocessing.resize / preprocessing.size))


def _file_name(target: str) -> str:
    """`target` as a file may be called anywhere."""
    return "".join(letter if letter.isalnum() or letter in " .-_" else "-" for letter in target)[:80]


def _numbered(path: Path, number: int) -> Path:
    """The path of the first picture, or of another beside it."""
    return path if number == 0 else path.with_name(f"{path.stem}-{number + 1}{path.suffix}")
