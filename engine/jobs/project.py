"""Carries a project to another computer: all of it as one file, and out of that file again."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Final

from typing_extensions import override

from engine.files import shown
from engine.job.declare import Job, Steps, Turns, param
from engine.job.events import Event, Notice, Outcome, Progress
from engine.job.telling import telling
from engine.job.words import EngineError, Message, message
from engine.photos.folder import scan_folder
from engine.photos.problems import one_line
from engine.photos.reading import Wanted
from engine.photos.walk import walk
from engine.project import Project
from engine.project.parcel import SUFFIX, Parcel, Unpacked, can_be_enclosed, look, pack, unpack

ACTIONS: Final = ("export", "open")
_NAMED: Final = 8  # photos that are told by name


@dataclass(frozen=True, slots=True)
class ProjectResult:
    """What was carried. `path`: the file, or the folder of the project that was opened; `folder`: its photos.

    `runs`: the numbers of the trainings, as they are where they went to; `known`: those that were there already.
    `photos`: how many went along; `missing`: photos that the trainings learnt from and that are not in the folder.
    `corrected`: photos that are corrected here now and were not before; `kept`: those of which something else was
    decided there than here, where it stays, by their paths. `told`: in words what came together and what stayed.
    """

    path: str
    folder: str
    runs: tuple[int, ...]
    known: int
    photos: int
    missing: int
    megabytes: float
    corrected: int = 0
    kept: tuple[str, ...] = ()
    told: tuple[Message, ...] = ()


@dataclass(frozen=True, kw_only=True)
class CarryProject(Job):
    """Exports the project of a folder of photos as one file, or opens such a file."""

    name: ClassVar[str] = "project"
    action: str = param(positional=True, choices=ACTIONS)
    file: Path = param(positional=True, kind="file")
    folder: Path | None = param(None, kind="folder")
    photos: bool = param(False)
    into: Path | None = param(None, kind="folder")
    project: Path | None = param(None, kind="folder", group="machine")

    @override
    def saves_to(self) -> Sequence[Path]:
        return [self.file] if self.action == "export" else []

    def run(self) -> Steps:
        result = yield from self._export() if self.action == "export" else self._open()
        yield Outcome(result)

    def _place(self, folder: Path) -> Path:
        """The project's own folder: by default the one that belongs to the folder of photos."""
        return Project.place(self.project, folder)

    def _export(self) -> Generator[Event, Turns, ProjectResult]:
        if self.folder is None:
            raise EngineError("export_what")
        place = self._place(self.folder)
        enclosed = (yield from self._enclosed(self.folder)) if self.photos else []
        packing = message("note.packing")
        yield from telling(pack(place, self.folder, self.file, enclosed), lambda step: Progress(*step, packing))
        runs = tuple(run.number for run in Project.runs_of(place))
        size = self.file.stat().st_size / 1e6
        return ProjectResult(shown(self.file), shown(self.folder), runs, 0, len(enclosed), 0, size)

    def _enclosed(self, folder: Path) -> Generator[Event, Turns, list[str]]:
        """The photos of the folder, and the tables that may tell their classes, by their paths from there."""
        scan = yield from scan_folder(folder, Wanted("none"))
        walked = yield from telling(walk(folder), lambda count: Progress(count, 0, message("note.packing")))
        paths = [*(photo.path for photo in scan.photos), *(path for path, _ in walked.tables)]
        fit = [path for path in paths if can_be_enclosed(path)]
        if len(fit) < len(paths):
            yield Notice(message("notice.photos_not_enclosed", count=len(paths) - len(fit)))
        return fit

    def _open(self) -> Generator[Event, Turns, ProjectResult]:
        checking, unpacking = message("note.checking_project"), message("note.unpacking_project")
        parcel = yield from telling(look(self.file), lambda step: Progress(*step, checking))
        into = self.into if self.folder is None and parcel.photos else None
        folder = self.folder or into
        if folder is None:
            raise EngineError("photos_inside" if parcel.photos else "photos_outside", title=parcel.title)
        missing = 0
        if into is None:
            missing = yield from self._missing(parcel, folder)
        work = unpack(parcel, self._place(folder), folder, into)
        opened = yield from telling(work, lambda step: Progress(*step, unpacking))
        told = _joined(opened)
        for text in told:
            yield Notice(text)
        count = len(parcel.photos) if into is not None else 0
        place, size = shown(self._place(folder)), self.file.stat().st_size / 1e6
        corrected, kept = opened.joined.corrected, opened.joined.kept
        return ProjectResult(
            place, shown(folder), opened.runs, opened.known, count, missing, size, corrected, kept, told
        )

    def _missing(self, parcel: Parcel, folder: Path) -> Generator[Event, Turns, int]:
        """How many photos the trainings need that are not in the folder. Raises EngineError where none is."""
        scan = yield from scan_folder(folder, Wanted("none"))
        missing = len(parcel.wanted - {photo.digest for photo in scan.photos})
        if missing and missing == len(parcel.wanted):
            raise EngineError("photos_elsewhere", path=shown(folder), count=missing, title=parcel.title)
        if missing:
            yield Notice(message("notice.project_photos_missing", count=missing, photos=len(parcel.wanted)))
        return missing

    @classmethod
    def report(cls, value: ProjectResult) -> Sequence[Message | str]:
        if value.path.endswith(SUFFIX) or Path(value.path).is_file():
            return [
                message("report.project.exported", path=value.path, count=len(value.runs), megabytes=value.megabytes),
                message("report.project.photos_inside", count=value.photos)
                if value.photos
                else message("report.project.photos_outside"),
            ]
        return [message("report.project.opened", count=len(value.runs), folder=value.folder)]


def _joined(opened: Unpacked) -> tuple[Message, ...]:
    """What came together with what was in the project, and what of it stayed."""
    joined, told = opened.joined, []
    if opened.known:
        told.append(message("notice.runs_known", count=opened.known))
    if opened.words_kept:
        told.append(message("notice.words_kept", count=opened.words_kept))
    if joined.corrected:
        told.append(message("notice.corrections_joined", count=joined.corrected))
    if joined.kept:
        named = ", ".join(map(one_line, joined.kept[:_NAMED])) + (" …" if len(joined.kept) > _NAMED else "")
        told.append(message("notice.corrections_kept", count=len(joined.kept), photos=named))
    if joined.reading_kept:
        told.append(message("notice.reading_kept"))
    return tuple(told)
