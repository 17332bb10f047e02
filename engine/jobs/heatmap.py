"""Shows what in a picture speaks for a class, and whether the map can be believed."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from engine.device import device_param, threads_param
from engine.job.declare import Job, Steps, Turns, param
from engine.job.events import Outcome, Picture, Progress
from engine.job.words import Message, message
from engine.look.guess import Guess
from engine.look.methods import METHODS

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from engine.job.events import Event
    from engine.look.faithfulness import Faithfulness
    from engine.look.heatmaps import Heat, Making


@dataclass(frozen=True, slots=True)
class HeatmapResult:
    """A heat map (H, W) of a class on the network's view of a picture, with the check of its faithfulness.

    `gain`: the area between deleting at random and deleting what is marked; above 0 the map marks what counts.
    """

    target: Guess
    method: str
    picture: str
    faithfulness: Faithfulness
    gain: float
    heat: NDArray[np.float32] = field(repr=False)
    square: NDArray[np.uint8] = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Heatmap(Job):
    """Marks what in a picture speaks for a class: by default the class that the network answers."""

    name: ClassVar[str] = "heatmap"
    model: str = param(positional=True)
    photo: Path = param(positional=True, kind="file")
    target: str | None = param(None)
    method: str = param("grad_cam", choices=METHODS)
    seed: int = param(0, low=0, high=2**31 - 1)
    out: Path | None = param(None, kind="save")
    device: str = device_param()
    threads: int = threads_param()

    def run(self) -> Steps:
        import torch

        from engine.embed.squares import open_square
        from engine.look.colours import over
        from engine.look.faithfulness import check
        from engine.look.features import as_tensor
        from engine.look.heatmaps import HEATMAPS
        from engine.look.opening import opened
        from engine.models.targets import find_class
        from engine.photos.door import write_png

        yield Progress(0, 0, message("note.opening_model"))
        network = opened(self.model, self.device, self.threads)
        square = open_square(self.photo, network.preprocessing)
        pixels = as_tensor([square], network)
        with torch.no_grad():
            probabilities = network(pixels).softmax(dim=1)[0]
        chosen = int(probabilities.argmax()) if self.target is None else find_class(self.target, network.classes)
        heat = yield from _shown(HEATMAPS[self.method].make(network, pixels, chosen), square)
        picture = over(square, heat)
        faithful = check(network, pixels, chosen, heat, self.seed)
        if self.out is not None:
            write_png(self.out, picture)
        yield Outcome(
            HeatmapResult(
                target=Guess(network.classes[chosen], float(probabilities[chosen])),
                method=self.method,
                picture=str(self.out or ""),
                faithfulness=faithful,
                gain=faithful.score,
                heat=heat,
                square=square,
            )
        )

    @classmethod
    def report(cls, value: HeatmapResult) -> Sequence[Message | str]:
        check = value.faithfulness
        place = check.shares.index(0.2)
        lines: list[Message | str] = [
            message("report.heatmap.target", target=value.target.class_, probability=value.target.probability),
            message(
                "report.heatmap.deleted",
                share=0.2, deleted=check.deleted[place], chance=check.random_deleted[place], kept=check.kept[place],
            ),
        ]  # fmt: skip
        if value.picture:
            lines.append(message("report.saved", path=value.picture))
        return lines


def _shown(making: Making, square: NDArray[np.uint8]) -> Generator[Event, Turns, Heat]:
    """A map, which is told as it is made: how far it is, and what of it is known, over the picture."""
    from engine.look.colours import over

    while True:
        try:
            portion = next(making)
        except StopIteration as end:
            heat: Heat = end.value
            return heat
        yield Progress(portion.done, portion.total, message("note.heatmap"))
        if portion.heat is not None:
            yield Picture("heatmap", portion.done, over(square, portion.heat))
