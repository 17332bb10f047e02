"""Corrects what a folder says of single photos; the folder itself is not touched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Final

from engine.files import digest_file, shown
from engine.job.declare import Job, Steps, param
from engine.job.events import Outcome, Progress
from engine.job.words import EngineError, Message, message
from engine.photos.problems import one_line
from engine.project import Project
from engine.project.corrections import ACTIONS, Correction, Corrections, correct, corrections_of, parsed, redo, undo

WAYS: Final = ("show", *ACTIONS, "undo", "redo")


@dataclass(frozen=True, slots=True)
class CorrectedPhoto:
    """A photo that a person corrected, and how: an action, and the class that it was moved to."""

    path: str
    action: str
    class_: str


@dataclass(frozen=True, slots=True)
class CorrectResult:
    """The steps that count now, the last one last; how many can be undone and done again; how many photos differ."""

    steps: tuple[tuple[CorrectedPhoto, ...], ...]
    undo: int
    redo: int
    photos: int


@dataclass(frozen=True, kw_only=True)
class Correct(Job):
    """Moves photos to another class, leaves them out, or takes them back; undoes and does again.

    `photos` are paths from the folder, as other jobs tell them, or whole ones.
    """

    name: ClassVar[str] = "correct"
    folder: Path = param(positional=True, kind="folder")
    action: str = param("show", choices=WAYS)
    photos: tuple[Path, ...] = param((), kind="paths")
    to: str = param("")
    project: Path | None = param(None, kind="folder", group="machine")

    def run(self) -> Steps:
        yield Progress(0, 0)
        project = self.project or Project.default_folder(self.folder)
        match self.action:
            case "show":
                now = corrections_of(project)
            case "undo":
                now = undo(project)
            case "redo":
                now = redo(project)
            case _:
                now = correct(project, self._step())
        yield Outcome(_result(now))

    def _step(self) -> list[Correction]:
        if not self.photos:
            raise EngineError("nothing_to_correct")
        if self.action == "move" and not self.to.strip():
            raise EngineError("no_class_given")
        to = self.to.strip() if self.action == "move" else ""
        return [Correction(self._digest(path), shown(path), self.action, to) for path in self.photos]

    def _digest(self, path: Path) -> str:
        try:
            return digest_file(self.folder / path)
        except OSError as error:
            detail = error.strerror or str(error)
            raise EngineError("photo_not_found", path=shown(self.folder / path), detail=detail) from error

    @classmethod
    def report(cls, value: Any) -> Sequence[Message | str]:
        lines: list[Message | str] = [message("report.correct.photos", count=value.photos)]
        for step in value.steps:
            lines += [
                message(f"report.correct.{one.action}", path=one_line(one.path), name=one_line(one.class_))
                for one in step
            ]
        return lines


def _result(now: Corrections) -> CorrectResult:
    steps = tuple(tuple(CorrectedPhoto(one.path, one.action, one.class_) for one in parsed(step)) for step in now.done)
    return CorrectResult(steps, len(now.done), len(now.undone), now.photos)
