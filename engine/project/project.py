"""The project folder: project.json says what it is, `lock` whose it is just now, `runs` holds the trainings."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from engine.files import keepable, make_folder, shown, write_json
from engine.job.words import EngineError
from engine.places import check_name, check_outside
from engine.project.lock import Lock
from engine.project.place import project_of
from engine.project.run import Run

VERSION: Final = 1


class Project:
    """A project that this process owns: a context manager. `Project.runs_of` looks without owning."""

    def __init__(self, folder: Path, photos: Path) -> None:
        """Opens the project at `folder`, or begins one there, for the photos in the folder `photos`.

        Raises EngineError `project_newer`, `project_damaged` or `project_in_use`.
        """
        self.folder = folder.absolute()
        self._lock = Lock(self.folder / "lock")
        description = _describe(self.folder)
        self._lock.take()
        try:
            named = os.fsencode(photos.absolute()).decode("utf-8", "backslashreplace")
            if description.get("photos") != named:
                described = {"format": "prijenos project", "version": VERSION, "photos": named}
                write_json(self.folder / "project.json", {**description, **described})
        except BaseException:
            self.close()
            raise

    @staticmethod
    def default_folder(photos: Path) -> Path:
        """Where the project for a folder of photos lies when nobody names a place."""
        name = re.sub(r"[^\w-]+", "-", photos.absolute().name)[:40].strip("-") or "photos"
        digest = hashlib.sha256(os.fsencode(photos.absolute())).hexdigest()
        return project_of(f"{name}-{digest[:8]}")

    @staticmethod
    def place(named: Path | None, photos: Path) -> Path:
        """The folder of a project: the one that was named, else the default.

        Raises EngineError `place_in_photos` for one within the photos and `place_is_file` where a file is in the way.
        """
        if named is None:
            return Project.default_folder(photos)
        check_name(named)
        check_outside(named, photos)
        if any(place.is_file() for place in (named, *named.parents)):
            raise EngineError("place_is_file", path=shown(named))
        return named

    @staticmethod
    def runs_of(folder: Path) -> list[Run]:
        """The runs of a project, oldest first, to look at: also of one that another process owns or a newer version."""
        entries = (folder / "runs").glob("[0-9]*")
        return [Run(path) for path in sorted(entries) if path.is_dir() and path.name.isdecimal()]

    @property
    def runs(self) -> list[Run]:
        """The runs, oldest first."""
        return Project.runs_of(self.folder)

    def new_run(self) -> Run:
        """A run with the next number, its folder made; one that failed before it kept anything gives its number up."""
        for run in reversed(self.runs):
            if not run.in_vain:
                break
            run.remove()
        number = 1 + max((run.number for run in self.runs), default=0)
        return Run(make_folder(self.folder / "runs" / f"{number:04}"))

    def unfinished(self) -> Run:
        """The last run that can be continued. Raises EngineError `nothing_to_resume`."""
        for run in reversed(self.runs):
            if run.unfinished:
                return run
        raise EngineError("nothing_to_resume", path=str(self.folder))

    def close(self) -> None:
        """Gives the project free."""
        self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


def _describe(folder: Path) -> dict[str, Any]:
    """project.json; {} for a project that has yet to begin."""
    path = folder / "project.json"
    try:
        description = keepable(path.read_bytes())
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise EngineError("project_damaged", path=str(path), detail=str(error)) from error
    version = description.get("version") if isinstance(description, dict) else None
    if type(version) is not int or version < 1:
        raise EngineError("project_damaged", path=str(path), detail="version")
    if version > VERSION:
        raise EngineError("project_newer", path=str(folder), version=version, known=VERSION)
    return dict(description)
