"""One owner at a time: a lock that the system itself drops when its owner dies, however it dies."""

from __future__ import annotations

import contextlib
import json
import os
import platform
import sys
from pathlib import Path
from typing import Final

from engine.files import alive, make_folder, write_error
from engine.job.words import EngineError

_FAR: Final = 1 << 30
"""The byte that Windows locks: far behind what is written, so that the owner's name stays legible."""


class Lock:
    """A lock file: taken by one process and one holder in it, with the owner's process and computer written inside."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._handle: int | None = None

    def take(self) -> None:
        """Takes the lock, also from a dead owner. Raises EngineError `project_in_use` (says who) or `not_written`."""
        make_folder(self.path.parent)
        try:
            handle = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o644)
        except OSError as error:
            raise write_error(error, self.path) from error
        if not _lock(handle, self.path):
            os.close(handle)
            raise self._in_use()
        self._handle = handle
        with contextlib.suppress(OSError):  # on a full disk the lock holds as well; it only names nobody
            os.ftruncate(handle, 0)
            os.write(handle, json.dumps({"process": os.getpid(), "computer": platform.node()}).encode())

    def release(self) -> None:
        """Gives the lock back; without effect where it is not held."""
        if self._handle is not None:
            handle, self._handle = self._handle, None
            os.ftruncate(handle, 0)
            _unlock(handle)
            os.close(handle)

    @property
    def held(self) -> bool:
        return self._handle is not None

    def _in_use(self) -> EngineError:
        process, computer = _owner(self.path)
        return EngineError("project_in_use", path=str(self.path.parent), process=str(process), computer=computer)


def _owner(path: Path) -> tuple[int, str]:
    """The process and the computer that a lock file names; 0 and "" where it names none."""
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError, RecursionError):
        owner = json.loads(path.read_bytes())
        if type(owner["process"]) is int and 0 < owner["process"] < 1 << 31:
            return owner["process"], str(owner["computer"])
    return 0, ""


def _lock(handle: int, path: Path) -> bool:
    if sys.platform == "win32":
        import msvcrt

        os.lseek(handle, _FAR, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        finally:
            os.lseek(handle, 0, os.SEEK_SET)
        return True
    import fcntl

    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # a file system that knows no locks (some network drives): the owner's name must do
        process, computer = _owner(path)
        return not (process and computer == platform.node() and process != os.getpid() and alive(process))
    return True


def _unlock(handle: int) -> None:
    if sys.platform == "win32":
        import msvcrt

        os.lseek(handle, _FAR, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)
        return
    import fcntl

    with contextlib.suppress(OSError):
        fcntl.flock(handle, fcntl.LOCK_UN)
