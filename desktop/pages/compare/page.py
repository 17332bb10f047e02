"""The Compare page: backbones, what transfer is worth, training tricks; each measured on the open folder."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtWidgets import QStackedWidget
from typing_extensions import override

from desktop.page.entry import Entry
from desktop.page.page import Surroundings
from desktop.page.tables import SaveFigures
from desktop.page.working import WorkingPage
from desktop.pages.compare import ENTRY
from desktop.pages.compare.figures import table_of
from desktop.pages.compare.left import KINDS, CompareSettings
from desktop.pages.compare.view import ComparedView
from desktop.widgets.dropzone import DropZone
from desktop.widgets.plain import one_line
from engine.job.background import Mail
from engine.job.declare import Job
from engine.job.events import Metric, Outcome
from engine.jobs.compare import CompareResult
from engine.jobs.find_rate import FindRateResult
from engine.jobs.learning_curve import LearningCurveResult
from engine.jobs.trial import TrialResult

_RESULTS = (CompareResult, LearningCurveResult, TrialResult, FindRateResult)


class ComparePage(WorkingPage):
    """Measures on the photos of the open folder."""

    entry: ClassVar[Entry] = ENTRY

    def __init__(self, around: Surroundings) -> None:
        super().__init__(around)
        self._results: dict[str, CompareResult | LearningCurveResult | TrialResult | FindRateResult] = {}
        self._running = ""
        self.settings = CompareSettings()
        self.settings.set_values(around.settings.form(self.name))
        self.view = ComparedView()
        self.figures = SaveFigures(self, lambda: table_of(self._results.get(self.settings.kind.value())))
        self.settings.add(self.figures)
        self._zone = DropZone("compare")
        self._zone_start = self._zone.add_button("play", primary=True)
        self._zone_folder = self._zone.add_button("open", primary=True)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._zone)
        self._stack.addWidget(self.view)
        self.lay_out(self._stack, self.settings, self.bar)
        self.settings.changed.connect(self._keep_settings)
        self.settings.kind_changed.connect(lambda _: self._show_kind())
        around.workspace.folder_changed.connect(self._folder_changed)
        self._zone_start.clicked.connect(self.start)
        self._zone_folder.clicked.connect(self.pick)
        self._show_kind()

    def _keep_settings(self) -> None:
        self.around.settings.keep_form(self.name, self.settings.plain_values())

    def _folder_changed(self) -> None:
        self.task.drop()
        self._results.clear()
        self._running = ""
        self._show_kind()

    # What the window asks of a page

    @override
    def explanation(self) -> str:
        return self.tr(
            "Three questions about your own photos. <b>Backbones</b>: each network looks at every photo once; a "
            "<b>linear probe</b> learns from four fifths of them and is asked about the last fifth, five times round. "
            "<b>Transfer</b>: the same network frozen, and from scratch, with 2, 5, 10 … photos of each class. "
            "<b>Tricks</b>: a head trained with a trick and without it, several times with other dice. The lines "
            "through the points are <b>95 % intervals</b>: where they overlap widely, nobody can tell which is better. "
            "<b>Try</b>: guess first, then press start."
        )

    @override
    def retranslate(self) -> None:
        super().retranslate()
        self.settings.retranslate(self.language)
        self.figures.retranslate()
        self.view.setLocale(self.around.settings.locale)
        self.view.retranslate(self.language)
        self._zone_folder.setText(self.tr("Open a folder of photos…"))
        self._zone_start.setText(self.tr("Measure"))
        self.show_state()

    @override
    def shown(self) -> None:
        if (wanted := self.around.workspace.take_settings(self.name)) is not None and not self.busy:
            kinds = {job.name: kind for kind, (job, _) in KINDS.items()}
            name, settings = wanted
            if name in kinds:
                self.settings.set_values({"kind": kinds[name], kinds[name]: settings})

    @override
    def start(self) -> None:
        """Measures what is chosen, on the open folder."""
        if self.busy or self._reason():
            return
        kind, workspace = self.settings.kind.value(), self.around.workspace

        def make() -> Job:
            return KINDS[kind][0](
                folder=workspace.folder, device=workspace.device, threads=workspace.threads, **self.settings.values()
            )  # type: ignore[call-arg]

        self._results.pop(kind, None)
        self._running = kind
        self.view.begin()
        self.task.start(make)
        self._show_kind()

    @override
    def show_events(self, events: list[Mail], whose: str) -> None:
        shown = self._running == self.settings.kind.value()
        for event in events:
            match event:
                case Metric(series, step, value) if shown and self._running != "backbones":
                    if series.startswith("accuracy.") or series in ("with", "without"):
                        self.view.show_point(series.removeprefix("accuracy."), step, value)
                case Outcome(value) if isinstance(value, _RESULTS):
                    self._results[self._running] = value
                    self._show_kind()

    # Showing

    def _reason(self) -> str:
        return "" if self.around.workspace.folder is not None else self.tr("open a folder first")

    def _show_kind(self) -> None:
        kind = self.settings.kind.value()
        if (result := self._results.get(kind)) is not None:
            self.view.show_result(result)
        elif kind != self._running:
            self.view.begin()
        self.show_state()

    @override
    def show_state(self) -> None:
        kind, folder = self.settings.kind.value(), self.around.workspace.folder
        at_work = self.busy and self._running == kind and kind not in ("backbones", "rate")
        self._stack.setCurrentIndex(1 if kind in self._results or at_work else 0)
        self.bar.retranslate(self.tr("Measure"), self.tr("Stop"))
        self.bar.set_reason(self._reason())
        self.figures.show_state()
        titles = {
            "backbones": self.tr("Which network is worth its time on your photos?"),
            "transfer": self.tr("What is it worth that the network has seen a million photos before yours?"),
            "tricks": self.tr("Does the trick really help?"),
            "rate": self.tr("How large may a step of learning be?"),
        }
        if self.busy and self._running == kind:
            self._zone.set_texts(self.tr("Measuring …"), "")
        elif folder is None:
            self._zone.set_texts(titles[kind], self.tr("Measured on your own folder"))
        else:
            self._zone.set_texts(titles[kind], one_line(folder.name))
        self._zone_folder.setVisible(folder is None)
        self._zone_start.setVisible(folder is not None and not self.busy)
