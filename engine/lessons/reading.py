"""Reading lessons from their folders: every text in both languages, every name one that a table knows, or no lesson.

A lesson is `NAME/lesson.toml` with its pictures beside it. What is wrong with one stops that lesson alone.
"""

from __future__ import annotations

import logging
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, TypeVar

from engine.files import RESOURCES, stays_inside
from engine.job.declare import parameters
from engine.job.words import LANGUAGES, EngineError
from engine.lessons.cards import CARDS
from engine.lessons.keys import KEYS
from engine.lessons.records import (
    Asked,
    Lesson,
    LessonAnswer,
    LessonQuestion,
    LessonRun,
    LessonView,
    Prediction,
    Scale,
    TeacherNotes,
)
from engine.lessons.runs import FILLED, JOB_TYPES, PARTED
from engine.lessons.said import LessonText
from engine.lessons.views import VIEWS, Block, ShownPictures, read_block

LESSONS: Final = RESOURCES / "lessons"
FILE: Final = "lesson.toml"
PAGES: Final = ("data", "train", "evaluate", "classify", "features", "ideal", "attack", "compare")
"""Pages that a lesson may lead to."""
_LARGEST: Final = 1 << 20  # bytes
T = TypeVar("T")
log = logging.getLogger(__name__)


def read_lessons(folder: Path = LESSONS) -> tuple[list[Lesson], list[EngineError]]:
    """The lessons of a folder by their numbers, and why the others are left out (`lesson_broken`)."""
    found: list[Lesson] = []
    broken: list[EngineError] = []
    try:
        places = sorted(place for place in folder.iterdir() if (place / FILE).is_file())
    except OSError as error:
        return [], [EngineError("lesson_broken", lesson=str(folder.name), detail=error.strerror or str(error))]
    for place in places:
        try:
            found.append(read_lesson(place))
        except EngineError as error:
            log.warning("the lesson %s: %s", place.name, error)
            broken.append(error)
    return sorted(found, key=lambda lesson: lesson.number), broken


def read_lesson(folder: Path) -> Lesson:
    """One lesson. Raises EngineError `lesson_broken`, which says where what is wrong."""
    try:
        return _lesson(folder, _Table(_opened(folder / FILE), ""))
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        detail = error.args[0] if error.args and isinstance(error.args[0], str) else str(error)
        raise EngineError("lesson_broken", lesson=folder.name, detail=str(detail)[:200]) from error


def _opened(file: Path) -> dict[str, Any]:
    if file.stat().st_size > _LARGEST:
        raise ValueError(FILE)
    return tomllib.loads(file.read_text("utf-8"))


class _Table:
    """A table of the file that tells where it is when something is missing or not what it should be."""

    def __init__(self, given: Any, place: str) -> None:
        if not isinstance(given, Mapping):
            raise TypeError(place)
        self._given, self.place = given, place

    def at(self, name: str) -> str:
        return f"{self.place}.{name}" if self.place else name

    def has(self, name: str) -> bool:
        return name in self._given

    def get(self, name: str, kind: type[T], default: T | None = None) -> T:
        value = self._given.get(name, default)
        if kind is float and type(value) is int:
            value = float(value)
        if type(value) is not kind:
            raise TypeError(self.at(name))
        return value

    def any(self, name: str) -> Any:
        if name not in self._given:
            raise KeyError(self.at(name))
        return self._given[name]

    def text(self, name: str) -> LessonText:
        """A text in both languages, neither of them empty."""
        given = self._given.get(name)
        for language in LANGUAGES:
            text = given.get(language) if isinstance(given, Mapping) else None
            if not isinstance(text, str) or not text.strip():
                raise ValueError(f"{self.at(name)}.{language}")
        assert isinstance(given, Mapping)
        return LessonText(given["en"].strip(), given["hr"].strip())

    def maybe_text(self, name: str) -> LessonText | None:
        return self.text(name) if self.has(name) else None

    def list(self, name: str, read: Callable[[_Table], T], *, least: int = 1) -> tuple[T, ...]:
        given = self._given.get(name, [])
        if not isinstance(given, list) or len(given) < least:
            raise ValueError(self.at(name))
        return tuple(read(_Table(one, f"{self.at(name)}[{number}]")) for number, one in enumerate(given))

    def names(self, name: str) -> tuple[str, ...]:
        given = self._given.get(name, [])
        if not isinstance(given, list) or not all(isinstance(one, str) for one in given):
            raise TypeError(self.at(name))
        return tuple(given)

    def table(self, name: str) -> _Table:
        return _Table(self._given.get(name), self.at(name))

    def one_of(self, name: str, known: Sequence[str] | Mapping[str, Any]) -> str:
        value = self.get(name, str)
        if value not in known:
            raise ValueError(f"{self.at(name)} = {value}")
        return value

    def plain(self) -> dict[str, Any]:
        return dict(self._given)


def _lesson(folder: Path, given: _Table) -> Lesson:
    runs = given.list("runs", _run)
    if len({run.name for run in runs}) != len(runs):
        raise ValueError("runs")
    jobs = {run.name: run.job for run in runs}

    def question(table: _Table) -> LessonQuestion:
        return _question(table, jobs, folder)

    lesson = Lesson(
        name=folder.name,
        folder=folder,
        number=given.get("number", int),
        title=given.text("title"),
        situation=given.text("situation"),
        picture=_picture(given, folder),
        predictions=given.list("predictions", lambda table: _prediction(table, jobs, folder)),
        experiment=given.text("experiment"),
        page=given.one_of("page", PAGES),
        runs=runs,
        views=given.list("views", lambda table: _view(table, jobs)),
        seen=question(given.table("seen")),
        why=given.list("why", _both, least=3),
        figures=given.list("figures", lambda table: _figure(table, folder), least=0),
        figure_text=given.text("figure_text"),
        quiz=given.list("quiz", question, least=4),
        teacher=_teacher(given.table("teacher")),
    )
    _check_names(lesson)
    return lesson


def _both(given: _Table) -> LessonText:
    for language in LANGUAGES:
        if not given.get(language, str).strip():
            raise ValueError(given.at(language))
    return LessonText(given.get("en", str).strip(), given.get("hr", str).strip())


def _check_names(lesson: Lesson) -> None:
    """No two questions of a lesson bear one name; what a setting or a mark names is there."""
    asked: list[Prediction | LessonQuestion] = [*lesson.predictions, lesson.seen, *lesson.quiz]
    names = [one.name for one in asked]
    if len(set(names)) != len(names):
        raise ValueError("name")
    for question in (lesson.seen, *lesson.quiz):
        if not 0 <= question.mark < len(lesson.views):
            raise ValueError(f"{question.name}.mark")
    earlier: set[str] = set()
    for run in lesson.runs:
        for setting, value in run.settings.items():
            _check_filled(f"runs.{run.name}.{setting}", value, earlier, {one.name for one in lesson.predictions})
        earlier.add(run.name)


def _check_filled(place: str, value: Any, runs: set[str], guesses: set[str]) -> None:
    if not isinstance(value, str) or not value.startswith("$"):
        return
    what, parted, name = value.removeprefix("$").partition(":")
    known = {"result": runs, "guess": guesses}.get(what)
    named = name in known if known is not None else stays_inside(name)
    if not (what in PARTED and named if parted else what in FILLED):
        raise ValueError(f"{place} = {value}")


def _picture(given: _Table, folder: Path, name: str = "picture") -> str:
    """ "own", or a file of the lesson's folder; "" where none is named."""
    value = given.get(name, str, "")
    if value not in ("", "own") and not (stays_inside(value) and (folder / value).is_file()):
        raise ValueError(f"{given.at(name)} = {value}")
    return value


def _figure(given: _Table, folder: Path) -> Block:
    """A figure of the lesson's own; its pictures are files of the lesson's folder."""
    try:
        block = read_block({"level": None, "ratio": False, **given.plain()})
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError(given.place) from error
    if not isinstance(block, ShownPictures):
        return block
    for one in block.pictures:
        if not (stays_inside(one.path) and (folder / one.path).is_file()):
            raise ValueError(f"{given.place} = {one.path}")
    return ShownPictures(tuple(replace(one, path=str(folder / one.path)) for one in block.pictures))


def _asked(given: _Table, jobs: Mapping[str, str]) -> Asked:
    if not given.has("key"):
        return Asked(value=given.any("is"))
    key, runs = KEYS[given.one_of("key", KEYS)], given.names("of")
    _check_runs(given, key.jobs, runs, jobs, many=key.many)
    return Asked(key.name, runs)


def _check_runs(
    given: _Table, wanted: Sequence[str], runs: Sequence[str], jobs: Mapping[str, str], *, many: bool
) -> None:
    """Whether the runs named are there and their jobs those that a row of a table looks at."""
    found = [jobs.get(run) for run in runs]
    fine = bool(found) and set(found) == set(wanted) if many else found == list(wanted)
    if not fine:
        raise ValueError(given.at("of"))


def _answer(given: _Table, folder: Path) -> LessonAnswer:
    return LessonAnswer(given.any("is"), given.text("text"), given.maybe_text("wrong"), _picture(given, folder))


def _prediction(given: _Table, jobs: Mapping[str, str], folder: Path) -> Prediction:
    kind, asked = CARDS[given.one_of("kind", CARDS)], _asked(given, jobs)
    if asked.key and KEYS[asked.key].kind not in kind.truth:
        raise ValueError(given.at("key"))
    made = Prediction(
        name=given.get("name", str),
        kind=kind.name,
        text=given.text("text"),
        asked=asked,
        near=given.get("near", float, 0.0),
        scale=_scale(given.table("scale")) if given.has("scale") else None,
        answers=given.list("answers", lambda table: _answer(table, folder), least=0),
        lines={line.get("name", str): line.text("text") for line in given.list("lines", lambda table: table, least=0)},
        places=tuple(map(float, given.any("places"))) if given.has("places") else (),
        across=given.maybe_text("across"),
    )
    if (kind.name == "slider") != (made.scale is not None) or (kind.name == "curve") != bool(made.lines):
        raise ValueError(given.at("kind"))
    if kind.name == "curve" and (len(made.places) < 2 or made.across is None):
        raise ValueError(given.at("places"))
    if kind.name in ("order", "picture", "choice", "yes_no"):
        _check_answers(given, made.answers, asked, order=kind.name == "order")
    return made


def _check_answers(given: _Table, answers: Sequence[LessonAnswer], asked: Asked, *, order: bool = False) -> None:
    """Whether one answer, and one alone, can be right, whatever the run says."""
    values = [one.value for one in answers]
    if len(values) < 2 or len({repr(value) for value in values}) != len(values):
        raise ValueError(given.at("answers"))
    if order:
        fine = bool(asked.key) or sorted(map(str, asked.value)) == sorted(map(str, values))
    elif not asked.key:
        fine = asked.value in values
    elif KEYS[asked.key].kind == "bool":
        fine = {True, False} <= {value for value in values if isinstance(value, bool)}
    else:
        fine = set(KEYS[asked.key].domain) <= set(values)
    if not fine:
        raise ValueError(given.at("answers"))


def _scale(given: _Table) -> Scale:
    scale = Scale(
        given.get("low", float), given.get("high", float), given.get("step", float, 1.0), given.text("unit"),
        given.get("ratio", bool, False),
    )  # fmt: skip
    if not (scale.low < scale.high and scale.step > 0 and (scale.low > 0 or not scale.ratio)):
        raise ValueError(given.at("low"))
    return scale


def _run(given: _Table) -> LessonRun:
    job = given.one_of("job", JOB_TYPES)
    settings = given.table("settings")
    known = {parameter.name for parameter in parameters(JOB_TYPES[job])}
    for name in settings.plain():
        if name not in known:
            raise ValueError(settings.at(name))
    return LessonRun(given.get("name", str), job, given.text("title"), settings.plain(), given.get("keep", bool, False))


def _view(given: _Table, jobs: Mapping[str, str]) -> LessonView:
    view, runs = VIEWS[given.one_of("view", VIEWS)], given.names("of")
    _check_runs(given, view.jobs, runs, jobs, many=view.many)
    return LessonView(view.name, runs, given.text("title"))


def _question(given: _Table, jobs: Mapping[str, str], folder: Path) -> LessonQuestion:
    asked = _asked(given, jobs)
    question = LessonQuestion(
        name=given.get("name", str),
        text=given.text("text"),
        asked=asked,
        answers=given.list("answers", lambda table: _answer(table, folder), least=2),
        because=given.text("because"),
        page=given.one_of("page", PAGES) if given.has("page") else "",
        mark=given.get("mark", int, 0),
    )
    _check_answers(given, question.answers, asked)
    for number, answer in enumerate(question.answers):
        never_wrong = not asked.key and answer.value == asked.value
        if answer.wrong is None and not never_wrong:
            raise ValueError(f"{given.at('answers')}[{number}].wrong")
    return question


def _teacher(given: _Table) -> TeacherNotes:
    return TeacherNotes(given.get("minutes", int), given.text("aim"), given.text("surprises"), given.text("next"))
