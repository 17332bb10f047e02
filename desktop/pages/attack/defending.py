"""The Attack page's bench of defences: its job, what it tells, what is saved of it, and why it cannot start."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QStackedWidget

from desktop.models.ref import ModelRef
from desktop.page.tables import SaveFigures
from desktop.page.working import WorkingPage
from desktop.pages.attack.bench_left import BenchSettings
from desktop.pages.attack.bench_view import BenchView
from desktop.widgets.asking import ask_folder, ask_save
from desktop.widgets.charts import export
from desktop.widgets.dropzone import DropZone
from desktop.widgets.plain import one_line
from engine.files import shown
from engine.job.events import Metric, Outcome
from engine.job.words import EngineError, Language
from engine.jobs.defend import SERIES, Defend, DefendResult

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.job.background import Mail


class Defending(QObject):
    """`settings`: the left column's part; `stack`: the way to a bench, or what it came to."""

    def __init__(self, page: WorkingPage, settings: BenchSettings) -> None:
        super().__init__(page)
        self._page, self._around = page, page.around
        self.settings, self.view = settings, BenchView()
        self.figures = SaveFigures(page, lambda: self.view.figures)
        self.view.add(self.figures)
        self._zone = DropZone("bars")
        self._zone_start = self._zone.add_button("play", primary=True)
        self._zone_folder = self._zone.add_button("open", primary=True)
        self.stack = QStackedWidget()
        self.stack.addWidget(self._zone)
        self.stack.addWidget(self.view)
        self._zone.dropped.connect(self.take)
        self._zone_start.clicked.connect(page.start)
        for button in (self._zone_folder, settings.folder):
            button.clicked.connect(self.pick)
        self.view.save.clicked.connect(self._ask_and_save)
        self._around.workspace.folder_changed.connect(self.forget)
        self._around.workspace.model_changed.connect(self.forget)

    @property
    def at_work(self) -> bool:
        """Whether the job on its way is the bench."""
        return isinstance(self._page.task.job, Defend)

    def pick(self) -> None:
        """Asks for a folder of photos; it becomes the folder of all pages."""
        if (chosen := ask_folder(self._page, self.tr("Open a folder of photos"))) is not None:
            self._around.workspace.open_folder(chosen)

    def take(self, paths: list[Path]) -> None:
        """Takes the folder among what was dropped."""
        if (folder := next((path for path in paths if path.is_dir()), None)) is not None:
            self._around.workspace.open_folder(folder)

    def start(self) -> None:
        """Tries the defences on the open folder."""
        workspace, folder = self._around.workspace, self._around.workspace.folder
        if folder is None:
            return

        def make() -> Defend:
            return Defend(
                model=workspace.model, folder=folder, device=workspace.device, threads=workspace.threads,
                **self.settings.form.values(),
            )  # fmt: skip

        self.view.begin()
        self._page.task.start(make)

    def hear(self, events: Sequence[Mail]) -> None:
        """Shows what the bench tells."""
        for event in events:
            match event:
                case Metric(series, step, value) if series in SERIES:
                    self.view.show_figure(int(step), series, value)
                case Outcome(DefendResult() as result):
                    self.view.show_result(result)

    def forget(self) -> None:
        """Other photos or another model: what was measured is no longer of these."""
        if self.at_work:
            self._page.task.drop()
        self.view.begin()
        self._page.show_state()

    def why_not(self, language: Language) -> str:
        """Why the bench cannot start, in `language`; "" when it can."""
        if ModelRef.of(self._around.workspace.model).why_not:
            return self.tr("This model cannot be used here: choose another.")
        if self._around.workspace.folder is None:
            return self.tr("Open a folder of photos first.")
        try:
            self.settings.form.values()
        except EngineError as error:
            return error.say(language)
        return ""

    # Saving

    def _ask_and_save(self) -> None:
        chosen = ask_save(self._page, self.tr("Save the chart"), "defences.png", "PNG (*.png)")
        if chosen is not None:
            path, _ = chosen
            self.save(path if path.suffix.lower() == ".png" else path.with_name(path.name + ".png"))

    def save(self, path: Path) -> None:
        """Writes the bars as a PNG picture; the page tells where it is, or what went wrong."""
        try:
            export.save(path, export.encode_png(self.view.image()))
        except EngineError as error:
            self._page.show_error(error)
        else:
            self._page.bar.set_note(self.tr("Saved as {path}").format(path=shown(path)))

    # Words

    def retranslate(self, language: Language) -> None:
        """Words everything in `language`."""
        self.view.retranslate(language)
        self.figures.retranslate()
        self._zone_folder.setText(self.tr("Open a folder of photos…"))
        self._zone_start.setText(self.tr("Try the defences"))
        self.show_state(busy=False)

    def show_state(self, *, busy: bool) -> None:
        """Shows the way to a bench, or the bench. `busy`: the page has something on its way."""
        folder = self._around.workspace.folder
        self.settings.show_folder(folder)
        self.stack.setCurrentIndex(1 if self.at_work or self.view.result is not None else 0)
        title = self.tr("What is a defence worth?")
        hint = self.tr("Measured on the photos of your own folder") if folder is None else one_line(folder.name)
        self._zone.set_texts(title, hint)
        self._zone_folder.setVisible(folder is None)
        self._zone_start.setVisible(folder is not None and not busy)
        self.figures.show_state()
