"""The heat map over a picture: what speaks for a class, and whether the map can be believed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.figures import percent
from desktop.page.page import Surroundings
from desktop.theme import BETWEEN, WITHIN, set_role
from desktop.widgets.charts.fall import Fall, Line
from desktop.widgets.plain import one_line
from desktop.widgets.rows.answer import Answer
from desktop.widgets.segmented import Option, Segmented
from engine.job.background import Mail, Running
from engine.job.events import Ended, Outcome, Picture, Progress
from engine.job.words import EngineError, Language, Message, say
from engine.jobs.heatmap import Heatmap, HeatmapResult
from engine.look.colours import over
from engine.look.methods import METHODS

_FIFTH: Final = 0.2  # of the picture: where the curves are read off for the line of text
_TELLING: Final = 0.05  # of the whole probability: the area between the curves that is more than chance


class HeatPanel(QWidget):
    """A switch and a method below an answer; the heat lies over the answer's picture. `failed`: an EngineError."""

    failed = Signal(object)

    def __init__(self, around: Surroundings, answer: Answer) -> None:
        super().__init__()
        self._around, self._answer = around, answer
        self._photo: Path | None = None
        self._guesses: tuple[tuple[str, float], ...] = ()
        self._target = ""
        self._running: Running | None = None
        self._begun = False  # what is known of a map so far lies over the picture
        self._result: HeatmapResult | None = None
        self._known: dict[tuple[str, Path, str, str], HeatmapResult] = {}
        self.switch = QCheckBox()
        self.method = Segmented(METHODS, explained=False)
        self.plot = Fall()
        self._about, self._check, self._verdict = (QLabel(wordWrap=True) for _ in range(3))
        for label, role in ((self._about, "muted"), (self._check, ""), (self._verdict, "heading")):
            label.setTextFormat(Qt.TextFormat.PlainText)
            set_role(label, role)
        self._build()
        self.switch.toggled.connect(lambda _: self._switched())
        self.method.changed.connect(lambda _: self.refresh())
        answer.bars.chosen.connect(self.choose)

    def _build(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(BETWEEN)
        row.addWidget(self.switch)
        row.addWidget(self.method)
        row.addStretch(1)
        words = QVBoxLayout()
        words.setSpacing(WITHIN - 2)
        words.addStretch(1)
        for label in (self._about, self._check, self._verdict):
            words.addWidget(label)
        words.addStretch(1)
        self._told = QWidget()
        below = QHBoxLayout(self._told)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(BETWEEN)
        below.addLayout(words, 3)
        below.addWidget(self.plot, 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(WITHIN)
        layout.addLayout(row)
        layout.addWidget(self._told)
        self.method.hide()
        self._told.hide()

    # What it is about

    def show_for(self, photo: Path | None, guesses: Sequence[tuple[str, float]]) -> None:
        """The photo that the answer shows and its classes, best first; None: no single picture is shown."""
        guesses = tuple(guesses)
        if (photo, guesses) == (self._photo, self._guesses):
            return
        if guesses[:1] != self._guesses[:1] or photo != self._photo:
            self._target = guesses[0][0] if guesses else ""
        if self._target not in [name for name, _ in guesses]:
            self._target = guesses[0][0] if guesses else ""
        if photo != self._photo:
            self._known.clear()
        self._photo, self._guesses = photo, guesses
        self.switch.setEnabled(bool(guesses))
        self.refresh()

    def choose(self, row: int) -> None:
        """Marks what speaks for another of the classes."""
        if 0 <= row < len(self._guesses):
            self._target = self._guesses[row][0]
            self.refresh()

    @property
    def busy(self) -> bool:
        return self._running is not None

    @property
    def result(self) -> HeatmapResult | None:
        """The map that is shown."""
        return self._result

    def cancel(self) -> None:
        """Ends a map on its way; the photo stays as it is."""
        if self._running is not None:
            self._running.cancel()

    def _switched(self) -> None:
        self.method.setVisible(self.switch.isChecked())
        self._answer.bars.set_choosable(self.switch.isChecked())
        self.refresh()

    def refresh(self) -> None:
        """Shows the map of the present photo, class and method, or has it made; or the photo alone."""
        if self._running is not None:
            self._running.cancel()
            self._running = None
        had, self._result, self._begun = self._result is not None or self._begun, None, False
        self._mark()
        if not self.switch.isChecked() or self._photo is None or not self._guesses:
            if had:
                self._answer.show_over(None)
        elif (known := self._known.get(self._key)) is not None:
            self._show(known)
        else:
            if had:
                self._answer.show_over(None)
            self._make()
        self._tell()

    def _mark(self) -> None:
        names = [name for name, _ in self._guesses]
        self._answer.bars.set_chosen(names.index(self._target) if self._target in names else -1)

    @property
    def _key(self) -> tuple[str, Path, str, str]:
        return self._around.workspace.model, self._photo or Path(), self._target, self.method.value()

    def _make(self) -> None:
        model, photo, target, method = self._key
        workspace = self._around.workspace
        try:
            job = Heatmap(
                model=model, photo=photo, target=target, method=method,
                device=workspace.device, threads=workspace.threads,
            )  # fmt: skip
            self._running = running = self._around.runner.start(
                job, lambda mails: self.hear(mails) if self._running is running else None, urgent=True
            )
        except EngineError as error:
            self.failed.emit(error)

    def hear(self, mails: list[Mail]) -> None:
        """Takes the mail of the job on its way."""
        for mail in mails:
            match mail:
                case Progress(done, total, note):
                    self._about.setText(self._words_of(done, total, note))
                case Picture(_, _, pixels):
                    self._begun = True
                    self._answer.show_over(pixels)
                case Outcome(HeatmapResult() as result):
                    self._known[self._key] = result
                    self._show(result)
                case Ended(_, error):
                    self._running = None
                    if self._result is None and self._begun:
                        self._answer.show_over(None)
                    if error is not None:
                        self.failed.emit(error)
                    self._tell()

    def _words_of(self, done: int, total: int, note: Message | None) -> str:
        words = say(note, self._around.settings.words_language) if note else "…"
        if total > 1:
            words += f" · {percent(done / total, self.locale(), 0)} · " + self.tr("Esc stops")
        return words

    def _show(self, result: HeatmapResult) -> None:
        self._result = result
        described = self.tr("The picture with what speaks for {name} marked").format(
            name=self._answer.called(result.target.class_)
        )
        self._answer.show_over(over(result.square, result.heat), described)
        self._tell()

    # Words

    def _tell(self) -> None:
        result = self._result
        self._told.setVisible(self.switch.isChecked() and (result is not None or self.busy))
        for widget in (self._check, self._verdict, self.plot):
            widget.setVisible(result is not None)
        if result is None:
            self._about.setText(self.tr("Looking for what counts …"))
            return
        check, where = result.faithfulness, self.locale()
        place = min(range(len(check.shares)), key=lambda at: abs(check.shares[at] - _FIFTH))
        figures = [percent(curve[place], where) for curve in (check.deleted, check.random_deleted)]
        about = self.tr("Bright: what speaks for “{name}”, on the part of the picture that the network sees.")
        self._about.setText(about.format(name=one_line(self._answer.called(result.target.class_))))
        line = self.tr(
            "Blurring the brightest {share} moves its probability from {before} to {after}; at random: {chance}."
        )
        self._check.setText(
            line.format(
                share=where.toString(round(100 * check.shares[place])) + percent(0.0, where).lstrip("0.,"),
                before=percent(check.deleted[0], where),
                after=figures[0],
                chance=figures[1],
            )
        )
        good = result.gain >= _TELLING * check.deleted[0]
        self._verdict.setText(
            self.tr("What is marked counts more than chance.")
            if good
            else self.tr("Hardly better than chance: do not trust this map.")
        )
        set_role(self._verdict, "good" if good else "warning")
        lines = [
            Line(self.tr("marked"), 0, check.deleted),
            Line(self.tr("at random"), None, check.random_deleted),
        ]
        self.plot.show_lines(check.shares, lines, self.tr("share blurred"))

    def retranslate(self, language: Language) -> None:  # noqa: ARG002
        """Words everything in the present language."""
        self.switch.setText(self.tr("Show what counts"))
        self.switch.setToolTip(
            self.tr("Marks the places that speak for the first class, or for the one whose bar you click (heat map)")
        )
        options = [
            Option("grad_cam", "Grad-CAM", self.tr("Which places of the last layer's maps raise the class; quick")),
            Option(
                "integrated_gradients",
                self.tr("Integrated gradients"),
                self.tr("What each pixel adds on the way from black to the picture; fine and speckled"),
            ),
            Option("occlusion", self.tr("Occlusion"), self.tr("Covers one square after another; slow and honest")),
        ]
        self.method.set_options(options, self.tr("Method of the heat map"))
        self.plot.setAccessibleName(self.tr("Probability while more and more of the picture is blurred"))
        self._tell()
