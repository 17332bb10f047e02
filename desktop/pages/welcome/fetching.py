"""A data set of the lesson, brought by the window: downloaded or taken from its archive, paused, ended, opened."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from desktop.figures import figure
from desktop.page.working import WorkingPage
from desktop.pages.welcome.datasets import DataSetsView, Offer
from desktop.widgets.asking import ask_file, ask_folder
from engine.files import shown
from engine.job.background import Mail
from engine.job.events import Outcome, Progress
from engine.job.words import EngineError
from engine.jobs.datasets import DataSetResult, Datasets
from engine.photos.datasets import CLASSES, DATA_SETS, default_folder, forget_begun, megabytes_here
from engine.photos.recognise import glance
from engine.photos.unpack import is_filled

FORM = "datasets"


class LessonPhotos(QObject):
    """Has data sets brought for a page, and shows in its `view` what can be done.

    `opened`: the folder of one, which a person waited for or asked to open.
    """

    opened = Signal(Path)

    def __init__(self, page: WorkingPage) -> None:
        super().__init__(page)
        self._page = page
        self._archive: Path | None = None
        self.view = DataSetsView()
        kept = page.around.settings.form(FORM)
        self._into = Path(str(kept.get("into") or default_folder()))
        self.view.classes.set_value(str(kept.get("classes", CLASSES[0])))
        self.view.changed.connect(self._chosen)
        self.view.elsewhere.clicked.connect(self._ask_place)
        self.view.pick.clicked.connect(self._ask_archive)
        self.view.download.clicked.connect(lambda: self.take(None))
        self.view.forget.clicked.connect(self._forget)
        self.view.open.clicked.connect(lambda: self.opened.emit(self.offer().place))

    def offer(self) -> Offer:
        """What can be done now with the data set that is chosen."""
        row = DATA_SETS[self.view.sets.value()]
        place = self._into / row.folder(self.view.classes.value())
        return Offer(row, place, is_filled(place), megabytes_here(row), self._archive)

    def refresh(self) -> None:
        """Shows what can be done now, and whether it can be begun."""
        offer, bar = self.offer(), self._page.bar
        self.view.show_offer(offer, busy=self._page.busy)
        begin = self.tr("Download into this folder")
        if offer.archive is not None:
            begin = self.tr("Unpack into this folder")
        elif offer.begun:
            begin = self.tr("Go on downloading")
        bar.retranslate(begin, self.tr("Cancel"))
        bar.set_reason(self.tr("it is here already") if offer.here else "")

    def retranslate(self) -> None:
        self.view.setLocale(self._page.around.settings.locale)
        self.view.retranslate(self._page.language)
        self.refresh()

    def take(self, archive: Path | None) -> None:
        """Offers to take a data set from its archive; None: to download it."""
        if self._page.busy:
            return
        self._page.banner.clear()
        self._archive = archive
        if archive is not None and (row := glance(archive)) is not None:
            self.view.sets.set_value(row.name)
        self.refresh()

    def start(self) -> None:
        """Brings what is chosen into the folder that is shown."""
        offer, opened = self.offer(), self._page.around.workspace.folder
        if offer.here or self._page.busy:
            return
        if opened is not None and offer.place.resolve().is_relative_to(opened.resolve()):
            self._page.show_error(EngineError("unpack_into_photos", path=shown(offer.place)))
            return
        source = offer.row.name if offer.archive is None else str(offer.archive)
        action = "get" if offer.archive is None else "import"
        classes = self.view.classes.value()
        self._page.task.start(lambda: Datasets(action=action, source=source, into=self._into, classes=classes))
        self.refresh()

    def hear(self, events: Sequence[Mail]) -> None:
        """What the job told: where the photos are now."""
        for event in events:
            if isinstance(event, Outcome) and isinstance(event.value, DataSetResult):
                self._archive = None
                if self._page.isVisible():
                    self.opened.emit(Path(event.value.path))

    def progress_words(self, progress: Progress) -> list[str] | None:
        """How much of a download has come; None where the engine's own words say what is done."""
        if progress.note is None or progress.note.code != "note.downloading":
            return None
        where = self._page.around.settings.locale
        here, whole = (figure(bytes_ / 1e6, where, "f", 0) for bytes_ in (progress.done, progress.total))
        return [self._page.say(progress.note), self.tr("{here} of {all} MB").format(here=here, all=whole)]

    def _chosen(self) -> None:
        self._keep()
        self.refresh()

    def _ask_place(self) -> None:
        if (chosen := ask_folder(self._page, self.tr("Where the new folder is to be made"))) is not None:
            self._into = chosen
            self._chosen()

    def _ask_archive(self) -> None:
        files = " ".join(f"*{''.join(Path(row.file).suffixes[-2:])}" for row in DATA_SETS.values())
        title = self.tr("The archive of a data set: {files}").format(
            files=", ".join(row.file for row in DATA_SETS.values())
        )
        filters = self.tr("Archives") + f" ({files});;" + self.tr("All files") + " (*)"
        if (chosen := ask_file(self._page, "model", title, filters)) is not None:
            self.take(chosen)

    def _forget(self) -> None:
        forget_begun(self.offer().row)
        self.refresh()

    def _keep(self) -> None:
        into = "" if self._into == default_folder() else str(self._into)
        self._page.around.settings.keep_form(FORM, {"into": into, "classes": self.view.classes.value()})
