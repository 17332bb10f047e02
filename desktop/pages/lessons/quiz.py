"""Cards that ask a question: one from two lessons ago, and those at the end, over what the experiment showed."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel

from desktop.pages.lessons.asking import QuestionView
from desktop.pages.lessons.blocks import Blocks
from desktop.pages.lessons.cards import LessonCard, titles_of
from desktop.pages.lessons.tools import scrolled
from desktop.theme import set_role
from desktop.widgets.tiles.thumbnails import Thumbnails
from engine.job.words import Language
from engine.lessons.records import LessonQuestion
from engine.lessons.sitting import Sitting


class AgainCard(LessonCard):
    """A question from two lessons ago. `answered` tells the answer and how sure."""

    answered = Signal(object, float)
    show_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.text, self.question = QLabel(wordWrap=True), QuestionView()
        set_role(self.text, "muted")
        self.column.addWidget(self.text)
        self.column.addWidget(self.question)
        self.column.addStretch(1)
        self.question.answered.connect(lambda: self.answered.emit(self.question.value, self.question.sure.value))
        self.question.went_on.connect(self.went_on)
        self.question.show_wanted.connect(self.show_wanted)

    def show_sitting(self, sitting: Sitting, language: Language) -> None:
        found = sitting.again()
        if found is None:
            return
        other, question = found
        text = self.tr("Do you still know? A question from lesson {number}, {title}.")
        self.text.setText(text.format(number=other.number, title=other.title.word(language)))
        if self.question.question is not question:
            self.question.ask(question, language)
        else:
            self.question.retranslate(language)


class QuizCard(LessonCard):
    """One question after another; below it, what the experiment showed."""

    answered = Signal(object, object, float)
    show_wanted = Signal(str)

    def __init__(self, thumbnails: Thumbnails) -> None:
        super().__init__()
        self.count, self.question, self.blocks = QLabel(), QuestionView(), Blocks(thumbnails)
        set_role(self.count, "caption")
        self.column.addWidget(self.count)
        self.column.addWidget(self.question)
        self.area = scrolled(self.blocks)
        self.column.addWidget(self.area, 1)
        self.question.answered.connect(self._answer)
        self.question.went_on.connect(self._go_on)
        self.question.show_wanted.connect(self.show_wanted)

    def ask(self, sitting: Sitting, language: Language, question: LessonQuestion) -> None:
        """Asks a question; one that is asked already is only worded anew."""
        every = sitting.questions
        text = self.tr("Question {number} of {count}")
        self.count.setText(text.format(number=every.index(question) + 1, count=len(every)))
        self.blocks.setLocale(self.locale())
        self.blocks.show_blocks(sitting.record.blocks, titles_of(sitting, language), language)
        self.blocks.bring(self.area, sitting.place_of(question) if question.asked.key else 0)
        if self.question.question is question:
            self.question.retranslate(language)
        else:
            self.question.ask(question, language)

    def tell(self, sitting: Sitting, question: LessonQuestion, value: object) -> None:
        """Says what the answer was worth; where a wrong one can be looked up, the place is marked."""
        truth = sitting.truth(question)
        self.question.tell(value, truth)
        place = sitting.place_of(question) if question.asked.key else None
        self.blocks.mark(place if value != truth else None)
        self.blocks.bring(self.area, place)

    def told(self, sitting: Sitting) -> bool:
        """Whether the answer to a question of this sitting stands there, and nobody has gone on."""
        return self.question.told and self.question.question in sitting.questions

    def _go_on(self) -> None:
        self.question.forget()
        self.went_on.emit()

    def _answer(self) -> None:
        self.answered.emit(self.question.question, self.question.value, self.question.sure.value)
