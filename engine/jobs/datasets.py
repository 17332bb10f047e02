"""Lists the data sets of the lesson, and brings or imports one: its archive becomes a folder of photos."""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from engine.files import shown
from engine.job.declare import Job, Steps, Turns, param, unknown
from engine.job.events import Event, Notice, Outcome, Progress
from engine.job.words import EngineError, Message, message
from engine.photos.datasets import (
    CLASSES,
    DATA_SETS,
    DataSet,
    default_folder,
    megabytes_here,
    noted,
    sweep_unfinished,
)
from engine.photos.kinds import LeftOut, left_out, report_left_out
from engine.photos.recognise import known
from engine.photos.unpack import UnpackedPhotos, check_empty, unpack


@dataclass(frozen=True, slots=True)
class DataSetRow:
    """A data set that can be had. `path`: where it lies already, "" where it does not; `photos`: about how many.

    `begun`: megabytes of its archive that have come already and need not come again.
    """

    name: str
    title: str
    file: str
    address: str
    megabytes: float
    photos: int
    classes: tuple[str, ...]
    licence: Message
    about: Message
    path: str
    begun: float = 0.0


@dataclass(frozen=True, slots=True)
class DataSetResult:
    """A data set that is here now. `path`: its folder of photos; `classes`: photos per class.

    `papers`: the licence and the readme of its archive, which lie in that folder; `told`: how its classes were told.
    """

    name: str
    path: str
    photos: int
    classes: Mapping[str, int]
    licence: Message
    left_out: tuple[LeftOut, ...]
    papers: tuple[str, ...] = ()
    told: Message | None = None


@dataclass(frozen=True, kw_only=True)
class Datasets(Job):
    """The data sets of the lesson: which there are, one downloaded, or one taken from a file that a person brought."""

    name: ClassVar[str] = "datasets"
    action: str = param("list", positional=True, choices=("list", "get", "import"))
    source: str = param("", positional=True)
    into: Path | None = param(None, kind="folder")
    classes: str = param("breed", choices=CLASSES)

    def run(self) -> Steps:
        sweep_unfinished()
        if self.action == "list":
            yield Progress(0, len(DATA_SETS), message("note.listing"))
            yield Outcome([_row(row, self._place(row)) for row in DATA_SETS.values()])
        elif self.action == "get":
            yield Outcome((yield from self._get()))
        else:
            yield Outcome((yield from self._import()))

    def _place(self, row: DataSet) -> Path:
        return (self.into or default_folder()).expanduser().absolute() / row.folder(self.classes)

    def _get(self) -> Generator[Event, Turns, DataSetResult]:
        from engine.models.download import Published, bring, mirrored

        if not self.source:
            raise EngineError("data_set_name", names=", ".join(DATA_SETS))
        if self.source not in DATA_SETS:
            raise unknown("unknown_choice", self.source, list(DATA_SETS), name="source")
        row = DATA_SETS[self.source]
        check_empty(self._place(row))
        yield Notice(row.licence)
        archive = default_folder() / row.file
        if not archive.is_file():
            published = Published(row.file, row.address, row.megabytes, row.sha256)
            digest = yield from bring(published, archive)
            if mirrored() and digest != row.sha256:
                yield Notice(message("notice.data_set_differs", file=row.file))
        try:
            result = yield from self._unpack(row, archive, archive)
        except EngineError as error:
            if error.code in ("archive_damaged", "archive_bomb", "archive_no_photos", "archive_locked"):
                archive.unlink(missing_ok=True)  # the next try brings it anew
            raise
        archive.unlink(missing_ok=True)
        return result

    def _import(self) -> Generator[Event, Turns, DataSetResult]:
        if not self.source:
            raise EngineError("data_set_file")
        archive = Path(self.source).expanduser()
        yield Progress(0, 0, message("note.importing", file=archive.name))
        row = known(archive)
        check_empty(self._place(row))
        yield Notice(row.licence)
        return (yield from self._unpack(row, archive))

    def _unpack(self, row: DataSet, archive: Path, ours: Path | None = None) -> Generator[Event, Turns, DataSetResult]:
        """`ours`: the archive, where it is the program's own."""
        place, told = self._place(row), list[Message]()

        def finish(folder: Path) -> None:
            said = row.finish(folder, self.classes, (archive.parent, place.parent)) if row.finish is not None else None
            told.extend([said] if said is not None else [])

        with noted(place, ours):
            unpacked = yield from unpack(archive, place, arrange=row.arrange(self.classes), finish=finish)
        for said in told:
            yield Notice(said)
        return _result(row, place, unpacked, told[0] if told else None)

    @classmethod
    def report(cls, value: Any) -> Sequence[Message | str]:
        if isinstance(value, list):
            return [line for row in value for line in _listed(row)]
        number = len(value.classes)
        lines = [message("report.data_set", count=value.photos, classes=number, path=value.path), value.licence]
        lines += [message("report.data_set_papers", files=", ".join(value.papers))] if value.papers else []
        return [*lines, *report_left_out(value.left_out, ())]


def _result(row: DataSet, place: Path, unpacked: UnpackedPhotos, told: Message | None) -> DataSetResult:
    found = [path for path in place.rglob("*") if path.is_file()]
    counts = Counter(path.parent.name for path in found if path.parent != place)
    papers = tuple(sorted(shown(path.name) for path in found if path.parent == place))
    return DataSetResult(
        name=row.name,
        path=shown(place),
        photos=unpacked.photos,
        classes=dict(sorted(counts.items())),
        licence=row.licence,
        left_out=tuple(left_out(unpacked.skipped)),
        papers=papers,
        told=told,
    )


def _row(row: DataSet, place: Path) -> DataSetRow:
    path = shown(place) if place.is_dir() and any(place.iterdir()) else ""
    return DataSetRow(
        name=row.name,
        title=row.title,
        file=row.file,
        address=row.address,
        megabytes=row.megabytes,
        photos=row.photos,
        classes=row.choices,
        licence=row.licence,
        about=row.about,
        path=path,
        begun=megabytes_here(row),
    )


def _listed(row: DataSetRow) -> Sequence[Message | str]:
    size = message("report.data_set_row", name=row.name.ljust(14), count=row.photos, megabytes=row.megabytes)
    here = [message("report.data_set_here", path=row.path)] if row.path else []
    return [size, row.about, row.licence, *here]
