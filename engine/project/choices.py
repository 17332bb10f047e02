"""How the photos of a project are read, as a person decided: obeyed by every job that is given the project."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final

from engine.job.declare import Job, param
from engine.photos.layout import NAMES
from engine.photos.reading import Wanted
from engine.project.corrections import corrections_of
from engine.project.decisions import read_record, write_record
from engine.project.project import Project
from engine.project.scenes import scenes_of

LAYOUTS: Final = ("auto", *NAMES)


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
    kept = read_record(project)
    layout, labels, column = (_text(kept.get(name)) for name in ("layout", "labels", "column"))
    return Choices(layout if layout in LAYOUTS else "auto", labels, column)


def choose(project: Path, choices: Choices) -> None:
    """Keeps what was chosen. Raises EngineError when it cannot be written."""
    write_record(project, **asdict(choices))


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


@dataclass(frozen=True, kw_only=True)
class ReadsFolder(Job):
    """A job that looks through a folder of photos: how the folder is read may be said, or was chosen before."""

    layout: str = param("auto", choices=LAYOUTS, group="hidden")
    labels: Path | None = param(None, kind="file", group="hidden")
    project: Path | None = param(None, kind="folder", group="machine")

    def project_of(self, folder: Path) -> Path:
        """The folder of the project whose decisions count: by default the one of these photos."""
        return Project.place(self.project, folder)

    def reading_of(self, folder: Path) -> Wanted:
        """How `folder` is to be read: as the flags say, else as was chosen in the project.

        What was corrected there about single photos, and which photos show one scene, counts either way.
        """
        place = self.project_of(folder)
        known = Wanted(corrected=corrections_of(place).corrected(), scenes=scenes_of(place))
        if self.layout != "auto" or self.labels is not None:
            return replace(known, layout=self.layout, labels=self.labels)
        chosen = choices_of(place)
        labels = Path(chosen.labels) if chosen.labels else None
        return replace(known, layout=chosen.layout, labels=labels, column=chosen.column, remembered=True)
