"""A prediction is asked for: GUESSES, a widget for each kind of card."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.figures import figure
from desktop.theme import WITHIN, set_role
from desktop.widgets.charts.handdrawn import HandDrawn
from desktop.widgets.rows.ordering import Orderable, Ordering
from desktop.widgets.segmented import Option, Segmented
from desktop.widgets.slider import CalmSlider
from desktop.widgets.tiles.photorow import Captioned
from desktop.widgets.tiles.strip import PictureStrip
from desktop.widgets.tiles.thumbnails import Thumbnails
from engine.job.words import Language
from engine.lessons.records import Lesson, Prediction

_NOTCHES: Final = 400


class GuessWidget(QWidget):
    """Asks for one guess. `changed`: `value` is another; None while there is none."""

    changed = Signal()

    def __init__(self, lesson: Lesson, asked: Prediction, thumbnails: Thumbnails, classes: Sequence[str]) -> None:
        super().__init__()
        self.lesson, self.asked, self.thumbnails, self.classes = lesson, asked, thumbnails, tuple(classes)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(WITHIN)
        self.build()

    def build(self) -> None:
        """Makes what is asked with."""

    @property
    def value(self) -> Any:
        """The guess as the notebook keeps it."""
        raise NotImplementedError

    def word(self, language: Language) -> None:
        """Words it."""


class SliderGuess(GuessWidget):
    """A figure on a scale, even or of ratios."""

    def build(self) -> None:
        scale = self.asked.scale
        assert scale is not None
        self.scale = scale
        self.slider = CalmSlider(Qt.Orientation.Horizontal)
        notches = _NOTCHES if scale.ratio else round((scale.high - scale.low) / scale.step)
        self.slider.setRange(0, notches)
        self.slider.setPageStep(max(1, notches // 20))
        self.slider.setValue(notches // 2)
        self.figure = QLabel(alignment=Qt.AlignmentFlag.AlignHCenter)
        set_role(self.figure, "figure")
        self.ends = QLabel(), QLabel()
        below = QHBoxLayout()
        below.addWidget(self.ends[0])
        below.addStretch(1)
        below.addWidget(self.ends[1])
        self._unit = ""
        self.column.addWidget(self.figure)
        self.column.addWidget(self.slider)
        self.column.addLayout(below)
        self.slider.valueChanged.connect(self._tell)
        self.slider.valueChanged.connect(self.changed)

    @property
    def value(self) -> float:
        share = self.slider.value() / self.slider.maximum()
        if not self.scale.ratio:
            return self.scale.low + self.slider.value() * self.scale.step
        found = self.scale.low * (self.scale.high / self.scale.low) ** share
        rough = 10 ** max(0, math.floor(math.log10(found)) - 1)  # two figures
        return float(min(max(round(found / rough) * rough, self.scale.low), self.scale.high))

    def word(self, language: Language) -> None:
        self._unit = self.scale.unit.word(language)
        for label, end in zip(self.ends, (self.scale.low, self.scale.high), strict=True):
            label.setText(figure(end, self.locale(), "f", 0))
            set_role(label, "caption")
        self.slider.setAccessibleName(self.asked.text.word(language))
        self._tell()

    def _tell(self) -> None:
        self.figure.setText(f"{figure(self.value, self.locale(), 'f', 0)} {self._unit}")


class CurveGuess(GuessWidget):
    """Lines drawn with the mouse, one in hand at a time."""

    def build(self) -> None:
        self.hand = Segmented(tuple(self.asked.lines), explained=False)
        self.drawn = HandDrawn()
        self.drawn.begin(tuple(self.asked.lines), self.asked.places)
        self.column.addWidget(self.hand)
        self.column.addWidget(self.drawn, 1)
        self._touched: set[str] = set()
        self.hand.changed.connect(self.drawn.take)
        self.drawn.changed.connect(self._drew)

    def _drew(self) -> None:
        self._touched.add(self.hand.value())
        self.changed.emit()

    @property
    def value(self) -> dict[str, list[float]] | None:
        """None until each line was drawn."""
        return self.drawn.lines if self._touched == set(self.asked.lines) else None

    def word(self, language: Language) -> None:
        names = {name: text.word(language) for name, text in self.asked.lines.items()}
        self.hand.set_options([Option(name, text) for name, text in names.items()], self.tr("The line in hand"))
        across = self.asked.across
        self.drawn.word(names, "" if across is None else across.word(language))
        self.drawn.setAccessibleName(self.asked.text.word(language))


class OrderGuess(GuessWidget):
    """Things put in order."""

    def build(self) -> None:
        self.ordering = Ordering(self.thumbnails)
        self.ordering.begin(
            [
                Orderable(str(one.value), one.text.en, self.lesson.file(one.picture) if one.picture else None)
                for one in self.asked.answers
            ]
        )
        self.column.addWidget(self.ordering)
        self.ordering.changed.connect(self.changed)

    @property
    def value(self) -> list[str]:
        return self.ordering.order

    def word(self, language: Language) -> None:
        labels = {str(one.value): one.text.word(language) for one in self.asked.answers}
        self.ordering.word(self.asked.text.word(language), self.tr("Earlier"), self.tr("Later"), labels)


class ChoiceGuess(GuessWidget):
    """One of several answers, in words or pictures."""

    def build(self) -> None:
        self.group = QButtonGroup(self)
        pictured = [one for one in self.asked.answers if one.picture]
        if pictured:
            self.strip = PictureStrip(self.thumbnails, usual=200)
            self.strip.choose(-1)
            self.strip.picked.connect(lambda number: self.group.button(number).click())
            self.group.idToggled.connect(lambda number, on: self.strip.choose(number) if on else None)
            self.column.addWidget(self.strip)
        row = QHBoxLayout() if len(self.asked.answers) < 4 else QVBoxLayout()
        row.setSpacing(WITHIN)
        for number, _ in enumerate(self.asked.answers):
            button = QPushButton()
            button.setCheckable(True)
            self.group.addButton(button, number)
            row.addWidget(button, 0 if pictured else 1)
        if pictured:
            row.addStretch(1)
        self.column.addLayout(row)
        self.group.idToggled.connect(lambda _number, on: self.changed.emit() if on else None)

    @property
    def value(self) -> Any:
        number = self.group.checkedId()
        return None if number < 0 else self.asked.answers[number].value

    def word(self, language: Language) -> None:
        for number, one in enumerate(self.asked.answers):
            self.group.button(number).setText(one.text.word(language).replace("&", "&&"))
        pictures = [
            Captioned(self.lesson.file(one.picture), one.text.word(language))
            for one in self.asked.answers
            if one.picture
        ]
        if pictures:
            self.strip.set_pictures(pictures)


class PairGuess(GuessWidget):
    """Two of the folder's classes, or none."""

    def build(self) -> None:
        self.buttons = [QPushButton(name.replace("&", "&&")) for name in self.classes]
        self.none = QPushButton()
        for button in (*self.buttons, self.none):
            button.setCheckable(True)
        row: QHBoxLayout | None = None
        for number, button in enumerate(self.buttons):
            if row is None or number % 4 == 0:
                row = QHBoxLayout()
                row.setSpacing(WITHIN)
                self.column.addLayout(row)
            row.addWidget(button)
            button.clicked.connect(lambda _=False, button=button: self._pressed(button))
        self.column.addWidget(self.none, 0, Qt.AlignmentFlag.AlignLeft)
        self.none.clicked.connect(self._chose_none)

    def _pressed(self, latest: QPushButton) -> None:
        """At most two are chosen: a third one takes the place of another."""
        self.none.setChecked(False)
        chosen = [button for button in self.buttons if button.isChecked() and button is not latest]
        if latest.isChecked() and len(chosen) > 1:
            chosen[0].setChecked(False)
        self.changed.emit()

    def _chose_none(self) -> None:
        for button in self.buttons:
            button.setChecked(False)
        self.none.setChecked(True)
        self.changed.emit()

    @property
    def value(self) -> list[str] | None:
        if self.none.isChecked():
            return []
        chosen = [name for name, button in zip(self.classes, self.buttons, strict=True) if button.isChecked()]
        return chosen if len(chosen) == 2 else None

    def word(self, language: Language) -> None:  # noqa: ARG002
        self.none.setText(self.tr("It confuses none"))


GUESSES: Final[Mapping[str, Callable[..., GuessWidget]]] = {
    "slider": SliderGuess,
    "curve": CurveGuess,
    "order": OrderGuess,
    "picture": ChoiceGuess,
    "choice": ChoiceGuess,
    "yes_no": ChoiceGuess,
    "pair": PairGuess,
}
