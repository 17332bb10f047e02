"""The window on the screen, told what to show and asked what it shows by the tests of this folder."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from fitting import cut_rows, cut_texts
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QScrollArea, QWidget
from told import serve, serve_for

from desktop.page.page import Surroundings
from desktop.pages import PAGES, WELCOME
from desktop.runner import Runner
from desktop.settings import Settings
from desktop.shell.faults import watched
from desktop.shell.window import Window
from desktop.workspace import Workspace
from engine.files import home
from engine.job.words import EngineError


def main() -> None:
    """Serves until its standard input ends."""
    app = QApplication([])
    app.setCursorFlashTime(0)  # a blinking caret would make two pictures of one state
    uncaught: list[EngineError] = []
    with watched(uncaught.append):
        _serve(app, uncaught)


def _serve(app: QApplication, uncaught: list[EngineError]) -> None:
    settings, runner = Settings(), Runner()
    window = Window(app, Surroundings(runner, Workspace(settings), settings))
    window.move(0, 0)
    window.show()
    window.activateWindow()

    def sizes() -> dict[str, Any]:
        """The least width and height of the page and of the window, and the window's own."""
        return {
            "page": window.page.minimumSizeHint().toTuple(),
            "window": window.minimumSizeHint().toTuple(),
            "as shown": window.size().toTuple(),
        }

    def go(name: str) -> str:
        return window.go(name).name

    def named(words: tuple[str, ...]) -> list[QWidget]:
        """What is in view and can be used now of what is worded or read aloud so on the page, or named so anywhere."""
        found = [each for each in window.findChildren(QWidget) if each.isVisible() and each.isEnabled()]
        return sorted(
            (each for each in found if not _names(each, window.page).isdisjoint(words)),
            key=lambda each: not window.page.isAncestorOf(each),
        )

    def button(*words: str) -> list[int] | None:
        """Where on the screen the button is that is called one of these and can be pressed now."""
        found = [each for each in named(words) if isinstance(each, QAbstractButton)]
        if not found:
            return None
        scroll_to(found[0])
        return _place(found[0])[:2]

    def area(*words: str) -> list[int] | None:
        """Left, top, right and bottom on the screen of the first thing in view that is called one of these."""
        return next((_place(each)[2:] for each in named(words)), None)

    def buttons() -> list[str]:
        """What the buttons of the page are called that can be pressed now."""
        found = [each for each in window.page.findChildren(QAbstractButton) if each.isVisible() and each.isEnabled()]
        return [_text(each) or each.accessibleName() for each in found]

    def until(condition: Callable[[], bool], seconds: float) -> bool:
        """Serves events until it holds; whether it did in time."""
        end = time.monotonic() + seconds
        while not condition() and time.monotonic() < end:
            serve_for(10)
        return condition()

    def idle() -> bool:
        return not runner.jobs

    doings = {
        "await": lambda seconds, *words: until(lambda: button(*words) is not None, seconds),
        "await_area": lambda seconds, *words: until(lambda: area(*words) is not None, seconds),
        "await_idle": lambda seconds: until(idle, seconds),
        "change": lambda name, value: settings.change(**{name: value}),
        "drop_downs": lambda: cut_rows(window),
        "go": go,
        "keep_form": settings.keep_form,
        "log": window.status.log.setChecked,
        "resize": window.resize,
        "settle": lambda: None,
        "wait": serve_for,
    }
    questions = {
        "area": area,
        "button": button,
        "buttons": buttons,
        "cut": lambda: cut_texts(window),
        "faults": lambda: [*(error.say("en") for error in uncaught), *logged()],
        "jobs": lambda: [running.job.name for running in runner.jobs],
        "pages": lambda: [WELCOME, *PAGES],
        "shown": lambda: window.page.name,
        "sizes": sizes,
    }
    serve(app, doings, questions, lambda: False)
    runner.close(20)


def _names(widget: QWidget, page: QWidget) -> set[str]:
    said = {_text(widget), widget.accessibleName()} if page.isAncestorOf(widget) else set()
    return {widget.objectName(), *said} - {""}


def _text(widget: QWidget) -> str:
    return widget.text().replace("&", "").strip() if isinstance(widget, QAbstractButton | QLabel) else ""


def scroll_to(widget: QWidget) -> None:
    """Brings it into view in what scrolls around it."""
    outer = widget.parentWidget()
    while outer is not None:
        if isinstance(outer, QScrollArea):
            outer.ensureWidgetVisible(widget)
        outer = outer.parentWidget()


def _place(widget: QWidget) -> list[int]:
    """Centre, left top and right bottom on the screen, in the screen's own pixels."""
    ratio = widget.devicePixelRatio()
    spots = [widget.rect().center(), widget.rect().topLeft(), widget.rect().bottomRight()]
    places = [widget.mapToGlobal(spot) * ratio for spot in spots]
    return [each for place in places for each in (place.x(), place.y())]


def logged() -> list[str]:
    """The lines of the log file that tell of an error, and what a crash wrote."""
    told = [line for file in (home() / "logs").glob("*.log") for line in file.read_text("utf-8").splitlines()]
    crashes = [text for file in (home() / "logs").glob("crash-*.txt") if (text := file.read_text("utf-8"))]
    return [line for line in told if " ERROR " in line or "Error:" in line] + crashes


if __name__ == "__main__":
    main()
