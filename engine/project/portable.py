"""What a project's records say without the places of the computer that they were written on."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any, Final

from engine.files import stays_inside
from engine.project.journal import HEAD, encode

_SETTINGS: Final = ("folder", "out", "project", "start_from", "labels")
"""Settings of a training that are places."""
_LONG: Final = tuple(HEAD + kind for kind in (b"points", b"checkpoint"))
"""Lines that hold no place."""


def without_places(journal: bytes) -> bytes:
    """A journal whose lines name files and folders by their last names alone; what is no line stays as it is.

    A stranger's journal leads nowhere then, and one's own tells a stranger no folder. The same a second time.
    """
    return b"".join(_placeless(line) for line in journal.splitlines(keepends=True))


def result_without_places(kept: bytes) -> bytes:
    """What a training came to, without the folders in which its run and its model lie; damaged as it is, if it is."""
    try:
        value = json.loads(kept)
        changed = {name: _last(value[name]) for name in ("model", "run") if name in value}
        return json.dumps({**value, **changed}, ensure_ascii=False, allow_nan=False, indent=1).encode()
    except (ValueError, TypeError, RecursionError):
        return kept


def _placeless(line: bytes) -> bytes:
    if line.startswith(_LONG):
        return line
    try:
        value = json.loads(line)
    except ValueError:
        return line
    except RecursionError:  # whoever reads it with more room would find its places
        return b""
    if not isinstance(value, dict):
        return line
    settings = value.get("settings")
    changed = {"model": _last(value["model"])} if "model" in value else {}
    if isinstance(settings, dict):
        changed["settings"] = {name: _last(one) if name in _SETTINGS else one for name, one in settings.items()}
    try:
        return encode({**value, **changed}) if changed else line
    except (ValueError, RecursionError):  # a figure, or a nest, that no journal of ours holds
        return b""


def _last(place: Any) -> Any:
    """The last name of a path of any system."""
    if not isinstance(place, str):
        return None if isinstance(place, list | dict) else place
    return PureWindowsPath(PurePosixPath(place).name).name


def portable(record: Mapping[str, Any], photos: Path) -> dict[str, Any]:
    """Decisions about photos, with the table of labels named from their folder; "" for one that lies elsewhere."""
    labels = record.get("labels")
    if not isinstance(labels, str) or not labels:
        return dict(record)
    place, root = Path(labels), photos.absolute()
    return {**record, "labels": place.relative_to(root).as_posix() if place.is_relative_to(root) else ""}


def at_home(record: Mapping[str, Any], photos: Path) -> dict[str, Any]:
    """The decisions again, with the table where it lies here; none where a stranger names a place elsewhere."""
    labels = record.get("labels")
    inside = isinstance(labels, str) and bool(labels) and stays_inside(labels)
    return {**record, "labels": str(photos.absolute() / str(labels)) if inside else ""}
