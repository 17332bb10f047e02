"""What happens to errors that nobody caught: into the log, and before a person at most once a minute."""

from __future__ import annotations

import contextlib
import datetime as dt
import faulthandler
import logging
import os
import platform
import re
import sys
import threading
import time
from collections.abc import Callable, Iterator
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import Final

from typing_extensions import override

from engine import __version__
from engine.files import alive, atomic_write, home, make_folder
from engine.job.words import EngineError

BETWEEN_DIALOGS: Final = 60.0  # s
_MEGABYTE: Final = 1 << 20
_CRASH: Final = re.compile(r"^crash-(\d+)\.txt$")
log = logging.getLogger(__name__)


class _Log(RotatingFileHandler):
    """The log file. Where the disk will not take a line the program goes on without it."""

    @override
    def handleError(self, record: logging.LogRecord) -> None:
        return

    @override
    def close(self) -> None:
        with contextlib.suppress(OSError):
            super().close()


class Uncaught:
    """A sys.excepthook: logs every error, and shows one at most once a minute."""

    def __init__(self, show: Callable[[EngineError], None], clock: Callable[[], float] = time.monotonic) -> None:
        self._show = show
        self._clock = clock
        self._last = -BETWEEN_DIALOGS

    def __call__(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        log.error("uncaught", exc_info=(kind, error, trace))
        now = self._clock()
        if now - self._last >= BETWEEN_DIALOGS:
            self._last = now
            self._show(EngineError("unexpected", kind=kind.__name__, detail=str(error)[:300]))


@contextlib.contextmanager
def watched(show: Callable[[EngineError], None]) -> Iterator[EngineError | None]:
    """Logs to home()/logs, catches what nobody caught, and gives what a former run left behind, if it crashed."""
    logs = _folder()
    handler = _file_log(logs) if logs else logging.NullHandler()
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    before = sys.excepthook
    sys.excepthook = Uncaught(show)
    threading.excepthook = lambda given: log.error("in thread %s", given.thread, exc_info=given.exc_value)
    left = left_behind(logs) if logs else None
    try:
        with _crash_report(logs):
            yield left
    finally:
        sys.excepthook = before
        threading.excepthook = threading.__excepthook__
        root.removeHandler(handler)
        handler.close()


def left_behind(logs: Path) -> EngineError | None:
    """The report of a former run that crashed, put aside so that it is told once; empty ones are swept."""
    found: EngineError | None = None
    for path in sorted(logs.glob("crash-*.txt")):
        match = _CRASH.match(path.name)
        if match is None or alive(int(match[1])):
            continue
        if path.stat().st_size == 0:
            path.unlink(missing_ok=True)
            continue
        kept = path.with_name(f"report-{dt.datetime.now().astimezone():%Y%m%d-%H%M%S}-{match[1]}.txt")
        _put_aside(path, kept)
        found = EngineError("closed_unexpectedly", path=str(kept))
    return found


def _put_aside(path: Path, kept: Path) -> None:
    """Makes of the traces of a crash a report that somebody else can make sense of."""
    from engine.models.card import versions

    head = (
        "Prijenos ended unexpectedly. If you report this, attach this file; nothing is sent by itself.\n"
        "It holds versions and the lines of code that ran, and none of your photos.\n\n"
        f"Prijenos {__version__}\nsystem   {platform.platform()}\n"
        + "".join(f"{name:<8} {version}\n" for name, version in versions().items())
    )
    try:
        traces = path.read_text("utf-8", errors="replace")
        atomic_write(kept, f"{head}\n{traces}")
        path.unlink()
    except (EngineError, OSError):
        path.replace(kept)


@contextlib.contextmanager
def _crash_report(logs: Path | None) -> Iterator[None]:
    """While the program runs, a crash of the process writes its traces into a file."""
    if logs is None:
        yield
        return
    path = logs / f"crash-{os.getpid()}.txt"
    with path.open("w", encoding="utf-8") as file:
        faulthandler.enable(file)
        try:
            yield
        finally:
            faulthandler.disable()
    path.unlink(missing_ok=True)


def _folder() -> Path | None:
    try:
        return make_folder(home() / "logs")
    except (EngineError, OSError, RuntimeError):
        return None


def _file_log(logs: Path) -> logging.Handler:
    try:
        handler = _Log(logs / "prijenos.log", maxBytes=_MEGABYTE, backupCount=3, encoding="utf-8")
    except OSError:
        return logging.NullHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    return handler
