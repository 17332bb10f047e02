"""Nothing is open yet: three large choices, and the folders of the last times."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar, Final

from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from desktop.page.entry import Entry
from desktop.page.page import Surroundings
from desktop.page.working import WorkingPage
from desktop.pages.welcome import ENTRY
from desktop.pages.welcome.fetching import LessonPhotos
from desktop.pages.welcome.project import OpeningProject
from desktop.pages.welcome.recent import RecentFolders
from desktop.theme import BETWEEN, WITHIN, set_icon
from desktop.widgets.asking import ask_folder
from desktop.widgets.choicebutton import ChoiceButton
from engine.files import RESOURCES
from engine.job.background import Mail
from engine.job.words import EngineError
from engine.photos.recognise import glance

SAMPLES = RESOURCES / "sample_photos"
WIDTH = 1000
LANGUAGE_NAMES: Final = {"en": "English", "hr": "Hrvatski"}
"""Each language by its own name: whoever looks for it knows that one."""


class Welcome(WorkingPage):
    """Opens the sample photos, a folder, or what was open before; brings the photos of the lesson."""

    entry: ClassVar[Entry] = ENTRY

    def __init__(self, around: Surroundings) -> None:
        super().__init__(around)
        self._samples = ChoiceButton("sample")
        self._samples.clicked.connect(lambda: self._open(SAMPLES))
        self._folder = ChoiceButton("open")
        self._folder.clicked.connect(self._pick)
        self._again = ChoiceButton("recent")
        self._again.clicked.connect(self._open_last)
        self._headline = QLabel(wordWrap=True)
        self._headline.setProperty("role", "headline")
        self._about = QLabel(wordWrap=True)
        self._about.setProperty("role", "muted")
        self._recent = RecentFolders()
        self._recent.chosen.connect(self._open)
        self._languages = {language: QPushButton(name) for language, name in LANGUAGE_NAMES.items()}
        for language, button in self._languages.items():
            button.setProperty("role", "flat")
            button.clicked.connect(lambda _=False, language=language: around.settings.change(language=language))
        self._drop = QLabel()
        self._drop.setProperty("role", "caption")
        self.project, self.opening = QPushButton(), OpeningProject(self)
        self.project.setProperty("role", "flat")
        set_icon(self.project, "import", "muted")
        self.project.clicked.connect(self.opening.ask)
        self.opening.told.connect(self._tell)
        self.opening.opened.connect(self._go_on)
        self.lesson, self.lesson_photos = QPushButton(), LessonPhotos(self)
        self.lesson.setProperty("role", "flat")
        set_icon(self.lesson, "lessons", "muted")
        self.lesson.clicked.connect(self.show_lesson_photos)
        self.lesson_photos.view.back.clicked.connect(self.show_choices)
        self.lesson_photos.opened.connect(self._open)
        self._views = QStackedWidget()
        self._views.addWidget(self._view())
        self._views.addWidget(_centred(self.lesson_photos.view))
        self.lay_out(self._views, run_bar=self.bar)
        self.show_choices()
        around.settings.changed.connect(self._settings_changed)

    def _view(self) -> QWidget:
        choices = QHBoxLayout()
        choices.setSpacing(BETWEEN)
        for button in (self._samples, self._folder, self._again):
            choices.addWidget(button, 1)
        inside = QWidget()
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(BETWEEN)
        layout.addStretch(2)
        for widget in (self._headline, self._about):
            layout.addWidget(widget)
        layout.addSpacing(BETWEEN)
        layout.addLayout(choices)
        layout.addWidget(self._drop)
        links = QHBoxLayout()
        links.addWidget(self.lesson)
        links.addWidget(self.project)
        links.addStretch(1)
        layout.addLayout(links)
        layout.addSpacing(WITHIN)
        layout.addWidget(self._recent)
        layout.addStretch(3)
        view = QWidget()
        whole = QVBoxLayout(view)
        whole.setContentsMargins(0, 0, 0, 0)
        tongues = QHBoxLayout()
        tongues.addStretch(1)
        for language in self._languages.values():
            tongues.addWidget(language)
        whole.addLayout(tongues)
        whole.addWidget(_centred(inside), 1)
        return view

    @override
    def explanation(self) -> str:
        return self.tr(
            "<b>Transfer learning</b> takes a network that has learned to see on a million photos and teaches it your "
            "own classes with a few dozen. Open a folder that holds one folder of photos for each class; then go "
            "through the pages on the left from top to bottom."
        )

    @override
    def retranslate(self) -> None:
        super().retranslate()
        self._headline.setText(self.tr("Teach a network to tell your own photos apart"))
        self._about.setText(
            self.tr(
                "It has learned to see from a million pictures; a few dozen of yours are enough for it to learn what "
                "you want to tell apart. Everything stays on this computer."
            )
        )
        self._samples.word(
            self.tr("Try the sample photos"),
            self.tr("Birds, flowers, fruit and vegetables: a hundred photos to begin with"),
        )
        self._folder.word(
            self.tr("Open a folder of photos"),
            self.tr("One folder inside it for each class, or the class in the file names"),
        )
        self._tell("")
        self.project.setText(self.tr("Open a project from another computer…"))
        self.project.setToolTip(self.tr("A file that was exported there: its trainings go on here"))
        self.lesson.setText(self.tr("Photos of the lesson…"))
        self.lesson.setToolTip(
            self.tr("Cats vs. Dogs and Oxford-IIIT Pet: downloaded, or taken from an archive that you have")
        )
        self.lesson_photos.retranslate()
        self._recent.retranslate()
        for language, button in self._languages.items():
            button.setEnabled(language != self.language)
            button.setAccessibleName(self.tr("Language: {name}").format(name=LANGUAGE_NAMES[language]))
        self._show_recent()

    def _settings_changed(self, name: str) -> None:
        if name == "recent_folders":
            self._show_recent()

    def _show_recent(self) -> None:
        recent = self.around.settings.values.recent_folders
        self._again.setEnabled(bool(recent))
        last = Path(recent[0]).name if recent else self.tr("Nothing was opened before on this computer")
        self._again.word(self.tr("Continue where you were"), last)
        self._recent.show_folders([Path(folder) for folder in recent if Path(folder) != SAMPLES])

    def _pick(self) -> None:
        if (chosen := ask_folder(self, self.tr("Open a folder of photos"))) is not None:
            self._open(chosen)

    def _open_last(self) -> None:
        recent = self.around.settings.values.recent_folders
        if recent:
            self.around.workspace.open_folder(Path(recent[0]))
            last = self.around.settings.values.page
            self.request_page.emit(last if last not in ("", "welcome", "settings") else "data")

    @override
    def open_paths(self, paths: list[Path]) -> None:
        """Opens a project's file or offers to take a data set from its archive, which the window brings here."""
        if glance(paths[0]) is None:
            self.opening.open(paths[0])
        else:
            self.show_lesson_photos()
            self.lesson_photos.take(paths[0])

    # The photos of the lesson

    @override
    def shown(self) -> None:
        if self.around.workspace.take_wanted(self.name):
            self.show_lesson_photos()

    def show_lesson_photos(self) -> None:
        """Shows the data sets of the lesson."""
        self._views.setCurrentIndex(1)
        self.show_state()

    def show_choices(self) -> None:
        """Shows what can be opened."""
        self._views.setCurrentIndex(0)
        self.banner.clear()
        self.show_state()

    @override
    def start(self) -> None:
        if self._views.currentIndex() == 1 and self.bar.can_start:
            self.lesson_photos.start()

    @override
    def cancel(self) -> None:
        if self.busy:
            super().cancel()
        else:
            self.show_choices()

    @override
    def show_events(self, events: list[Mail], whose: str) -> None:
        self.lesson_photos.hear(events)

    @override
    def show_progress(self) -> None:
        self.task.say_progress(self.lesson_photos.progress_words(self.task.progress[""]))

    @override
    def show_state(self) -> None:
        """What of the data sets can be done now; how far one is is told beside the choices too."""
        self.bar.setVisible(self.busy or self._views.currentIndex() == 1)
        self.lesson_photos.refresh()

    def _tell(self, progress: str) -> None:
        """How far a project is with opening; else what else can be done here."""
        self._drop.setText(progress or self.tr("A folder can also be dropped anywhere in this window."))
        self.project.setEnabled(not progress)

    def _go_on(self, folder: Path, said: EngineError | None) -> None:
        self.around.workspace.open_folder(folder)
        self.request_page.emit("train")
        if said is not None:
            self.noticed.emit(said)

    def _open(self, folder: Path) -> None:
        self.around.workspace.open_folder(folder)
        self.request_page.emit("data")


def _centred(inside: QWidget) -> QWidget:
    """A widget in the middle of the page, no wider than is good to read."""
    inside.setMaximumWidth(WIDTH)
    whole = QWidget()
    row = QHBoxLayout(whole)
    row.setContentsMargins(0, 0, 0, 0)
    row.addStretch(1)
    row.addWidget(inside, 20)
    row.addStretch(1)
    return whole
