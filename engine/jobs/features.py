"""Shows what a layer makes of a picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from engine.device import device_param, threads_param
from engine.job.declare import Job, Steps, param
from engine.job.events import Outcome, Picture, Progress
from engine.job.words import EngineError, Message, message

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from engine.look.features import Statistics
    from engine.models.layers import Layer

BEST = 9


@dataclass(frozen=True, slots=True)
class Exciting:
    """A photo and how much it excites the channel: the mean activation over its places."""

    path: str
    activation: float


@dataclass(frozen=True, slots=True)
class FeaturesResult:
    """A layer's view of a picture. `shape`: (channels, height, width) or (figures,). `picture`: the saved sheet.

    `exciting`: the photos of the folder that excite the chosen channel most, best first. For a program: `layers`, the
    tree in the order of data; `maps` (C, h, w); `square`, what the network saw (H, W, 3); `excitations`, for each
    photo of the folder that could be read the figures of all channels.
    """

    layer: str
    shape: tuple[int, ...]
    picture: str
    statistics: Statistics
    most_active: tuple[int, ...]
    channel: int | None
    exciting: tuple[Exciting, ...]
    layers: tuple[Layer, ...] = field(repr=False)
    maps: NDArray[np.float32] = field(repr=False)
    square: NDArray[np.uint8] = field(repr=False)
    files: tuple[str, ...] = field(repr=False)
    excitations: NDArray[np.float32] | None = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Features(Job):
    """Draws the channel maps of one layer for one picture; with a folder, finds what excites its channels."""

    name: ClassVar[str] = "features"
    model: str = param(positional=True)
    photo: Path = param(positional=True, kind="file")
    layer: str = param("")
    channel: int | None = param(None, low=0, high=1_000_000)
    folder: Path | None = param(None, kind="folder")
    most: int = param(0, low=0, high=100_000)
    out: Path | None = param(None, kind="save")
    device: str = device_param()
    threads: int = threads_param()

    def run(self) -> Steps:
        from engine.embed.squares import open_square
        from engine.look import features
        from engine.look.opening import opened
        from engine.models import layers
        from engine.photos.door import write_png

        yield Progress(0, 0, message("note.opening_model"))
        network = opened(self.model, self.device, self.threads)
        square = open_square(self.photo, network.preprocessing)
        found = layers.layers(network)
        path = layers.find_layer(network, self.layer) if self.layer else layers.last_map(network)
        layer = layers.row_of(path, found)
        if self.channel is not None and self.channel >= layer.shape[0]:
            raise EngineError("no_channel", channel=self.channel, layer=layer.path, count=layer.shape[0])
        maps = features.activation(network, square, layer)
        order = features.most_active(maps)
        shown = [self.channel] if self.channel is not None else order[: self.most] if self.most else range(len(maps))
        sheet = features.draw(maps, shown)
        yield Picture("features", 0, sheet)
        if self.out is not None:
            write_png(self.out, sheet)
        files, figures = (), None
        if self.folder is not None:
            files, figures = yield from self._excite(network, layer)
        yield Outcome(
            FeaturesResult(
                layer=layer.path,
                shape=layer.shape,
                picture=str(self.out or ""),
                statistics=features.statistics(maps),
                most_active=tuple(order[:16]),
                channel=self.channel,
                exciting=best(files, figures, order[0] if self.channel is None else self.channel),
                layers=found,
                maps=maps,
                square=square,
                files=files,
                excitations=figures,
            )
        )

    def _excite(self, network: Any, layer: Layer) -> Any:
        from engine.look.features import excitations
        from engine.photos.folder import list_photos

        assert self.folder is not None
        listed = list_photos([self.folder]).photos
        kept, figures = yield from excitations(network, listed, layer)
        return tuple(str(listed[index]) for index in kept), figures

    @classmethod
    def report(cls, value: FeaturesResult) -> Sequence[Message | str]:
        shape = " × ".join(str(side) for side in value.shape)
        found = value.statistics
        lines: list[Message | str] = [
            message("report.features.layer", layer=value.layer, shape=shape),
            message(
                "report.features.statistics",
                mean=found.mean, deviation=found.deviation, largest=found.largest, zeros=found.zeros,
            ),
            message("report.features.active", channels=", ".join(str(channel) for channel in value.most_active)),
        ]  # fmt: skip
        lines += [f"{item.activation:10.3f}  {item.path}" for item in value.exciting]
        if value.picture:
            lines.append(message("report.saved", path=value.picture))
        return lines


def best(files: Sequence[str], figures: NDArray[np.float32] | None, channel: int) -> tuple[Exciting, ...]:
    """The photos that excite `channel` most, best first."""
    if figures is None:
        return ()
    column = figures[:, channel]
    order = (-column).argsort(kind="stable")[:BEST]
    return tuple(Exciting(files[int(row)], float(column[row])) for row in order)
