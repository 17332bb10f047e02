"""The lessons that are on board, in their order, and how far each is."""

from __future__ import annotations

from engine.job.words import EngineError
from engine.lessons.notebook import Notebook
from engine.lessons.reading import read_lessons
from engine.lessons.records import Lesson


class Shelf:
    """`faults`: why lessons are left out, or what was answered could not be read."""

    def __init__(self) -> None:
        self.lessons, broken = read_lessons()
        self.notebook = Notebook()
        fault = self.notebook.fault
        self.faults: list[EngineError] = [*broken, *([] if fault is None else [fault])]

    def named(self, name: str) -> Lesson:
        return next(lesson for lesson in self.lessons if lesson.name == name)

    def state(self, lesson: Lesson) -> str:
        """ "done", "begun", or "" for one that nobody has taken."""
        record = self.notebook.lessons.get(lesson.name)
        if record is None:
            return ""
        if record.step in ("again", "situation"):
            return "done" if record.done else ""
        return "done" if record.step == "end" else "begun"

    def first(self) -> Lesson | None:
        """The lesson that was begun and not finished, else the first that was not taken, else the first."""
        begun = [lesson for lesson in self.lessons if self.state(lesson) == "begun"]
        fresh = [lesson for lesson in self.lessons if not self.state(lesson)]
        return next(iter([*begun, *fresh, *self.lessons]), None)

    def after(self, lesson: Lesson) -> Lesson | None:
        """The lesson that comes next."""
        return next((other for other in self.lessons if other.number > lesson.number), None)
