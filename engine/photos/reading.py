"""How a folder of photos is to be read, where somebody says so."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from engine.files import shown
from engine.job.words import EngineError, message
from engine.photos.labels import read_labels
from engine.photos.layout import Recognised, recognise
from engine.photos.walk import Walked


@dataclass(frozen=True, slots=True)
class Wanted:
    """The layout to take, "auto" for the most likely, "none" for all photos without classes; the table to read.

    `remembered`: chosen once; where the folder has changed since, so that it cannot be read so, it is found out anew.
    """

    layout: str = "auto"
    labels: Path | None = None
    remembered: bool = False


def read(root: Path, walked: Walked, wanted: Wanted) -> Recognised:
    """Recognises how the photos found under `root` are told apart.

    Raises EngineError `no_such_layout`, or `labels_unusable` for a table that names none of the photos.
    """
    try:
        return _read(root, walked, wanted)
    except EngineError:
        if not wanted.remembered:
            raise
        found = _read(root, walked, Wanted())
        return replace(found, problems=(message("problem.choice_gone"), *found.problems))


def _read(root: Path, walked: Walked, wanted: Wanted) -> Recognised:
    paths = [file.path for file in walked.found]
    if wanted.labels is None:
        tables = read_labels(walked.tables, paths) if wanted.layout != "none" else []
        return recognise(paths, root.name, tables, wanted.layout)
    tables = read_labels(_named(root, wanted.labels), paths)
    if not tables:
        raise EngineError("labels_unusable", path=shown(wanted.labels))
    return recognise(paths, root.name, tables, "table" if wanted.layout == "auto" else wanted.layout)


def _named(root: Path, labels: Path) -> Sequence[tuple[str, str]]:
    """The table by its path from `root`, or by its name where it lies elsewhere."""
    place = Path(os.path.abspath(labels.expanduser()))  # noqa: PTH100 - links stay as they are
    path = place.relative_to(root).as_posix() if place.is_relative_to(root) else place.name
    return [(path, str(place))]
