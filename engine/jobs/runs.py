"""Lists the trainings of a folder of photos, as their journals tell them."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Final

from engine.job.declare import Job, Steps, param
from engine.job.events import Notice, Outcome, Progress
from engine.job.words import Message, knows, message
from engine.learn.scores import wilson
from engine.models.backbones import BACKBONES
from engine.project import Project
from engine.project.history import Record, record_of

_UNTOLD: Final = "–"


@dataclass(frozen=True, slots=True)
class RunRow(Record):
    """A training; `interval`: in which its accuracy lies in 95 of 100 such cases, fractions (None: not told)."""

    interval: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class RunsResult:
    """The trainings, oldest first, and the folder of the project that holds them."""

    runs: tuple[RunRow, ...]
    project: str


@dataclass(frozen=True, kw_only=True)
class Runs(Job):
    """Lists trainings. A journal that cannot be read is told and passed over; nothing is written."""

    name: ClassVar[str] = "runs"
    folder: Path = param(positional=True, kind="folder")
    project: Path | None = param(None, kind="folder", group="machine")

    def run(self) -> Steps:
        place = self.project or Project.default_folder(self.folder)
        runs, rows = Project.runs_of(place), []
        for done, run in enumerate(runs):
            yield Progress(done, len(runs), message("note.reading_runs"))
            record = record_of(run)
            if record is None:
                yield Notice(message("notice.run_unreadable", number=run.number))
            else:
                rows.append(row_of(record))
        yield Outcome(RunsResult(tuple(rows), str(place)))

    @classmethod
    def report(cls, value: Any) -> Sequence[Message | str]:
        return [_line(row) for row in value.runs] or [message("report.runs.none")]


def row_of(record: Record) -> RunRow:
    """The record with the interval of its accuracy."""
    interval = None
    if record.accuracy is not None and record.judged is not None:
        interval = wilson(round(record.accuracy * record.judged), record.judged)
    values = {item.name: getattr(record, item.name) for item in dataclasses.fields(record)}
    return RunRow(**values, interval=interval)


def _line(row: RunRow) -> Message:
    code = f"model_name.{row.method}"
    backbone = BACKBONES[row.backbone].title if row.backbone in BACKBONES else row.backbone
    ended = f"run_ended.{row.ended}"
    return message(
        "report.runs.row",
        number=row.number,
        name=row.name or _UNTOLD,
        model=message(code, backbone=backbone) if knows(code) else backbone,
        accuracy=_UNTOLD if row.accuracy is None else message("report.runs.share", share=row.accuracy),
        seconds=_UNTOLD if row.seconds is None else message("report.runs.seconds", seconds=row.seconds),
        date=row.date[:16].replace("T", " "),
        ended=message(ended) if knows(ended) else row.ended,
    )
