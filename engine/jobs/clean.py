"""Looks for what is wrong with the photos of a folder: labels, strangers, bad pictures, shortcuts."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final

import numpy as np

from engine.device import cores, device_param, threads_param
from engine.files import shown
from engine.job.declare import Steps, Turns, param
from engine.job.events import Event, Outcome, Progress
from engine.job.words import Message, message
from engine.photos.folder import scan_folder
from engine.photos.problems import one_line
from engine.project.choices import ReadsFolder

if TYPE_CHECKING:
    from engine.judge.known import KnownPhotos
    from engine.judge.properties import Looks
    from engine.judge.shortcuts import Shortcut, Slice
    from engine.photos.scan import FolderScan

_LISTED: Final = 10  # findings of a kind that a terminal is told of
_TYPICAL: Final = 6


@dataclass(frozen=True, slots=True)
class LabelIssue:
    """A photo whose class is hardly true. `score`: by how much more probable the suggested one is, 0 to 1."""

    path: str
    given: str
    suggested: str
    score: float


@dataclass(frozen=True, slots=True)
class Outlier:
    """A photo like no other. `score`: by how many deviations it is less alike to its neighbours than is usual."""

    path: str
    score: float


@dataclass(frozen=True, slots=True)
class Quality:
    """A photo that is "dark", "bright", "blurred", "grey", "tiny" or of an odd "shape"."""

    path: str
    mark: str


@dataclass(frozen=True, slots=True)
class Typical:
    """The photos of a class that are most like the others of it, and those that are least."""

    class_: str
    most: tuple[str, ...]
    least: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CleanResult:
    """What stands out; each list with the plainest first. `across`: copies of one picture that lie in two classes.

    `accuracy`: the share of photos that the others, asked out of fold, put into the class they were given.
    """

    photos: int
    accuracy: float
    label_issues: tuple[LabelIssue, ...]
    outliers: tuple[Outlier, ...]
    quality: tuple[Quality, ...]
    shortcuts: tuple[Shortcut, ...]
    slices: tuple[Slice, ...]
    across: tuple[tuple[str, ...], ...]
    typical: tuple[Typical, ...]


@dataclass(frozen=True, kw_only=True)
class Clean(ReadsFolder):
    """Embeds a folder and asks of each photo what the others say of it."""

    name: ClassVar[str] = "clean"
    folder: Path = param(positional=True, kind="folder")
    model: str = param("efficientnet_lite0")
    seed: int = param(0, low=0, high=2**31 - 1)
    device: str = device_param()
    threads: int = threads_param()

    def run(self) -> Steps:
        from engine.judge.known import asking, know
        from engine.judge.shortcuts import shortcuts, slices
        from engine.judge.suspects import believed, outliers, suspects, typical
        from engine.look.opening import opened

        scan = yield from scan_folder(self.folder, self.reading_of(self.folder))
        known = yield from know(scan, opened(self.model, self.device, self.threads, scan.greys))
        looks = yield from _looks(known)
        classes, labels = scan.classes, known.labels
        groups = np.array(known.groups)
        said, near = yield from asking(believed(known.vectors, labels, groups, len(classes), self.seed))
        doubted = suspects(said, labels)
        seen = [index for index, one in enumerate(looks) if one is not None]
        told = [one for one in looks if one is not None]
        found = yield from asking(
            shortcuts(told, labels[seen], [known.groups[index] for index in seen], classes, self.seed)
        )
        right = said.argmax(axis=1) == labels
        yield Outcome(
            CleanResult(
                photos=len(labels),
                accuracy=float(right.mean()),
                label_issues=tuple(
                    LabelIssue(known.path(one.index), classes[one.given], classes[one.suggested], one.score)
                    for one in doubted
                ),
                outliers=tuple(Outlier(known.path(index), score) for index, score in outliers(near)),
                quality=tuple(Quality(known.path(index), mark) for index in seen for mark in _marks(looks[index])),
                shortcuts=tuple(found),
                slices=tuple(slices(told, right[seen])),
                across=_across(scan),
                typical=tuple(
                    Typical(classes[label], *(tuple(map(known.path, some)) for some in both))
                    for label, both in enumerate(typical(near, labels, len(classes), _TYPICAL))
                ),
            )
        )

    @classmethod
    def report(cls, value: Any) -> Sequence[Message | str]:
        lines: list[Message | str] = [message("report.clean.photos", count=value.photos, accuracy=value.accuracy)]
        lines += [_label_line(one) for one in value.label_issues[:_LISTED]]
        lines += [message("report.clean.outlier", path=one_line(one.path)) for one in value.outliers[:_LISTED]]
        lines += [
            message("report.clean.quality", path=one_line(one.path), mark=Message(f"mark.{one.mark}"))
            for one in value.quality[:_LISTED]
        ]
        lines += map(_shortcut_line, value.shortcuts)
        lines += [
            message("report.clean.slice", property=Message(f"property.{one.property}"), low=one.low, high=one.high)
            for one in value.slices
        ]
        lines += [message("report.clean.across", paths=", ".join(map(one_line, some))) for some in value.across]
        return lines


def _label_line(one: LabelIssue) -> Message:
    path, given, suggested = map(one_line, (one.path, one.given, one.suggested))
    return message("report.clean.label", path=path, given=given, suggested=suggested, score=one.score)


def _shortcut_line(one: Shortcut) -> Message:
    what = Message(f"property.{one.property}")
    shares = {"accuracy": one.accuracy, "majority": one.majority}
    return message("report.clean.shortcut", property=what, name=one_line(one.class_), **shares)


def _marks(one: Looks | None) -> tuple[str, ...]:
    return one.marks if one is not None else ()


def _looks(known: KnownPhotos) -> Generator[Event, Turns, list[Looks | None]]:
    """The looks of every photo; None for one that cannot be read any more."""
    from engine.embed.squares import ahead
    from engine.judge.properties import looks

    count = len(known.rows)
    found: list[Looks | None] = []
    with closing(ahead(map(known.file, range(count)), partial(looks, greys=known.scan.greys), 3 * cores())) as measured:
        for one in measured:
            found.append(one)
            yield Progress(len(found), count, message("note.looking_at_photos"))
    return found


def _across(scan: FolderScan) -> tuple[tuple[str, ...], ...]:
    label = {photo.path: photo.label for photo in scan.photos}
    return tuple(
        tuple(map(shown, group))
        for group in (*scan.duplicates, *scan.near_duplicates)
        if len({label[path] for path in group}) > 1
    )
