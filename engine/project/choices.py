"""What a person decided about the photos of a project: one record, obeyed by every job that is given the project.

It stands in `choices.json` of the project's folder. What a later version adds to it is kept when it is written again.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from engine.files import make_folder, write_json
from engine.job.declare import Job, param
from engine.photos.layout import NAMES
from engine.photos.reading import Wanted
from engine.project.project import Project

LAYOUTS: Final = ("auto", *NAMES)
_FILE: Final = "choices.json"


@dataclass(frozen=True, slots=True)
class Choices:
    """How the folder is to be read: the layout, "auto" where it is to be found out, and a table that names classes.

    `labels`: its path, "" for one in the folder; `column`: the one that tells the class, "" for the most likely.
    """

    layout: str = "auto"
    labels: str = ""
    column: str = ""


def choices_of(project: Path) -> Choices:
    """What was chosen for the project in this folder; nothing where nobody chose, or the record cannot be read."""
    kept = _read(project)
    layout, labels, column = (_text(kept.get(name)) for name in ("layout", "labels", "column"))
    return Choices(layout if layout in LAYOUTS else "auto", labels, column)


def choose(project: Path, choices: Choices) -> None:
    """Keeps what was chosen. Raises EngineError when it cannot be written."""
    make_folder(project)
    write_json(project / _FILE, {**_read(project), "version": 1, **asdict(choices)})


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _read(project: Path) -> dict[str, Any]:
    try:
        kept = json.loads((project / _FILE).read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return kept if isinstance(kept, dict) else {}


@dataclass(frozen=True, kw_only=True)
class ReadsFolder(Job):
    """A job that looks through a folder of photos: how the folder is read may be said, or was chosen before."""

    layout: str = param("auto", choices=LAYOUTS, group="hidden")
    labels: Path | None = param(None, kind="file", group="hidden")

    def reading_of(self, folder: Path, project: Path | None = None) -> Wanted:
        """How `folder` is to be read: as the flags say, else as was chosen in the project (by default the folder's)."""
        if self.layout != "auto" or self.labels is not None:
            return Wanted(self.layout, self.labels)
        chosen = choices_of(project or Project.default_folder(folder))
        return Wanted(chosen.layout, Path(chosen.labels) if chosen.labels else None, chosen.column, remembered=True)
