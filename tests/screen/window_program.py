"""The window on the screen, told which page to show by test_window_on_screen."""

from __future__ import annotations

import sys
from typing import Any

from PySide6.QtWidgets import QApplication
from told import serve

from desktop.page import Surroundings
from desktop.pages import PAGES, WELCOME
from desktop.runner import Runner
from desktop.settings import Settings
from desktop.window import Window
from desktop.workspace import Workspace


def main(language: str) -> None:
    """Serves until its standard input ends."""
    app = QApplication([])
    settings, runner = Settings(), Runner()
    settings.change(language=language, theme="light")
    window = Window(app, Surroundings(runner, Workspace(settings), settings))
    window.show()

    def go(name: str) -> dict[str, Any]:
        """Shows a page; gives the least width and height of the page and of the window, and the window's own."""
        page = window.go(name)
        return {"page": page.minimumSizeHint().toTuple(), "window": window.minimumSizeHint().toTuple()}

    doings = {
        "pages": lambda: [WELCOME, *PAGES],
        "go": go,
        "resize": window.resize,
        "size": lambda: window.size().toTuple(),
        "shown": lambda: window.page.name,
    }
    serve(app, doings, lambda: False)
    runner.close(20)


if __name__ == "__main__":
    main(sys.argv[1])
