"""A packed folder of photos, unpacked into a new folder: nothing outside of it, no links, no more than was announced.

ZIP and tar, that also packed by gzip, bzip2 or xz, whatever they are called. Only pictures, tables and the papers that
go with them (a licence, a readme) are unpacked, each judged by how it begins. They go into a folder beside the target
first, which takes the target's name when all is there; so it is there whole or not at all.
"""

from __future__ import annotations

import lzma
import os
import re
import shutil
import stat
import sys
import tarfile
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO, Final, TypeAlias

from engine import places
from engine.files import make_folder, shown, write_error
from engine.job.declare import Turns
from engine.job.events import Event, Progress
from engine.job.words import EngineError, Language, Message, message
from engine.photos.kinds import HEAD, Skipped, is_paper, is_paper_name, judge, left_out, listed
from engine.photos.labels import SUFFIXES
from engine.photos.tarred import TarredError, is_tar, walk_tar

_ENTRIES: Final = 300_000
_PATIENCE: Final = 200  # times as large as packed, beyond a few megabytes: no photos are
_FREE: Final = 200_000_000  # bytes of the disk that stay free
_SMALL: Final = 50_000_000
_BLOCK: Final = 1 << 20
_NAME: Final = 200  # bytes of a part of a path
_DEEP: Final = 24
_PAPERS: Final = 24  # licences and readmes of an archive
_RESERVED: Final = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?$")
_HIDDEN: Final = frozenset(("__macosx", "thumbs.db", "desktop.ini"))

_DAMAGED: Final = (
    zipfile.BadZipFile, TarredError, tarfile.TarError, lzma.LZMAError, zlib.error, EOFError, UnicodeDecodeError,
)  # fmt: skip

Arrange: TypeAlias = Callable[[Sequence[str]], Sequence[str] | None]
"""Where an entry goes, from the parts of its path in the archive; None: it is left out."""
Finish: TypeAlias = Callable[[Path], None]
"""What is done in the folder of what was unpacked before it is there for anybody."""


@dataclass(frozen=True, slots=True)
class UnpackedPhotos:
    """What came of an archive. `folder`: where its photos lie now, the innermost that holds all of them."""

    folder: Path
    photos: int
    skipped: tuple[Skipped, ...]


@dataclass(slots=True)
class _Trail:
    """What has been unpacked, and what may still be."""

    root: Path
    arrange: Arrange
    room: int = 0
    photos: int = 0
    written: int = 0
    papers: int = 0
    skipped: list[Skipped] = field(default_factory=list)
    taken: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _Entry:
    """What lies in an archive. `file`: it is a file itself, no link and no device. `open`: its contents."""

    name: str
    folder: bool
    file: bool
    open: Callable[[], IO[bytes]]


def as_it_lies(parts: Sequence[str]) -> Sequence[str]:
    """Every entry where it lies in the archive."""
    return parts


def as_it_is(_folder: Path) -> None:
    """Nothing more is done."""


def is_zip(path: Path) -> bool:
    """Whether a file begins as a ZIP does."""
    try:
        with path.open("rb") as file:
            return file.read(4) in (b"PK\x03\x04", b"PK\x05\x06")
    except OSError:
        return False


def can_be_unpacked(path: Path) -> bool:
    """Whether a file is an archive that `unpack` takes, by what is in it."""
    return is_zip(path) or is_tar(path)


def archive_name(path: Path) -> str:
    """An archive's name without what says how it is packed: "photos" of "photos.tar.gz"."""
    stem = path.stem
    packed = path.suffix.lower() in (".gz", ".bz2", ".xz") and stem.lower().endswith(".tar")
    return stem[:-4] if packed and len(stem) > 4 else stem


def unpack(
    archive: Path,
    into: Path,
    language: Language = "en",
    arrange: Arrange = as_it_lies,
    finish: Finish = as_it_is,
) -> Generator[Event, Turns, UnpackedPhotos]:
    """Unpacks the photos of a ZIP or a tar into the folder `into`, which must not be there yet, or be empty.

    `language`: whose computers the archive may come from, for names that do not say in which letters they are.
    `arrange`: where its entries go, `finish`: what is done last. Raises EngineError `unpack_place`, `archive_damaged`,
    `archive_locked`, `archive_bomb`, `archive_no_photos`, `archive_gone`, `brought_archive`, `disk_full` or
    `not_written`.
    """
    into = into.expanduser().absolute()
    check_empty(into)
    make_folder(into.parent)
    sweep_folders(into)
    scratch = into.with_name(f".{into.name[:100]}.{os.getpid()}.part")
    trail = _Trail(scratch, arrange)
    try:
        shutil.rmtree(scratch, ignore_errors=True)
        scratch.mkdir()
        yield from (_untar(archive, trail) if is_tar(archive) else _unzip(archive, trail, language))
        if not trail.photos:
            what = listed(left_out(trail.skipped))
            raise EngineError("archive_no_photos", path=shown(archive), what=what)
        finish(scratch)
        if into.is_dir():
            into.rmdir()
        scratch.rename(into)
    except NotImplementedError as error:
        raise EngineError("brought_archive", name=archive.name) from error
    except _DAMAGED as error:
        raise EngineError("archive_damaged", path=shown(archive)) from error
    except FileNotFoundError as error:
        raise EngineError("archive_gone", path=shown(archive)) from error
    except OSError as error:
        if error.errno is None:  # what a reader of gzip or bzip2 says of damage
            raise EngineError("archive_damaged", path=shown(archive)) from error
        raise write_error(error, into, trail.written) from error
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return UnpackedPhotos(innermost(into), trail.photos, tuple(trail.skipped))


def _unzip(archive: Path, trail: _Trail, language: Language) -> Generator[Event, Turns, None]:
    with zipfile.ZipFile(archive) as opened:
        trail.room = _room(opened, archive, trail.root.parent)
        entries = opened.infolist()
        for done, entry in enumerate(entries):
            yield Progress(done, len(entries), message("note.unpacking_photos", count=len(entries)))
            kind = stat.S_IFMT(entry.external_attr >> 16)
            name = _name(entry, language)
            _take(_Entry(name, entry.is_dir(), kind in (0, stat.S_IFREG), partial(opened.open, entry)), trail)


def _untar(archive: Path, trail: _Trail) -> Generator[Event, Turns, None]:
    """A tar says nowhere how much is in it: what it may hold at most is watched as it is read."""
    packed, free = archive.stat().st_size, shutil.disk_usage(trail.root.parent).free - _FREE
    trail.room = max(0, free)
    for entry in walk_tar(archive, max(_SMALL, packed * _PATIENCE), _ENTRIES):
        yield Progress(min(entry.read, packed), packed, message("note.unpacking_archive", file=archive.name))
        if trail.written + entry.size > free:
            needed = max(1, round((trail.written + entry.size + _FREE) / 1e6))
            raise EngineError("disk_full", path=shown(trail.root.parent), megabytes=needed)
        _take(_Entry(entry.name, entry.folder, entry.file, entry.open), trail)


def free_place(parent: Path, name: str) -> Path:
    """A folder of that name that is not there yet, with a number where it is."""
    plain = _part(name) or "photos"
    place, number = parent / plain, 2
    while place.exists() and any(place.iterdir() if place.is_dir() else (place,)):
        place, number = parent / f"{plain} {number}", number + 1
    return place


def sweep_folders(into: Path) -> None:
    """Removes what an unpacking into that folder left that was ended by force."""
    from engine.files import alive

    for left in into.parent.glob(f".{_literally(into.name[:100])}.*.part"):
        process = left.name.split(".")[-2]
        if process.isdigit() and left.is_dir() and not alive(int(process)):
            shutil.rmtree(left, ignore_errors=True)


def innermost(folder: Path) -> Path:
    """The folder in which the only folders of a folder lie: archives often hold one that holds everything."""
    for _ in range(_DEEP):
        inside = [entry for entry in folder.iterdir() if not entry.name.startswith(".") and not _is_paper(entry)]
        if len(inside) != 1 or not inside[0].is_dir() or not any(one.is_dir() for one in inside[0].iterdir()):
            break
        folder = inside[0]
    return folder


def _is_paper(entry: Path) -> bool:
    return is_paper_name(entry.name) and entry.is_file()


def _literally(name: str) -> str:
    return re.sub(r"([\[\]*?])", r"[\1]", name)


def check_empty(into: Path) -> None:
    """Whether a folder can take what is unpacked.

    Raises EngineError `unpack_place` where it has something in it, or a file has its name, and `place_name_odd` or
    `place_not_writable` where it cannot be made.
    """
    places.check_name(into)
    try:
        taken = _taken(into)
    except OSError as error:
        raise write_error(error, into) from error
    if taken:
        raise EngineError("unpack_place", path=shown(into))
    places.check_empty(into)


def is_filled(folder: Path) -> bool:
    """Whether something is there already; False where that cannot be told."""
    try:
        return _taken(folder)
    except OSError:
        return False


def _taken(folder: Path) -> bool:
    return folder.exists() and (not folder.is_dir() or any(folder.iterdir()))


def _room(opened: zipfile.ZipFile, archive: Path, parent: Path) -> int:
    """How many bytes may be written. Refuses what announces more than photos can be, or than the disk takes."""
    entries = opened.infolist()
    announced, packed = sum(entry.file_size for entry in entries), archive.stat().st_size
    if len(entries) > _ENTRIES or announced > max(_SMALL, packed * _PATIENCE):
        raise EngineError("archive_bomb", path=shown(archive), megabytes=announced / 1e6)
    if any(entry.flag_bits & 1 for entry in entries):
        raise EngineError("archive_locked", path=shown(archive))
    if announced > shutil.disk_usage(parent).free - _FREE:
        raise EngineError("disk_full", path=shown(parent), megabytes=max(1, round((announced + _FREE) / 1e6)))
    return announced


def _take(entry: _Entry, trail: _Trail) -> None:
    """Unpacks an entry if it is a picture, a table or a paper; a folder comes with what lies in it."""
    name = entry.name
    parts = [part for part in PurePosixPath(name).parts if part not in (".", "/")]
    if entry.folder or not parts or any(p.casefold() in _HIDDEN or (p.startswith(".") and p != "..") for p in parts):
        return
    if _leads_out(name) or len(parts) > _DEEP:
        trail.skipped.append(Skipped(shown(name), message("reason.outside")))
        return
    if not entry.file:
        trail.skipped.append(Skipped(shown(name), message("reason.packed_link")))
        return
    place = trail.arrange(parts)
    if place is None:
        return
    with entry.open() as inside:
        head = inside.read(HEAD)
        reason = judge(head, parts[-1]) if head else message("reason.empty")
        if reason is not None and not _belongs(reason, parts[-1], trail):
            trail.skipped.append(Skipped(shown(name), reason))
            return
        _write(_target(place, trail), head, inside, trail)
    trail.photos += reason is None


def _belongs(reason: Message, name: str, trail: _Trail) -> bool:
    """Whether a file that is no picture comes along: a table, or a paper, of which there are few and none is large."""
    if is_paper(reason, name):
        trail.papers += 1
        return trail.papers <= _PAPERS
    return reason.code == "reason.text" and PurePosixPath(name).suffix.lower() in SUFFIXES


def _write(target: Path, head: bytes, inside: IO[bytes], trail: _Trail) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("xb") as file:
        block = head
        while block:
            trail.written += len(block)
            if trail.written > trail.room:  # more than it announced
                raise zipfile.BadZipFile
            file.write(block)
            block = inside.read(_BLOCK)


def _target(parts: Sequence[str], trail: _Trail) -> Path:
    """Where an entry goes: a place of its own, also where a system takes two names for one."""
    safe = [_part(part) for part in parts]
    key = unicodedata.normalize("NFC", "/".join(safe)).casefold()
    number = 2
    while key in trail.taken:
        stem, dot, suffix = safe[-1].rpartition(".")
        safe[-1] = f"{stem or suffix} ({number}){dot if stem else ''}{suffix if stem else ''}"
        key, number = unicodedata.normalize("NFC", "/".join(safe)).casefold(), number + 1
    trail.taken.add(key)
    return trail.root.joinpath(*safe)


def _part(part: str) -> str:
    """A part of a path as every system takes it."""
    plain = "".join("_" if letter in '<>:"|?*\\' or ord(letter) < 32 else letter for letter in part)
    plain = plain.rstrip(" .") if sys.platform == "win32" else plain
    plain = f"_{plain}" if _RESERVED.match(plain) or not plain.strip(". ") else plain
    while len(os.fsencode(plain)) > _NAME:
        stem, dot, suffix = plain.rpartition(".")
        plain = stem[:-1] + dot + suffix if len(stem) > 1 and len(suffix) < 12 else plain[:-1]
    return plain


def _leads_out(name: str) -> bool:
    """Whether a name in an archive leads outside of the folder that it is unpacked into."""
    return name.startswith("/") or ".." in PurePosixPath(name).parts or re.match(r"[A-Za-z]:", name) is not None


def _name(entry: zipfile.ZipInfo, language: Language) -> str:
    """An entry's name: where it does not say that it is UTF-8, as macOS writes it, else as Windows does."""
    name = entry.orig_filename if hasattr(entry, "orig_filename") else entry.filename
    if not entry.flag_bits & 0x800:
        raw = name.encode("cp437", "replace")
        try:
            name = raw.decode("utf-8")
        except UnicodeDecodeError:
            name = raw.decode("cp852") if language == "hr" else name
    return name.split("\0")[0].replace("\\", "/")
