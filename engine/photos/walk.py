"""Finding the photos under a folder: each real file once, whatever links, pipes and loops lie there."""

from __future__ import annotations

import os
import shlex
import stat
import subprocess
import sys
from collections import Counter
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from engine.files import shown
from engine.job.words import EngineError, Message, message
from engine.photos.kinds import HEAD, Skipped, is_paper, is_photo_name, judge, judge_file
from engine.photos.labels import SUFFIXES
from engine.photos.unpack import archive_name, can_be_unpacked, is_zip

_SYSTEM: Final = frozenset(("__macosx", "@eadir", "$recycle.bin", "system volume information", "lost+found"))
_STEP: Final = 512  # entries between two signs of life
_TABLES: Final = 24  # in a folder
_MOST_TABLES: Final = 500
_ASIDE: Final = ("reason.text",)  # files that belong beside photos


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file that may be a photo. `path`: from the root, with slashes; `stamp`: to know it again by."""

    path: str
    place: str = field(repr=False)
    stamp: tuple[int, int, int]  # bytes, modified and changed in ns


@dataclass(slots=True)
class _Trail:
    """Where a walk has been and what it met."""

    root: Path
    found: list[FoundFile] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    aside: list[Skipped] = field(default_factory=list)
    folders: list[tuple[str, str]] = field(default_factory=list)  # to walk yet: path, place
    links: list[tuple[str, str]] = field(default_factory=list)  # to follow when all real files are known
    seen: set[tuple[int, int]] = field(default_factory=set)  # devices and inodes
    tables: list[tuple[str, str]] = field(default_factory=list)  # path, place
    texts: Counter[str] = field(default_factory=Counter)  # files of text in each folder

    def skip(self, path: str, reason: Message) -> None:
        beside = reason.code in _ASIDE or is_paper(reason, path.rpartition("/")[2])
        into = self.aside if beside else self.skipped
        into.append(Skipped(shown(path), reason))

    def full(self, path: str) -> bool:
        """Whether there are so many files of text beside a file that they need no look: one for each photo."""
        return self.texts[path.rpartition("/")[0]] > _TABLES

    def note_table(self, path: str, place: str) -> None:
        """Keeps a file that may name classes; of a folder that is full of them (one for each photo) but a few."""
        folder = path.rpartition("/")[0]
        self.texts[folder] += 1
        if self.texts[folder] <= _TABLES and len(self.tables) < _MOST_TABLES:
            self.tables.append((path, place))

    def first_time(self, status: os.stat_result) -> bool:
        key = (status.st_dev, status.st_ino)
        if key in self.seen:
            return False
        self.seen.add(key)
        return True


@dataclass(frozen=True, slots=True)
class Walked:
    """What lies under a folder, sorted by path. `tables`: path and place of files that may name classes.

    `skipped`: what is no photo or cannot be reached; `aside`: texts and what the system keeps, which nobody misses.
    """

    found: list[FoundFile]
    skipped: list[Skipped]
    tables: list[tuple[str, str]]
    aside: list[Skipped] = field(default_factory=list)


def walk(root: Path) -> Generator[int, None, Walked]:
    """Every file under `root` that may be a photo, and what was skipped; yields how many so far.

    Hidden files and folders are passed over. What bears no picture's name is looked at, and told if it is none. A link
    to a file counts if the file itself does not lie under `root`; a link to a folder is followed unless that would lead
    around or above.
    Raises EngineError `no_folder`, `not_a_folder` or `folder_unreadable`.
    """
    trail = _Trail(root)
    trail.first_time(_check(root))
    trail.folders.append(("", os.fspath(root)))
    while trail.folders or trail.links:
        if trail.folders:
            for count, entry in enumerate(_entries(trail, *trail.folders.pop()), 1):
                _meet(trail, *entry)
                if count % _STEP == 0:
                    yield len(trail.found)
        else:
            _follow(trail, *trail.links.pop(0))
        yield len(trail.found)
    trail.found.sort(key=lambda found: found.path)
    _pair_live_photos(trail)
    trail.skipped.sort(key=lambda skipped: skipped.path)
    trail.aside.sort(key=lambda skipped: skipped.path)
    return Walked(trail.found, trail.skipped, sorted(trail.tables), trail.aside)


def _check(root: Path) -> os.stat_result:
    try:
        status = root.stat()
        if stat.S_ISDIR(status.st_mode):
            os.scandir(root).close()
            return status
    except (FileNotFoundError, NotADirectoryError) as error:
        raise EngineError("no_folder", path=shown(root)) from error
    except (OSError, ValueError) as error:
        detail = (error.strerror if isinstance(error, OSError) else None) or str(error)
        raise EngineError("folder_unreadable", path=shown(root), detail=detail) from error
    raise _no_folder(root)


def _no_folder(file: Path) -> EngineError:
    """Why a file is given in vain where a folder is wanted, and what to do."""
    reason = judge_file(file)
    if reason is None or reason.code not in ("reason.archive", "reason.packed"):
        return EngineError("not_a_folder", path=shown(file))
    if not can_be_unpacked(file):
        return EngineError("folder_is_packed_elsewhere", path=shown(file))
    how = ["zipfile", "-e"] if is_zip(file) else ["tarfile", "--filter", "data", "-e"]
    words = ["python", "-m", *how, str(file), archive_name(file)]
    line = subprocess.list2cmdline(words) if sys.platform == "win32" else shlex.join(words)
    return EngineError("folder_is_packed", path=shown(file), line=shown(line))


def _entries(trail: _Trail, path: str, place: str) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """The entries of a folder that are not hidden, with their paths from the root."""
    try:
        with os.scandir(place) as entries:
            visible = sorted((entry for entry in entries if not _hidden(entry)), key=lambda entry: entry.name)
    except OSError as error:
        trail.skip(path, message("reason.folder_unreadable", detail=error.strerror or ""))
        return
    for entry in visible:
        yield (f"{path}/{entry.name}" if path else entry.name), entry


def _hidden(entry: os.DirEntry[str]) -> bool:
    if entry.name.startswith(".") or entry.name.casefold() in _SYSTEM:
        return True
    if sys.platform == "win32":
        attributes = entry.stat(follow_symlinks=False).st_file_attributes
        return bool(attributes & (stat.FILE_ATTRIBUTE_HIDDEN | stat.FILE_ATTRIBUTE_SYSTEM))
    return False


def _meet(trail: _Trail, path: str, entry: os.DirEntry[str]) -> None:
    try:
        if entry.is_symlink():
            trail.links.append((path, entry.path))
        elif entry.is_dir(follow_symlinks=False):
            if trail.first_time(Path(entry.path).stat()):
                trail.folders.append((path, entry.path))
        elif not entry.is_file(follow_symlinks=False):
            trail.skip(path, message("reason.special"))
        else:
            _take(trail, path, entry.path, None if sys.platform == "win32" else entry.stat())
    except OSError as error:
        trail.skip(path, message("reason.unreadable", detail=error.strerror or ""))


def _take(trail: _Trail, path: str, place: str, status: os.stat_result | None = None) -> None:
    """Notes a file that bears a picture's name or begins like one; of any other, what it is."""
    if not is_photo_name(path):
        table = Path(path).suffix.casefold() in SUFFIXES
        reason = message("reason.text") if table and trail.full(path) else _judged(path, place)
        if reason is not None:
            if table and reason.code == "reason.text":
                trail.note_table(path, place)
            else:
                trail.skip(path, reason)
            return
    status = status or Path(place).stat()
    trail.seen.add((status.st_dev, status.st_ino))
    trail.found.append(FoundFile(path, place, (status.st_size, status.st_mtime_ns, status.st_ctime_ns)))


def _judged(path: str, place: str) -> Message | None:
    """Why an ordinary file is left out, by how it begins; None for a picture."""
    try:
        with Path(place).open("rb") as file:
            head = file.read(HEAD)
    except OSError as error:
        return message("reason.unreadable", detail=error.strerror or "")
    reason = judge(head, path.rpartition("/")[2])
    empty = not head and reason is not None and reason.code not in _ASIDE
    return message("reason.empty") if empty and Path(path).suffix else reason


def _pair_live_photos(trail: _Trail) -> None:
    """Tells videos that are the moving half of a photo beside them from others."""
    photos = {_stem(file.path) for file in trail.found}
    photos |= {_stem(item.path) for item in trail.skipped if item.reason.code == "reason.heic"}
    trail.skipped = [
        Skipped(item.path, message("reason.live_photo"))
        if item.reason.code == "reason.video" and _stem(item.path) in photos
        else item
        for item in trail.skipped
    ]


def _stem(path: str) -> str:
    folder, _, name = path.rpartition("/")
    return f"{folder}/{name.rpartition('.')[0].casefold()}"


def _follow(trail: _Trail, path: str, place: str) -> None:
    """Follows a link to what has not been seen yet."""
    try:
        status = Path(place).stat()
    except OSError:
        if is_photo_name(path):
            trail.skip(path, message("reason.broken_link"))
        return
    if stat.S_ISDIR(status.st_mode):
        if _leads_above(trail.root, place):
            trail.skip(path, message("reason.link_above"))
        elif trail.first_time(status):
            trail.folders.append((path, place))
    elif not stat.S_ISREG(status.st_mode):
        trail.skip(path, message("reason.special"))
    elif (status.st_dev, status.st_ino) not in trail.seen:
        _take(trail, path, place, status)


def _leads_above(root: Path, place: str) -> bool:
    """Whether a link leads to the root or to a folder that holds it."""
    return Path(os.path.realpath(root)).is_relative_to(os.path.realpath(place))
