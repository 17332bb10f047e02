"""The Data page: a folder of photos is opened, looked through and shown, with its problems and its split."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget
from typing_extensions import override

from desktop.page.entry import Entry
from desktop.page.page import Surroundings
from desktop.page.working import WorkingPage
from desktop.pages.data import ENTRY
from desktop.pages.data.dividing import Divided, Divider
from desktop.pages.data.found import Found, ScannedPhotos, findings
from desktop.pages.data.left import DEFAULT_SPLIT, Overview
from desktop.pages.data.reading import is_chosen, take
from desktop.pages.data.view import PhotosView
from desktop.widgets.dropzone import DropZone
from desktop.widgets.plain import one_line
from engine.files import RESOURCES
from engine.job.background import Mail
from engine.job.events import Ended, Outcome
from engine.job.words import EngineError, number
from engine.jobs.scan import Scan, ScanResult

SAMPLES = RESOURCES / "sample_photos"
_SPLIT_PAUSE = 200  # ms after the last turn of a figure


class DataPage(WorkingPage):
    """Opens a folder, has it scanned, and shows what was found."""

    entry: ClassVar[Entry] = ENTRY

    def __init__(self, around: Surroundings) -> None:
        super().__init__(around)
        self._result: ScanResult | None = None
        self._photos: ScannedPhotos | None = None
        self._found: list[Found] = []
        self._divided: Divided | None = None
        self._divider = Divider(self)
        self._stopped = False
        self._zone = DropZone("data")
        self._open = self._zone.add_button("open", primary=True)
        self._samples = self._zone.add_button("sample")
        self._lesson = self._zone.add_button("lessons")
        self._retry = self._zone.add_button("refresh")
        self.photos = PhotosView(around.runner)
        self.gallery = self.photos.gallery
        self.overview = Overview()
        self._view = QStackedWidget()
        self._view.addWidget(self._zone)
        self._view.addWidget(self.photos)
        self._later = QTimer(self, singleShot=True, interval=_SPLIT_PAUSE)
        self.lay_out(self._view, self.overview, self.bar)
        self._connect()
        self._folder_changed()

    def _connect(self) -> None:
        workspace, overview = self.around.workspace, self.overview
        workspace.folder_changed.connect(self._folder_changed)
        self._open.clicked.connect(self.pick)
        self._samples.clicked.connect(lambda: workspace.open_folder(SAMPLES))
        self._lesson.clicked.connect(self.go_to_lesson_photos)
        overview.lesson_wanted.connect(self.go_to_lesson_photos)
        self._retry.clicked.connect(self.scan)
        self._zone.dropped.connect(self.open_paths)
        overview.open_wanted.connect(self.pick)
        overview.again_wanted.connect(self.scan)
        overview.classes.chosen.connect(self.photos.show_class)
        overview.problems.chosen.connect(self._show_finding)
        overview.readings.chosen.connect(self._take_reading)
        overview.split.set_values({**DEFAULT_SPLIT, **self.around.settings.form("split")})
        self.around.settings.changed.connect(self._setting_changed)
        overview.split.changed.connect(self._later.start)
        self._later.timeout.connect(self._split_changed)
        self._divider.done.connect(self._show_split)
        self.photos.class_chosen.connect(overview.classes.set_chosen)
        self.photos.corrected.connect(self.scan)
        self.photos.mending.failed.connect(self.show_error)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Refresh), self, self.scan)

    # What the window asks of a page.

    @override
    def explanation(self) -> str:
        largest = max(self._result.classes.values(), default=0) if self._result else 0
        words = self.tr(
            "A network learns from <b>examples</b>: photos whose class is known. Here the folder tells the class. "
            "The photos are split at random into three parts, every class in the same proportion: <b>train</b> is what "
            "is learned from, <b>validation</b> checks after every epoch, <b>test</b> stays locked for the final "
            "judgement. Copies of one photo stay in one part: otherwise the model would be asked what it has seen.<br>"
            "Whoever always answers the largest class is right in"
        )
        baseline = "<i>a</i><sub>0</sub> = max<sub><i>k</i></sub> <i>n<sub>k</sub></i> / <i>N</i>"
        if self._result and self._result.photos:
            share = number(largest / self._result.photos, self.language, ".1%")
            baseline += f" = {number(largest, self.language)} / {number(self._result.photos, self.language)} = {share}"
        advice = self.tr(
            "of all cases: a trained model has to beat that. <b>Try</b>: click a class to see its photos, then a "
            "thing that stands out; change the seed and watch which photos move."
        )
        return f"{words} {baseline} {advice}"

    @override
    def retranslate(self) -> None:
        super().retranslate()
        self.setLocale(self.around.settings.locale)
        self._open.setText(self.tr("Open a folder…"))
        self._open.setToolTip(self.tr("Open a folder that holds one folder of photos for each class (Ctrl+O)"))
        self._samples.setText(self.tr("Try the sample photos"))
        self._samples.setToolTip(self.tr("A hundred photos of birds, flowers, fruit and vegetables to begin with"))
        self._lesson.setText(self.tr("Photos of the lesson…"))
        self._lesson.setToolTip(self.tr("Cats vs. Dogs and Oxford-IIIT Pet: bring them, or open them"))
        self._retry.setText(self.tr("Look through it again"))
        self.overview.retranslate()
        self.photos.retranslate(self.language)
        self.bar.retranslate(self.tr("Next: train"), self.tr("Stop"))
        if self._result is not None:
            self._show_words(self._result)
        self.show_state()

    @override
    def shown(self) -> None:
        if self.around.workspace.folder is not None and self._result is None and not self.busy and not self._stopped:
            self.scan()

    @override
    def start(self) -> None:
        if self.bar.can_start:
            self.request_page.emit("train")

    @override
    def accepts(self, paths: Sequence[Path]) -> bool:
        return any(path.is_dir() for path in paths)

    @override
    def open_paths(self, paths: list[Path]) -> None:
        folder = next((path for path in paths if path.is_dir()), paths[0].parent if paths else None)
        if folder is not None:
            self.around.workspace.open_folder(folder)

    # Scanning.

    def scan(self) -> None:
        """Looks through the open folder, again too."""
        folder = self.around.workspace.folder
        if folder is None or self.busy:
            return
        self._stopped = False
        self.task.start(lambda: Scan(folder=folder))

    @override
    def show_events(self, events: list[Mail], whose: str) -> None:
        for event in events:
            if isinstance(event, Outcome) and isinstance(event.value, ScanResult):
                self._take(event.value)

    @override
    def show_end(self, end: Ended, whose: str) -> None:
        self._stopped = end.how != "done"
        self.show_state()

    def _take(self, result: ScanResult) -> None:
        self._result = result
        self._photos = ScannedPhotos(result.scan, result.classes)
        self._divided = None
        self._show_words(result)
        self.photos.show_photos(self._photos, self._found, self._facts)
        self._divide()
        self.around.workspace.set_scan(result)

    def _folder_changed(self) -> None:
        """Another folder: the old scan, if it is still on its way, concerns nobody now."""
        self.task.drop()
        self._result, self._photos, self._divided, self._stopped = None, None, None, False
        self._divider.forget()
        self.overview.forget()
        self.form_to_top()
        self.banner.clear()
        folder = self.around.workspace.folder
        self.photos.open(folder)
        if folder is not None:
            self.overview.show_folder(folder.name or str(folder), str(folder))
            self.scan()
        self.show_state()

    # Showing.

    @override
    def show_state(self) -> None:
        """Which of the views stands, what it says, and whether there is a way on."""
        folder = self.around.workspace.folder
        found = self._result is not None
        self._view.setCurrentIndex(1 if found else 0)
        self.show_form(found)
        self.overview.set_busy(self.busy)
        for button in (self._open, self._samples, self._lesson):
            button.setVisible(not self.busy)
        self._retry.setVisible(folder is not None and not self.busy)
        if folder is None:
            self._zone.set_texts(
                self.tr("Drop a folder of photos here"),
                self.tr("One folder inside it for each class, train and test folders, or the class in the file names"),
            )
            self.bar.set_reason(self.tr("open a folder first"))
        elif not found:
            name = one_line(folder.name or str(folder))
            stopped = self.tr("“{folder}” was not looked through").format(folder=name)
            busy = self.tr("Looking through “{folder}”").format(folder=name)
            if self.banner.error is not None:
                stopped = self.tr("Drop another folder of photos here")
            self._zone.set_texts(
                busy if self.busy else stopped,
                self.tr("Every photo is read once, so that damaged ones and copies are found; next time it is quick"),
            )
            self.bar.set_reason(self.tr("the folder has to be looked through first"))
        elif self._result is not None and len(self._result.classes) < 2:
            self.bar.set_reason(self.tr("a second class is needed: one alone teaches nothing"))
        else:
            self.bar.set_reason("")

    def _show_words(self, result: ScanResult) -> None:
        assert self._photos is not None
        self._found = findings(self._photos, self.say)
        self.overview.show_scan(result, self.say(result.layout.reason), [found.finding for found in self._found])

        said = is_chosen(result.scan.root)
        self.overview.readings.show_readings(result.layout.alternatives, said, self.say)

    def _take_reading(self, number: int) -> None:
        """Reads the folder as a person says, from now on, or opens the folder that they point at."""
        folder = self.around.workspace.folder
        if folder is None or self._result is None:
            return
        reading = self._result.layout.alternatives[number] if number >= 0 else None
        try:
            self.around.workspace.open_folder(take(folder, reading))
        except EngineError as error:
            self.banner.show_error(error, self.language)

    def _show_finding(self, row: int) -> None:
        found = self._found[row]
        self.overview.classes.set_chosen(-1)
        self.photos.show_finding(found)

    def _split_changed(self) -> None:
        self.around.settings.keep_form("split", self.overview.split.values())
        if self._result is not None:
            self._divide()

    def _setting_changed(self, name: str) -> None:
        """The split may be turned on the Train page too."""
        before = self.overview.split.values()
        if name == "forms" and not self._later.isActive():
            self.overview.split.set_values({**DEFAULT_SPLIT, **self.around.settings.form("split")})
            if self._result is not None and self.overview.split.values() != before:
                self._divide()

    def _divide(self) -> None:
        """Has the photos split as the figures say."""
        assert self._result is not None
        self._divider.ask(self._result.scan, self.overview.split.values())

    def _show_split(self, divided: Divided | EngineError) -> None:
        if isinstance(divided, EngineError):
            self.show_error(divided)
        elif self._result is not None:
            self._divided = divided
            self.overview.show_split(self._result.scan.classes, divided.counts)

    def _facts(self, index: int) -> list[str]:
        """What the large view says of a photo besides its class and size: its part."""
        if self._divided is None or self._photos is None or index >= len(self._photos):
            return []
        return [(self.tr("train"), self.tr("validation"), self.tr("test"))[self._divided.part(index)]]
