"""The window on the screen, told which page to show and what to say of it by test_window_on_screen."""

from __future__ import annotations

from typing import Any

from fitting import cut_rows, cut_texts
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from told import serve

from desktop.page.page import Surroundings
from desktop.pages import PAGES, WELCOME
from desktop.runner import Runner
from desktop.settings import Settings
from desktop.shell.window import Window
from desktop.workspace import Workspace


def main() -> None:
    """Serves until its standard input ends."""
    app = QApplication([])
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

    def centre(widget: QWidget) -> list[int]:
        at = widget.mapToGlobal(widget.rect().center()) * widget.devicePixelRatio()
        assert isinstance(at, QPoint)
        return [at.x(), at.y()]

    def button(*texts: str) -> list[int] | None:
        """Where on the screen the button is that has one of these texts and can be pressed now."""
        found = [
            each
            for each in window.findChildren(QAbstractButton)
            if each.isVisible() and each.isEnabled() and each.text() in texts
        ]
        return centre(found[0]) if found else None

    doings = {
        "change": lambda name, value: settings.change(**{name: value}),
        "drop_downs": lambda: cut_rows(window),
        "go": go,
        "log": window.status.log.setChecked,
        "resize": window.resize,
        "settle": lambda: None,
    }
    questions = {
        "button": button,
        "cut": lambda: cut_texts(window),
        "jobs": lambda: [running.job.name for running in runner.jobs],
        "pages": lambda: [WELCOME, *PAGES],
        "shown": lambda: window.page.name,
        "sizes": sizes,
    }
    serve(app, doings, questions, lambda: False)
    runner.close(20)


if __name__ == "__main__":
    main()
