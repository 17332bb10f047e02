"""A Qt program that does what it reads on its standard input, a JSON list a line: a name and its arguments."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeAlias

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

Named: TypeAlias = Mapping[str, Callable[..., Any]]


def serve(app: QApplication, doings: Named, questions: Named, busy: Callable[[], bool]) -> None:
    """Does each thing, and answers once the program is no longer `busy` and the server has drawn all of it.

    A question changes nothing, so its answer waits for nothing.
    """
    settle(app, busy)
    for line in sys.stdin:
        name, *arguments = json.loads(line)
        answer = questions[name](*arguments) if name in questions else doings[name](*arguments)
        if name not in questions:
            settle(app, busy)
        print(json.dumps(answer), flush=True)


def settle(app: QApplication, busy: Callable[[], bool]) -> None:
    """Serves events until nothing is left to draw."""
    for _ in range(3):  # what is drawn, and what the drawing or the pointer asked for in its turn
        _round_trip(app)
        serve_for(8)
        while busy():
            serve_for(8)
    _round_trip(app)


def serve_for(milliseconds: int) -> None:
    """Serves events for that long."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def _round_trip(app: QApplication) -> None:
    """The server answers in order: after this, what was sent to it before is on the screen."""
    app.primaryScreen().grabWindow(0, 0, 0, 1, 1)


def logged(home: Path) -> list[str]:
    """The lines of the program's log that tell of an error, and what a crash wrote."""
    told = [line for file in (home / "logs").glob("*.log*") for line in file.read_text("utf-8").splitlines()]
    crashes = [text for file in (home / "logs").glob("crash-*.txt") if (text := file.read_text("utf-8"))]
    return [line for line in told if " ERROR " in line or "Error:" in line] + crashes
