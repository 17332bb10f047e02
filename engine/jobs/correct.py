"""Corrects what a folder says of single photos; the folder itself is not touched."""

from __future__ import annotations

import shutil
from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, ClassVar, Final

from engine.files import atomic_write, digest_file, shown
from engine.job.declare import Steps, Turns, param
from engine.job.events import Event, Outcome, Progress
from engine.job.words import EngineError, Message, message
from engine.photos.folder import list_photos, scan_folder
from engine.photos.problems import one_line
from engine.places import check_empty, free_name
from engine.project.choices import ReadsFolder
from engine.project.corrections import ACTIONS, Correction, Corrections, correct, corrections_of, parsed, redo, undo

WAYS: Final = ("show", *ACTIONS, "undo", "redo", "write")


@dataclass(frozen=True, slots=True)
class CorrectedPhoto:
    """A photo that a person corrected, and how: an action, and the class that it was moved to."""

    path: str
    action: str
    class_: str


@dataclass(frozen=True, slots=True)
class CorrectResult:
    """The steps that count now, the last one last; how many can be undone and done again; how many photos differ.

    `written`: photos that were copied, where a corrected copy was asked for.
    """

    steps: tuple[tuple[CorrectedPhoto, ...], ...]
    undo: int
    redo: int
    photos: int
    written: int = 0


@dataclass(frozen=True, kw_only=True)
class Correct(ReadsFolder):
    """Moves photos to another class, leaves them out, or takes them back; undoes and does again; writes a copy.

    `photos` are paths from the folder, as other jobs tell them, or whole ones; of folders all photos. `into`: an empty
    place for a copy of the folder as it is corrected, a folder for each class.
    """

    name: ClassVar[str] = "correct"
    folder: Path = param(positional=True, kind="folder")
    action: str = param("show", choices=WAYS)
    photos: tuple[Path, ...] = param((), kind="paths")
    to: str = param("")
    into: Path | None = param(None, kind="folder")

    def run(self) -> Steps:
        yield Progress(0, 0)
        project, written = self.project_of(self.folder), 0
        match self.action:
            case "show":
                now = corrections_of(project)
            case "undo":
                now = undo(project)
            case "redo":
                now = redo(project)
            case "write":
                now = corrections_of(project)
                written = yield from self._write()
            case _:
                now = correct(project, self._step())
        yield Outcome(replace(_result(now), written=written))

    def _write(self) -> Generator[Event, Turns, int]:
        """Copies the photos as they are corrected. Raises EngineError."""
        into = self._place()
        scan = yield from scan_folder(self.folder, self.reading_of(self.folder))
        taken: set[Path] = set()
        for done, photo in enumerate(scan.photos):
            yield Progress(done, len(scan.photos), message("note.copying_photos"))
            source = scan.root / photo.path
            target = free_name(into / _folder_name(scan.classes[photo.label]) / source.name, taken)
            try:
                with source.open("rb") as file:
                    atomic_write(target, lambda made, file=file: shutil.copyfileobj(file, made))  # type: ignore[misc]
            except OSError as error:
                detail = error.strerror or str(error)
                raise EngineError("photo_not_found", path=shown(source), detail=detail) from error
        return len(scan.photos)

    def _place(self) -> Path:
        """Where the copy goes: an empty folder, or one that is not there yet, outside of the photos."""
        if self.into is None:
            raise EngineError("no_place_given")
        return check_empty(self.into, [self.folder])

    def _step(self) -> list[Correction]:
        if not self.photos:
            raise EngineError("nothing_to_correct")
        if self.action == "move" and not self.to.strip():
            raise EngineError("no_class_given")
        to = self.to.strip() if self.action == "move" else ""
        named = [photo for path in self.photos for photo in self._photos_of(path)]
        return [Correction(self._digest(path), shown(path), self.action, to) for path in named]

    def _photos_of(self, path: Path) -> list[Path]:
        """The photo, or those of a folder in the folder: a whole class, or a group of photos."""
        if not (self.folder / path).is_dir():
            return [path]
        found = list_photos([self.folder / path]).photos
        return [photo.relative_to(self.folder) for photo in found]

    def _digest(self, path: Path) -> str:
        try:
            return digest_file(self.folder / path)
        except OSError as error:
            detail = error.strerror or str(error)
            raise EngineError("photo_not_found", path=shown(self.folder / path), detail=detail) from error

    @classmethod
    def report(cls, value: Any) -> Sequence[Message | str]:
        lines: list[Message | str] = [message("report.correct.photos", count=value.photos)]
        if value.written:
            lines.append(message("report.correct.written", count=value.written))
        for step in value.steps:
            lines += [
                message(f"report.correct.{one.action}", path=one_line(one.path), name=one_line(one.class_))
                for one in step
            ]
        return lines


def _folder_name(class_: str) -> str:
    """A class's name as one folder's, whatever is in it."""
    name = "".join("_" if letter in '/\\:*?"<>|\0' else letter for letter in class_).strip(". ")
    return name or "_"


def _result(now: Corrections) -> CorrectResult:
    steps = tuple(tuple(CorrectedPhoto(one.path, one.action, one.class_) for one in parsed(step)) for step in now.done)
    return CorrectResult(steps, len(now.done), len(now.undone), now.photos)
