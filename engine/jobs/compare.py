"""Compares backbones on a folder of photos: which is worth its time there?"""

from __future__ import annotations

import time
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final

from engine.device import device_param, threads_param
from engine.job.declare import Steps, Turns, param
from engine.job.events import Event, Metric, Outcome, Progress
from engine.job.words import Message, message
from engine.models.backbones import BACKBONES, backbone
from engine.photos.folder import scan_folder
from engine.project.choices import ReadsFolder

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from engine.judge.known import KnownPhotos
    from engine.models.network import Network
    from engine.photos.scan import FolderScan

_ENOUGH: Final = 16  # photos embedded by which the pace is told; with fewer it is measured
_TIMED: Final = 4


@dataclass(frozen=True, slots=True)
class CompareRow:
    """A backbone on these photos. `accuracy`: of a linear probe, out of fold, with its 95 % interval.

    `neighbours`: of the nearest photos, with theirs. `milliseconds`: a photo, from the file to the embedding where it
    was embedded now, else the network alone. `seconds`: what finding all this out took. `megabytes`: of its weights.
    `tied`: it may well be as good as the best. `advised`: of those the quickest.
    """

    backbone: str
    accuracy: float
    interval: tuple[float, float]
    neighbours: float
    neighbours_interval: tuple[float, float]
    milliseconds: float
    seconds: float
    megabytes: float
    top1: float
    tied: bool
    advised: bool


@dataclass(frozen=True, slots=True)
class CompareResult:
    """The rows in the order asked for, the number of photos and of classes."""

    rows: tuple[CompareRow, ...]
    photos: int
    classes: int


@dataclass(frozen=True, slots=True)
class _Found:
    name: str
    right: NDArray[np.bool_]
    near: NDArray[np.bool_]
    milliseconds: float
    seconds: float


@dataclass(frozen=True, kw_only=True)
class Compare(ReadsFolder):
    """Embeds a folder with each backbone and asks, out of fold, how well its classes can be told apart there."""

    name: ClassVar[str] = "compare"
    folder: Path = param(positional=True, kind="folder")
    backbones: str = param("")
    seed: int = param(0, low=0, high=2**31 - 1)
    device: str = device_param()
    threads: int = threads_param()

    def run(self) -> Steps:
        names = self._names()
        scan = yield from scan_folder(self.folder, self.reading_of(self.folder))
        found = []
        for place, name in enumerate(names):
            yield Progress(place, len(names), message("note.comparing_backbone", name=BACKBONES[name].title))
            one, known = yield from self._ask(scan, name)
            found.append(one)
            yield Metric("accuracy", place, float(one.right.mean()))
        yield Outcome(CompareResult(_rows(found), len(known.labels), known.classes))

    def _names(self) -> list[str]:
        """The backbones asked for, by default all whose weights are here. Raises EngineError."""
        from engine.models.store import weights_state

        asked = list(dict.fromkeys(name.strip() for name in self.backbones.split(",") if name.strip()))
        names = [backbone(name).name for name in asked]
        return names or [name for name in BACKBONES if weights_state(name) != "absent"]

    def _ask(self, scan: FolderScan, name: str) -> Generator[Event, Turns, tuple[_Found, KnownPhotos]]:
        from engine.judge.known import asking, know
        from engine.judge.probes import nearest, probe
        from engine.look.opening import opened

        began = time.perf_counter()
        network = opened(name, self.device, self.threads, scan.greys)
        known = yield from know(scan, network)
        asked = known.vectors, known.labels, known.groups, known.classes
        right = yield from asking(probe(*asked, self.seed))
        near = yield from asking(nearest(*asked))
        quick = known.computed >= _ENOUGH
        pace = 1000 * known.seconds / known.computed if quick else _pace(network)
        return _Found(name, right, near, pace, time.perf_counter() - began), known

    @classmethod
    def report(cls, value: Any) -> Sequence[Message | str]:
        lines: list[Message | str] = [message("report.compare.photos", count=value.photos, classes=value.classes)]
        lines += map(_line, value.rows)
        best = max(value.rows, key=lambda row: row.accuracy)
        advised = next(row for row in value.rows if row.advised)
        names = {"best": BACKBONES[best.backbone].title, "name": BACKBONES[advised.backbone].title}
        tied = sum(row.tied for row in value.rows)
        if len(value.rows) > 1:
            code = "report.compare.advice" if advised is not best else "report.compare.best"
            lines.append(message(code, count=tied, **names))
        return lines


def _line(row: CompareRow) -> Message:
    low, high = row.interval
    figures = {"accuracy": row.accuracy, "low": low, "high": high, "neighbours": row.neighbours}
    costs = {"milliseconds": row.milliseconds, "megabytes": row.megabytes}
    return message("report.compare.row", name=row.backbone.ljust(18), **figures, **costs)


def _rows(found: Sequence[_Found]) -> tuple[CompareRow, ...]:
    from engine.judge.probes import share_of, standing

    stand = standing([one.right for one in found], [one.milliseconds for one in found])
    rows = []
    for place, one in enumerate(found):
        (accuracy, interval), (near, near_interval) = share_of(one.right), share_of(one.near)
        record = BACKBONES[one.name]
        rows.append(
            CompareRow(
                backbone=one.name, accuracy=accuracy, interval=interval, neighbours=near,
                neighbours_interval=near_interval, milliseconds=one.milliseconds, seconds=one.seconds,
                megabytes=record.megabytes, top1=record.top1, tied=stand.tied[place], advised=place == stand.advised,
            )
        )  # fmt: skip
    return tuple(rows)


def _pace(network: Network) -> float:
    """The milliseconds that the network takes for a picture, made fast: the better of two tries."""
    import torch

    from engine.embed.fast import fast

    net, side = fast(network), network.preprocessing.size
    pixels = torch.zeros(_TIMED, side, side, 3, dtype=torch.uint8)
    times = []
    for _ in range(2):
        began = time.perf_counter()
        net(pixels)
        times.append(time.perf_counter() - began)
    return 1000 * min(times) / _TIMED
