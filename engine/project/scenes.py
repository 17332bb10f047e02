"""Which photos of a project show one scene, as its last training found: `scenes.json` in the project's folder."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from engine.files import make_folder, write_json

_FILE: Final = "scenes.json"


def scenes_of(project: Path) -> tuple[tuple[str, ...], ...]:
    """Groups of photos by the SHA-256 of their bytes; none where none are kept, or the record cannot be read."""
    try:
        kept = json.loads((project / _FILE).read_bytes())
    except (OSError, ValueError, RecursionError):
        return ()
    groups = kept.get("scenes") if isinstance(kept, dict) else None
    good = [group for group in groups if isinstance(group, list)] if isinstance(groups, list) else []
    return tuple(tuple(digest for digest in group if isinstance(digest, str)) for group in good)


def keep_scenes(project: Path, scenes: Iterable[Iterable[str]]) -> None:
    """Keeps the groups in place of those before. Raises EngineError when they cannot be written."""
    found = [list(group) for group in scenes]
    if found or scenes_of(project):
        make_folder(project)
        write_json(project / _FILE, {"version": 1, "scenes": found})
