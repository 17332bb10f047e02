"""The cards of a lesson: situation, prediction, experiment, what was seen, why."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.figures import figure
from desktop.page.terms import terms
from desktop.pages.lessons.asking import QuestionView
from desktop.pages.lessons.blocks import Blocks
from desktop.pages.lessons.guessing import GUESSES, GuessWidget
from desktop.pages.lessons.tools import scrolled
from desktop.theme import set_icon, set_role
from desktop.widgets.charts.points import AcrossAxis, MeasuredPoint, PointPlot, PointRow
from desktop.widgets.pictures.picture import PictureView
from desktop.widgets.plain import one_line
from desktop.widgets.rows.explained import ExplainedText
from desktop.widgets.rows.sureness import Sureness
from desktop.widgets.tiles.photorow import Captioned
from desktop.widgets.tiles.strip import PictureStrip
from desktop.widgets.tiles.thumbnails import Thumbnails
from engine.job.events import Metric, Picture
from engine.lessons.runs import DRAWINGS, drawn, wants

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.job.words import Language
    from engine.lessons.records import Prediction
    from engine.lessons.said import LessonText
    from engine.lessons.sitting import Sitting


def heading() -> QLabel:
    """A line of text over something."""
    label = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
    set_role(label, "heading")
    return label


class LessonCard(QWidget):
    """A card shows a sitting. `went_on`: a person is done with it."""

    went_on = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(12)

    def show_sitting(self, sitting: Sitting, language: Language) -> None:
        """Shows what the sitting is at, in `language`."""


class SituationCard(LessonCard):
    """A sentence and a picture."""

    def __init__(self, thumbnails: Thumbnails) -> None:
        super().__init__()
        self.text = ExplainedText()
        self.strip = PictureStrip(thumbnails, usual=340)
        self.on = QPushButton()
        set_role(self.on, "primary")
        self.column.addWidget(self.text)
        self.second, self.choose = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText), QPushButton()
        set_role(self.second, "muted")
        set_icon(self.choose, "open")
        self.column.addWidget(self.strip)
        self.column.addWidget(self.second)
        self.drawings = QPushButton()
        set_icon(self.drawings, "picture")
        seconds = QHBoxLayout()
        seconds.addWidget(self.drawings)
        seconds.addWidget(self.choose)
        seconds.addStretch(1)
        self.column.addLayout(seconds)
        self.column.addWidget(self.on, 0, Qt.AlignmentFlag.AlignLeft)
        self.column.addStretch(1)
        self.on.clicked.connect(self.went_on)

    def show_situation(self, sitting: Sitting, language: Language, photo: Path | None) -> None:
        """`photo`: one of the learner's own folder."""
        lesson = sitting.lesson
        self.text.show_text(lesson.situation.word(language), terms(language))
        place = photo if lesson.picture == "own" else lesson.file(lesson.picture) if lesson.picture else None
        self.strip.set_pictures([Captioned(place, "")] if place is not None else [])
        self.strip.setAccessibleName(lesson.situation.word(language))
        self.on.setText(self.tr("I predict"))
        asks = any(wants(run, "second") for run in lesson.runs)
        self.second.setVisible(asks)
        self.choose.setVisible(asks)
        self.choose.setText(self.tr("Choose a second folder…"))
        second = sitting.desk.second
        self.drawings.setText(self.tr("Something completely new: drawings"))
        self.drawings.setVisible(asks and second != DRAWINGS and drawn(sitting.desk.folder))
        if second is None:
            text = self.tr("Its second half needs another folder with the same classes, such as drawings.")
        else:
            text = self.tr("The second folder: {name}").format(name=one_line(second.name))
        self.second.setText(text)


class PredictCard(LessonCard):
    """One thing after another is asked for; `guessed` tells a guess and how sure."""

    guessed = Signal(object, object, float)

    def __init__(self, thumbnails: Thumbnails) -> None:
        super().__init__()
        self._thumbnails = thumbnails
        self._asked: Prediction | None = None
        self.guess: GuessWidget | None = None
        self.count = QLabel()
        set_role(self.count, "caption")
        self.text = ExplainedText()
        set_role(self.text, "heading")
        self._place = QVBoxLayout()
        self.sure = Sureness()
        self.give = QPushButton()
        set_role(self.give, "primary")
        self.column.addWidget(self.count)
        self.column.addWidget(self.text)
        self.column.addLayout(self._place)
        self.column.addWidget(self.sure)
        self.column.addWidget(self.give, 0, Qt.AlignmentFlag.AlignLeft)
        self.column.addStretch(1)
        self.give.clicked.connect(self._give)

    def ask(self, sitting: Sitting, language: Language, classes: Sequence[str]) -> None:
        """Asks the first thing that has no guess."""
        asked = sitting.unasked()
        if asked is None:
            return
        if asked is not self._asked or self.guess is None or self.guess.classes != tuple(classes):
            self._replace(GUESSES[asked.kind](sitting.lesson, asked, self._thumbnails, classes))
            self._asked = asked
            self.sure.set_value(0.75)
        assert self.guess is not None
        self.guess.setLocale(self.locale())
        self.guess.word(language)
        self.sure.retranslate()
        every = sitting.predictions
        numbers = {"number": every.index(asked) + 1, "count": len(every)}
        self.count.setText(self.tr("Prediction {number} of {count}").format(**numbers))
        self.text.show_text(asked.text.word(language), terms(language))
        self.give.setText(self.tr("That is my prediction"))
        self._show_state()

    def _replace(self, guess: GuessWidget | None) -> None:
        if self.guess is not None:
            self._place.removeWidget(self.guess)
            self.guess.hide()
            self.guess.deleteLater()
        self.guess = guess
        if guess is not None:
            self._place.addWidget(guess)
            guess.changed.connect(self._show_state)

    def forget(self) -> None:
        """The next thing is asked with nothing chosen."""
        self._replace(None)
        self._asked = None

    def _show_state(self) -> None:
        self.give.setEnabled(self.guess is not None and self.guess.value is not None)

    def _give(self) -> None:
        if self.guess is not None and self._asked is not None:
            self.guessed.emit(self._asked, self.guess.value, self.sure.value)


class ExperimentCard(LessonCard):
    """What will be done, and, while it is done, its curve and its picture."""

    def __init__(self) -> None:
        super().__init__()
        self.text, self.title = ExplainedText(), heading()
        self.plot, self.picture = PointPlot(), PictureView()
        self.plot.setMinimumHeight(170)
        self.picture.setMinimumHeight(200)
        self._points: dict[str, dict[float, float]] = {}
        self.column.addWidget(self.text)
        self.column.addWidget(self.title)
        self.column.addWidget(self.plot, 1)
        self.column.addWidget(self.picture, 1)
        self.column.addStretch(1)
        self.clear()

    def show_sitting(self, sitting: Sitting, language: Language) -> None:
        self.text.show_text(sitting.lesson.experiment.word(language), terms(language))

    def clear(self) -> None:
        """Nothing has been told yet."""
        self._points = {}
        self.title.setText("")
        self.plot.hide()
        self.picture.hide()

    def show_run(self, title: LessonText, number: int, count: int, language: Language) -> None:
        """Which of the runs it is."""
        words = {"number": number, "count": count, "title": title.word(language)}
        self.title.setText(self.tr("{number} of {count}: {title}").format(**words))

    def hear(self, told: Sequence[object]) -> None:
        """Draws what a job told."""
        for event in told:
            match event:
                case Metric(series, step, value) if series.startswith(("accuracy.", "with", "probability")):
                    if np.isfinite(value):
                        self._points.setdefault(series, {})[step] = value
                case Picture(_, _, pixels):
                    self.picture.set_pixels(pixels, same=True)
                    self.picture.show()
        if self._points:
            self._draw()

    def _draw(self) -> None:
        names = {
            "accuracy.train": self.tr("photos learnt from"), "accuracy.validation": self.tr("photos kept back"),
            "accuracy.majority": self.tr("always the largest class"), "accuracy.frozen": self.tr("with transfer"),
            "accuracy.scratch": self.tr("from scratch"), "with": self.tr("with it"), "without": self.tr("without it"),
            "probability": self.tr("how sure the network is"),
            "probability.source": self.tr("how sure it is of what it is"),
            "probability.target": self.tr("how sure it is of the other"),
        }  # fmt: skip
        rows = [
            PointRow(names.get(series, series), style % 4, tuple(MeasuredPoint(x, y) for x, y in sorted(line.items())))
            for style, (series, line) in enumerate(self._points.items())
        ]
        steps = sorted({x for line in self._points.values() for x in line})
        shown = steps if len(steps) < 8 else [steps[0], steps[len(steps) // 2], steps[-1]]
        ticks = tuple((x, figure(x, self.locale(), "g", 6)) for x in shown)
        self.plot.show_rows(rows, AcrossAxis("", ticks), "")
        self.plot.show()


class SeenCard(LessonCard):
    """What the experiment showed, and one question of fact about it."""

    looked = Signal(object)

    def __init__(self, thumbnails: Thumbnails) -> None:
        super().__init__()
        self.question, self.blocks = QuestionView(sure=False), Blocks(thumbnails)
        self.column.addWidget(self.question)
        self.area = scrolled(self.blocks)
        self.column.addWidget(self.area, 1)
        self.question.answered.connect(lambda: self.looked.emit(self.question.value))
        self.question.went_on.connect(self.went_on)

    def show_sitting(self, sitting: Sitting, language: Language) -> None:
        self.blocks.setLocale(self.locale())
        self.blocks.show_blocks(sitting.record.blocks, titles_of(sitting, language), language)
        self.question.ask(sitting.lesson.seen, language)
        if sitting.record.looked:
            self.tell(sitting)
        self.blocks.bring(self.area, sitting.place_of(sitting.lesson.seen))

    def tell(self, sitting: Sitting) -> None:
        """Says whether the last look was right; where it was not, the place is marked and brought into view."""
        truth = sitting.truth(sitting.lesson.seen)
        self.question.tell(sitting.record.looked[-1], truth, again=True)
        place = sitting.place_of(sitting.lesson.seen)
        self.blocks.mark(None if sitting.seen_right else place)
        self.blocks.bring(self.area, place)


class WhyCard(LessonCard):
    """Three sentences, the result beside the lesson's own figure, then the questions."""

    def __init__(self, thumbnails: Thumbnails) -> None:
        super().__init__()
        self.why = ExplainedText()
        self.own, self.figures = Blocks(thumbnails, high=190), Blocks(thumbnails, high=190)
        self.own_title, self.figure_title = heading(), heading()
        self.on = QPushButton()
        set_role(self.on, "primary")
        self.column.addWidget(self.why)
        self.column.addWidget(self.on, 0, Qt.AlignmentFlag.AlignLeft)
        for widget in (self.own_title, self.own, self.figure_title, self.figures):
            self.column.addWidget(widget)
        self.column.addStretch(1)
        self.on.clicked.connect(self.went_on)

    def show_sitting(self, sitting: Sitting, language: Language) -> None:
        lesson = sitting.lesson
        text = "\n\n".join(sentence.word(language) for sentence in lesson.why)
        self.why.show_text(text, terms(language))
        self.own_title.setText(self.tr("Your result"))
        self.figure_title.setText(self.tr("The lesson's figure: {text}").format(text=lesson.figure_text.word(language)))
        for blocks, shown, titles in (
            (self.own, sitting.record.blocks, titles_of(sitting, language)),
            (self.figures, lesson.figures, ()),
        ):
            blocks.setLocale(self.locale())
            blocks.show_blocks(shown, titles, language)
        self.on.setText(self.tr("To the questions"))


def titles_of(sitting: Sitting, language: Language) -> Sequence[str]:
    """The titles of the blocks that the record holds, in their order."""
    views = sitting.lesson.views
    return [views[number].title.word(language) if number < len(views) else "" for number in sitting.record.shown]
