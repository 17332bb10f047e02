"""The end of a lesson: what was predicted and what came out, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from PySide6.QtCore import QLocale, Signal
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QLabel, QPushButton

from desktop.figures import figure, percent
from desktop.pages.lessons.cards import LessonCard
from desktop.theme import WITHIN, set_role
from desktop.widgets.rows.marktable import MarkRow, MarkTable
from engine.job.words import Language
from engine.lessons.records import Lesson, Prediction
from engine.lessons.sitting import Sitting

_COLUMN: Final = 170  # px of what was said, and of what came out


def in_words(asked: Prediction, value: Any, language: Language, where: QLocale) -> str:
    """A guess, or a truth, as a person says it."""
    match asked.kind:
        case "slider":
            unit = "" if asked.scale is None else asked.scale.unit.word(language)
            return f"{figure(value, where, 'f', 0)} {unit}"
        case "curve":
            return "; ".join(f"{_line(asked, name, language)} {_heights(line, where)}" for name, line in value.items())
        case "order":
            return " → ".join(_answer(asked, one, language) for one in value)
        case "pair":
            pairs = value if value and not isinstance(value[0], str) else [value] if value else []
            return ", ".join(" ↔ ".join(pair) for pair in pairs) or "–"
        case _:
            return _answer(asked, value, language)


def _line(asked: Prediction, name: str, language: Language) -> str:
    return asked.lines[name].word(language) if name in asked.lines else name


def _heights(line: Sequence[Any], where: QLocale) -> str:
    """Heights of a drawn line, or [place, height] pairs of a measured one."""
    shares = [one if isinstance(one, int | float) else one[1] for one in line]
    return ", ".join(percent(share, where, 0) for share in shares)


def _answer(asked: Prediction, value: Any, language: Language) -> str:
    for one in asked.answers:
        if one.value == value:
            return one.text.word(language)
    return str(value)


def told_rows(sitting: Sitting, language: Language, where: QLocale) -> list[MarkRow]:
    """A row a prediction: what was asked, said, and came out."""
    rows = []
    guesses: Mapping[str, Any] = sitting.record.guesses
    for asked in sitting.predictions:
        given, truth = guesses.get(asked.name), sitting.truth(asked)
        if given is None or truth is None:
            continue
        said = f"{in_words(asked, given.value, language, where)} ({percent(given.sure, where, 0)})"
        cells = (asked.text.word(language), said, in_words(asked, truth, language, where))
        rows.append(MarkRow(cells, given.right))
    return rows


class EndCard(LessonCard):
    """What was said beside what came out."""

    again = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.text, self.table = QLabel(wordWrap=True), MarkTable(3)
        self.on, self.restart = QPushButton(), QPushButton()
        set_role(self.on, "primary")
        buttons = QHBoxLayout()
        buttons.setSpacing(WITHIN)
        buttons.addWidget(self.on)
        buttons.addWidget(self.restart)
        buttons.addStretch(1)
        self.column.addWidget(self.text)
        self.table.setWordWrap(True)
        header = self.table.horizontalHeader()
        for column, mode in enumerate((QHeaderView.ResizeMode.Stretch, *2 * [QHeaderView.ResizeMode.Fixed])):
            header.setSectionResizeMode(column, mode)
            header.resizeSection(column, _COLUMN)
        self.table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.table.setMinimumHeight(240)
        self.column.addWidget(self.table, 1)
        self.column.addLayout(buttons)
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
        self.table.set_headings([self.tr("Asked"), self.tr("You said"), self.tr("It was")])
        rows = told_rows(sitting, language, self.locale())
        self.table.set_trials(rows)
        self.on.setVisible(following is not None)
        if following is not None:
            self.on.setText(self.tr("Next lesson: {title}").format(title=following.title.word(language)))
        self.restart.setText(self.tr("Take this lesson again"))
