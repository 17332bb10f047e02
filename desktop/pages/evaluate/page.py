"""The Evaluate page: a model is judged on its locked test photos, or on any folder of photos with known classes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from desktop.models.chooser import ModelChooser
from desktop.page.entry import Entry
from desktop.page.page import Surroundings
from desktop.page.working import WorkingPage
from desktop.pages.evaluate import ENTRY
from desktop.pages.evaluate.view import JudgedView
from desktop.theme import BETWEEN, WITHIN, set_icon, set_role
from desktop.widgets.asking import ask_folder
from desktop.widgets.dropzone import DropZone
from desktop.widgets.plain import one_line
from desktop.widgets.segmented import Option, Segmented
from desktop.widgets.tiles.thumbnails import Thumbnails
from engine.job.background import Mail
from engine.job.events import Outcome
from engine.jobs.evaluate import Evaluate, EvaluateResult

_REMEMBERED: Final = 50  # models whose looks are counted


class EvaluatePage(WorkingPage):
    """Judges the model in hand."""

    entry: ClassVar[Entry] = ENTRY
    can_pause: ClassVar[bool] = False

    def __init__(self, around: Surroundings) -> None:
        super().__init__(around)
        self._other: Path | None = None  # the folder to be judged as a whole, where it is not the open one
        self._asked: Evaluate | None = None
        self._results: dict[str, tuple[EvaluateResult, Path]] = {}  # by part
        self.thumbnails = Thumbnails(self)
        self.chooser = ModelChooser()
        self.part = Segmented(("test", "all"))
        self.view = JudgedView(self.thumbnails)
        self._build_form()
        self._zone = DropZone("evaluate")
        self._zone_start = self._zone.add_button("play", primary=True)
        self._zone_folder = self._zone.add_button("open", primary=True)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._zone)
        self._stack.addWidget(self.view)
        self.lay_out(self._stack, self._form, self.bar)
        self._connect()
        self._model_changed()

    def _build_form(self) -> None:
        self._what, self._where, self._looks = QLabel(), QLabel(wordWrap=True), QLabel(wordWrap=True)
        for label, role in ((self._what, "heading"), (self._where, "caption"), (self._looks, "warning")):
            label.setTextFormat(Qt.TextFormat.PlainText)
            set_role(label, role)
        self._folder = QPushButton()
        set_icon(self._folder, "open")
        self._form = QWidget()
        layout = QVBoxLayout(self._form)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(WITHIN)
        layout.addWidget(self.chooser)
        layout.addSpacing(BETWEEN)
        for widget in (self._what, self.part, self._looks, self._where, self._folder):
            layout.addWidget(widget)
        layout.addStretch(1)

    def _connect(self) -> None:
        workspace = self.around.workspace
        workspace.model_changed.connect(self._model_changed)
        workspace.folder_changed.connect(self._folder_changed)
        self.chooser.chosen.connect(workspace.set_model)
        self.part.changed.connect(lambda _: self._show_part())
        for folder in (self._folder, self._zone_folder):
            folder.clicked.connect(self.pick)
        self._zone_start.clicked.connect(self.start)
        self._zone.dropped.connect(self.open_paths)

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
        self._what.setText(self.tr("Photos"))
        self.part.set_options(
            [
                Option(
                    "test", self.tr("Locked test photos"), self.tr("Those that the training never used: look once.")
                ),
                Option("all", self.tr("A whole folder"), self.tr("Every photo of a folder with the same classes.")),
            ],
            self.tr("Photos"),
        )
        for button in (self._folder, self._zone_folder):
            button.setText(self.tr("Open a folder of photos…"))
            button.setToolTip(
                self.tr("A folder with one folder for each class, named as the model names them (Ctrl+O)")
            )
        self._zone_start.setText(self.tr("Judge the model"))
        self.chooser.retranslate(self.language)
        self.view.retranslate(self.language)
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
        job = Evaluate(
            model=workspace.model, folder=folder, part=self.part.value(),
            device=workspace.device, threads=workspace.threads,
        )  # fmt: skip
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

    # Judging.

    @property
    def folder(self) -> Path | None:
        """The folder whose photos are judged."""
        opened = self.around.workspace.folder
        return opened if self.part.value() == "test" else self._other or opened

    @property
    def looks(self) -> int:
        """How often the test photos of the model in hand have been looked at."""
        known = self.around.settings.form(self.name).get("looks", {})
        count = known.get(self.around.workspace.model, 0) if isinstance(known, dict) else 0
        return count if isinstance(count, int) else 0

    def _count_look(self, model: str) -> None:
        held = self.around.settings.form(self.name).get("looks", {})
        known = dict(held) if isinstance(held, dict) else {}
        count = known.pop(model, 0)
        known[model] = (count if isinstance(count, int) else 0) + 1
        self.around.settings.keep_form(self.name, {"looks": dict(list(known.items())[-_REMEMBERED:])})

    @override
    def show_events(self, events: list[Mail], whose: str) -> None:
        for event in events:
            if isinstance(event, Outcome) and isinstance(event.value, EvaluateResult):
                result = event.value
                assert self._asked is not None
                if self._asked.part == "test" and self._asked.model.endswith(".safetensors"):
                    self._count_look(self._asked.model)
                self._results[self._asked.part] = (result, self._asked.folder)
                self.part.set_value(self._asked.part)
                self.view.show_result(result, self._asked.folder)

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
            self.view.show_result(*known)
        self.show_state()

    def _reason(self) -> str:
        if self.part.value() == "test" and not self.around.workspace.own_model:
            return self.tr("choose a model of your own first")
        return "" if self.folder is not None else self.tr("open a folder first")

    @override
    def show_state(self) -> None:
        test, folder = self.part.value() == "test", self.folder
        self._stack.setCurrentIndex(1 if self.part.value() in self._results else 0)
        self._where.setText(one_line(str(folder)) if folder is not None else "")
        self._where.setVisible(folder is not None)
        looks = self.looks
        self._looks.setVisible(test and looks > 0)
        self._looks.setText(
            self.tr("You have looked at these %n time(s).", "", looks)
            + " "
            + self.tr("Who looks, changes the settings and looks again has begun to learn the test by heart.")
        )
        again = test and looks > 0
        self.bar.retranslate(
            self.tr("Judge again all the same") if again else self.tr("Judge the model"), self.tr("Stop")
        )
        self.bar.set_reason(self._reason())
        self._word_zone(test, folder)

    def _word_zone(self, test: bool, folder: Path | None) -> None:
        if self.busy:
            self._zone.set_texts(self.tr("Judging the model"), "")
        elif folder is None:
            hint = self.tr("The folder that it was trained on") if test else self.tr("A folder for each class in it")
            self._zone.set_texts(self.tr("On which photos?"), hint)
        elif test:
            self._zone.set_texts(
                self.tr("One honest look"), self.tr("How good is the model on the photos it has never seen?")
            )
        else:
            title = self.tr("All photos of {folder}").format(folder=one_line(folder.name))
            self._zone.set_texts(title, self.tr("Photos that the model learned from make it look better than it is"))
        self._zone_folder.setVisible(folder is None and not self.busy)
        self._zone_start.setVisible(not self._reason() and not self.busy)
