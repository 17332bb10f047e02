"""For whoever teaches: how the class voted, and sheets to print."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QPushButton, QSpinBox, QVBoxLayout, QWidget

from desktop.pages.lessons.tools import scrolled
from desktop.theme import WITHIN, calm, set_icon, set_role
from desktop.widgets.elided import ElidedBox
from desktop.widgets.rows.bars import Bar, Bars
from desktop.widgets.terms import OTHERWISE
from engine.job.words import Language
from engine.lessons.classroom import right_vote, votable
from engine.lessons.notebook import Notebook
from engine.lessons.records import Lesson, Prediction

SHEET_KINDS: Final = ("own", "pupil", "teacher", "plan", "audit", "privacy")
_MOST: Final = 999


class VotesView(QWidget):
    """Hands are counted for each answer of a prediction, and shown as bars; once it is known, the right one is told.

    `voted`: so many (int) of the class gave that answer (str) to that prediction (str).
    """

    voted = Signal(str, str, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lesson: Lesson | None = None
        self._notebook: Notebook | None = None
        self._language: Language = "en"
        self.setProperty(OTHERWISE, True)
        self.about = QLabel(wordWrap=True)
        set_role(self.about, "muted")
        self.choose = ElidedBox()
        self.choose.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.choose.setMinimumContentsLength(20)
        self.bars = Bars()
        self.told = QLabel(wordWrap=True)
        self.spins: dict[str, QSpinBox] = {}
        self._rows = QWidget()
        self._grid = QGridLayout(self._rows)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setColumnStretch(1, 1)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, WITHIN, 0)
        column.setSpacing(12)
        for widget in (self.about, self.choose, self._rows, self.bars, self.told):
            column.addWidget(widget)
        column.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scrolled(inside))
        self.choose.currentIndexChanged.connect(lambda _index: self._show())

    @property
    def asked(self) -> Prediction | None:
        """The prediction that is voted on."""
        asked = self._votable()
        row = self.choose.currentIndex()
        return asked[row] if 0 <= row < len(asked) else None

    def _votable(self) -> list[Prediction]:
        return [] if self._lesson is None else [one for one in self._lesson.predictions if votable(one)]

    def show_lesson(self, lesson: Lesson, notebook: Notebook, language: Language) -> None:
        """Shows what can be voted on in a lesson."""
        another = self._lesson is not lesson
        self._lesson, self._notebook, self._language = lesson, notebook, language
        row = 0 if another else max(self.choose.currentIndex(), 0)
        self.choose.blockSignals(True)
        self.choose.clear()
        self.choose.addItems([one.text.word(language) for one in self._votable()])
        self.choose.setCurrentIndex(row)
        self.choose.blockSignals(False)
        self.choose.setAccessibleName(self.tr("What was asked"))
        self.about.setText(
            self.tr("Let everybody predict first. Then count the hands for each answer, and begin the experiment.")
            if self._votable()
            else self.tr("What this lesson asks is drawn or put in order: let everybody do it on paper.")
        )
        self._show()

    def _show(self) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.spins = {}
        asked = self.asked
        for shown in (self.choose, self._rows, self.bars, self.told):
            shown.setVisible(asked is not None)
        if asked is None or self._lesson is None or self._notebook is None:
            return
        counts = self._notebook.votes.get(self._lesson.name, {}).get(asked.name, {})
        for row, (key, text) in enumerate(votable(asked)):
            spin = QSpinBox(maximum=_MOST, value=counts.get(key, 0))
            calm(spin)
            spin.setAccessibleName(text.word(self._language))
            spin.valueChanged.connect(lambda count, key=key: self._vote(key, count))
            self.spins[key] = spin
            self._grid.addWidget(spin, row, 0)
            self._grid.addWidget(QLabel(text.word(self._language), wordWrap=True), row, 1)
        self._tell()

    def _vote(self, key: str, count: int) -> None:
        asked = self.asked
        if asked is not None:
            self.voted.emit(asked.name, key, count)
            self._tell()

    def _tell(self) -> None:
        asked = self.asked
        assert asked is not None
        assert self._lesson is not None
        assert self._notebook is not None
        counts = {key: spin.value() for key, spin in self.spins.items()}
        every = sum(counts.values())
        named = dict(votable(asked))
        self.bars.set_bars(
            [Bar(named[key].word(self._language), count / every) for key, count in counts.items()] if every else [],
            moving=False,
        )
        truth = self._notebook.of(self._lesson.name).truths.get(asked.name, asked.asked.value)
        right = "" if truth is None else right_vote(asked, truth)
        if not every or right not in named:
            self.told.setText("")
            return
        text = self.tr("It was: {answer}. {count} of {every} voted for it.")
        self.told.setText(
            text.format(answer=named[right].word(self._language), count=counts.get(right, 0), every=every)
        )


class PrintView(QWidget):
    """Sheets as files for a browser, which prints them. `wanted` tells a name of SHEET_KINDS."""

    wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty(OTHERWISE, True)
        self.about, self.saved = QLabel(wordWrap=True), QLabel(wordWrap=True)
        set_role(self.about, "muted")
        set_role(self.saved, "good")
        self.buttons = {kind: QPushButton() for kind in SHEET_KINDS}
        self._notes = {kind: QLabel(wordWrap=True) for kind in SHEET_KINDS}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(WITHIN)
        layout.addWidget(self.about)
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setColumnStretch(1, 1)
        for row, (kind, button) in enumerate(self.buttons.items()):
            set_icon(button, "save")
            set_role(self._notes[kind], "muted")
            grid.addWidget(button, row, 0)
            grid.addWidget(self._notes[kind], row, 1)
            button.clicked.connect(lambda _=False, kind=kind: self.wanted.emit(kind))
        layout.addLayout(grid)
        layout.addWidget(self.saved)
        layout.addStretch(1)

    def retranslate(self) -> None:
        """Words everything in the language of the window."""
        self.about.setText(self.tr("Each sheet is saved as a page for a browser, and printed from there."))
        texts: dict[str, tuple[str, str]] = {
            "own": (self.tr("My answers"), self.tr("What you predicted, saw and answered, with room for a signature")),
            "pupil": (self.tr("Sheets for pupils"), self.tr("Empty, a sheet for each lesson: predict on paper first")),
            "teacher": (self.tr("Pages for the teacher"), self.tr("Time, aim, what surprises, what to ask next")),
            "plan": (self.tr("Plan of the hours"), self.tr("For one school hour and for three")),
            "audit": (self.tr("Audit sheet"), self.tr("A classmate's model looked into in five steps")),
            "privacy": (self.tr("Page for parents"), self.tr("What happens to photos and answers")),
        }
        for kind, (text, note) in texts.items():
            self.buttons[kind].setText(text)
            self._notes[kind].setText(note)
