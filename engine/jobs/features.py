"""Shows what a layer makes of a picture."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from engine.device import device_param, threads_param
from engine.job.declare import Job, Steps, Turns, param
from engine.job.events import Event, Outcome, Picture, Progress
from engine.job.words import EngineError, Message, message

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from engine.look.features import Excitations, Statistics
    from engine.look.guess import Guess
    from engine.models.layers import Layer
    from engine.models.network import Network

BEST = 9


@dataclass(frozen=True, slots=True)
class Exciting:
    """A photo and how much it excites the channel: the mean activation over its places."""

    path: str
    activation: float


@dataclass(frozen=True, slots=True)
class Counted:
    """A photo in which the channel counted for what the network says of it, `class_`.

    `logit`: by how much that class's logit would fall, to the first order, if the channel fell silent.
    """

    path: str
    class_: str
    logit: float


@dataclass(frozen=True, slots=True)
class Silenced:
    """The network's answer to the picture, `before` and `after` the `channels` of the layer were switched off.

    `kept`: the probability of the answer before, after.
    """

    channels: tuple[int, ...]
    before: Guess
    after: Guess
    kept: float


@dataclass(frozen=True, slots=True)
class FeaturesResult:
    """A layer's view of a picture. `shape`: (channels, height, width) or (figures,). `picture`: the saved sheet.

    `exciting`: the photos of the folder that excite the chosen channel most, best first; `counting`: those in which it
    counted most for the answer. `silenced`: the answer without the channels that were switched off, if any.

    For a program: `layers`, the tree in the order of data; `maps` (C, h, w); `square`, what the network saw (H, W, 3);
    for each photo of the folder that could be read its `answers`, and the figures of all channels: `excitations`, and
    `counted`.
    """

    layer: str
    shape: tuple[int, ...]
    picture: str
    statistics: Statistics
    most_active: tuple[int, ...]
    channel: int | None
    exciting: tuple[Exciting, ...]
    counting: tuple[Counted, ...]
    silenced: Silenced | None
    layers: tuple[Layer, ...] = field(repr=False)
    maps: NDArray[np.float32] = field(repr=False)
    square: NDArray[np.uint8] = field(repr=False)
    files: tuple[str, ...] = field(repr=False)
    excitations: NDArray[np.float32] | None = field(repr=False)
    counted: NDArray[np.float32] | None = field(default=None, repr=False)
    answers: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, kw_only=True)
class Features(Job):
    """Draws the channel maps of one layer for one picture; with a folder, finds what excites its channels."""

    name: ClassVar[str] = "features"
    model: str = param(positional=True)
    photo: Path = param(positional=True, kind="file")
    layer: str = param("")
    channel: int | None = param(None, low=0, high=1_000_000)
    folder: Path | None = param(None, kind="folder")
    off: str = param("")
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
        off = channels_of(self.off)
        for channel in off:
            if channel >= layer.shape[0]:
                raise EngineError("no_channel", channel=channel, layer=layer.path, count=layer.shape[0])
        files: tuple[str, ...] = ()
        found_in = None
        if self.folder is not None:
            files, found_in = yield from self._excite(network, layer)
        figures, counted = (None, None) if found_in is None else (found_in.excitations, found_in.counted)
        answers = () if found_in is None else found_in.classes
        channel = order[0] if self.channel is None else self.channel
        yield Outcome(
            FeaturesResult(
                layer=layer.path,
                shape=layer.shape,
                picture=str(self.out or ""),
                statistics=features.statistics(maps),
                most_active=tuple(order[:16]),
                channel=self.channel,
                exciting=best(files, figures, channel),
                counting=most_counted(files, answers, counted, channel),
                silenced=self._silence(network, square, layer, off) if off else None,
                layers=found,
                maps=maps,
                square=square,
                files=files,
                excitations=figures,
                counted=counted,
                answers=answers,
            )
        )

    def _excite(self, network: Network, layer: Layer) -> Generator[Event, Turns, tuple[tuple[str, ...], Excitations]]:
        from engine.look.features import excitations
        from engine.photos.folder import list_photos

        assert self.folder is not None
        listed = list_photos([self.folder]).photos
        found = yield from excitations(network, listed, layer)
        return tuple(str(listed[index]) for index in found.kept), found

    def _silence(self, network: Network, square: NDArray[np.uint8], layer: Layer, off: tuple[int, ...]) -> Silenced:
        from engine.look.features import silenced
        from engine.look.guess import Guess

        before, after = (silenced(network, square, layer, channels) for channels in ((), off))
        answers = [Guess(network.classes[int(said.argmax())], float(said.max())) for said in (before, after)]
        return Silenced(off, answers[0], answers[1], float(after[int(before.argmax())]))

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
        if value.counting:
            lines.append(message("report.features.counting"))
        lines += [f"{item.logit:10.3f}  {item.class_}  {item.path}" for item in value.counting]
        if value.silenced is not None:
            quiet = value.silenced
            lines.append(
                message(
                    "report.features.silenced",
                    channels=", ".join(map(str, quiet.channels)),
                    before=quiet.before.class_,
                    p_before=quiet.before.probability,
                    after=quiet.after.class_,
                    p_after=quiet.after.probability,
                    kept=quiet.kept,
                )
            )
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


def most_counted(
    files: Sequence[str], answers: Sequence[str], figures: NDArray[np.float32] | None, channel: int
) -> tuple[Counted, ...]:
    """The photos in which `channel` counted most for the network's answer, those first; none where it spoke against."""
    if figures is None:
        return ()
    column = figures[:, channel]
    order = [int(row) for row in (-column).argsort(kind="stable")[:BEST] if column[row] > 0.0]
    return tuple(Counted(files[row], answers[row], float(column[row])) for row in order)


def channels_of(text: str) -> tuple[int, ...]:
    """Channels that are switched off, "3,17", in rising order. Raises EngineError `bad_channels`."""
    words = [word for word in text.replace(";", ",").replace(" ", ",").split(",") if word]
    if not all(word.isascii() and word.isdigit() for word in words):
        raise EngineError("bad_channels", value=text)
    return tuple(sorted({int(word) for word in words}))
