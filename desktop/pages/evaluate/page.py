"""The Evaluate page: a model is judged on its locked test photos, or on any folder of photos with known classes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

from PySide6.QtWidgets import QStackedWidget
from typing_extensions import override

from desktop.page.entry import Entry
from desktop.page.mending import Mending
from desktop.page.page import Surroundings
from desktop.page.tables import SaveFigures
from desktop.page.working import WorkingPage
from desktop.pages.evaluate import ENTRY
from desktop.pages.evaluate.copying import Copying
from desktop.pages.evaluate.figures import table_of
from desktop.pages.evaluate.findings import FindingsView
from desktop.pages.evaluate.left import PHOTOS, CountedLooks, EvaluateForm
from desktop.pages.evaluate.view import JudgedView
from desktop.widgets.asking import ask_folder
from desktop.widgets.dropzone import DropZone
from desktop.widgets.plain import one_line
from desktop.widgets.tiles.thumbnails import Thumbnails
from engine.job.background import Mail
from engine.job.events import Ended, Outcome
from engine.jobs.clean import Clean, CleanResult
from engine.jobs.evaluate import Evaluate, EvaluateResult


class EvaluatePage(WorkingPage):
    """Judges the model in hand."""

    entry: ClassVar[Entry] = ENTRY
    can_pause: ClassVar[bool] = False

    def __init__(self, around: Surroundings) -> None:
        super().__init__(around)
        self._other: Path | None = None  # the folder to be judged as a whole, where it is not the open one
        self._asked: Evaluate | Clean | None = None
        self._results: dict[str, tuple[EvaluateResult | CleanResult, Path]] = {}  # by part
        self._last: dict[tuple[str, Path], EvaluateResult] = {}  # by part and folder, whatever model it was
        self._before: dict[str, EvaluateResult | None] = {}
        self.thumbnails = Thumbnails(self)
        self.looks = CountedLooks(around.settings)
        self.form = EvaluateForm()
        self.chooser, self.part = self.form.chooser, self.form.part
        self.mending = Mending(around.runner, self)
        self.copying = Copying(self, self.mending)
        self.view = JudgedView(around, self.thumbnails, self.mending)
        self.findings = FindingsView(around, self.thumbnails, self.mending)
        self.figures = SaveFigures(self, lambda: table_of(self._results.get(self.part.value(), (None,))[0]))
        self.form.add(self.figures)
        self._zone = DropZone("evaluate")
        self._zone_start = self._zone.add_button("play", primary=True)
        self._zone_folder = self._zone.add_button("open", primary=True)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._zone)
        self._stack.addWidget(self.view)
        self._stack.addWidget(self.findings)
        self.lay_out(self._stack, self.form, self.bar)
        self._connect()
        self._model_changed()

    def _connect(self) -> None:
        workspace = self.around.workspace
        workspace.model_changed.connect(self._model_changed)
        workspace.folder_changed.connect(self._folder_changed)
        self.chooser.chosen.connect(workspace.set_model)
        self.part.changed.connect(lambda _: self._show_part())
        for folder in (self.form.folder, self._zone_folder):
            folder.clicked.connect(self.pick)
        self._zone_start.clicked.connect(self.start)
        self._zone.dropped.connect(self.open_paths)
        self.mending.failed.connect(self.show_error)
        for view in (self.view, self.findings):
            view.train_wanted.connect(lambda: self.request_page.emit("train"))
            view.copy_wanted.connect(self.copying.ask)
            view.closer.failed.connect(self.show_error)

    # What the window asks of a page.

    @override
    def explanation(self) -> str:
        words = self.tr(
            "How good is the model on photos that it has never seen? Of <i>n</i> photos <i>r</i> are right; the "
            "accuracy and its 95 % <b>Wilson interval</b>, in which the true accuracy probably lies, are:"
        )
        formula = (
            "<i>p</i> = <i>r</i> / <i>n</i>, &nbsp; (<i>p</i> + <i>z</i>²/2<i>n</i> ± <i>z</i> "
            "√(<i>p</i>(1 − <i>p</i>)/<i>n</i> + <i>z</i>²/4<i>n</i>²)) / (1 + <i>z</i>²/<i>n</i>), &nbsp; "
            "<i>z</i> = 1.96"
        )
        advice = self.tr(
            "The validation photos chose the best epoch and your settings, so they flatter. The <b>test photos</b> "
            "were locked away for one honest look. <b>Try</b>: photos that you took today, in a folder for each class; "
            "four times as many photos, and how the interval halves; the photos behind the largest mistake."
        )
        return f"{words} {formula}. {advice}"

    @override
    def retranslate(self) -> None:
        super().retranslate()
        self.setLocale(self.around.settings.locale)
        self.form.retranslate(self.language)
        self.figures.retranslate()
        self._zone_folder.setText(self.form.folder.text())
        self._zone_folder.setToolTip(self.form.folder.toolTip())
        self.view.retranslate(self.language)
        self.findings.retranslate(self.language)
        self.show_state()

    @override
    def shown(self) -> None:
        self.chooser.refresh()
        if self.around.workspace.take_wanted(self.name):
            self._judge_model_in_hand()

    def _judge_model_in_hand(self) -> None:
        """On its locked photos, as a training leads here; what was found on them before is shown again."""
        self.part.set_value("test")
        if "test" not in self._results:
            self.start()

    @override
    def start(self) -> None:
        """Judges the model on the chosen photos."""
        folder, workspace = self.folder, self.around.workspace
        if self.busy or folder is None or self._reason():
            return
        given: dict[str, Any] = {
            "model": workspace.model, "folder": folder, "device": workspace.device, "threads": workspace.threads,
        }  # fmt: skip
        part = self.part.value()
        job = Clean(**given) if part == PHOTOS else Evaluate(**given, part=part)
        self._asked = job
        self.task.start(lambda: job, ask=False)

    @override
    def accepts(self, paths: Sequence[Path]) -> bool:
        return any(path.is_dir() for path in paths)

    @override
    def open_paths(self, paths: list[Path]) -> None:
        """Takes a folder to be judged as a whole; the open folder stays what it is."""
        folder = next((path for path in paths if path.is_dir()), None)
        if folder is not None:
            self._other = folder.absolute()
            self.part.set_value("all")
            self._forget()

    @override
    def pick(self) -> None:
        """Asks for a folder: the one of the training for its test photos, any other to be judged as a whole."""
        chosen = ask_folder(self, self.tr("Open a folder of photos"))
        if chosen is not None and self.part.value() == "test":
            self.around.workspace.open_folder(chosen)
        elif chosen is not None:
            self.open_paths([chosen])

    @override
    def show_end(self, end: Ended, whose: str) -> None:
        super().show_end(end, whose)
        self.copying.end(end.how)

    # Judging.

    @property
    def folder(self) -> Path | None:
        """The folder whose photos are judged."""
        opened = self.around.workspace.folder
        return opened if self.part.value() == "test" else self._other or opened

    @override
    def show_events(self, events: list[Mail], whose: str) -> None:
        for event in events:
            if isinstance(event, Outcome) and isinstance(event.value, EvaluateResult | CleanResult):
                asked = self._asked
                assert asked is not None
                part = asked.part if isinstance(asked, Evaluate) else PHOTOS
                if part == "test" and asked.model.endswith(".safetensors"):
                    self.looks.add(asked.model)
                self._before[part] = self._last.get((part, asked.folder))
                if isinstance(event.value, EvaluateResult):
                    self._last[part, asked.folder] = event.value
                self._results[part] = (event.value, asked.folder)
                self.part.set_value(part)
                self._show_result(*self._results[part])

    def _show_result(self, result: EvaluateResult | CleanResult, folder: Path) -> None:
        self.mending.open(folder)
        if isinstance(result, CleanResult):
            self.findings.show_result(result, folder)
        else:
            self.view.show_result(result, folder, self._before.get(self.part.value()))

    def _model_changed(self) -> None:
        workspace = self.around.workspace
        self.chooser.set_model(workspace.model)
        why = self.tr("A backbone has no photos of its own: train a model first, or judge it on a folder.")
        self.part.enable_option("test", workspace.own_model, why)
        if not workspace.own_model:
            self.part.set_value("all")
        self._forget()

    def _folder_changed(self) -> None:
        self._other = None
        self._forget()

    def _forget(self) -> None:
        """What was found is of another model or folder; a job on its way concerns nobody any more."""
        self.task.drop()
        self._results.clear()
        self.show_state()

    # Showing.

    def _show_part(self) -> None:
        """What was found on the photos that are chosen now, or how to find it."""
        if (known := self._results.get(self.part.value())) is not None:
            self._show_result(*known)
        self.show_state()

    def _reason(self) -> str:
        if self.part.value() == "test" and not self.around.workspace.own_model:
            return self.tr("choose a model of your own first")
        return "" if self.folder is not None else self.tr("open a folder first")

    @override
    def show_state(self) -> None:
        test, folder = self.part.value() == "test", self.folder
        found = 2 if self.part.value() == PHOTOS else 1
        self._stack.setCurrentIndex(found if self.part.value() in self._results else 0)
        looks = self.looks.of(self.around.workspace.model) if test else 0
        self.form.show_state(folder, looks)
        self._zone_start.setText(self._verb())
        self.bar.retranslate(self.tr("Judge again all the same") if looks else self._verb(), self.tr("Stop"))
        self.bar.set_reason(self._reason())
        self.figures.show_state()
        self._word_zone(test, folder)

    def _verb(self) -> str:
        return self.tr("Look at the photos") if self.part.value() == PHOTOS else self.tr("Judge the model")

    def _word_zone(self, test: bool, folder: Path | None) -> None:
        if self.busy:
            looking = self.part.value() == PHOTOS
            self._zone.set_texts(self.tr("Looking at the photos") if looking else self.tr("Judging the model"), "")
        elif folder is None:
            hint = self.tr("The folder that it was trained on") if test else self.tr("A folder for each class in it")
            self._zone.set_texts(self.tr("On which photos?"), hint)
        elif test:
            self._zone.set_texts(
                self.tr("One honest look"), self.tr("How good is the model on the photos it has never seen?")
            )
        elif self.part.value() == PHOTOS:
            title = self.tr("What is wrong with the photos?")
            self._zone.set_texts(title, self.tr("Each photo is asked about: the others answer. Nothing is changed."))
        else:
            title = self.tr("All photos of {folder}").format(folder=one_line(folder.name))
            self._zone.set_texts(title, self.tr("Photos that the model learned from make it look better than it is"))
        self._zone_folder.setVisible(folder is None and not self.busy)
        self._zone_start.setVisible(not self._reason() and not self.busy)
