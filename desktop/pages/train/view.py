"""What the Train page shows: the next step, curves, a result or all trainings, and over them the offer to go on."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.pages.train.live import Live
from desktop.pages.train.result import Result
from desktop.pages.train.runs import RunsView
from desktop.pages.train.states import Offer, Ready
from desktop.pages.train.strip import ResultStrip
from desktop.pages.train.unfinished import Unfinished
from desktop.runner import Runner
from desktop.theme import WITHIN
from desktop.widgets.plain import one_line
from desktop.widgets.segmented import Option, Segmented
from engine.job.words import Language
from engine.jobs.scan import ScanResult

_VIEWS = ("curves", "rates", "result", "runs")


class TrainView(QWidget):
    """Curves while there are some, a result when there is one, a folder's trainings; else what to do first."""

    def __init__(self, runner: Runner) -> None:
        super().__init__()
        self._running, self._has_result, self._folder = False, False, False
        self.live = Live()
        self.strip, self.result, self.ready, self.offer = ResultStrip(), Result(), Ready(), Offer()
        self.runs = RunsView(runner)
        self.switch = Segmented(_VIEWS, explained=False)
        self.compare = QCheckBox()
        self._head = QWidget()
        head = QHBoxLayout(self._head)
        head.setContentsMargins(0, 0, 0, 0)
        head.addWidget(self.switch)
        head.addStretch(1)
        head.addWidget(self.compare)
        self.stack = QStackedWidget()
        self._watched = QWidget()
        watched = QVBoxLayout(self._watched)
        watched.setContentsMargins(0, 0, 0, 0)
        watched.setSpacing(WITHIN)
        watched.addWidget(self.strip)
        watched.addWidget(self.live, 1)
        for widget in (self.ready, self._watched, self.result, self.runs):
            self.stack.addWidget(widget)
        self.stack.setMinimumHeight(260)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(WITHIN)
        layout.addWidget(self.offer)
        layout.addWidget(self._head)
        layout.addWidget(self.stack, 1)
        self.switch.changed.connect(self.show_chosen)
        self.compare.toggled.connect(self.live.compare)

    def show_state(self, *, running: bool, has_result: bool) -> None:
        """What stands while a training runs or does not, with or without the result of one."""
        self._running, self._has_result = running, has_result
        self.switch.enable_option("result", has_result, self.tr("There is a result once it is done."))
        self.show_chosen()

    @property
    def seen(self) -> bool:
        """Whether there is anything of a training to be seen."""
        return self.live.drawn or self._running or self._has_result

    def show_chosen(self) -> None:
        """What the switch says, where there is anything of it."""
        view = self.switch.value()
        self._head.setVisible(self.seen or self._folder)
        if view == "runs" and self._folder:
            self.stack.setCurrentWidget(self.runs)
        elif not self.seen:
            self.stack.setCurrentWidget(self.ready)
        elif view == "result" and self._has_result:
            self.stack.setCurrentWidget(self.result)
        else:
            self.stack.setCurrentWidget(self._watched)
            self.live.setCurrentIndex(1 if view == "rates" else 0)
        self.compare.setVisible(self.stack.currentWidget() is self._watched)

    def show_offer(self, last: Unfinished | None) -> None:
        """Offers to go on with the `last` training, where it was cut off."""
        self.offer.setVisible(last is not None)
        if last is not None:
            text = self.tr("The last training on these photos was stopped after epoch {epoch} of {epochs}.")
            words = {"epoch": self.locale().toString(last.epoch), "epochs": self.locale().toString(last.epochs)}
            self.offer.show_text(text.format(**words))

    def show_photos(self, folder: Path | None, scan: ScanResult | None) -> None:
        """What would be learned from, before the first training."""
        self._folder = folder is not None
        self.show_chosen()
        if folder is None:
            text = self.tr("A training needs photos: a folder with one folder for each class.")
            self.ready.show_words(self.tr("No photos yet"), text, ask=True)
            return
        text = self.tr("Press Start: the curves of loss and accuracy will grow here while the model learns.")
        title = one_line(folder.name)
        if scan is not None:
            photos = self.tr("%n photo(s)", "", scan.photos)
            classes = self.tr("%n class(es)", "", len(scan.classes))
            title = f"{title}: {photos}, {classes}"
        self.ready.show_words(title, text, ask=False)

    def retranslate(self, language: Language) -> None:
        options = [
            Option("curves", self.tr("Loss and accuracy"), self.tr("How well it learns")),
            Option("rates", self.tr("Rate and gradient"), self.tr("How large its steps are")),
            Option("result", self.tr("Result"), self.tr("Scores, confusion matrix, mistakes")),
            Option("runs", self.tr("Trainings"), self.tr("All trainings on these photos: compare, use, name, delete")),
        ]
        self.switch.set_options(options, self.tr("What is shown"))
        self.compare.setText(self.tr("With the last run"))
        self.compare.setToolTip(self.tr("Draws the curves of the run before faintly behind these"))
        self.live.retranslate()
        self.strip.retranslate()
        self.result.retranslate(language)
        self.runs.retranslate(language)
        self.ready.retranslate()
        self.offer.retranslate()
