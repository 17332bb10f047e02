"""Opens the window: `python -m desktop [FOLDER | MODEL | PICTURE …]`.

The window is on the screen before torch is imported, except on Windows, where torch has to come before Qt.
"""

from __future__ import annotations

import argparse
import ctypes
import importlib.util
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from engine.device import let_waiting_threads_sleep
from engine.job.words import EngineError, message, say, system_language

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from desktop.shell.window import Window

FAILED = 1
PATIENCE = 1.5  # seconds that the engine's thread may take to end


def main(arguments: Sequence[str] | None = None) -> int:
    """Opens the window and gives the exit code: 0, or 1 where there is nothing to open it on."""
    let_waiting_threads_sleep()
    words = list(sys.argv[1:] if arguments is None else arguments)
    paths = _given(words) if words else []
    language = system_language()
    if (hindrance := obstacle()) is not None:
        if sys.stderr is not None:
            print(" ".join(hindrance.say(language).split()), file=sys.stderr)
        return FAILED
    if sys.platform == "win32":
        from engine.device import use_threads

        use_threads()
    return _open(paths)


def _given(words: list[str]) -> list[Path]:
    """What the command line names that is there: folders, models, pictures."""
    language = system_language()
    parser = argparse.ArgumentParser(prog="prijenos", description=say(message("cli.about"), language))
    parser.add_argument("paths", nargs="*", type=_place, help=say(message("cli.window_paths"), language))
    return [path for path in parser.parse_args(words).paths if path.exists()]


def _place(given: str) -> Path:
    """A path of the command line, or the `file:` address that a desktop gives in its place."""
    if not given.lower().startswith("file:"):
        return Path(given)
    from urllib.parse import urlsplit
    from urllib.request import url2pathname

    return Path(url2pathname(urlsplit(given).path))


def obstacle() -> EngineError | None:
    """Why Qt could not open a window here, found out before it aborts the process; None where it can."""
    if sys.platform != "linux":
        return None
    wanted = os.environ.get("QT_QPA_PLATFORM", "")
    offscreen = wanted.startswith(("offscreen", "minimal"))
    if _loads("offscreen" if offscreen else "xcb"):
        seen = offscreen or os.environ.get("WAYLAND_DISPLAY") or wanted not in ("", "xcb") or _x11_answers()
        return None if seen else EngineError("no_display", display=os.environ.get("DISPLAY", ""))
    from engine.jobs.doctor import missing_libraries, old_glibc

    if (old := old_glibc()) is not None:
        return old
    missing = list(missing_libraries())
    if not missing:
        return None
    packages = sorted({library.package for library in missing if library.package})
    return EngineError(
        "no_qt_library", library=", ".join(library.file for library in missing), packages=" ".join(packages)
    )


def _loads(platform: str) -> bool:
    """Whether the loader takes Qt's plug-in for a kind of screen, with all that it needs."""
    spec = importlib.util.find_spec("PySide6")
    for place in (spec.submodule_search_locations or ()) if spec else ():
        for plugin in Path(place).glob(f"Qt/plugins/platforms/libq{platform}.so"):
            try:
                ctypes.CDLL(str(plugin))
            except OSError:
                return False
    return True


def _x11_answers() -> bool:
    """Whether there is an X11 server: Qt would abort the process where there is none."""
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return bool(os.environ.get("DISPLAY"))
    xcb.xcb_connect.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(xcb.xcb_connect(None, None))
    failed = bool(xcb.xcb_connection_has_error(connection))
    xcb.xcb_disconnect(connection)
    return not failed


def _open(paths: list[Path]) -> int:
    """Runs the window to its end. A step of a job that outlasts the patience then does not keep the process."""
    from PySide6.QtWidgets import QApplication

    from desktop.shell.faults import watched

    app = QApplication([sys.argv[0]])
    app.setApplicationName("Prijenos")
    app.setDesktopFileName("prijenos")
    shown: list[Window] = []
    with watched(lambda error: _show(shown, error)) as left_behind:
        code, ended = _run(app, shown, left_behind, paths)
    if not ended:
        os._exit(code)
    return code


def _run(
    app: QApplication, shown: list[Window], left_behind: EngineError | None, paths: list[Path]
) -> tuple[int, bool]:
    """The exit code, and whether the engine's thread has ended."""
    from desktop.page.page import Surroundings
    from desktop.runner import Runner
    from desktop.settings import Settings
    from desktop.shell.closing import Signals
    from desktop.shell.garbage import Collector
    from desktop.shell.window import Window
    from desktop.workspace import Workspace
    from engine.jobs.doctor import no_storage

    settings, runner, collector = Settings(), Runner(), Collector(app)
    runner.changed.connect(lambda: None if runner.jobs else collector.set_aside())
    window = Window(app, Surroundings(runner, Workspace(settings), settings))
    shown.append(window)
    window.show()
    signals = Signals(app)
    signals.received.connect(window.closing.on_signal)
    app.commitDataRequest.connect(lambda _session: window.closing.on_signal())
    for notice in (*no_storage(), settings.notice):
        if notice is not None:
            window.show_notice(notice)
    if left_behind is not None:
        window.show_crash(left_behind)
    if paths:
        window.open_paths(paths)
    code = app.exec()
    window.hide()
    ended = runner.close(PATIENCE)
    collector.close()
    return code, ended


def _show(shown: list[Window], error: EngineError) -> None:
    """Shows an error that nobody caught: soon, not from within what raised it."""
    from PySide6.QtCore import QTimer

    if shown:
        QTimer.singleShot(0, shown[0], lambda: shown[0].show_error(error))


if __name__ == "__main__":
    sys.exit(main())
