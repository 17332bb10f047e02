"""The trainings of the open folder: a table, the curves of the chosen ones over each other, what to do with them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMessageBox, QPushButton, QSplitter, QVBoxLayout, QWidget

from desktop.figures import figure
from desktop.form.words import setting_name, value_text
from desktop.page.pace import duration
from desktop.runner import Runner
from desktop.theme import WITHIN, set_role
from desktop.widgets.charts.curve import Curve, Series
from desktop.widgets.plain import one_line
from desktop.widgets.rows.runtable import RunLine, RunTable
from engine.job.background import Mail
from engine.job.declare import Job, Parameter, Steps, param, parameters
from engine.job.events import Ended, Outcome, Progress
from engine.job.words import Language, knows, message, say
from engine.jobs.runs import RunRow, Runs, RunsResult
from engine.jobs.train import Train
from engine.learn.results import TrainResult, kept_result
from engine.models.backbones import BACKBONES
from engine.project import Run
from engine.project.history import annotate, delete, differing, rename

DRAWN: Final = 4
"""How many curves a plot tells apart by colour, dash and marker."""
_SERIES: Final = "accuracy.validation"


@dataclass(frozen=True, kw_only=True)
class ReadCurves(Job):
    """The validation accuracy of trainings: the outcome is their points, in the order of `runs`."""

    name: ClassVar[str] = "read_curves"
    runs: tuple[Path, ...] = param(positional=True, kind="paths")

    def run(self) -> Steps:
        curves = []
        for done, folder in enumerate(self.runs):
            yield Progress(done, len(self.runs))
            curves.append(Run(folder).points().get(_SERIES, []))
        yield Outcome(curves)


@dataclass(frozen=True, slots=True)
class OpenedRun:
    """A training to be looked at again: its curves, series → (step, value), and its result where one was kept."""

    points: dict[str, list[tuple[float, float]]]
    result: TrainResult | None
    epochs: int


@dataclass(frozen=True, kw_only=True)
class OpenRun(Job):
    """Reads a training's curves and its result; the outcome is an `OpenedRun`."""

    name: ClassVar[str] = "open_run"
    run_folder: Path = param(positional=True, kind="folder")
    model: str = param("")

    def run(self) -> Steps:
        yield Progress(0, 0)
        run = Run(self.run_folder)
        points = run.points()
        epochs = max((int(x) for line in points.values() for x, _ in line), default=0)
        yield Outcome(OpenedRun(points, kept_result(run, self.model), epochs))


@dataclass(frozen=True, kw_only=True)
class ChangeRuns(Job):
    """Renames, notes (`text`) or deletes trainings."""

    name: ClassVar[str] = "change_runs"
    runs: tuple[Path, ...] = param(positional=True, kind="paths")
    action: str = param("delete", choices=("delete", "rename", "note"))
    text: str = param("", kind="text")

    def run(self) -> Steps:
        for done, folder in enumerate(self.runs):
            yield Progress(done, len(self.runs))
            run = Run(folder)
            match self.action:
                case "rename":
                    rename(run, self.text)
                case "note":
                    annotate(run, self.text)
                case "delete":
                    delete(run)
        yield Outcome(len(self.runs))


class RunsView(QWidget):
    """Call `show_folder` for the trainings on its photos. `use`: a model's path. `failed`: an EngineError.

    `reopened`: an `OpenedRun`, and what it is called. `carry`: all of them are to be exported.
    """

    use = Signal(str)
    reopened = Signal(object, str)
    failed = Signal(object)
    carry = Signal()

    def __init__(self, runner: Runner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._runner = runner
        self._folder: Path | None = None
        self._rows: dict[int, RunRow] = {}
        self._language: Language = "en"
        self.table = RunTable()
        self.curve = Curve([Series(str(place), place) for place in range(DRAWN)], percent=True)
        self.told = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        set_role(self.told, "caption")
        self.rename, self.note = QPushButton(), QPushButton()
        self.again, self.take, self.remove, self.export = (QPushButton() for _ in range(4))
        self._build()
        self.table.chosen.connect(self._show_chosen)
        self.table.opened.connect(self._reopen)
        self.table.renamed.connect(lambda number, text: self._change([number], "rename", text))
        self.table.noted.connect(lambda number, text: self._change([number], "note", text))
        self.curve.failed.connect(self.failed)
        self.rename.clicked.connect(self.table.write_name)
        self.note.clicked.connect(self.table.write_note)
        self.again.clicked.connect(lambda: self._reopen(self.table.numbers()[0]))
        self.take.clicked.connect(lambda: self._use(self.table.numbers()[0]))
        self.remove.clicked.connect(self._ask_and_delete)
        self.export.clicked.connect(self.carry)

    def _build(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(WITHIN)
        for button in (self.again, self.take, self.rename, self.note, self.remove, self.export):
            buttons.addWidget(button)
        buttons.addStretch(1)
        halves = QSplitter(Qt.Orientation.Vertical)
        halves.setChildrenCollapsible(False)
        self.curve.setMinimumHeight(200)
        halves.addWidget(self.table)
        halves.addWidget(self.curve)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(WITHIN)
        layout.addLayout(buttons)
        layout.addWidget(halves, 1)
        layout.addWidget(self.told)

    # What is shown

    def show_folder(self, folder: Path | None) -> None:
        """Looks for the trainings on the photos in `folder`, again too."""
        if folder != self._folder:
            self._show_rows(())
        self._folder = folder
        if folder is not None:
            self._ask(Runs(folder=folder), lambda value: self._show_found(folder, value))

    def _show_found(self, folder: Path, value: Any) -> None:
        if folder == self._folder and isinstance(value, RunsResult):
            self._show_rows(value.runs)

    def _show_rows(self, rows: tuple[RunRow, ...]) -> None:
        self._rows = {row.number: row for row in rows}
        self.export.setEnabled(bool(rows))
        self.table.show_lines([self._line(row) for row in rows])
        self._show_chosen(self.table.numbers())

    def _show_chosen(self, numbers: list[int]) -> None:
        rows = [self._rows[number] for number in numbers if number in self._rows]
        for button in (self.again, self.rename, self.note):
            button.setEnabled(len(rows) == 1)
        self.take.setEnabled(len(rows) == 1 and bool(rows[0].model))
        self.remove.setEnabled(bool(rows))
        self.told.setText(self._difference(rows))
        self.curve.clear()
        drawn = rows[:DRAWN]
        self._name_curves(drawn)
        if drawn:
            job = ReadCurves(runs=tuple(Path(row.folder) for row in drawn))
            self._ask(job, lambda value: self._draw(numbers, value))

    def _draw(self, numbers: list[int], curves: Any) -> None:
        if numbers == self.table.numbers():
            self.curve.clear()
            self.curve.append((str(place), x, y) for place, points in enumerate(curves) for x, y in points)

    def _name_curves(self, rows: list[RunRow]) -> None:
        names = {str(place): "" for place in range(DRAWN)}
        names |= {str(place): self._name(row) for place, row in enumerate(rows)}
        self.curve.set_texts(self.tr("Validation accuracy"), self.tr("epoch"), names, "runs")

    def _name(self, row: RunRow) -> str:
        return one_line(row.name) or self.tr("Training {number}").format(number=self.locale().toString(row.number))

    def _difference(self, rows: list[RunRow]) -> str:
        """What differs in the settings of those trainings, or what choosing some would show."""
        if not self._rows:
            return self.tr("No training on these photos yet")
        if len(rows) < 2:
            return self.tr("Choose one to see its curves, several to compare them")
        known, words = {item.name: item for item in parameters(Train)}, self._language
        found = differing(rows, {name: item.default for name, item in known.items() if not item.required})
        if not found:
            return self.tr("The chosen trainings have the same settings")
        told = "; ".join(_differs(name, values, known.get(name), words) for name, values in found.items())
        text = self.tr("Differs: {settings}").format(settings=one_line(told))
        return ". ".join([text, self.tr("At most four are drawn")]) if len(rows) > DRAWN else text

    def _line(self, row: RunRow) -> RunLine:
        return RunLine(
            number=row.number,
            name=row.name,
            model=self._model(row),
            accuracy=row.accuracy,
            interval=row.interval,
            seconds=row.seconds,
            duration="–" if row.seconds is None else duration(row.seconds, self.locale()),
            date=datetime.fromisoformat(row.date).astimezone() if row.date else None,
            ended=say(message(code), self._language) if knows(code := f"run_ended.{row.ended}") else row.ended,
            note=row.note,
        )

    def _model(self, row: RunRow) -> str:
        code = f"model_name.{row.method}"
        backbone = BACKBONES[row.backbone].title if row.backbone in BACKBONES else row.backbone
        return say(message(code, backbone=backbone), self._language) if knows(code) else backbone

    # What can be done

    def _use(self, number: int) -> None:
        if (row := self._rows.get(number)) is not None and row.model:
            self.use.emit(row.model)

    def _reopen(self, number: int) -> None:
        if (row := self._rows.get(number)) is not None:
            job = OpenRun(run_folder=Path(row.folder), model=row.model)
            self._ask(job, lambda opened: self.reopened.emit(opened, self._name(row)))

    def _ask_and_delete(self) -> None:
        numbers = self.table.numbers()
        size = sum(self._rows[number].bytes for number in numbers)
        question = QMessageBox(self)
        question.setIcon(QMessageBox.Icon.Question)
        question.setText(self.tr("Delete %n training(s)?", "", len(numbers)))
        text = self.tr("{size} MB will be freed. Their curves, checkpoints and models are gone then.")
        question.setInformativeText(text.format(size=figure(size / 1e6, self.locale(), "f", 1)))
        yes = question.addButton(self.tr("Delete"), QMessageBox.ButtonRole.DestructiveRole)
        question.setDefaultButton(question.addButton(self.tr("Cancel"), QMessageBox.ButtonRole.RejectRole))
        question.exec()
        if question.clickedButton() is yes:
            self.delete(numbers)

    def delete(self, numbers: list[int]) -> None:
        """Deletes those trainings, without asking."""
        self._change(numbers, "delete", "")

    def _change(self, numbers: list[int], action: str, text: str) -> None:
        runs = tuple(Path(self._rows[number].folder) for number in numbers)
        self._ask(ChangeRuns(runs=runs, action=action, text=text), lambda _: None, last=True)

    def _ask(self, job: Job, done: Any, *, last: bool = False) -> None:
        """Has a job done; `last`: the trainings are looked for again, however it ended."""

        def hear(mails: list[Mail]) -> None:
            for mail in mails:
                match mail:
                    case Outcome(value):
                        done(value)
                    case Ended(error=error):
                        if error is not None:
                            self.failed.emit(error)
                        if last:
                            self.show_folder(self._folder)

        self._runner.start(job, hear, urgent=True, ask=False)

    def retranslate(self, language: Language) -> None:
        """Words everything in `language`."""
        self._language = language
        for button, text, tip in (
            (
                self.again,
                self.tr("Show again"),
                self.tr("Its curves and its result, as when it was done (Enter in the table)"),
            ),
            (self.take, self.tr("Use this model"), self.tr("Takes the chosen training's model to all pages")),
            (
                self.rename,
                self.tr("Rename"),
                self.tr("Gives the chosen training a name of your own (F2 in the table)"),
            ),
            (self.note, self.tr("Note"), self.tr("Writes a note to the chosen training")),
            (self.remove, self.tr("Delete…"), self.tr("Deletes the chosen trainings; it asks first")),
            (
                self.export,
                self.tr("Export…"),
                self.tr("All these trainings as one file, for another computer"),
            ),
        ):
            button.setText(text)
            button.setToolTip(tip)
        self.table.retranslate()
        self.curve.retranslate()
        self._show_rows(tuple(self._rows.values()))


def _differs(name: str, values: list[Any], parameter: Parameter | None, language: Language) -> str:
    """A setting and its values; as they stand in the journal where a newer version has written them."""
    if parameter is None:
        return f"{name}: {' / '.join(map(str, values))}"
    return (
        f"{setting_name(parameter, language)}: {' / '.join(value_text(parameter, value, language) for value in values)}"
    )
