"""The Train page: it starts, watches, pauses, stops and continues trainings, and leads on to what they are good for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final

from PySide6.QtCore import QTimer
from typing_extensions import override

from desktop.figures import figure, percent
from desktop.page.entry import Entry
from desktop.page.page import Surroundings
from desktop.page.working import WorkingPage
from desktop.pages.train import ENTRY
from desktop.pages.train.after import AfterTraining
from desktop.pages.train.bringing import Bringing
from desktop.pages.train.brought import BroughtWeights
from desktop.pages.train.left import SPLIT, TrainSettings
from desktop.pages.train.unfinished import FindUnfinished, Unfinished
from desktop.widgets.turns import paint_in_turns
from engine.files import RESOURCES
from engine.job.events import Ended, Metric, Outcome
from engine.job.words import EngineError
from engine.jobs.train import Train
from engine.learn.results import TrainResult
from engine.models.backbones import BACKBONES

if TYPE_CHECKING:
    from desktop.pages.train.runs import OpenedRun
    from engine.job.background import Mail

SAMPLES: Final = RESOURCES / "sample_photos"
_KEEP_AFTER: Final = 300  # ms: several changes of the form, one note


class TrainPage(WorkingPage):
    """Give `hear` what a training tells; it draws, words and remembers."""

    entry: ClassVar[Entry] = ENTRY

    def __init__(self, around: Surroundings) -> None:
        from desktop.pages.train.view import TrainView  # with pyqtgraph, which the window's start does without

        super().__init__(around)
        self._last: dict[str, float] = {}
        self._unfinished: Unfinished | None = None
        self._epochs = 0
        self.settings = TrainSettings()
        self.bringing = Bringing(around.runner, self.settings.chooser, self.say, self)
        self._later = QTimer(self, singleShot=True, interval=_KEEP_AFTER)
        self.view = TrainView(around.runner)
        self.brought_weights = BroughtWeights(self)
        self.lay_out(self.view, self.settings, self.bar)
        self.after = AfterTraining(self, self.view)
        self.settings.set_values({**around.settings.form(self.name), **around.settings.form("split")})
        self._connect()
        self.view.runs.show_folder(around.workspace.folder)
        self._look_for_unfinished()
        self.show_state()

    def _connect(self) -> None:
        workspace, view = self.around.workspace, self.view
        workspace.folder_changed.connect(self._folder_changed)
        workspace.scan_changed.connect(self.show_state)
        self.settings.changed.connect(self._settings_changed)
        self._later.timeout.connect(self._keep_settings)
        self.bringing.ended.connect(self.show_state)
        view.live.failed.connect(self.show_error)
        view.offer.accepted.connect(self.go_on)
        view.ready.samples.connect(lambda: workspace.open_folder(SAMPLES))
        view.ready.open_folder.connect(self.pick)
        view.runs.use.connect(workspace.set_model)
        view.runs.failed.connect(self.show_error)
        view.runs.reopened.connect(self._show_again)

    # What the window asks of a page

    @override
    def explanation(self) -> str:
        method = self.settings.method.value()
        advice = {
            "frozen": self.tr("<b>Try next:</b> none as weights, then fine-tuning: what did transfer bring?"),
            "fine_tune": self.tr("<b>Try next:</b> learn from a later stage on only, or a lower learning rate."),
            "scratch": self.tr("<b>Try next:</b> the same with a frozen backbone: fewer photos, higher accuracy."),
        }
        return "<p>".join(
            [
                self.tr(
                    "A <b>backbone</b> has seen 1.28 million photos. It turns yours into an <b>embedding</b>, a vector "
                    "of features; a new <b>head</b> learns to tell your classes by it. <i>Frozen</i>: only the head "
                    "learns. <i>Fine-tune</i>: the backbone learns on too. <i>Scratch</i>: all begins at random."
                ),
                self.tr(
                    "Learning lowers the <b>loss</b>, the cross entropy <i>L</i> = −log <i>p</i>(true class), averaged "
                    "over the photos: 0 when the model is sure and right. Watch the <b>validation</b> curve: where it "
                    "turns while train goes on, the model learns by heart (overfitting). The dotted line is what "
                    "always answering the most frequent class would reach."
                ),
                advice[method],
            ]
        )

    @override
    def retranslate(self) -> None:
        super().retranslate()
        self.settings.retranslate(self.language)
        self.bar.retranslate(self.tr("Start"), self.tr("Stop, keep the best"))
        self.view.retranslate(self.language)
        self.show_state()
        self.task.tell_progress()

    @override
    def shown(self) -> None:
        self.settings.form.set_values(self.around.settings.form("split"))
        if (wanted := self.around.workspace.take_settings(self.name)) is not None and not self.busy:
            self.settings.set_values(wanted[1])
        self.settings.chooser.refresh()
        self.show_state()

    @override
    def open_paths(self, paths: list[Path]) -> None:
        """Takes a file of weights to start from."""
        self.brought_weights.take(paths[-1])

    @override
    def start(self) -> None:
        """Trains with the settings as they are."""
        if self.bar.can_start:
            self._start(resume=False)

    def go_on(self) -> None:
        """Continues the last training of this folder."""
        if not self.busy and self._unfinished is not None:
            self._start(resume=True)

    @override
    def cancel(self) -> None:
        """Stops the training and keeps the best of it; asked a second time, stops at once."""
        super().cancel()
        if self.busy:
            self.bar.set_note(self.tr("stopping, keeping the best …"))

    # A training

    def _start(self, *, resume: bool) -> None:
        last = self._unfinished if resume else None
        epochs = last.epochs if last else 0

        def make() -> Train:
            nonlocal epochs
            workspace = self.around.workspace
            assert workspace.folder is not None
            values = {} if last else self.settings.values()
            job = Train(
                folder=workspace.folder, device=workspace.device, threads=workspace.threads, resume=resume, **values
            )
            epochs = epochs or job.epochs
            return job

        if self.task.start(make, ends_well=True):
            self._keep_settings()
            self._begin(epochs)

    def _begin(self, epochs: int) -> None:
        self._last, self._epochs = {}, epochs
        self.after.forget()
        self._unfinished = None
        self.view.live.begin(epochs, keep=True)
        self.view.switch.set_value("curves")
        self.show_state()
        paint_in_turns((self.view.live.loss, self.view.live.accuracy, self.settings))

    @override
    def show_events(self, events: list[Mail], whose: str) -> None:
        metrics = [event for event in events if isinstance(event, Metric)]
        if metrics:
            self.view.live.hear(metrics)
            self._last.update({metric.series: metric.value for metric in metrics})
        for event in events:
            if isinstance(event, Outcome) and isinstance(event.value, TrainResult):
                self._take(event.value)

    def _take(self, result: TrainResult) -> None:
        if (folder := self.around.workspace.folder) is not None:
            self.around.workspace.set_model(result.model)
            self.after.show(result, folder)

    def _show_again(self, opened: OpenedRun, title: str) -> None:
        """Puts a training of before in view, as when it was done; not while another one runs."""
        folder = self.around.workspace.folder
        if self.busy or folder is None:
            return
        self.after.forget()
        self.view.live.begin(opened.epochs, keep=False)
        self.view.live.hear([Metric(name, x, y) for name, line in opened.points.items() for x, y in line])
        if opened.result is not None:
            self.after.show(opened.result, folder, title)
        self.view.switch.set_value("curves")
        self.show_state()
        if opened.result is None:
            self.bar.set_note(self.tr("The curves of this training; what it came to was not kept."))

    @override
    def show_end(self, end: Ended, whose: str) -> None:
        self.view.runs.show_folder(self.around.workspace.folder)
        self.show_state()
        paint_in_turns((self.view.stack, self.settings))
        self._look_for_unfinished()

    def _look_for_unfinished(self) -> None:
        """Asks whether the last training on these photos can be continued; the offer comes when that is known."""
        folder = self.around.workspace.folder
        self._unfinished = None
        if folder is None or self.busy:
            return

        def hear(mails: list[Mail]) -> None:
            for mail in mails:
                if isinstance(mail, Outcome) and folder == self.around.workspace.folder and not self.busy:
                    self._unfinished = mail.value if isinstance(mail.value, Unfinished) else None
                    self.show_state()

        self.around.runner.start(FindUnfinished(photos=folder), hear, urgent=True)

    @override
    def show_progress(self) -> None:
        """Epoch, accuracy and speed, beside the buttons."""
        progress, where = self.task.progress[""], self.locale()
        parts = [self.say(progress.note)] if progress.note else []
        if "accuracy.validation" in self._last:
            parts.append(percent(self._last["accuracy.validation"], where))
        if speed := self._last.get("photos_per_second"):
            photos = figure(speed, where, "f", 0 if speed >= 10 else 1)
            parts.append(self.tr("{photos} photos/s").format(photos=photos))
        self.task.say_progress(parts)

    # What is shown when

    def _reason(self) -> str:
        """Why a training cannot start now; "" when it can."""
        workspace, chooser = self.around.workspace, self.settings.chooser
        if workspace.folder is None:
            return self.tr("Open a folder of photos first.")
        if workspace.scan is not None and len(workspace.scan.classes) < 2:
            return self.tr("Photos of at least two classes are needed.")
        if not self.settings.ready:
            title = BACKBONES[chooser.name].title
            return self.tr("Download the weights of {backbone} first, on the left.").format(backbone=title)
        try:
            self.settings.values()
        except EngineError as error:
            return error.say(self.language)
        return ""

    @override
    def show_state(self) -> None:
        self.bar.set_reason(self._reason())
        idle = not self.busy
        self.settings.setEnabled(idle)
        self.view.show_state(running=not idle, has_result=self.after.result is not None)
        self.view.show_photos(self.around.workspace.folder, self.around.workspace.scan)
        self.view.show_offer(self._unfinished if idle else None)
        if idle and self.after.result is not None and not self._reason():
            self.bar.set_note(self.tr("Change something and start again: the curves can be compared."))

    def _folder_changed(self) -> None:
        if not self.busy:
            self.after.forget()
            self.view.live.begin(self._epochs, keep=False)
        self.view.runs.show_folder(self.around.workspace.folder)
        self._look_for_unfinished()
        self.show_state()

    # Settings

    def _settings_changed(self) -> None:
        self._later.start()
        self.bar.set_reason(self._reason())
        if self._hint.isVisibleTo(self):
            self.show_explanation()

    def _keep_settings(self) -> None:
        self._later.stop()
        values = self.settings.plain_values()
        split: dict[str, Any] = {name: values.pop(name) for name in SPLIT if name in values}
        self.around.settings.keep_form(self.name, values)
        self.around.settings.keep_form("split", {**self.around.settings.form("split"), **split})
