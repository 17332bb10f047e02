"""A Qt program that does what it reads on its standard input, a JSON list a line: a name and its arguments."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication


def serve(app: QApplication, doings: Mapping[str, Callable[..., Any]], busy: Callable[[], bool]) -> None:
    """Does each thing, and answers once the program is no longer `busy` and the server has drawn all of it."""
    settle(app, busy)
    for line in sys.stdin:
        name, *arguments = json.loads(line)
        answer = doings[name](*arguments)
        settle(app, busy)
        print(json.dumps(answer), flush=True)


def settle(app: QApplication, busy: Callable[[], bool]) -> None:
    """Serves events until nothing is left to draw."""
    for _ in range(3):  # what is drawn, and what the drawing or the pointer asked for in its turn
        _round_trip(app)
        _serve_for(30)
        while busy():
            _serve_for(30)
    _round_trip(app)


def _serve_for(milliseconds: int) -> None:
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def _round_trip(app: QApplication) -> None:
    """The server answers in order: after this, what was sent to it before is on the screen."""
    app.primaryScreen().grabWindow(0, 0, 0, 1, 1)
