"""Where projects lie: in the program's own folder, or in one that a person chose."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from engine.files import home, is_folder, make_folder, write_json
from engine.places import check_writable

_FILE: Final = "projects-place.json"
_USUAL: Final = "projects"


def projects_folder() -> Path:
    """The folder for projects: the one that was chosen, as long as it is there."""
    chosen = chosen_folder()
    return chosen if chosen is not None and is_folder(chosen) else home() / _USUAL


def chosen_folder() -> Path | None:
    """The folder that a person chose, there or not; None where nobody chose, or the record cannot be read."""
    try:
        kept = json.loads((home() / _FILE).read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    folder = kept.get("folder") if isinstance(kept, dict) else None
    return Path(folder) if isinstance(folder, str) and Path(folder).is_absolute() else None


def choose_projects_folder(folder: Path | None) -> None:
    """Keeps new projects there from now on; None: in the program's own folder again. What is there already stays.

    Raises EngineError `place_not_writable`, and when the choice cannot be kept.
    """
    if folder is None:
        (home() / _FILE).unlink(missing_ok=True)
        return
    check_writable(folder)
    make_folder(home())
    write_json(home() / _FILE, {"version": 1, "folder": str(folder.absolute())})


def project_of(name: str) -> Path:
    """Where the project of that name lies; one that was begun in the program's own folder goes on there."""
    chosen, usual = projects_folder() / name, home() / _USUAL / name
    return usual if usual.exists() and not chosen.exists() else chosen
