"""The Lessons page: a lesson is taken card by card; its experiment runs here as the ordinary job that it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from typing_extensions import override

from desktop.page.entry import Entry
from desktop.page.page import Surroundings
from desktop.page.working import WorkingPage
from desktop.pages.lessons import ENTRY
from desktop.pages.lessons.deck import Deck
from desktop.pages.lessons.experimenting import Experiment
from desktop.pages.lessons.left import LessonList
from desktop.pages.lessons.printing import BesideLessons
from desktop.pages.lessons.shelf import Shelf
from engine.job.background import Mail
from engine.job.events import Ended
from engine.job.words import EngineError
from engine.lessons.notebook import STEPS
from engine.lessons.records import Lesson, LessonQuestion, Prediction
from engine.lessons.sitting import Sitting


class LessonsPage(WorkingPage):
    """Shows the sitting of one lesson at a time; what was answered stands in the notebook."""

    entry: ClassVar[Entry] = ENTRY

    def __init__(self, around: Surroundings) -> None:
        super().__init__(around)
        self.shelf = Shelf()
        self.sitting: Sitting | None = None
        self._tool = ""
        self._asks = False  # the questions after the reasons
        self.left, self.deck = LessonList(self.shelf.lessons), Deck(self.bar)
        self.experiment = Experiment(around, self.task, self.deck, self.show_state)
        self.beside = BesideLessons(self)
        self.lay_out(self.deck, self.left)
        self._connect()
        if self.shelf.faults:
            self.banner.show_notice(self.shelf.faults[0], self.language)
        if (first := self.shelf.first()) is not None:
            self.take(first)

    def _connect(self) -> None:
        deck, workspace = self.deck, self.around.workspace
        self.left.chosen.connect(lambda name: self.take(self.shelf.named(name)))
        self.left.tool_wanted.connect(self.show_tool)
        for card in deck.cards.values():
            card.went_on.connect(self.go_on)
        deck.back.clicked.connect(self.go_back)
        deck.predict.guessed.connect(self.guess)
        deck.seen.looked.connect(self.look)
        deck.again.answered.connect(self.answer_again)
        deck.quiz.answered.connect(self.answer)
        deck.end.again.connect(self.restart)
        deck.sure.forget.clicked.connect(self.forget)
        deck.situation.choose.clicked.connect(self.beside.choose_second)
        deck.situation.drawings.clicked.connect(self.beside.take_drawings)
        deck.votes.voted.connect(self.beside.vote)
        deck.sheets.wanted.connect(self.beside.save_sheet)
        for asking in (deck.again, deck.quiz):
            asking.show_wanted.connect(lambda _page, question=asking.question: self.show_page(question.question))
        workspace.folder_changed.connect(self._folder_changed)
        workspace.scan_changed.connect(self.show_state)

    def _folder_changed(self) -> None:
        self.task.drop()
        self.show_state()

    def attempt(self, act: Callable[[], object]) -> bool:
        """Whether it could be done; if not, the page says why."""
        try:
            act()
        except EngineError as error:
            self.show_error(error)
            return False
        return True

    # From card to card

    def take(self, lesson: Lesson) -> None:
        """Takes a lesson where it was left; an experiment of another lesson on its way is ended."""
        self._tool = ""
        if self.sitting is None or self.sitting.lesson is not lesson:
            self.task.drop()
            notebook = self.shelf.notebook
            self.sitting = Sitting(lesson, notebook, self.experiment.desk(notebook), self.shelf.lessons)
            self.deck.forget()
            self._asks = bool(self.sitting.record.answers)
        self.show_state()
        self.deck.to_top()

    def show_tool(self, name: str) -> None:
        """Shows one of the tools beside the lessons."""
        self._tool = name
        self.show_state()

    def go_on(self) -> None:
        """To the next card; after the last one, to the next lesson."""
        sitting = self.sitting
        assert sitting is not None
        if sitting.step == "end":
            if (following := self.shelf.after(sitting.lesson)) is not None:
                self.take(following)
            return
        if sitting.step == "situation":
            self.experiment.open_samples()
            sitting.desk = self.experiment.desk(self.shelf.notebook)
        if sitting.step == "why" and (not self._asks or sitting.unanswered() is not None):
            self._asks = True
        else:
            self.attempt(sitting.next)
            if sitting.step == "predict" and sitting.unasked() is None:
                self.attempt(sitting.next)
        self.show_state()
        self.deck.to_top()

    def go_back(self) -> None:
        """To the card before this one, to look at it again; what was predicted stays."""
        sitting = self.sitting
        assert sitting is not None
        before = {"predict": "situation", "experiment": "situation", "seen": "experiment", "why": "seen"}
        if sitting.step == "why" and self._asks:
            self._asks = False
        elif sitting.step in before and not self.busy:
            self.attempt(lambda: sitting.go(before[sitting.step]))
        self.show_state()

    def show_page(self, question: LessonQuestion | None) -> None:
        """Leads to the page where what was asked can be tried, with the settings and the photo of the lesson."""
        if self.sitting is not None and question is not None:
            self.experiment.leave_settings(self.sitting, question)
            self.request_page.emit(question.page)
            if (photo := self.experiment.photo_for(self.sitting, question)) is not None:
                self.brought.emit([photo])

    def restart(self) -> None:
        """The lesson from its beginning."""
        assert self.sitting is not None
        self._asks = False
        self.deck.forget()
        self.attempt(self.sitting.restart)
        self.show_state()

    def forget(self) -> None:
        """All answers are set aside; every lesson begins anew."""
        self.attempt(self.shelf.notebook.forget)
        if (first := self.shelf.first()) is not None:
            tool, self.sitting = self._tool, None
            self.take(first)
            self.show_tool(tool)

    # Answers

    def guess(self, asked: Prediction, value: Any, sure: float) -> None:
        """A prediction is given; the last one leads to the experiment."""
        sitting = self.sitting
        assert sitting is not None
        if self.attempt(lambda: sitting.guess(asked, value, sure)):
            self.deck.predict.forget()
            if sitting.unasked() is None:
                self.attempt(sitting.next)
            self.show_state()
            self.deck.to_top()

    def look(self, value: Any) -> None:
        """What a person saw."""
        sitting = self.sitting
        assert sitting is not None
        if self.attempt(lambda: sitting.look(value)):
            self.deck.seen.tell(sitting)

    def answer_again(self, value: Any, sure: float) -> None:
        """A question from two lessons ago is answered."""
        sitting = self.sitting
        assert sitting is not None
        truth = sitting.truth_again()
        if self.attempt(lambda: sitting.answer_again(value, sure)):
            self.deck.again.question.tell(value, truth)

    def answer(self, question: LessonQuestion, value: Any, sure: float) -> None:
        """A question after the experiment is answered."""
        sitting = self.sitting
        assert sitting is not None
        if self.attempt(lambda: sitting.answer(question, value, sure)):
            self.deck.quiz.tell(sitting, question, value)

    # What the window asks of a page

    @override
    def explanation(self) -> str:
        return self.tr(
            "Nine lessons of six to ten minutes. Each one asks you first what will happen and how sure you are; then "
            "it tries that on your own photos and your own model, asks what you <b>saw</b>, and only then says "
            "<b>why</b>. Whoever predicts first, rightly or not, learns more. Your answers stay on this computer, and "
            "a lesson goes on where you left it."
        )

    @override
    def retranslate(self) -> None:
        super().retranslate()
        self.bar.retranslate(self.tr("Begin the experiment"), self.tr("Stop"))
        self.left.retranslate()
        self.deck.setLocale(self.around.settings.locale)
        self.deck.retranslate()
        self.deck.words.retranslate(self.language)
        if self.busy:
            self.experiment.show_run()
        self.show_state()

    @override
    def start(self) -> None:
        """Begins the experiment, where that is the card."""
        if self.sitting is not None and not self._tool and self.sitting.step == "experiment" and not self.busy:
            self.experiment.start(self.sitting)
            self.show_state()

    @override
    def show_events(self, events: list[Mail], whose: str) -> None:
        self.experiment.hear(events)

    @override
    def show_end(self, end: Ended, whose: str) -> None:
        self.attempt(lambda: self.experiment.end(end))
        self.show_state()

    @override
    def show_state(self) -> None:
        """Shows the card that the sitting is at, or the tool that was asked for."""
        sitting = self.sitting
        states = {lesson.name: self.shelf.state(lesson) for lesson in self.shelf.lessons}
        name = self._tool or ("" if sitting is None else sitting.lesson.name)
        self.left.show_states(states, name, self.language)
        if self._tool:
            lesson = None if sitting is None else sitting.lesson
            self.deck.show_tool(self._tool, self.shelf.notebook, lesson, self.language)
        elif sitting is not None:
            following = self.shelf.after(sitting.lesson)
            self.deck.show_sitting(sitting, self.language, self.experiment, following, asks=self._asks)
        self.deck.back.setVisible(not self._tool and sitting is not None and sitting.step in STEPS[2:6])
        self.deck.back.setEnabled(not self.busy)
        if not self.busy:
            self.bar.set_note("")  # what the last job of another lesson was at
