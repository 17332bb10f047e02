"""The window on the screen, told what to show and asked what it shows by the tests of this folder."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from fitting import cut_rows, cut_texts
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QScrollArea, QWidget
from spoken import nameless
from told import Named, logged, serve, serve_for

from desktop.page.page import Surroundings
from desktop.page.room import Room
from desktop.pages import PAGES, WELCOME
from desktop.pages.classify.page import ClassifyPage
from desktop.runner import Runner
from desktop.settings import Settings
from desktop.shell.faults import watched
from desktop.shell.glossing import Glossing
from desktop.shell.pagearea import PageArea
from desktop.shell.window import Window
from desktop.workspace import Workspace
from engine.files import home
from engine.job.events import Metric
from engine.job.words import EngineError


def main() -> None:
    """Serves until its standard input ends."""
    app = QApplication([])
    app.setCursorFlashTime(0)  # a blinking caret would make two pictures of one state
    uncaught: list[EngineError] = []
    with watched(uncaught.append):
        told = Told(app, uncaught)
        serve(app, told.doings(), told.questions(), lambda: False)
        told.runner.close(20)


class Told:
    """The window, what it can be told to do, and what it can be asked."""

    def __init__(self, app: QApplication, uncaught: list[EngineError]) -> None:
        self._uncaught = uncaught
        self._epochs: list[int] = []
        self._rests = False
        self.settings, self.runner = Settings(), Runner()
        self.window = Window(app, Surroundings(self.runner, Workspace(self.settings), self.settings))
        glossing = self.window.findChild(Glossing)
        assert isinstance(glossing, Glossing)
        self._glossing = glossing
        self.window.move(0, 0)
        self.window.show()
        self.window.activateWindow()
        self.runner.told.connect(self._count)

    def doings(self) -> Named:
        window = self.window
        return {
            "await": lambda seconds, *words: _until(lambda: self.button(*words) is not None, seconds),
            "await_area": lambda seconds, *words: _until(lambda: self.area(*words) is not None, seconds),
            "await_words": lambda seconds: _until(lambda: not self._glossing.looking, seconds),
            "await_idle": lambda seconds: _until(lambda: not self.runner.jobs, seconds),
            "banner": self.complain,
            "change": lambda name, value: self.settings.change(**{name: value}),
            "drop_downs": lambda: cut_rows(window),
            "explain": window.explain,
            "go": lambda name: window.go(name).name,
            "keep_form": self.settings.keep_form,
            "log": window.status.log.setChecked,
            "next_epoch": self.next_epoch,
            "present": window.present,
            "resize": window.resize,
            "settle": lambda: None,
            "wait": serve_for,
        }

    def questions(self) -> Named:
        return {
            "answers": self.answers,
            "area": self.area,
            "button": self.button,
            "buttons": self.buttons,
            "cut": lambda: cut_texts(self.window),
            "focused": self.focused,
            "faults": lambda: [*(error.say("en") for error in self._uncaught), *logged(home())],
            "nameless": lambda: nameless(self.window),
            "jobs": lambda: [running.job.name for running in self.runner.jobs],
            "pages": lambda: [WELCOME, *PAGES],
            "shown": lambda: self.window.page.name,
            "sizes": self.sizes,
            "squeezed": self.squeezed,
        }

    def answers(self) -> list[tuple[str, str]]:
        """On the Classify page: each picture's folder, and what it was named first."""
        page = self.window.page
        assert isinstance(page, ClassifyPage)
        return [(row.path.parent.name, row.guesses[0][0]) for row in page.answers.rows]

    def sizes(self) -> dict[str, Any]:
        """The least width and height of the page and of the window, and the window's own."""
        return {
            "page": self.window.page.minimumSizeHint().toTuple(),
            "window": self.window.minimumSizeHint().toTuple(),
            "as shown": self.window.size().toTuple(),
        }

    def squeezed(self) -> list[str]:
        """The page, or its view, where it has less room than it needs, and scrolls."""
        areas = [*self.window.findChildren(PageArea), *self.window.page.findChildren(Room)]
        return [
            f"{type(area).__name__} scrolls by {bar.maximum()}"
            for area in areas
            for bar in (area.horizontalScrollBar(), area.verticalScrollBar())
            if bar.maximum()
        ]

    def complain(self, shown: bool) -> None:
        """An error over the page that has much to say comes, or goes."""
        if shown:
            self.window.show_error(EngineError("unexpected", kind="ValueError", detail=100 * "abc "))
        else:
            self.window.page.banner.clear()

    def named(self, words: tuple[str, ...]) -> list[QWidget]:
        """What is in view and can be used now of what is worded or read aloud so on the page, or named so anywhere."""
        page = self.window.page
        found = [each for each in self.window.findChildren(QWidget) if each.isVisible() and each.isEnabled()]
        return sorted(
            (each for each in found if not _names(each, page).isdisjoint(words)),
            key=lambda each: not page.isAncestorOf(each),
        )

    def button(self, *words: str) -> list[int] | None:
        """Where on the screen the button is that is called one of these and can be pressed now."""
        found = [each for each in self.named(words) if isinstance(each, QAbstractButton)]
        if not found:
            return None
        scroll_to(found[0])
        return _place(found[0])[:2]

    def area(self, *words: str) -> list[int] | None:
        """Left, top, right and bottom on the screen of the first thing in view that is called one of these."""
        return next((_place(each)[2:] for each in self.named(words)), None)

    def focused(self) -> list[str]:
        """What the widget is called that has the keyboard."""
        widget = QApplication.focusWidget()
        return [] if widget is None else sorted({_text(widget), widget.accessibleName(), widget.objectName()} - {""})

    def buttons(self) -> list[str]:
        """What the buttons of the page are called that can be pressed now."""
        page = self.window.page
        found = [each for each in page.findChildren(QAbstractButton) if each.isVisible() and each.isEnabled()]
        return [_text(each) or each.accessibleName() for each in found]

    def next_epoch(self, seconds: float) -> int | None:
        """Lets a training go on to the end of an epoch, where it rests: which one; None where it is over before."""
        known = len(self._epochs)
        if self._rests and self.window.page.busy:
            self.window.page.pause()
        self._rests = True
        _until(lambda: len(self._epochs) > known or not self.runner.jobs, seconds)
        return self._epochs[-1] if len(self._epochs) > known else None

    def _count(self, _running: object, mails: list[object]) -> None:
        ends = [int(mail.step) for mail in mails if isinstance(mail, Metric) and mail.series == "loss.validation"]
        self._epochs.extend(ends)
        if ends and self._rests:
            self.window.page.pause()


def _until(condition: Callable[[], bool], seconds: float) -> bool:
    """Serves events until it holds; whether it did in time."""
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        serve_for(10)
    return condition()


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


if __name__ == "__main__":
    main()
