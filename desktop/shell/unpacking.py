"""An archive of photos: asked about, unpacked where a person says, and opened."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from desktop.theme import WITHIN, set_icon, set_role
from desktop.widgets.asking import ask_folder
from engine.files import home, shown
from engine.job.declare import Job, Steps
from engine.job.events import Ended, Outcome, Progress
from engine.job.words import EngineError, Language
from engine.photos.recognise import glance
from engine.photos.unpack import UnpackedPhotos, archive_name, can_be_unpacked, free_place, unpack

if TYPE_CHECKING:
    from desktop.page.page import Surroundings
    from desktop.shell.window import Window
    from engine.job.background import Mail, Running


class UnpackPhotos(Job):
    """Unpacks an archive into a new folder; the outcome is an `UnpackedPhotos`. Ends with what `unpack` raises."""

    name: ClassVar[str] = "unpack"

    def __init__(self, archive: Path, into: Path, language: Language) -> None:
        self.archive, self.into, self.language = archive, into, language

    def run(self) -> Steps:
        yield Progress(0, 0)
        yield Outcome((yield from unpack(self.archive, self.into, self.language)))


class Unpacking(QObject):
    """Offers on the page that is open to unpack an archive, and opens the folder that came of it.

    The folder of photos that is open is never written to.
    """

    def __init__(self, window: Window, around: Surroundings) -> None:
        super().__init__(window)
        self._window, self._around = window, around
        self._archive, self._place = Path(), Path()
        self._running: Running | None = None
        self.buttons: dict[str, QPushButton] = {}

    def offer(self, archive: Path) -> None:
        """Asks whether to unpack an archive, and where; one of a data set of the lesson goes where these are."""
        if glance(archive) is not None:
            self._window.go("welcome").open_paths([archive])
            return
        if not can_be_unpacked(archive):
            self._window.show_error(EngineError("brought_archive", name=archive.name))
            return
        self._archive, self._place = archive, free_place(home() / "photos", archive_name(archive))
        self._ask()

    def _ask(self) -> None:
        deeds, row = QWidget(), QHBoxLayout()
        row.setContentsMargins(0, WITHIN, 0, 0)
        row.setSpacing(WITHIN)
        deeds.setLayout(row)
        go, other = QPushButton(self.tr("Unpack")), QPushButton(self.tr("Into another folder…"))
        go.setToolTip(self.tr("Unpacks the photos into that folder and opens it"))
        other.setToolTip(self.tr("Choose a folder in which the new one is made"))
        set_role(go, "primary")
        set_icon(other, "open")
        go.clicked.connect(self._start)
        other.clicked.connect(self._choose)
        for button in (go, other):
            row.addWidget(button)
        row.addStretch(1)
        self.buttons = {"unpack": go, "elsewhere": other}
        offered = EngineError("archive_offered", name=self._archive.name, place=shown(self._place))
        self._window.page.banner.show_notice(offered, self._around.settings.words_language, deeds)

    def _choose(self) -> None:
        if (chosen := ask_folder(self._window, self.tr("Where the new folder is to be made"))) is not None:
            self._place = free_place(chosen, archive_name(self._archive))
            self._ask()

    def _start(self) -> None:
        opened = self._around.workspace.folder
        if opened is not None and self._place.resolve().is_relative_to(opened.resolve()):
            self._window.show_error(EngineError("unpack_into_photos", path=shown(self._place)))
            return
        job = UnpackPhotos(self._archive, self._place, self._around.settings.words_language)
        self._running = self._around.runner.start(job, self.hear, ask=False)
        self._tell(0, 0)

    def hear(self, mails: list[Mail]) -> None:
        """What the unpacking told since the last look."""
        for mail in mails:
            match mail:
                case Outcome(UnpackedPhotos(folder)):
                    self._window.page.banner.clear()
                    self._around.workspace.open_folder(folder)
                    self._window.go("data")
                case Ended("cancelled"):
                    self._window.page.banner.clear()
                case Ended(error=EngineError() as error):
                    self._window.show_error(error)
        progress = [mail for mail in mails if isinstance(mail, Progress)]
        if progress and not any(isinstance(mail, Ended) for mail in mails):
            self._tell(progress[-1].done, progress[-1].total)

    def _tell(self, done: int, total: int) -> None:
        stop = QPushButton(self.tr("Cancel"))
        stop.setToolTip(self.tr("Stops unpacking; nothing of it is kept"))
        stop.clicked.connect(lambda: self._running.cancel() if self._running is not None else None)
        self.buttons = {"cancel": stop}
        told = EngineError(
            "archive_unpacking", name=self._archive.name, done=done, total=total, place=shown(self._place)
        )
        self._window.page.banner.show_notice(told, self._around.settings.words_language, stop)
