"""What a project's trainings came to, read from their journals alone, and what a person calls them.

A name and a note stand in `about.json` of the run's own folder: they need no lock, so that a run can be named while
another trains, and they go with the run. What a later version adds there is kept when it is written again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from engine.files import keepable, shown, write_json
from engine.job.words import EngineError
from engine.project.lock import Lock
from engine.project.run import Run

NAME_LENGTH: Final = 80
NOTE_LENGTH: Final = 2000
MODEL: Final = "model.safetensors"
_ABOUT: Final = "about.json"


@dataclass(frozen=True, slots=True)
class Record:
    """A training as its journal tells it.

    `name`, `note`: a person's, "" where nobody gave one. `accuracy`: of the validation part, a fraction, `judged` the
    photos that it is a share of. `seconds`: of all sittings. `date`: when it began, ISO 8601. `ended`: as `Run.ended`,
    "unfinished" where the journal does not say. `model`: the file that came of it, "" where it is not there. What an
    older journal does not tell is None.
    """

    number: int
    name: str
    note: str
    backbone: str
    method: str
    accuracy: float | None
    judged: int | None
    seconds: float | None
    date: str
    ended: str
    model: str
    bytes: int
    folder: str
    settings: Mapping[str, Any]


def record_of(run: Run) -> Record | None:
    """What is known of a run; None where its journal tells of no training: empty, or damaged from the start."""
    lines = run.journal.lines("start", "resume", "end")
    start = next((line for line in lines if isinstance(line.get("settings"), dict)), None)
    if start is None:
        return None
    settings, about = start["settings"], _about(run)
    end = lines[-1] if lines[-1]["kind"] == "end" else {}
    return Record(
        number=run.number,
        name=_text(about.get("name")),
        note=_text(about.get("note")),
        backbone=_text(settings.get("backbone")),
        method=_text(settings.get("method")),
        accuracy=_share(end.get("scores")),
        judged=_count(start.get("photos")),
        seconds=_seconds(lines),
        date=_date(run, start),
        ended=_text(end.get("how")) or "unfinished",
        model=_model(run, end),
        bytes=run.size(),
        folder=shown(run.folder),
        settings=settings,
    )


def history(runs: Sequence[Run]) -> tuple[list[Record], list[Run]]:
    """The records of those runs, in their order, and the runs whose journals cannot be read."""
    found = [(run, record_of(run)) for run in runs]
    return [record for _, record in found if record is not None], [run for run, record in found if record is None]


def differing(records: Sequence[Record], defaults: Mapping[str, Any]) -> dict[str, list[Any]]:
    """The settings that are not the same in all of them: name → one value a record, None where it has none.

    `defaults`: what a setting was for a training whose journal does not tell it, being older than the setting.
    Where a training wrote its model to and what it ran on are no settings of the training and are left out.
    """
    names = dict.fromkeys(name for record in records for name in record.settings if name not in _PLACES)
    values = {name: [record.settings.get(name, defaults.get(name)) for record in records] for name in names}
    return {name: row for name, row in values.items() if any(value != row[0] for value in row)}


def rename(run: Run, name: str) -> None:
    """Calls the run so; "" takes its name away. Cut to 80 characters. Raises EngineError when it cannot be kept."""
    _keep(run, name=" ".join(name.split())[:NAME_LENGTH])


def annotate(run: Run, note: str) -> None:
    """Keeps a free text with the run, cut to 2,000 characters. Raises EngineError when it cannot be kept."""
    _keep(run, note=note.strip()[:NOTE_LENGTH])


def delete(run: Run) -> int:
    """Deletes the run's folder and nothing outside it; the bytes that were freed.

    A model that the training was told to write elsewhere stays. Raises EngineError `run_in_use` for a run that is
    being trained, or may be continued any moment by whoever holds the project, `not_written` where the system refuses.
    """
    lock = Lock(run.folder.parent.parent / "lock")
    try:
        lock.take()
    except EngineError as error:
        if error.code != "project_in_use":
            raise
        if run.unfinished or run.started() is None:
            raise EngineError("run_in_use", number=run.number, **error.params) from error
    try:
        freed = run.size()
        run.remove()
        return freed
    finally:
        lock.release()


_PLACES: Final = ("folder", "out", "device", "threads", "project", "resume", "layout", "labels")


def _keep(run: Run, **values: str) -> None:
    if not run.folder.is_dir():
        raise EngineError("no_such_run", number=run.number)
    write_json(run.folder / _ABOUT, {**_about(run), **values})


def _about(run: Run) -> dict[str, Any]:
    try:
        kept = keepable((run.folder / _ABOUT).read_bytes())
    except (OSError, ValueError):
        return {}
    return kept if isinstance(kept, dict) else {}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _number(value: Any) -> float | None:
    """A figure of the journal that is one, and finite (the journal holds no other)."""
    return (
        float(value) if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e12 else None
    )


def _share(scores: Any) -> float | None:
    share = _number(scores.get("accuracy.validation")) if isinstance(scores, dict) else None
    return share if share is not None and 0 <= share <= 1 else None


def _count(photos: Any) -> int | None:
    count = photos.get("validation") if isinstance(photos, dict) else None
    return count if type(count) is int and count > 0 else None


def _seconds(lines: Sequence[Mapping[str, Any]]) -> float | None:
    """The seconds of all sittings; None unless each of them tells its own."""
    sittings = sum(line["kind"] in ("start", "resume") for line in lines)
    told = [_number(line.get("seconds")) for line in lines if line["kind"] == "end"]
    known = [seconds for seconds in told if seconds is not None and seconds >= 0]
    return sum(known) if known and len(known) >= sittings else None


def _date(run: Run, start: Mapping[str, Any]) -> str:
    """When the run began: as its journal says, in older ones when the record of its photos was written; else ""."""
    told = _text(start.get("date"))
    try:
        if told:
            return datetime.fromisoformat(told).isoformat()
    except ValueError:
        pass
    for path in (run.folder / "photos.json", run.journal.path):
        try:
            return datetime.fromtimestamp(path.stat().st_mtime, UTC).isoformat(timespec="seconds")
        except (OSError, ValueError, OverflowError):
            continue
    return ""


def _model(run: Run, end: Mapping[str, Any]) -> str:
    """The model in the run's folder (also where the whole project was moved), else where the journal says it went."""
    for path in (run.folder / MODEL, Path(_text(end.get("model")) or MODEL)):
        try:
            if path.is_absolute() and path.is_file():
                return shown(path)
        except (OSError, ValueError):
            continue
    return ""
