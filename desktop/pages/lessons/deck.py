"""The lesson on the table: its name, which of its cards it is at, and that card."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.page.runbar import RunBar
from desktop.pages.lessons.cards import ExperimentCard, LessonCard, PredictCard, SeenCard, SituationCard, WhyCard
from desktop.pages.lessons.classroom import PrintView, VotesView
from desktop.pages.lessons.ending import EndCard
from desktop.pages.lessons.quiz import AgainCard, QuizCard
from desktop.pages.lessons.tools import SurenessView, WordsView, scrolled
from desktop.theme import BETWEEN, WITHIN, set_role
from desktop.widgets.tiles.thumbnails import Thumbnails

if TYPE_CHECKING:
    from desktop.pages.lessons.experimenting import Experiment
    from engine.job.words import Language
    from engine.lessons.notebook import Notebook
    from engine.lessons.records import Lesson
    from engine.lessons.sitting import Sitting

_WHOLE: Final = ("seen", "quiz")  # cards that scroll in part
NUMBERED: Final = ("situation", "predict", "experiment", "seen", "why")


class Deck(QFrame):
    """Every kind of card, one of them shown; and the tools beside the lessons."""

    def __init__(self, bar: RunBar, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "card")
        self.thumbnails = Thumbnails(self)
        self.title, self.place, self.back = QLabel(wordWrap=True), QLabel(), QPushButton()
        set_role(self.title, "heading")
        set_role(self.place, "caption")
        set_role(self.back, "flat")
        self.again, self.situation = AgainCard(), SituationCard(self.thumbnails)
        self.predict, self.experiment = PredictCard(self.thumbnails), ExperimentCard()
        self.seen, self.why = SeenCard(self.thumbnails), WhyCard(self.thumbnails)
        self.quiz, self.end = QuizCard(self.thumbnails), EndCard()
        self.words, self.sure = WordsView(), SurenessView()
        self.votes, self.sheets = VotesView(), PrintView()
        self.cards: dict[str, LessonCard] = {
            "again": self.again, "situation": self.situation, "predict": self.predict, "experiment": self.experiment,
            "seen": self.seen, "why": self.why, "quiz": self.quiz, "end": self.end,
        }  # fmt: skip
        self._stack = QStackedWidget()
        self._places: dict[str, QWidget] = {
            name: card if name in _WHOLE else scrolled(card) for name, card in self.cards.items()
        }
        self._places |= {"words": self.words, "sure": self.sure, "class": self.votes, "print": self.sheets}
        for widget in self._places.values():
            self._stack.addWidget(widget)
        names = QVBoxLayout()
        names.setSpacing(2)
        names.addWidget(self.title)
        names.addWidget(self.place)
        head = QHBoxLayout()
        head.setSpacing(WITHIN)
        head.addLayout(names, 1)
        head.addWidget(self.back)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(BETWEEN, BETWEEN, BETWEEN, BETWEEN)
        layout.setSpacing(12)
        layout.addLayout(head)
        layout.addWidget(self._stack, 1)
        layout.addWidget(bar)
        self._bar = bar

    @property
    def shown(self) -> str:
        """The name of what is shown."""
        current = self._stack.currentWidget()
        return next(name for name, widget in self._places.items() if widget is current)

    def show_card(self, name: str) -> None:
        """Shows a card, or a tool, from its beginning where it is another."""
        another = name != self.shown
        self._stack.setCurrentWidget(self._places[name])
        self._bar.setVisible(name == "experiment")
        if another:
            self.to_top()

    def to_top(self) -> None:
        """Shows the card from its beginning."""
        area = self._stack.currentWidget()
        if isinstance(area, QScrollArea):
            area.verticalScrollBar().setValue(0)

    def forget(self) -> None:
        """What is asked next is asked anew."""
        self.predict.forget()
        self.experiment.clear()
        self.again.question.forget()
        self.quiz.question.forget()

    def retranslate(self) -> None:
        self.sheets.retranslate()
        self.back.setText(self.tr("One card back"))

    def show_tool(self, name: str, notebook: Notebook, lesson: Lesson | None, language: Language) -> None:
        """Shows one of the tools beside the lessons; `lesson`: the one that the class votes in."""
        names = {
            "words": self.tr("Words"), "sure": self.tr("How sure am I?"), "class": self.tr("How the class voted"),
            "print": self.tr("Sheets to print"),
        }  # fmt: skip
        title = names[name]
        if name == "class" and lesson is not None:
            self.votes.show_lesson(lesson, notebook, language)
            title = f"{title}: {lesson.title.word(language)}"
        self.title.setText(title)
        self.place.setText("")
        if name == "sure":
            self.sure.show_sureness(notebook.sureness())
        self.show_card(name)

    def show_sitting(
        self, sitting: Sitting, language: Language, experiment: Experiment, following: Lesson | None, *, asks: bool
    ) -> None:
        """Shows the card that a sitting is at; `asks`: the questions, not the reasons."""
        card: str = sitting.step
        question = sitting.unanswered() if card == "why" and asks else None
        match card:
            case "situation":
                self.situation.show_situation(sitting, language, experiment.photo())
            case "predict":
                self.predict.ask(sitting, language, experiment.classes())
            case "why" if asks and self.quiz.told(sitting):
                self.quiz.question.retranslate(language)
                card = "quiz"
            case "why" if question is not None:
                self.quiz.ask(sitting, language, question)
                card = "quiz"
            case "end":
                self.end.show_end(sitting, language, following)
            case _:
                self.cards[card].show_sitting(sitting, language)
        self._head(sitting, sitting.lesson.title.word(language), card)
        self.show_card(card)

    def _head(self, sitting: Sitting, title: str, card: str) -> None:
        """The lesson's name and the card's number."""
        self.title.setText(f"{sitting.lesson.number} · {title}")
        names = {
            "situation": self.tr("Situation"), "predict": self.tr("Prediction"), "experiment": self.tr("Experiment"),
            "seen": self.tr("What did you see?"), "why": self.tr("Why?"),
        }  # fmt: skip
        step = "why" if card == "quiz" else card
        text = ""
        if step in NUMBERED:
            text = self.tr("{number} of {count}: {card}").format(
                number=NUMBERED.index(step) + 1, count=len(NUMBERED), card=names[step]
            )
        self.place.setText(text)
