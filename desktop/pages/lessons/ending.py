"""The end of a lesson: what was predicted and what came out, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.figures import percent
from desktop.pages.lessons.cards import LessonCard
from desktop.theme import WITHIN, set_role, set_sign
from engine.job.words import Language
from engine.lessons.records import Lesson
from engine.lessons.sheets import told
from engine.lessons.sitting import Sitting


@dataclass(frozen=True, slots=True)
class Foretold:
    """A prediction: what was asked, said, and came out."""

    asked: str
    said: str
    was: str
    right: bool


def told_rows(sitting: Sitting, language: Language, where: QLocale) -> list[Foretold]:
    """The predictions whose truth is known, in the order in which they were asked."""
    rows = []
    guesses: Mapping[str, Any] = sitting.record.guesses
    for asked in sitting.predictions:
        given, truth = guesses.get(asked.name), sitting.truth(asked)
        if given is None or truth is None:
            continue
        said = f"{told(asked, given.value, language)} ({percent(given.sure, where, 0)})"
        was = told(asked, truth, language)
        rows.append(Foretold(asked.text.word(language), said, was, given.right is True))
    return rows


class EndCard(LessonCard):
    """What was said beside what came out."""

    again = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.text = QLabel(wordWrap=True)
        self.rows: list[Foretold] = []
        self._table: QWidget | None = None
        self._place = QVBoxLayout()
        self.on, self.restart = QPushButton(), QPushButton()
        set_role(self.on, "primary")
        buttons = QVBoxLayout()
        buttons.setSpacing(WITHIN)
        for button in (self.on, self.restart):
            buttons.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        self.column.addWidget(self.text)
        self.column.addLayout(buttons)
        self.column.addLayout(self._place)
        self.column.addStretch(1)
        self.on.clicked.connect(self.went_on)
        self.restart.clicked.connect(self.again)

    def show_end(self, sitting: Sitting, language: Language, following: Lesson | None) -> None:
        """`following`: the lesson after this one."""
        record = sitting.record
        right = sum(given.right is True for given in record.answers.values())
        text = self.tr(
            "You answered {right} of {count} questions rightly. Below: what you predicted, and what came out."
        )
        self.text.setText(text.format(right=right, count=len(record.answers)))
        self.rows = told_rows(sitting, language, self.locale())
        self._tabulate()
        self.on.setVisible(following is not None)
        if following is not None:
            self.on.setText(self.tr("Next lesson: {title}").format(title=following.title.word(language)))
        self.restart.setText(self.tr("Take this lesson again"))

    def _tabulate(self) -> None:
        if self._table is not None:
            self._place.removeWidget(self._table)
            self._table.hide()
            self._table.deleteLater()
        self._table = QWidget()
        grid = QGridLayout(self._table)
        grid.setContentsMargins(0, 0, WITHIN, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(WITHIN)
        for column, stretch in enumerate((0, 5, 4, 4)):
            grid.setColumnStretch(column, stretch)
        for column, text in enumerate((self.tr("Asked"), self.tr("You said"), self.tr("It was")), start=1):
            label = QLabel(text)
            set_role(label, "caption")
            grid.addWidget(label, 0, column)
        for row, each in enumerate(self.rows, start=1):
            sign = QLabel(alignment=Qt.AlignmentFlag.AlignTop)
            name, tint = ("check", "good") if each.right else ("close", "warning")
            set_sign(sign, name, tint, 16)
            sign.setAccessibleName(self.tr("right") if each.right else self.tr("wrong"))
            grid.addWidget(sign, row, 0, Qt.AlignmentFlag.AlignTop)
            for column, text in enumerate((each.asked, each.said, each.was), start=1):
                label = QLabel(text, wordWrap=True, textFormat=Qt.TextFormat.PlainText)
                grid.addWidget(label, row, column, Qt.AlignmentFlag.AlignTop)
        self._place.addWidget(self._table)
