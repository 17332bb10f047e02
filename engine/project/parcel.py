"""A project as one file, to be carried to another computer and gone on with there.

The file is a ZIP in which nothing is compressed: the project's runs and decisions, on request its photos, and a list of
them all with sizes and digests. Its comment ends with the SHA-256 of all that comes before, so that any damage is seen
before anything else is looked at. What comes from a stranger is believed no more for that: only names that a project of
ours has are taken, no links, no more bytes than the file itself has, each file's digest compared while it is written
into a place of its own, which takes its final name when all is there.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import shutil
import stat
import struct
import zipfile
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any, Final, TypeAlias

from engine.files import (
    atomic_write,
    is_folder,
    keepable,
    make_folder,
    replacing,
    shown,
    stays_inside,
    write_error,
    write_json,
)
from engine.job.words import EngineError
from engine.photos.kinds import begins_like_a_photo
from engine.photos.problems import one_line
from engine.project.decisions import CHOICES, read_record
from engine.project.history import MODEL, record_of
from engine.project.joining import Joined, join, join_words
from engine.project.lock import Lock
from engine.project.portable import at_home, portable, result_without_places, without_places
from engine.project.project import Project
from engine.project.run import Run

SUFFIX: Final = ".prijenos"
FORMAT: Final = "prijenos project file"
VERSION: Final = 1
Steps: TypeAlias = Generator[tuple[int, int], None, None]
"""Bytes done and bytes in all."""
_LIST: Final = "prijenos.json"
_JOURNAL: Final = "journal.jsonl"
_RESULT: Final = "result.json"
_MARK: Final = b"Prijenos project. SHA-256 of all before: "
_DIGITS: Final = 64
_CHUNK: Final = 1 << 20
_BROKEN: Final = (
    zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, NotImplementedError, OSError, OverflowError, RuntimeError,
    struct.error, ValueError,
)  # fmt: skip
"""What Python raises that reads a ZIP whose parts lie; the system too, sent to a place before its beginning."""
_MOST_LISTED: Final = 512 << 20  # bytes of the list: a million photos have about 200 MB
_DEEPEST: Final = 32
_LOOKED_AT: Final = 64  # bytes that tell a photo
_NAMED: Final = 200  # letters of a stranger's name that are told
_PHOTOS: Final = "photos/"
_OWN: Final = re.compile(
    r"choices\.json|runs/(?P<run>[0-9]{4,9})/"
    r"(journal\.jsonl|(photos|about|result)\.json|((checkpoint|best)-[0-9]{1,9}|start|model|last-good)\.safetensors)"
)
_TABLES: Final = (".csv", ".tsv", ".txt", ".json")
_ODD: Final = re.compile(r"[\\\x00-\x1f\x7f]")
_NOT_ON_WINDOWS: Final = re.compile(r'[<>:"|?*]|[. ]+$')


@dataclass(frozen=True, slots=True)
class Parcel:
    """A project's file that was looked through and is what it says.

    `title`: the name of the folder of photos; `files`: size and SHA-256 by name; `wanted`: the digests of the photos
    that its trainings learnt from or were checked by.
    """

    path: Path
    title: str
    files: Mapping[str, tuple[int, str]]
    wanted: frozenset[str]

    @property
    def photos(self) -> tuple[str, ...]:
        """The names of the photos inside, and of the table that tells their classes."""
        return tuple(name for name in self.files if name.startswith(_PHOTOS))

    @property
    def runs(self) -> tuple[str, ...]:
        """The numbers of its trainings as they are written in it, in order."""
        return tuple(sorted({match["run"] for name in self.files if (match := _OWN.fullmatch(name)) and match["run"]}))


@dataclass(frozen=True, slots=True)
class Unpacked:
    """What was put into a project: the numbers that the trainings have there; how many were there already.

    `joined`: what came of the decisions about photos; `words_kept`: how many trainings that were there already have
    another name or note in the file; those here stay.
    """

    runs: tuple[int, ...]
    known: int
    joined: Joined
    words_kept: int


# Packing


def pack(project: Path, photos: Path, out: Path, enclosed: Sequence[str] = ()) -> Steps:
    """Writes the project in the folder `project`, for the photos in `photos`, as one file.

    `enclosed`: the photos that go with it, by their paths from `photos`. Raises EngineError `no_project`,
    `project_in_use`, and what writing a file raises.
    """
    if not Project.runs_of(project) and not read_record(project):
        raise EngineError("no_project", path=shown(photos))
    lock = Lock(project / "lock")
    lock.take()
    try:
        files = [*_own_files(project, photos), *((_PHOTOS + name, photos / name) for name in enclosed)]
        total = sum(_size(content) for _, content in files)
        with replacing(out, total) as file:
            yield from _write(file, files, shown(photos.absolute().name), total)
    finally:
        lock.release()


def can_be_enclosed(name: str) -> bool:
    """Whether a photo's path is one that any system's file can have."""
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return _is_photo_place(name)


def _own_files(project: Path, photos: Path) -> Iterator[tuple[str, Path | bytes]]:
    """What of a project's folder goes along; a model that a training was told to write elsewhere comes to its run."""
    if record := read_record(project):
        yield CHOICES, _encode(portable(record, photos))
    for run in Project.runs_of(project):
        inside = f"runs/{run.number:04}/"
        names = sorted(path.name for path in run.folder.iterdir() if path.is_file() and not path.is_symlink())
        yield inside + _JOURNAL, _journal(run)
        for name in (name for name in names if _OWN.fullmatch(inside + name) and name != _JOURNAL):
            kept = run.folder / name
            yield inside + name, result_without_places(kept.read_bytes()) if name == _RESULT else kept
        about = record_of(run)
        if about is not None and about.model and MODEL not in names:
            yield inside + MODEL, Path(about.model)


def _write(file: IO[bytes], files: Sequence[tuple[str, Path | bytes]], title: str, total: int) -> Steps:
    listed: dict[str, dict[str, Any]] = {}
    done = 0
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED, strict_timestamps=False) as archive:
        for name, content in files:
            digest, size = hashlib.sha256(), 0
            with archive.open(_entry(name), "w", force_zip64=True) as sink:
                for block in _blocks(content):
                    sink.write(block)
                    digest.update(block)
                    size += len(block)
                    yield min(done + size, total), total
            done += size
            listed[name] = {"size": size, "sha256": digest.hexdigest()}
        about = {"format": FORMAT, "version": VERSION, "photos": title, "files": listed}
        archive.writestr(_entry(_LIST), _encode(about))
        archive.comment = _MARK + b"0" * _DIGITS
    file.flush()
    whole = hashlib.sha256()
    for block in _blocks(Path(file.name), leave=_DIGITS):
        whole.update(block)
        yield total, total
    file.seek(-_DIGITS, os.SEEK_END)
    file.write(whole.hexdigest().encode())


def _entry(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.external_attr = (stat.S_IFREG | 0o644) << 16
    return info


def _encode(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, indent=1).encode("utf-8", "backslashreplace")


def _size(content: Path | bytes) -> int:
    return len(content) if isinstance(content, bytes) else content.stat().st_size


def _blocks(content: Path | bytes, leave: int = 0) -> Iterator[bytes]:
    """The bytes of a file but for the last `leave` ones, piece by piece."""
    if isinstance(content, bytes):
        yield content
        return
    with content.open("rb") as file:
        rest = content.stat().st_size - leave
        while rest > 0 and (block := file.read(min(_CHUNK, rest))):
            rest -= len(block)
            yield block


# Looking


def look(path: Path) -> Generator[tuple[int, int], None, Parcel]:
    """Looks through a project's file; nothing is written. Gives what it holds.

    Raises EngineError `project_file_missing`, `project_file_foreign` for what is none, `project_file_damaged`,
    `project_file_newer`, or `project_file_unsafe` for one that holds what no project of ours does.
    """
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            yield from _check_whole(path, file, size)
            with _sound(path), zipfile.ZipFile(file) as archive:
                return _described(path, archive, size)
    except FileNotFoundError as error:
        raise EngineError("project_file_missing", path=shown(path)) from error
    except OSError as error:
        raise EngineError("project_file_unreadable", path=shown(path), detail=error.strerror or str(error)) from error


def is_parcel(path: Path) -> bool:
    """Whether a file ends with our mark, whatever it is called; False where that cannot be told."""
    try:
        with path.open("rb") as file:
            return _tail(file, path.stat().st_size)[:-_DIGITS] == _MARK
    except OSError:
        return False


def _tail(file: IO[bytes], size: int) -> bytes:
    """Where mark and digest are."""
    file.seek(max(0, size - len(_MARK) - _DIGITS))
    return file.read(len(_MARK) + _DIGITS)


def _check_whole(path: Path, file: IO[bytes], size: int) -> Steps:
    """Whether the file ends with our mark and has the bytes that it was written with."""
    end = _tail(file, size)
    mark, told = end[:-_DIGITS], end[-_DIGITS:]
    if mark != _MARK:
        raise EngineError("project_file_foreign", path=shown(path))
    whole, done = hashlib.sha256(), 0
    for block in _blocks(path, leave=_DIGITS):
        whole.update(block)
        done += len(block)
        yield done, size
    if whole.hexdigest().encode() != told:
        raise EngineError("project_file_damaged", path=shown(path))


def _described(path: Path, archive: zipfile.ZipFile, size: int) -> Parcel:
    entries = {info.filename: info for info in archive.infolist()}
    if len(entries) != len(archive.infolist()) or sum(info.file_size for info in entries.values()) > size:
        raise EngineError("project_file_unsafe", path=shown(path), what=_LIST)
    for info in entries.values():
        _check_entry(path, info)
    if _LIST not in entries or entries[_LIST].file_size > _MOST_LISTED:
        raise EngineError("project_file_damaged", path=shown(path))
    about = _parsed(archive.read(_LIST))
    version = about.get("version") if about.get("format") == FORMAT else None
    if type(version) is int and version > VERSION:
        raise EngineError("project_file_newer", path=shown(path), version=version, known=VERSION)
    files = _listed(about.get("files"))
    title = about.get("photos")
    sizes = {name: info.file_size for name, info in entries.items() if name != _LIST}
    if version != VERSION or not isinstance(title, str) or sizes != {name: listed[0] for name, listed in files.items()}:
        raise EngineError("project_file_damaged", path=shown(path))
    wanted = {digest for name in files if name.endswith("/photos.json") for digest in _digests(archive.read(name))}
    parcel = Parcel(path, one_line(title[:_NAMED]), files, frozenset(wanted))
    told = CHOICES not in files or isinstance(keepable(archive.read(CHOICES)), dict)
    if not told or any(f"runs/{run}/{_JOURNAL}" not in files for run in parcel.runs):
        raise EngineError("project_file_damaged", path=shown(path))
    return parcel


def _check_entry(path: Path, info: zipfile.ZipInfo) -> None:
    """Raises EngineError `project_file_unsafe` for an entry that `pack` does not write."""
    kind = stat.S_IFMT(info.external_attr >> 16)
    plain = info.compress_type == zipfile.ZIP_STORED and info.compress_size == info.file_size and not info.flag_bits & 1
    named = info.orig_filename == info.filename and (
        info.filename == _LIST
        or _OWN.fullmatch(info.filename) is not None
        or (info.filename.startswith(_PHOTOS) and _is_photo_place(info.filename.removeprefix(_PHOTOS)))
    )
    if not (plain and named and kind in (0, stat.S_IFREG)):
        raise EngineError("project_file_unsafe", path=shown(path), what=one_line(info.filename[:_NAMED]))


def _is_photo_place(name: str) -> bool:
    parts = name.split("/")
    odd = any(not part or part.startswith(".") or len(part.encode("utf-8", "replace")) > 255 for part in parts)
    return stays_inside(name) and not odd and len(parts) <= _DEEPEST and not _ODD.search(name)


def _listed(files: Any) -> dict[str, tuple[int, str]]:
    """Size and digest by name. Raises ValueError for what is no such list."""
    if not isinstance(files, dict):
        raise ValueError("files")  # noqa: TRY004 - as everything that is wrong with a file
    found: dict[str, tuple[int, str]] = {}
    for name, told in files.items():
        size, digest = (told.get("size"), told.get("sha256")) if isinstance(told, dict) else (None, None)
        if type(size) is not int or not isinstance(digest, str):
            raise ValueError(name)
        found[name] = size, digest
    return found


def _parsed(content: bytes) -> dict[str, Any]:
    """Raises ValueError for what is no JSON object."""
    try:
        value = json.loads(content)
    except RecursionError as error:
        raise ValueError("depth") from error
    if not isinstance(value, dict):
        raise ValueError("object")  # noqa: TRY004 - as everything that is wrong with a file
    return value


def _digests(content: bytes) -> Iterator[str]:
    """The photos that a run's list names; of a list that is none, nothing."""
    try:
        parts = _parsed(content)
    except ValueError:
        return
    for part in ("train", "validation", "test"):
        entries = parts.get(part)
        for entry in entries if isinstance(entries, list) else ():
            if isinstance(entry, list) and len(entry) == 3 and isinstance(entry[1], str):
                yield entry[1]


# Unpacking


def unpack(
    parcel: Parcel, project: Path, photos: Path, into: Path | None
) -> Generator[tuple[int, int], None, Unpacked]:
    """Puts the trainings of a parcel into the project in the folder `project`, for the photos in `photos`.

    `into`: where the photos inside go to, a folder that is empty or not there yet; None: they stay in the file.
    Trainings that the project has already are left out; the others get the next free numbers. What was decided about
    photos there and here counts both, what was decided here where the two differ (`engine.project.joining`). Until all
    is written and compared nothing of it can be seen. Raises EngineError `photos_place_taken`, `disk_full`,
    `project_file_damaged`, and what opening a project raises.
    """
    if into is not None and (into.exists() and not (is_folder(into) and not any(into.iterdir()))):
        raise EngineError("photos_place_taken", path=shown(into))
    names = [name for name in parcel.files if into is not None or not name.startswith(_PHOTOS)]
    _check_room(project, sum(parcel.files[name][0] for name in names))
    with contextlib.ExitStack() as stack:
        staged = stack.enter_context(_staging(project.absolute().parent))
        beside = staged
        if into is not None and into.absolute().parent != staged.parent:
            beside = stack.enter_context(_staging(into.absolute().parent))
        yield from _copy(parcel, names, staged, beside)
        opened = stack.enter_context(Project(project, photos))
        if into is not None:
            with _coded(into):
                if into.exists():
                    into.rmdir()
                (beside / "photos").rename(into)
        return _take_over(opened, staged, photos)


def _check_room(project: Path, size: int) -> None:
    place = next(folder for folder in project.absolute().parents if folder.exists())
    if shutil.disk_usage(place).free < size:
        raise EngineError("disk_full", path=shown(project), megabytes=max(1, round(size / 1e6)))


@contextlib.contextmanager
def _staging(folder: Path) -> Iterator[Path]:
    """A folder for what is not whole yet, gone when the block ends."""
    place = make_folder(folder) / f".incoming-{os.getpid()}"
    shutil.rmtree(place, ignore_errors=True)
    with _coded(place):
        place.mkdir()
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


@contextlib.contextmanager
def _coded(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise write_error(error, path) from error


def _copy(parcel: Parcel, names: Sequence[str], staged: Path, beside: Path) -> Steps:
    total, done = sum(parcel.files[name][0] for name in names), 0
    with _sound(parcel.path), zipfile.ZipFile(parcel.path) as archive:
        for name in names:
            photo = name.startswith(_PHOTOS)
            target = (beside if photo else staged).joinpath(*map(_fitting, PurePosixPath(name).parts))
            size, wanted = parcel.files[name]
            digest, copied = hashlib.sha256(), 0
            with _coded(target):
                target.parent.mkdir(parents=True, exist_ok=True)
                with target.open("xb") as sink:
                    for block in _pieces(parcel.path, archive, name, size):
                        sink.write(block)
                        digest.update(block)
                        copied += len(block)
                        yield done + copied, total
            done += copied
            if copied != size or digest.hexdigest() != wanted:
                raise EngineError("project_file_damaged", path=shown(parcel.path))
            if photo and not (target.suffix.lower() in _TABLES or _begins_like_a_photo(target)):
                raise EngineError("project_file_unsafe", path=shown(parcel.path), what=one_line(name[:_NAMED]))


def _begins_like_a_photo(path: Path) -> bool:
    with path.open("rb") as file:
        return begins_like_a_photo(file.read(_LOOKED_AT))


def _pieces(path: Path, archive: zipfile.ZipFile, name: str, size: int) -> Iterator[bytes]:
    """What an entry holds, at most `size` bytes of it."""
    with _sound(path), archive.open(name) as source:
        while size > 0 and (block := source.read(min(_CHUNK, size))):
            size -= len(block)
            yield block


@contextlib.contextmanager
def _sound(path: Path) -> Iterator[None]:
    try:
        yield
    except _BROKEN as error:
        raise EngineError("project_file_damaged", path=shown(path)) from error


def _fitting(part: str) -> str:
    """A name as this system can have it."""
    return _NOT_ON_WINDOWS.sub("_", part) if os.name == "nt" else part


def _take_over(project: Project, staged: Path, photos: Path) -> Unpacked:
    """Gives what is whole its place in the project."""
    known = {_journal(run): run for run in project.runs}
    number = max((run.number for run in project.runs), default=0)
    added, before, words_kept = [], 0, 0
    for folder in sorted((staged / "runs").glob("*"), key=lambda folder: int(folder.name)):
        if (journal := _journal(Run(folder))) and journal in known:
            before += 1
            words_kept += join_words(known[journal], Run(folder))
            continue
        number += 1
        atomic_write(folder / _JOURNAL, journal)
        with _coded(project.folder):
            make_folder(project.folder / "runs")
            folder.rename(project.folder / "runs" / f"{number:04}")
        added.append(number)
    joined = Joined()
    if theirs := read_record(staged):
        write_json(staged / CHOICES, at_home(theirs, photos))
        joined = join(project.folder, read_record(staged), staged)
    return Unpacked(tuple(added), before, joined, words_kept)


def _journal(run: Run) -> bytes:
    """What a run's journal says, without places: a stranger's leads nowhere, and one's own tells a stranger none."""
    try:
        return without_places(run.journal.path.read_bytes())
    except OSError:
        return b""
