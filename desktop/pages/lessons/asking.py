"""A question with its answers: one is taken, and what it was worth is said below it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QRadioButton, QVBoxLayout, QWidget

from desktop.page.terms import terms
from desktop.theme import WITHIN, set_icon, set_role
from desktop.widgets.rows.explained import ExplainedText
from desktop.widgets.rows.sureness import Sureness
from engine.job.words import Language
from engine.lessons.records import LessonAnswer, LessonQuestion


class QuestionView(QWidget):
    """`answered` tells that the answer taken is given; `shown_wanted` the page where it can be tried.

    `sure`: whether "how sure are you?" is asked too.
    """

    answered = Signal()
    show_wanted = Signal(str)
    went_on = Signal()

    def __init__(self, *, sure: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._question: LessonQuestion | None = None
        self._truth: Any = None
        self._language: Language = "en"
        self._told: LessonAnswer | None = None
        self._open = False  # it may be answered again
        self.text, self.feedback = ExplainedText(), ExplainedText()
        set_role(self.text, "heading")
        self.group = QButtonGroup(self)
        self._answers = QVBoxLayout()
        self._answers.setSpacing(2)
        self.sure = Sureness()
        self.sure.setVisible(sure)
        self._asks_sure = sure
        self.give, self.show_me, self.on = QPushButton(), QPushButton(), QPushButton()
        set_role(self.give, "primary")
        set_role(self.on, "primary")
        set_icon(self.show_me, "chevron")
        buttons = QHBoxLayout()
        buttons.setSpacing(WITHIN)
        for button in (self.give, self.on, self.show_me):
            buttons.addWidget(button)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(WITHIN)
        layout.addWidget(self.text)
        layout.addLayout(self._answers)
        layout.addWidget(self.sure)
        layout.addWidget(self.feedback)
        layout.addLayout(buttons)
        self.give.clicked.connect(self.answered)
        self.on.clicked.connect(self.went_on)
        self.show_me.clicked.connect(self._want_page)
        self.group.idToggled.connect(lambda _number, _on: self._show_state())

    def ask(self, question: LessonQuestion, language: Language) -> None:
        """Asks a question anew."""
        self._question, self._told, self._language = question, None, language
        for button in self.group.buttons():
            self.group.removeButton(button)
            self._answers.removeWidget(button)
            button.hide()
            button.deleteLater()
        for number, _ in enumerate(question.answers):
            button = QRadioButton()
            self.group.addButton(button, number)
            self._answers.addWidget(button)
        self.retranslate(language)

    @property
    def question(self) -> LessonQuestion | None:
        return self._question

    @property
    def value(self) -> Any:
        """The answer that is taken; None where none is."""
        number = self.group.checkedId()
        return None if number < 0 or self._question is None else self._question.answers[number].value

    def tell(self, value: Any, truth: Any, *, again: bool = False) -> None:
        """Says what an answer was worth; `again`: who was wrong may look again."""
        assert self._question is not None
        self._truth, self._open = truth, again and value != truth
        self._told = next((one for one in self._question.answers if one.value == value), None)
        for number, one in enumerate(self._question.answers):
            button = self.group.button(number)
            button.setChecked(one.value == value)
            button.setEnabled(self._open or one.value == value)
        self._say()
        self._show_state()
        (self.give if self._open else self.on).setFocus()  # else it goes on to the tables below, which scroll to it

    @property
    def told(self) -> bool:
        """Whether it is said what an answer was worth."""
        return self._told is not None

    def forget(self) -> None:
        """The next question is asked anew, even if it is the same."""
        self._question, self._told = None, None

    @property
    def right(self) -> bool:
        """Whether the answer that was told of was right."""
        return self._told is not None and self._told.value == self._truth

    def _say(self) -> None:
        if self._told is None or self._question is None:
            self.feedback.show_text("")
            return
        known = terms(self._language)
        because = self._question.because.word(self._language)
        if self.right:
            text = self.tr("Right. {why}").format(why=because)
        else:
            wrong = self._told.wrong
            text = self.tr("Not quite. {why}").format(why=because if wrong is None else wrong.word(self._language))
        self.feedback.show_text(text, known)
        set_role(self.feedback, "good" if self.right else "warning")

    def _show_state(self) -> None:
        told = self._told is not None
        may_give = not told or self._open
        self.give.setVisible(may_give)
        self.give.setEnabled(self.value is not None)
        self.sure.setVisible(self._asks_sure and not told)
        self.feedback.setVisible(told)
        self.on.setVisible(told and not may_give)
        self.show_me.setVisible(told and self._question is not None and bool(self._question.page))

    def _want_page(self) -> None:
        if self._question is not None:
            self.show_wanted.emit(self._question.page)

    def retranslate(self, language: Language) -> None:
        """Words everything in `language`."""
        self._language = language
        self.give.setText(self.tr("That is my answer"))
        self.on.setText(self.tr("Go on"))
        self.show_me.setText(self.tr("Show me"))
        self.show_me.setToolTip(self.tr("Opens the page where it can be tried"))
        self.sure.retranslate()
        if self._question is not None:
            self.text.show_text(self._question.text.word(language), terms(language))
            for number, one in enumerate(self._question.answers):
                self.group.button(number).setText(one.text.word(language).replace("&", "&&"))
        self._say()
        self._show_state()
