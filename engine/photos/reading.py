"""How a folder of photos is to be read, where somebody says so."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Final

from engine.files import shown
from engine.job.words import EngineError, message
from engine.photos import clues
from engine.photos.kinds import is_photo_name
from engine.photos.labels import read_labels
from engine.photos.layout import Alternative, Recognised, recognise
from engine.photos.walk import Walked

_LOOKED_AT: Final = 200  # entries of a folder beside


@dataclass(frozen=True, slots=True)
class Corrected:
    """What a person corrected, by the SHA-256 of the photos: another class, left out, the same as no other photo."""

    classes: Mapping[str, str] = field(default_factory=dict)
    left_out: frozenset[str] = frozenset()
    apart: frozenset[str] = frozenset()

    def __contains__(self, digest: str) -> bool:
        return digest in self.classes or digest in self.left_out or digest in self.apart


@dataclass(frozen=True, slots=True)
class Wanted:
    """The layout to take, "auto" for the most likely, "none" for all photos without classes; the table to read.

    `column`: the one of the table that tells the class, "" for the most likely.
    `remembered`: chosen once; where the folder has changed since, so that it cannot be read so, it is found out anew.
    `corrected`: what counts in place of what the folder says. `scenes`: photos that were found to show one scene, by
    the SHA-256 of their bytes.
    """

    layout: str = "auto"
    labels: Path | None = None
    column: str = ""
    remembered: bool = False
    corrected: Corrected = Corrected()
    scenes: tuple[tuple[str, ...], ...] = ()


def read(root: Path, walked: Walked, wanted: Wanted) -> Recognised:
    """Recognises how the photos found under `root` are told apart.

    Raises EngineError `no_such_layout`, or `labels_unusable` for a table that names none of the photos.
    """
    try:
        found = _read(root, walked, wanted)
    except EngineError:
        if not wanted.remembered:
            raise
        found = _read(root, walked, Wanted())
        found = replace(found, problems=(message("problem.choice_gone"), *found.problems))
    above = _above(root, len({place.class_ for place in found.places}))
    layout = replace(found.layout, alternatives=(*found.layout.alternatives, *above))
    return replace(found, layout=layout)


def _read(root: Path, walked: Walked, wanted: Wanted) -> Recognised:
    paths = [file.path for file in walked.found]
    if wanted.layout == "none":
        return recognise(paths, root.name, (), "none")
    named = walked.tables if wanted.labels is None else _named(root, wanted.labels)
    tables = [table for table in read_labels(named, paths) if wanted.column in ("", table.column)]
    if not tables and (wanted.labels is not None or wanted.column):
        raise EngineError("labels_unusable", path=shown(wanted.labels or root))
    asked = "table" if wanted.labels is not None and wanted.layout == "auto" else wanted.layout
    return recognise(paths, root.name, tables, asked)


def _named(root: Path, labels: Path) -> list[tuple[str, str]]:
    """The table by its path from `root`, or by its name where it lies elsewhere."""
    place = Path(os.path.abspath(labels.expanduser()))  # noqa: PTH100 - links stay as they are
    path = place.relative_to(root).as_posix() if place.is_relative_to(root) else place.name
    return [(path, str(place))]


def _above(root: Path, classes: int) -> tuple[Alternative, ...]:
    """The folder above, where this one is a part of a split beside others, or one class beside others with photos."""
    beside = [folder for folder in _beside(root) if folder.name != root.name]
    parts = clues.roles([root.name, *(folder.name for folder in beside)])
    if root.name in parts:
        reason = message("why.open_above_parts", folder=shown(root.parent.name), folders=", ".join(sorted(parts)))
        return (Alternative("parts", reason, {}, (), ".."),)
    others = [folder.name for folder in beside if classes == 1 and _has_photos(folder)]
    if others and not clues.no_class(root.name):
        reason = message("why.open_above", folder=shown(root.parent.name), folders=", ".join([root.name, *others[:2]]))
        return (Alternative("folders", reason, {}, (), ".."),)
    return ()


def _beside(root: Path) -> list[Path]:
    try:
        with os.scandir(root.parent) as entries:
            folders = [entry for entry in islice(entries, _LOOKED_AT) if entry.is_dir(follow_symlinks=False)]
    except OSError:
        return []
    return sorted(Path(entry.path) for entry in folders if not entry.name.startswith("."))


def _has_photos(folder: Path) -> bool:
    try:
        with os.scandir(folder) as entries:
            return any(is_photo_name(entry.name) for entry in islice(entries, _LOOKED_AT))
    except OSError:
        return False
