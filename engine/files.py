"""Where things lie, and the one way to write them: whole or not at all.

`PRIJENOS_HOME` names the one folder for settings, embeddings, weights, logs and projects; by default it is the
system's usual place for an application's data.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import math
import os
import re
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path, PurePath
from typing import IO, Any, Final

from engine.job.words import EngineError

RESOURCES: Final = Path(__file__).resolve().parents[1] / "resources"
_CHUNK: Final = 1 << 20
_TEMPORARY: Final = re.compile(r"^\.(?P<target>.+)\.(?P<process>\d+)\.part$")
_NAME_ROOM: Final = 180  # bytes
_DEEPEST: Final = 64  # lists and objects within one another
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet computes what begins so
_FIGURE: Final = re.compile(r"[-+]?\d+([.,]\d+)?")  # what it shows as it stands, or rightly as a number


def home() -> Path:
    """The application's own folder; made when something is first written into it."""
    named = os.environ.get("PRIJENOS_HOME")
    if named:
        return Path(named).expanduser().absolute()
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or _user() / "AppData" / "Local") / "Prijenos"
    if sys.platform == "darwin":
        return _user() / "Library" / "Application Support" / "Prijenos"
    return Path(os.environ.get("XDG_DATA_HOME") or _user() / ".local" / "share") / "prijenos"


def _user() -> Path:
    """The user's folder; the one for temporary files where the system knows of none (a service, a container)."""
    try:
        return Path.home()
    except RuntimeError:
        return Path(tempfile.gettempdir())


def make_folder(folder: Path) -> Path:
    """`folder`, made with its parents where it was not there. Raises EngineError `folder_not_made`."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise EngineError("folder_not_made", path=str(folder), detail=error.strerror or str(error)) from error
    return folder


def atomic_write(path: Path, write: bytes | str | Callable[[IO[bytes]], object], size: int = 0) -> None:
    """Writes a file so that it is there whole, as before or as after, whatever happens meanwhile.

    `write` is the content, or a function that writes it (`size` bytes, where that is known) into the binary file it is
    given. See `replacing`.
    """
    content = None if callable(write) else write.encode() if isinstance(write, str) else write
    with replacing(path, size if content is None else len(content)) as file:
        if callable(write):
            write(file)
        else:
            file.write(content or b"")


@contextlib.contextmanager
def replacing(path: Path, size: int = 0) -> Iterator[IO[bytes]]:
    """A new binary file that takes the place of `path` when the block ends well, and vanishes when it does not.

    A temporary in the same folder is written, flushed and synced to the disk, put in the place of `path`, and the
    folder is synced. The temporaries of processes that died are swept first. An OSError in the block becomes
    EngineError `disk_full`, which names the `size` (bytes) that the file would have had or what of it was written, or
    `not_written`; the old file is intact then.
    """
    make_folder(path.parent)
    sweep(path.parent, of=path.name)
    temporary = path.with_name(f".{_begin_of(path.name)}.{os.getpid()}.part")
    try:
        with temporary.open("wb") as file:
            yield file
            size = max(size, file.tell())
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        with contextlib.suppress(OSError):
            size = max(size, temporary.stat().st_size)
        raise write_error(error, path, size) from error
    finally:
        temporary.unlink(missing_ok=True)


def _begin_of(name: str) -> str:
    """As much of a file's name as leaves room for more in the 255 bytes that a name has."""
    while len(os.fsencode(name)) > _NAME_ROOM:
        name = name[:-1]
    return name


def write_error(error: OSError, path: Path, size: int = 0) -> EngineError:
    """What an OSError while writing `path`, of `size` bytes or more, means, as an error with a code."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return EngineError("disk_full", path=str(path), megabytes=max(1, math.ceil(size / 1e6)))
    return EngineError("not_written", path=str(path), detail=error.strerror or str(error))


def sweep(folder: Path, of: str | None = None) -> None:
    """Removes the temporaries (of the file named `of`, or all) that processes no longer alive left in `folder`."""
    for entry in folder.glob(".*.part"):
        match = _TEMPORARY.match(entry.name)
        if match and (of is None or match["target"] == _begin_of(of)) and not alive(int(match["process"])):
            entry.unlink(missing_ok=True)


def alive(process: int) -> bool:
    """Whether a process with that id runs on this machine."""
    if sys.platform == "win32":
        import ctypes

        handle = ctypes.windll.kernel32.OpenProcess(0x1000, False, process)
        if handle:
            ctypes.windll.kernel32.CloseHandle(handle)
        return bool(handle)
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def keepable(content: bytes) -> Any:
    """The plain values of a JSON record that `write_json` can write back.

    Raises ValueError for what is no JSON, holds figures that are not finite, or nests deeper than 64.
    """
    try:
        value = json.loads(content)
    except RecursionError as error:
        raise ValueError("depth") from error
    level = [value]
    for _ in range(_DEEPEST):
        if any(isinstance(one, float) and not math.isfinite(one) for one in level):
            raise ValueError("figure")
        level = [inner for one in level if isinstance(one, dict | list) for inner in _inside(one)]
    if level:
        raise ValueError("depth")
    return value


def _inside(value: dict[str, Any] | list[Any]) -> Iterable[Any]:
    return value.values() if isinstance(value, dict) else value


def write_json(path: Path, value: Any) -> None:
    """Writes plain values as JSON, atomically."""
    try:
        content = json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False).encode()
    except UnicodeEncodeError:  # a path with bytes that are no text
        content = json.dumps(value, indent=1, allow_nan=False).encode()
    atomic_write(path, content + b"\n")


def is_folder(path: Path) -> bool:
    """Whether a folder is there; False where that cannot be told, behind a folder that may not be entered for one."""
    try:
        return path.is_dir()
    except OSError:
        return False


def stays_inside(name: str) -> bool:
    """Whether a path that stands in a record leads to a place inside the folder that it is read from, by its text.

    It names no root, no drive and no folder above.
    """
    given = PurePath(name)
    return bool(name) and "\0" not in name and not given.anchor and ".." not in given.parts


def shown(path: Path | str) -> str:
    """A path as text that any screen, file or JSON takes: bytes of a name that are no UTF-8 come as `\\xNN`."""
    text = os.fspath(path)
    return text if text.isascii() else os.fsencode(text).decode("utf-8", "backslashreplace")


def digest_file(path: Path) -> str:
    """The SHA-256 of a file's bytes, 64 hex digits."""
    sha = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_CHUNK):
            sha.update(block)
    return sha.hexdigest()


def _sync_folder(folder: Path) -> None:
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def cell(text: str) -> str:
    """A text as a cell of a table that no spreadsheet takes for a formula; a number, -1 say, stays as it is."""
    return "'" + text if text.startswith(_FORMULA) and not _FIGURE.fullmatch(text) else text
