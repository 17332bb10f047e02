"""The one record of what a person decided about a project's photos: `choices.json` in the project's folder.

What a later version adds to it is kept when it is written again, and what cannot be read is set aside, never lost.
"""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Any, Final

from engine.files import keepable, make_folder, write_json

CHOICES: Final = "choices.json"
_ASIDE: Final = "choices.damaged.json"


def read_record(project: Path) -> dict[str, Any]:
    """The record of the project in this folder; empty where there is none, or none that can be read."""
    return _read(project / CHOICES) or {}


def write_record(project: Path, **values: Any) -> None:
    """Puts values into the record, beside what it holds already. Raises EngineError when it cannot be written."""
    make_folder(project)
    path = project / CHOICES
    kept = _read(path)
    if kept is None:
        with contextlib.suppress(OSError):  # what cannot be moved either is overwritten: the new decision counts
            path.replace(project / _ASIDE)
    write_json(path, {**(kept or {}), "version": 1, **values})


def _read(path: Path) -> dict[str, Any] | None:
    """None: there is a file, and it is no record."""
    try:
        kept = keepable(path.read_bytes())
    except FileNotFoundError:
        return {}
    except (OSError, ValueError):
        return None
    return kept if isinstance(kept, dict) else None
