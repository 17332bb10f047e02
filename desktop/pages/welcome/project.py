"""A project's file opened in the window: looked through, asked where its photos are, and put where it can go on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.figures import percent
from desktop.page.page import Page
from desktop.widgets.asking import ask_file, ask_folder
from desktop.widgets.plain import one_line
from engine.job.background import Mail
from engine.job.declare import Job, Steps, param
from engine.job.events import Ended, Outcome, Progress
from engine.job.telling import telling
from engine.job.words import EngineError, message
from engine.jobs.project import CarryProject, ProjectResult
from engine.project.parcel import SUFFIX, Parcel, look


@dataclass(frozen=True, kw_only=True)
class LookIntoProject(Job):
    """Looks through a project's file; the outcome is a `Parcel`."""

    name: ClassVar[str] = "look_into_project"
    file: Path = param(positional=True, kind="file")

    def run(self) -> Steps:
        note = message("note.checking_project")
        parcel = yield from telling(look(self.file), lambda step: Progress(*step, note))
        yield Outcome(parcel)


class OpeningProject(QObject):
    """Opens projects for a page. `told`: how far that is, "" when it is over.

    `opened`: the folder of the photos, and what is to be said of what came together there, an EngineError or None.
    """

    told = Signal(str)
    opened = Signal(Path, object)

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self._page = page
        self._busy = False

    def ask(self) -> None:
        """Asks for a project's file, and opens it."""
        chosen = ask_file(self._page, "save", self.tr("Open a project"), self.tr("Projects") + f" (*{SUFFIX})")
        if chosen is not None:
            self.open(chosen)

    def open(self, file: Path) -> None:
        """Looks through a project's file and asks where its photos are, or shall go."""
        self._do(LookIntoProject(file=file), self._ask_for_photos)

    def _ask_for_photos(self, parcel: object) -> None:
        if not isinstance(parcel, Parcel):
            return
        name = one_line(parcel.title)
        if parcel.photos:
            title = self.tr("Choose where the folder “{name}” with the project's photos shall be made")
        else:
            title = self.tr("Choose the folder with the project's photos; it was called “{name}”")
        chosen = ask_folder(self._page, title.format(name=name))
        if chosen is None:
            return
        if parcel.photos:
            self._carry(parcel.path, into=chosen / _folder_name(parcel.title))
        else:
            self._carry(parcel.path, folder=chosen)

    def _carry(self, file: Path, folder: Path | None = None, into: Path | None = None) -> None:
        def done(value: object) -> None:
            if isinstance(value, ProjectResult):
                self.opened.emit(folder or into, _said(value))

        self._do(CarryProject(action="open", file=file, folder=folder, into=into), done)

    def _do(self, job: Job, done: Callable[[object], None]) -> None:
        """Has a job done, one at a time; `done` hears of its result."""
        if self._busy:
            return
        self._busy = True
        self._page.banner.clear()
        results: list[object] = []

        def hear(mails: list[Mail]) -> None:
            for mail in mails:
                match mail:
                    case Progress(finished, total, note) if note:
                        share = f" · {percent(finished / total, self._page.locale())}" if total else ""
                        self.told.emit(self._page.say(note) + share)
                    case Outcome(value):
                        results.append(value)
                    case Ended(error=error):
                        self._end(error, results, done)

        self._page.around.runner.start(job, hear, urgent=True)

    def _end(self, error: EngineError | None, results: list[object], done: Callable[[object], None]) -> None:
        self._busy = False
        self.told.emit("")
        if error is not None:
            self._page.show_error(error)
        elif results:
            QTimer.singleShot(0, self, lambda: done(results[-1]))  # a dialog must not hold up whoever brings the news


def _said(result: ProjectResult) -> EngineError | None:
    """What of a project's file came together with what was here, in one notice; None where there was nothing here."""
    if not result.told:
        return None
    told = result.told[0]
    for further in result.told[1:]:
        told = message("told.further", one=told, other=further)
    return EngineError("project_joined", told=told)


def _folder_name(title: str) -> str:
    """A folder's name that every system can have, like the one that the photos lay in."""
    kept = "".join(sign if sign.isalnum() or sign in " -_()" else "_" for sign in title).strip(" .")
    return kept[:100] or "photos"
