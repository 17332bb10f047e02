"""A lesson being taken: which card is next, what is asked on it, what the experiment said. Knows no window.

Every answer is written down at once (`Notebook.save`); where that fails the EngineError is the caller's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from engine.job.declare import plain
from engine.lessons.cards import CARDS, right
from engine.lessons.keys import KEYS
from engine.lessons.notebook import STEPS, Given, LessonRecord, Notebook
from engine.lessons.records import Asked, Lesson, LessonQuestion, LessonRun, LessonView, Prediction
from engine.lessons.runs import Desk, runs_of
from engine.lessons.views import Block, block_of

BACK: int = 2
"""A question comes again so many lessons later."""


class Sitting:
    """`desk`: what the jobs work with; set anew before the experiment."""

    def __init__(self, lesson: Lesson, notebook: Notebook, desk: Desk, others: Sequence[Lesson] = ()) -> None:
        self.lesson, self.notebook, self.desk = lesson, notebook, desk
        self.results: dict[str, Any] = {}
        self._others = {other.number: other for other in others}
        if self.record.step == "again" and self.again() is None:
            self.record.step = "situation"

    @property
    def record(self) -> LessonRecord:
        return self.notebook.of(self.lesson.name)

    @property
    def step(self) -> str:
        return self.record.step

    def go(self, step: str) -> None:
        """Shows a card, written down."""
        self.record.step = step
        self.notebook.save()

    def next(self) -> None:
        """Goes to the card after this one; the last one ends the lesson."""
        step = STEPS[STEPS.index(self.step) + 1]
        if step == "end":
            self.record.times += 1
        self.go(step)

    def restart(self) -> None:
        """The lesson from its beginning."""
        self.notebook.begin_again(self.lesson.name)
        self.results.clear()
        if self.again() is None:
            self.record.step = "situation"
        self.notebook.save()

    # A question from two lessons ago

    def again(self) -> tuple[Lesson, LessonQuestion] | None:
        """A question of the lesson two before, where that was done: one that went wrong, else any.

        Which one it is stays the same until it is answered.
        """
        other = self._others.get(self.lesson.number - BACK)
        if other is None or not self.notebook.of(other.name).done:
            return None
        record = self.notebook.of(other.name)
        known = [one for one in other.quiz if _truth(one.asked, record.truths, one.name) is not None]
        wrong = [one for one in known if (given := record.answers.get(one.name)) and given.right is False]
        if not known:
            return None
        return other, (wrong or known)[self.notebook.of(self.lesson.name).times % len(wrong or known)]

    def truth_again(self) -> Any:
        """What is right of the question from two lessons ago."""
        found = self.again()
        assert found is not None
        return _truth(found[1].asked, self.notebook.of(found[0].name).truths, found[1].name)

    def answer_again(self, value: Any, sure: float) -> bool:
        """Whether the answer to the question from two lessons ago is right."""
        found = self.again()
        assert found is not None
        other, question = found
        fine = bool(value == self.truth_again())
        self.record.again[f"{other.name}.{question.name}"] = Given(value, sure, fine)
        self.notebook.save()
        return fine

    # Predicting

    @property
    def predictions(self) -> tuple[Prediction, ...]:
        """What is asked before the experiment: nothing about runs that cannot be done here."""
        there = {run.name for run in self.runs}
        return tuple(one for one in self.lesson.predictions if set(one.asked.runs) <= there)

    def unasked(self) -> Prediction | None:
        """The first thing that has no guess yet."""
        return next((one for one in self.predictions if self.guess_of(one) is None), None)

    def guess_of(self, asked: Prediction) -> Given | None:
        """The guess, where there is one that can be one."""
        given = self.record.guesses.get(asked.name)
        return given if given is not None and CARDS[asked.kind].can_be(asked, given.value) else None

    def guess(self, asked: Prediction, value: Any, sure: float) -> None:
        """Writes a guess down. Raises ValueError for what is none."""
        if not CARDS[asked.kind].can_be(asked, value):
            raise ValueError(asked.name)
        self.record.guesses[asked.name] = Given(value, sure)
        self.notebook.save()

    # The experiment

    @property
    def runs(self) -> tuple[LessonRun, ...]:
        return runs_of(self.lesson, self.desk)

    def take(self, run: LessonRun, result: Any) -> None:
        """The result of a run."""
        self.results[run.name] = result

    def conclude(self) -> None:
        """All runs are done: the truths are read off them, guesses are judged, what they showed is kept."""
        record, known = self.record, {run.name for run in self.lesson.runs} & set(self.results)
        every: list[Prediction | LessonQuestion] = [*self.lesson.predictions, self.lesson.seen, *self.lesson.quiz]
        record.truths = {
            one.name: plain(_found(one.asked, self.results))
            for one in every
            if one.asked.key and set(one.asked.runs) <= known
        }
        for asked in self.predictions:
            given, truth = record.guesses.get(asked.name), self.truth(asked)
            if given is not None and truth is not None:
                record.guesses[asked.name] = Given(given.value, given.sure, right(asked, given.value, truth))
        shown = [number for number, view in enumerate(self.lesson.views) if set(view.runs) <= known]
        record.blocks = [self._block(self.lesson.views[number]) for number in shown]
        record.shown = shown
        record.looked, record.answers = [], {}
        record.of = str(self.desk.folder)
        record.date = datetime.now().astimezone().isoformat(timespec="seconds")
        self.go("seen")

    def _block(self, view: LessonView) -> Block:
        titles = [self.lesson.run(name).title for name in view.runs]
        return block_of(view.view, titles, [self.results[name] for name in view.runs])

    # Afterwards

    def place_of(self, question: LessonQuestion) -> int | None:
        """Which of the blocks holds the answer; None where it is not shown."""
        return self.record.shown.index(question.mark) if question.mark in self.record.shown else None

    def truth(self, asked: Prediction | LessonQuestion) -> Any:
        """What is right; None where no run has said so."""
        return _truth(asked.asked, self.record.truths, asked.name)

    def look(self, value: Any) -> bool:
        """Whether the answer to "what did you see?" is right."""
        self.record.looked.append(value)
        self.notebook.save()
        return bool(value == self.truth(self.lesson.seen))

    @property
    def seen_right(self) -> bool:
        """Whether the last look was right."""
        looked = self.record.looked
        return bool(looked) and looked[-1] == self.truth(self.lesson.seen)

    @property
    def questions(self) -> tuple[LessonQuestion, ...]:
        """The questions that have an answer here."""
        return tuple(one for one in self.lesson.quiz if self.truth(one) is not None)

    def unanswered(self) -> LessonQuestion | None:
        return next((one for one in self.questions if one.name not in self.record.answers), None)

    def answer(self, question: LessonQuestion, value: Any, sure: float) -> bool:
        """Whether the answer is right; the first answer counts."""
        fine = bool(value == self.truth(question))
        if question.name not in self.record.answers:
            self.record.answers[question.name] = Given(value, sure, fine)
            self.notebook.save()
        return fine


def _found(asked: Asked, results: Mapping[str, Any]) -> Any:
    return KEYS[asked.key].find(*(results[run] for run in asked.runs))


def _truth(asked: Asked, truths: Mapping[str, Any], name: str) -> Any:
    return truths.get(name) if asked.key else asked.value
