"""The Classify page: pictures that are opened, dropped or pasted are named by a model of one's own or by a backbone."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSpinBox,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from desktop.models.chooser import ModelChooser
from desktop.page.entry import Entry
from desktop.page.intake import PictureIntake
from desktop.page.page import Surroundings
from desktop.page.working import WorkingPage
from desktop.pages.classify import ENTRY
from desktop.pages.classify.heat import HeatPanel
from desktop.theme import BETWEEN, WITHIN, calm, set_icon, set_role
from desktop.widgets.rows.answer import Answer
from desktop.widgets.rows.table import Row, Table
from desktop.widgets.tiles.thumbnails import Thumbnails
from engine.files import RESOURCES, shown
from engine.job.background import Mail
from engine.job.events import Outcome
from engine.job.words import EngineError, Language, say
from engine.jobs.classify import Classified, Classify, ClassifyResult, write_csv

DEMO: Final = RESOURCES / "demo_pictures"
ASKED: Final = 20  # guesses the job is asked for; the page shows the first few of them
_BESIDE: Final = 1000  # px of width from which a table and a picture stand side by side
_SUFFIXES: Final = "*.jpg *.jpeg *.png *.gif *.bmp *.tif *.tiff *.webp *.avif"


class ClassifyPage(WorkingPage):
    """Names what pictures show."""

    entry: ClassVar[Entry] = ENTRY
    takes_bytes: ClassVar[bool] = True

    def __init__(self, around: Surroundings) -> None:
        super().__init__(around)
        self._paths: tuple[Path, ...] = ()
        self._result: ClassifyResult | None = None
        self._rows: list[Row] = []
        self.thumbnails = Thumbnails(self)
        self.chooser = ModelChooser()
        self.top = QSpinBox(minimum=1, maximum=ASKED, value=5)
        self._build_form()
        self._build_zone()
        self.lay_out(self._build_view(), self._form, self.bar)
        self._connect()
        self.chooser.set_model(around.workspace.model)

    def _build_form(self) -> None:
        self._files, self._folder, self._paste, self._new = (QPushButton() for _ in range(4))
        for button, icon in zip((self._files, self._folder, self._paste), ("picture", "open", "paste"), strict=True):
            set_icon(button, icon)
        self._pictures, self._top_label = QLabel(), QLabel()
        self._ways = QWidget()
        set_role(self._pictures, "heading")
        self._top_label.setBuddy(self.top)
        calm(self.top)
        self._form = QWidget()
        layout = QVBoxLayout(self._form)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(WITHIN)
        layout.addWidget(self.chooser)
        layout.addSpacing(BETWEEN)
        row = QHBoxLayout()
        row.addWidget(self._top_label, 1)
        row.addWidget(self.top)
        layout.addLayout(row)
        layout.addSpacing(BETWEEN)
        layout.addWidget(self._ways)
        layout.addStretch(1)
        ways = QVBoxLayout(self._ways)
        ways.setContentsMargins(0, 0, 0, 0)
        ways.setSpacing(WITHIN)
        for widget in (self._pictures, self._files, self._folder, self._paste):
            ways.addWidget(widget)

    def _build_zone(self) -> None:
        self.intake = PictureIntake(self, self.thumbnails, "picture", many=True)
        self.intake.add_buttons(self._files, self._paste)
        self._zone_folder = self.intake.zone.add_button("open")

    def _build_view(self) -> QWidget:
        self.single = Answer(self.thumbnails)
        self.detail = Answer(self.thumbnails)
        self.heat = HeatPanel(self.around, self.single)
        one = QWidget()
        column = QVBoxLayout(one)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(WITHIN + 4)
        column.addWidget(self.single, 1)
        column.addWidget(self.heat)
        self.table = Table(self.thumbnails)
        self._summary = QLabel()
        set_role(self._summary, "muted")
        self._save = QPushButton()
        set_icon(self._save, "export")
        set_icon(self._new, "close")
        head = QHBoxLayout()
        head.setSpacing(WITHIN)
        head.addWidget(self._summary, 1)
        head.addWidget(self._save)
        head.addWidget(self._new)
        self._many = QSplitter(Qt.Orientation.Horizontal)
        self._many.setChildrenCollapsible(False)
        self._many.setHandleWidth(BETWEEN)
        self._many.addWidget(self.table)
        self._many.addWidget(self.detail)
        self._many.setSizes([300, 300])
        self._answers = QStackedWidget()
        self._answers.addWidget(one)
        self._answers.addWidget(self._many)
        answered = QWidget()
        layout = QVBoxLayout(answered)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(WITHIN + 4)
        layout.addLayout(head)
        layout.addWidget(self._answers, 1)
        self._view = QStackedWidget()
        self._view.addWidget(self.intake.zone)
        self._view.addWidget(answered)
        return self._view

    def _connect(self) -> None:
        workspace = self.around.workspace
        workspace.model_changed.connect(self._model_changed)
        self.chooser.chosen.connect(workspace.set_model)
        for folder in (self._folder, self._zone_folder):
            folder.clicked.connect(self.pick_folder)
        self._new.clicked.connect(self.clear)
        self._save.clicked.connect(self.pick_csv)
        self.table.current_changed.connect(self._show_row)
        self.heat.failed.connect(self.show_error)
        self.top.valueChanged.connect(self._show_result)

    # What the window asks of a page.

    @override
    def explanation(self) -> str:
        words = self.tr(
            "For each class <i>k</i> the network computes one figure, the <b>logit</b> <i>z<sub>k</sub></i>. The "
            "<b>softmax</b> turns the logits into probabilities that sum to 1:"
        )
        power = "e<sup><i>z</i><sub><i>{}</i></sub></sup>"
        formula = "<i>p<sub>k</sub></i> = " + power.format("k") + " / Σ<sub><i>j</i></sub> " + power.format("j")
        advice = self.tr(
            "It can only choose among the classes that it knows, so a picture of something else gets an answer too, "
            "often a confident one. <b>Try</b>: the same picture with your own model and with a backbone; a picture of "
            "something that is none of your classes; one that was cropped, turned or drawn; and the switch below the "
            "picture, which marks what speaks for a class."
        )
        return f"{words} {formula}. {advice}"

    @override
    def retranslate(self) -> None:
        super().retranslate()
        self.setLocale(self.around.settings.locale)
        self._pictures.setText(self.tr("Pictures"))
        self.intake.retranslate(
            self.tr("Open pictures…"),
            self.tr("Choose one picture or many (Ctrl+O)"),
            self.tr("A picture, or files, from the clipboard (Ctrl+V)"),
            self.tr("Classify all of them"),
        )
        for button in (self._folder, self._zone_folder):
            button.setText(self.tr("Open a folder…"))
            button.setToolTip(self.tr("Every picture in a folder and the folders in it"))
        self._top_label.setText(self.tr("Classes shown"))
        tip = self.tr("How many of the most probable classes are shown for a picture (top-k)")
        self.top.setToolTip(tip)
        self._top_label.setToolTip(tip)
        self._save.setText(self.tr("Save as CSV…"))
        self._save.setToolTip(self.tr("Every picture with its classes and probabilities, for a spreadsheet"))
        self._new.setText(self.tr("Other pictures"))
        self._new.setToolTip(self.tr("Puts these pictures away; the files stay where they are"))
        self.chooser.retranslate(self.language)
        self.table.retranslate()
        self.single.retranslate(self.language)
        self.heat.retranslate(self.language)
        self.detail.retranslate(self.language)
        self._show_result()

    @override
    def shown(self) -> None:
        self.chooser.refresh()

    @override
    def start(self) -> None:
        """Classifies the pictures, again too."""
        if self._paths and not self.busy:
            self._run(self._paths)

    @override
    def cancel(self) -> None:
        self.heat.cancel()
        super().cancel()

    @override
    def accepts(self, paths: Sequence[Path]) -> bool:
        return bool(paths)

    @override
    def open_paths(self, paths: list[Path]) -> None:
        """Classifies files and folders; a model among them becomes the model."""
        models = [path for path in paths if path.suffix == ".safetensors"]
        pictures = [path for path in paths if path.suffix != ".safetensors"]
        if models:
            self.around.workspace.set_model(models[-1])
        if pictures:
            self._run(tuple(pictures))

    # Ways in.

    @override
    def open_bytes(self, data: bytes) -> None:
        """Classifies a picture that came without a file."""
        self.intake.take_bytes(data)

    @override
    def pick(self) -> None:
        """Asks for pictures."""
        self.intake.pick(self.tr("Open pictures"))

    def pick_folder(self) -> None:
        """Asks for a folder of pictures."""
        chosen = QFileDialog.getExistingDirectory(self.window(), self.tr("Open a folder of pictures"))
        if chosen:
            self.open_paths([Path(chosen)])

    def pick_csv(self) -> None:
        """Asks where to and saves the answers."""
        suggested = str(Path.home() / "classes.csv")
        chosen, _ = QFileDialog.getSaveFileName(self.window(), self.tr("Save as CSV"), suggested, "CSV (*.csv)")
        if chosen:
            self.save_csv(Path(chosen))

    def save_csv(self, path: Path) -> None:
        """Writes the answers, as many classes a picture as are shown."""
        if self._result is None:
            return
        count = self.top.value()
        photos = tuple(Classified(photo.path, photo.top[:count]) for photo in self._result.photos)
        try:
            write_csv(path, ClassifyResult(photos, self._result.skipped))
        except EngineError as error:
            self.show_error(error)
        else:
            self.bar.set_note(self.tr("saved: {path}").format(path=shown(path)))

    def clear(self) -> None:
        """Puts the pictures away."""
        self.heat.cancel()
        self.task.drop()
        self._paths, self._result, self._rows = (), None, []
        self.heat.show_for(None, ())
        self.banner.clear()
        self._show_result()

    # Classifying.

    def _model_changed(self) -> None:
        self.chooser.set_model(self.around.workspace.model)
        if self._paths:
            self._run(self._paths)

    def _run(self, paths: tuple[Path, ...]) -> None:
        """Has pictures classified; an answer that is still on its way for others concerns nobody then."""
        self._paths = paths
        workspace = self.around.workspace
        self.task.start(
            lambda: Classify(
                model=workspace.model, paths=paths, top=ASKED, device=workspace.device, threads=workspace.threads
            ),
            urgent=True,
        )

    @override
    def show_events(self, events: list[Mail], whose: str) -> None:
        for event in events:
            if isinstance(event, Outcome) and isinstance(event.value, ClassifyResult):
                self._take(event.value)

    def _take(self, result: ClassifyResult) -> None:
        self._result = result
        self._show_result()

    # Showing.

    def _show_result(self) -> None:
        """The answers as the figures and the language are now."""
        result = self._result
        if result is not None:
            self._rows = rows_of(result, self.top.value(), self.language)
            if len(self._rows) == 1:
                self._show_answer(self.single, self._rows[0])
                self.heat.show_for(self._rows[0].path, self._rows[0].guesses)
            else:
                self.heat.show_for(None, ())
                self.table.set_rows(self._rows)
        self.show_state()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """The table stands over the picture, or beside it where there is room for both."""
        super().resizeEvent(event)
        room = self._many.width() >= _BESIDE
        self._many.setOrientation(Qt.Orientation.Horizontal if room else Qt.Orientation.Vertical)
        self.detail.set_wide(not room)

    def _show_row(self, row: Row) -> None:
        self._show_answer(self.detail, row)

    def _show_answer(self, answer: Answer, row: Row) -> None:
        answer.show_answer(row.path, row.name, row.guesses, row.fault)

    @override
    def show_state(self) -> None:
        answered = self._result is not None
        self._view.setCurrentIndex(1 if answered else 0)
        self._ways.setVisible(answered)
        self.intake.show_ways(not self.busy)
        self._zone_folder.setVisible(not self.busy)
        title = self.tr("Looking at the pictures") if self.busy else self.tr("Drop pictures here")
        self.intake.zone.set_texts(title, self.tr("One, many, or a folder; a picture copied anywhere can be pasted"))
        self.bar.retranslate(self.tr("Classify again") if answered else self.tr("Classify", "verb"), self.tr("Stop"))
        self._answers.setCurrentIndex(0 if len(self._rows) == 1 else 1)
        self._save.setEnabled(self._result is not None)
        self.bar.set_reason("" if self._paths else self.tr("choose a picture first"))
        if self._result is not None:
            skipped = len(self._result.skipped)
            text = self.tr("%n picture(s)", "", len(self._result.photos))
            if skipped:
                text += " · " + self.tr("%n could not be read", "", skipped)
            self._summary.setText(text)


def rows_of(result: ClassifyResult, top: int, language: Language) -> list[Row]:
    """The answers as rows, the pictures first that could be read; names from the folder they all lie in."""
    paths = [Path(photo.path) for photo in result.photos] + [Path(item.path) for item in result.skipped]
    base = os.path.commonpath([path.parent for path in paths]) if paths and all(p.is_absolute() for p in paths) else ""
    names = [os.path.relpath(path, base) if base else str(path) for path in paths]
    guesses = [tuple((guess.class_, guess.probability) for guess in photo.top[:top]) for photo in result.photos]
    faults = [say(item.reason, language) for item in result.skipped]
    good = [Row(path, name, top_k) for path, name, top_k in zip(paths, names, guesses, strict=False)]
    left = zip(paths[len(good) :], names[len(good) :], faults, strict=True)
    return good + [Row(path, name, (), fault) for path, name, fault in left]
