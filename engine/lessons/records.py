"""What a lesson is made of: frozen records, read from its folder by `engine.lessons.reading`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from engine.lessons.said import LessonText
from engine.lessons.views import Block


@dataclass(frozen=True, slots=True)
class Asked:
    """Where the right answer comes from: a row of KEYS and the runs that it looks at, or a value that stands fast."""

    key: str = ""
    runs: tuple[str, ...] = ()
    value: Any = None


@dataclass(frozen=True, slots=True)
class LessonAnswer:
    """One of several answers. `value`: right where that is what the key says.

    `wrong`: what is said to whoever took it wrongly. `picture`: a file of the lesson's folder, "" for none.
    """

    value: Any
    text: LessonText
    wrong: LessonText | None = None
    picture: str = ""


@dataclass(frozen=True, slots=True)
class Scale:
    """A slider's: from `low` to `high` in steps of `step`; `ratio`: equal ratios are equally far apart."""

    low: float
    high: float
    step: float
    unit: LessonText
    ratio: bool = False


@dataclass(frozen=True, slots=True)
class Prediction:
    """A guess that is asked for before anything runs. `kind`: a row of CARDS.

    `near`: how far off still counts as right: on a slider in its own unit or, on one of ratios, as a factor; of a
    curve the mean distance, a fraction; of an order how many pairs of neighbours may be swapped. `lines`, `places`:
    the curves to be drawn and where on the axis. `answers`: of an order the items, else what can be chosen.
    """

    name: str
    kind: str
    text: LessonText
    asked: Asked
    near: float = 0.0
    scale: Scale | None = None
    answers: tuple[LessonAnswer, ...] = ()
    lines: Mapping[str, LessonText] = field(default_factory=dict)
    places: tuple[float, ...] = ()
    across: LessonText | None = None


@dataclass(frozen=True, slots=True)
class LessonQuestion:
    """A question after the experiment. `because`: said to whoever is right. `page`: where it can be tried.

    `mark`: which of the things shown holds the answer, by its number.
    """

    name: str
    text: LessonText
    asked: Asked
    answers: tuple[LessonAnswer, ...]
    because: LessonText
    page: str = ""
    mark: int = 0


@dataclass(frozen=True, slots=True)
class LessonRun:
    """A job with its settings. A setting that begins with "$" is filled in: see `engine.lessons.runs`.

    `keep`: the model that it trains becomes the learner's.
    """

    name: str
    job: str
    title: LessonText
    settings: Mapping[str, Any]
    keep: bool = False


@dataclass(frozen=True, slots=True)
class LessonView:
    """How results are shown: a row of VIEWS and the runs that it shows."""

    view: str
    runs: tuple[str, ...]
    title: LessonText


@dataclass(frozen=True, slots=True)
class TeacherNotes:
    """For whoever teaches: minutes of a school hour, what it is for, what surprises, what to ask next."""

    minutes: int
    aim: LessonText
    surprises: LessonText
    next: LessonText


@dataclass(frozen=True, slots=True)
class Lesson:
    """A lesson. `picture`: beside the situation, a file of its folder or "own", a photo of the learner's folder.

    `figures`: the lesson's own, beside the learner's result. `page`: the ordinary page of its experiment.
    """

    name: str
    folder: Path
    number: int
    title: LessonText
    situation: LessonText
    picture: str
    predictions: tuple[Prediction, ...]
    experiment: LessonText
    page: str
    runs: tuple[LessonRun, ...]
    views: tuple[LessonView, ...]
    seen: LessonQuestion
    why: tuple[LessonText, ...]
    figures: tuple[Block, ...]
    figure_text: LessonText
    quiz: tuple[LessonQuestion, ...]
    teacher: TeacherNotes

    def run(self, name: str) -> LessonRun:
        return next(run for run in self.runs if run.name == name)

    def file(self, name: str) -> Path:
        """A file of the lesson's folder."""
        return self.folder / name
