"""What a learner has answered, kept in one file of the program's own folder: `lessons/answers.json`.

It is written after every answer, whole or not at all, so that a lesson goes on at the card where it was left, however
it was left. A file that cannot be read is set aside. Nothing of it is ever sent anywhere.
"""

from __future__ import annotations

import contextlib
import json
import logging
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np

from engine.files import home, write_json
from engine.job.words import EngineError
from engine.judge.scores import Calibration, calibration
from engine.lessons.views import Block, read_block, written_block

STEPS: Final = ("again", "situation", "predict", "experiment", "seen", "why", "end")
"""The cards of a lesson in their order; "again": a question from two lessons ago, "end": it is done."""
VERSION: Final = 1
LEAST_SURE: Final = 0.5
_LARGEST: Final = 16 << 20
_MOST_VOTES: Final = 1000
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Given:
    """An answer. `value`: as JSON holds it. `sure`: 0.5 to 1. `right`: None while the truth is not known."""

    value: Any
    sure: float
    right: bool | None = None


@dataclass(slots=True)
class LessonRecord:
    """How far a lesson is. `guesses`, `answers`: by the name of what was asked; `truths`: what the run said.

    `looked`: the answers to "what did you see?", in their order. `blocks`: what the run showed, `shown`: which of the
    lesson's views each of them is. `of`: the folder.
    """

    step: str = STEPS[0]
    guesses: dict[str, Given] = field(default_factory=dict)
    truths: dict[str, Any] = field(default_factory=dict)
    looked: list[Any] = field(default_factory=list)
    answers: dict[str, Given] = field(default_factory=dict)
    again: dict[str, Given] = field(default_factory=dict)
    blocks: list[Block] = field(default_factory=list)
    shown: list[int] = field(default_factory=list)
    of: str = ""
    date: str = ""
    times: int = 0

    @property
    def done(self) -> bool:
        return self.times > 0


class Notebook:
    """The record of all lessons, and how classes voted."""

    def __init__(self, path: Path | None = None) -> None:
        """Reads what is there; what cannot be read is set aside beside it, and `fault` says so."""
        self.path = path or home() / "lessons" / "answers.json"
        self.lessons: dict[str, LessonRecord] = {}
        self.votes: dict[str, dict[str, dict[str, int]]] = {}
        self.second = ""
        self.fault: EngineError | None = None
        self._read()

    def of(self, lesson: str) -> LessonRecord:
        """The record of a lesson, begun where there is none."""
        return self.lessons.setdefault(lesson, LessonRecord())

    def begin_again(self, lesson: str) -> LessonRecord:
        """Empties a lesson's record, but for how often it was done."""
        self.lessons[lesson] = LessonRecord(times=self.of(lesson).times)
        return self.lessons[lesson]

    def vote(self, lesson: str, asked: str, answer: str, count: int) -> None:
        """So many of a class gave that answer."""
        votes = self.votes.setdefault(lesson, {}).setdefault(asked, {})
        votes[answer] = min(max(count, 0), _MOST_VOTES)

    def sureness(self) -> Calibration:
        """How true the learner's "how sure?" is, as a network's probabilities are judged. Of what has a truth."""
        told = [
            (min(max(given.sure, LEAST_SURE), 1.0), given.right)
            for record in self.lessons.values()
            for given in (*record.guesses.values(), *record.answers.values(), *record.again.values())
            if given.right is not None
        ]
        if not told:
            return Calibration(0.0, ())
        sure = np.array([one for one, _ in told])
        probability = np.stack([1 - sure, sure + 1e-9], axis=1)
        return calibration(probability / probability.sum(axis=1, keepdims=True), np.array([int(r) for _, r in told]))

    def save(self) -> None:
        """Writes it, whole or not at all. Raises EngineError."""
        write_json(
            self.path,
            {
                "version": VERSION,
                "lessons": {name: _written(record) for name, record in self.lessons.items()},
                "votes": self.votes,
                "second": self.second,
            },
        )

    def forget(self) -> None:
        """Begins a new notebook; the old one is set aside, or goes where that cannot be. Raises EngineError."""
        self._set_aside("answers.before.json")
        self.lessons, self.votes, self.second = {}, {}, ""
        self.save()

    def _set_aside(self, name: str) -> None:
        with contextlib.suppress(OSError):
            self.path.replace(self.path.with_name(name))

    def _read(self) -> None:
        try:
            given = _opened(self.path)
            lessons = {str(name): _read_record(record) for name, record in given["lessons"].items()}
            votes = _read_votes(given.get("votes", {}))
        except FileNotFoundError:
            return
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            log.warning("the record of lessons: %s", error)
            self._set_aside("answers.damaged.json")
            self.fault = EngineError("lesson_record_damaged", path=str(self.path.with_name("answers.damaged.json")))
            return
        self.lessons, self.votes = lessons, votes
        self.second = given["second"] if isinstance(given.get("second"), str) else ""


def _opened(path: Path) -> dict[str, Any]:
    """Raises OSError, or ValueError for what is no notebook of this version."""
    if path.stat().st_size > _LARGEST:
        raise ValueError("size")
    given = json.loads(path.read_bytes())
    if not isinstance(given, dict) or given.get("version") != VERSION:
        raise ValueError("version")
    return given


def _written(record: LessonRecord) -> dict[str, Any]:
    given = {
        part: {name: [one.value, one.sure, one.right] for name, one in getattr(record, part).items()}
        for part in ("guesses", "answers", "again")
    }
    return {
        "step": record.step, **given, "truths": record.truths, "looked": record.looked,
        "blocks": [written_block(block) for block in record.blocks], "shown": record.shown, "of": record.of,
        "date": record.date, "times": record.times,
    }  # fmt: skip


def _read_record(given: Mapping[str, Any]) -> LessonRecord:
    """Raises ValueError, KeyError or TypeError for what was never written."""
    step, times, truths, looked = given["step"], given["times"], given["truths"], given["looked"]
    if step not in STEPS or type(times) is not int or not isinstance(truths, dict) or not isinstance(looked, list):
        raise ValueError("record")
    shown = list(_read_blocks(given["blocks"], given["shown"]))
    return LessonRecord(
        step=step,
        guesses=_read_given(given["guesses"]),
        truths=truths,
        looked=looked,
        answers=_read_given(given["answers"]),
        again=_read_given(given["again"]),
        blocks=[block for block, _ in shown],
        shown=[view for _, view in shown],
        of=str(given["of"]),
        date=str(given["date"]),
        times=max(times, 0),
    )


def _read_blocks(blocks: Any, shown: Any) -> Iterator[tuple[Block, int]]:
    """The blocks and their views; one that this version cannot read is left out: an experiment can be done again."""
    if not isinstance(blocks, list) or not isinstance(shown, list) or len(shown) != len(blocks):
        raise ValueError("shown")
    for block, view in zip(blocks, shown, strict=True):
        if type(view) is not int or view < 0:
            raise ValueError("shown")
        try:
            yield read_block(block), view
        except (ValueError, KeyError, TypeError) as error:
            log.warning("what a lesson showed: %s", error)


def _read_given(given: Mapping[str, Any]) -> dict[str, Given]:
    read: dict[str, Given] = {}
    for name, (value, sure, right) in given.items():
        if not isinstance(sure, int | float) or isinstance(sure, bool) or not math.isfinite(sure):
            raise TypeError("sure")
        read[str(name)] = Given(value, float(sure), right if isinstance(right, bool) else None)
    return read


def _read_votes(given: Mapping[str, Any]) -> dict[str, dict[str, dict[str, int]]]:
    votes: dict[str, dict[str, dict[str, int]]] = {}
    for lesson, asked in given.items():
        for name, answers in asked.items():
            counts = {str(answer): count for answer, count in answers.items() if type(count) is int}
            votes.setdefault(str(lesson), {})[str(name)] = counts
    return votes
