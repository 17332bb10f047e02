"""Places that a job is told to save to, looked at before its work: what is ours may be replaced, nothing else."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from engine.files import shown
from engine.job.words import EngineError

MARK: Final = "Prijenos"
"""What a file of ours carries: pictures and films in a comment, models in their card."""
_LOOKED_AT: Final = 4096  # bytes at the beginning and at the end
_MARKS: Final = (MARK.encode(), b'"prijenos"')
_EVENTS: Final = b'{"kind": "'  # how what a job told begins, line by line
_LONGEST_NAME: Final = 255  # bytes, or signs on Windows
_WINDOWS_ODD: Final = re.compile(r'[<>:"|?*\x00-\x1f]|[. ]$|^(con|prn|aux|nul|com\d|lpt\d)(\.|$)', re.IGNORECASE)
_TABLES: Final = (b"path,", b"\xef\xbb\xbfpath,", b"\xef\xbb\xbfpath;")  # how tables of ours begin


def check_place(path: Path, *, replace: bool, read: Iterable[Path] = ()) -> None:
    """Whether a file can be saved there. `read`: the files that the work reads.

    Raises EngineError `place_taken` for a file that is not ours and `place_is_read` for one that the work reads (unless
    `replace`), `place_is_folder`, `place_special` for a device or a pipe, `place_name_odd` for a name that the system
    does not take, or `place_not_writable` for a folder that nobody may write to. A folder that is not there yet can be
    made later.
    """
    check_name(path)
    if path.is_dir():
        raise EngineError("place_is_folder", path=shown(path))
    if path.exists() and not path.is_file():
        raise EngineError("place_special", path=shown(path))
    if not replace and path.exists() and any(one.is_file() and one.samefile(path) for one in read):
        raise EngineError("place_is_read", path=shown(path))
    above = next((folder for folder in path.absolute().parents if folder.exists()), None)
    if above is not None and not (above.is_dir() and os.access(above, os.W_OK)):
        raise EngineError("place_not_writable", path=shown(path), folder=shown(above))
    if not replace and path.exists() and not is_ours(path):
        raise EngineError("place_taken", path=shown(path))


def check_name(path: Path, *, windows: bool = sys.platform == "win32") -> None:
    """Whether the system takes every name in a path. Raises EngineError `place_name_odd`."""
    for name in path.parts:
        odd = _WINDOWS_ODD.search(name) if windows and name != path.anchor and name not in (".", "..") else "\0" in name
        if odd or len(name if windows else os.fsencode(name)) > _LONGEST_NAME:
            raise EngineError("place_name_odd", path=shown(Path(name)))


def check_outside(place: Path, photos: Path) -> None:
    """Whether a place for our own records lies outside of a folder of photos. Raises EngineError `place_in_photos`."""
    inner, outer = place.resolve(), photos.resolve()
    if inner == outer or outer in inner.parents:
        raise EngineError("place_in_photos", path=shown(place), folder=shown(photos))


def check_writable(folder: Path) -> None:
    """Whether files can be made in a folder. Raises EngineError `place_not_writable`."""
    if not (folder.is_dir() and os.access(folder, os.W_OK)):
        raise EngineError("place_not_writable", path=shown(folder), folder=shown(folder))


def check_empty(place: Path, outside: Iterable[Path] = ()) -> Path:
    """A folder for new files: one that is not there yet, or is empty, and lies in none of the folders `outside`.

    Raises EngineError `place_not_empty`, `place_name_odd` or `place_not_writable`.
    """
    into = place.absolute()
    check_name(into)
    within = any(folder.resolve() in (into.resolve(), *into.resolve().parents) for folder in outside if folder.is_dir())
    if within or (into.exists() and (not into.is_dir() or any(into.iterdir()))):
        raise EngineError("place_not_empty", path=shown(into))
    above = next((folder for folder in (into, *into.parents) if folder.exists()), None)
    if above is not None and not (above.is_dir() and os.access(above, os.W_OK)):
        raise EngineError("place_not_writable", path=shown(into), folder=shown(above))
    return into


def free_name(target: Path, taken: set[Path]) -> Path:
    """The target, with a number where that name is taken; it is taken from then on."""
    found, number = target, 2
    while found in taken:
        found, number = target.with_stem(f"{target.stem} {number}"), number + 1
    taken.add(found)
    return found


def is_ours(path: Path) -> bool:
    """Whether a file carries our mark, or is empty."""
    try:
        with path.open("rb") as file:
            head = file.read(_LOOKED_AT)
            file.seek(max(0, path.stat().st_size - _LOOKED_AT))
            tail = file.read(_LOOKED_AT)
    except OSError:
        return False
    if path.suffix.lower() == ".csv":
        return head.startswith(_TABLES) or not head
    return not head or head.startswith(_EVENTS) or any(mark in head or mark in tail for mark in _MARKS)
