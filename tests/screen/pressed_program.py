"""The program as a person starts it; it tells the tests of this folder where a hand could press.

`python pressed_program.py LANGUAGE FORMS [FOLDER …]`, the forms as settings.json holds them.
It answers in the midst of dialogs too.
"""

from __future__ import annotations

import json
import os
import sys
import time
from typing import Any, Final, TypeAlias

from PySide6.QtCore import QObject, QPoint, QRect, QSocketNotifier, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QFileDialog,
    QLineEdit,
    QMessageBox,
    QScrollArea,
    QStyle,
    QStyleOptionButton,
    QTabBar,
    QWidget,
)
from shiboken6 import isValid
from told import serve_for, settle

import desktop.__main__ as program
from desktop.settings import VERSION
from desktop.shell.window import Window
from engine.files import home, write_json
from engine.job.events import Metric

KINDS: Final = (
    (QAbstractButton, "button"), (QComboBox, "choice"), (QAbstractSpinBox, "figure"), (QLineEdit, "text"),
    (QAbstractSlider, "slider"), (QTabBar, "tabs"), (QAbstractItemView, "list"),
)  # fmt: skip
"""What each kind of widget is called; whatever else takes the keyboard is an "area"."""
Spot: TypeAlias = tuple[int, str, str]  # which one, its kind, its name


class Ears(QObject):
    """Answers what is asked on the standard input, a JSON list a line: a name and its arguments."""

    def __init__(self, shown: list[Window]) -> None:
        super().__init__()
        self._shown = shown
        self._tops: list[QWidget] = []
        self._held: list[QWidget] = []
        self._rest = b""
        self._notifier = QSocketNotifier(0, QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._hear)

    def _hear(self) -> None:
        data = os.read(0, 1 << 16)
        self._notifier.setEnabled(bool(data))
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            name, *arguments = json.loads(line)
            print(json.dumps(getattr(self, name)(*arguments)), flush=True)

    def look(self) -> dict[str, Any]:
        """What is in view, and all that could be pressed."""
        window = self._shown[0]
        page = window.page
        self._attend()
        asking = QApplication.activeModalWidget() or _sheet()
        self._tops = _tops(asking)  # kept, as what is in a window is let go with it
        self._held = [each for top in self._tops for each in top.findChildren(QWidget) if _usable(each)]
        spots = [(index, _kind(each), _name(each)) for index, each in enumerate(self._held)]
        return {
            "asks": _asks(asking),
            "menu": QApplication.activePopupWidget() is not None,
            "page": page.name,
            "sizes": [size.toTuple() for size in (page.minimumSizeHint(), window.minimumSizeHint(), window.size())],
            "spots": [spot for spot in spots if spot[1]],
        }

    def at(self, index: int, across: float, down: float) -> list[int] | None:
        """Where on the screen a spot is, scrolled to; None where it is gone, or something covers it."""
        widget = self._held[index]
        if not isValid(widget) or not _usable(widget):
            return None
        outer = widget.parentWidget()
        while outer is not None:
            if isinstance(outer, QScrollArea):
                outer.ensureWidgetVisible(widget, 0, 0)
            outer = outer.parentWidget()
        seen = widget.visibleRegion().boundingRect() & _sensitive(widget)
        if seen.isEmpty():
            return None
        spot = seen.topLeft() + QPoint(int(across * (seen.width() - 1)), int(down * (seen.height() - 1)))
        place = widget.mapToGlobal(spot)
        met = QApplication.widgetAt(place)
        return [place.x(), place.y()] if met is widget or (met is not None and widget.isAncestorOf(met)) else None

    def page(self) -> dict[str, Any]:
        """The page, what is open over it and its buttons, as one reads; those of the run bar called by their deeds."""
        self._attend()
        page = self._shown[0].page
        bar = getattr(page, "bar", None)
        called = {bar._start: "start", bar._pause: "pause", bar._stop: "stop"} if bar is not None else {}
        self._held = [each for each in page.findChildren(QAbstractButton) if _usable(each)]
        self._held.sort(key=lambda each: each.mapTo(page, QPoint()).toTuple()[::-1])
        return {
            "name": page.name,
            "asks": _asks(QApplication.activeModalWidget()),
            "menu": QApplication.activePopupWidget() is not None,
            "busy": page.busy,
            "buttons": {called.get(each) or _name(each): index for index, each in enumerate(self._held)},
        }

    def _attend(self) -> None:
        """Gives the keyboard to the window or to what it asks, as whatever manages windows would: here nothing does."""
        if QApplication.activeWindow() is None:
            (QApplication.activeModalWidget() or self._shown[0]).activateWindow()
            settle(_app(), lambda: False)

    def rest(self, seconds: float) -> list[str]:
        """Waits until no job is on its way; those that still are when the time is over."""
        runner, end = self._shown[0]._around.runner, time.monotonic() + seconds
        while runner.jobs and time.monotonic() < end:
            serve_for(10)
        return [running.job.name for running in runner.jobs]

    def reach(self, seconds: float) -> bool:
        """Waits until a job tells its first figures; whether it did."""
        told: list[object] = []
        runner, end = self._shown[0]._around.runner, time.monotonic() + seconds
        runner.told.connect(lambda _running, mails: told.extend(mail for mail in mails if isinstance(mail, Metric)))
        while not told and time.monotonic() < end:
            serve_for(10)
        return bool(told)

    def settle(self) -> None:
        """Lets what was pressed come to something."""
        settle(_app(), lambda: False)

    def speak(self, language: str) -> None:
        """Another language, whatever a hand has chosen."""
        self._shown[0]._around.settings.change(language=language)


def _app() -> QApplication:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    return app


def _tops(asking: QWidget | None) -> list[QWidget]:
    """The windows that take the mouse now."""
    return [asking] if asking is not None else [each for each in QApplication.topLevelWidgets() if each.isVisible()]


def _sheet() -> QWidget | None:
    """A dialog in view that leaves its window free; it lies over it, as there is nobody here to manage windows."""
    found = (each for each in QApplication.topLevelWidgets() if isinstance(each, QDialog) and each.isVisible())
    return next(found, None)


def _usable(widget: QWidget) -> bool:
    return widget.isVisible() and widget.isEnabled()


def _kind(widget: QWidget) -> str:
    """What a hand does with it; "" for what it can only look at, or for parts of something else."""
    if isinstance(widget.parentWidget(), QComboBox | QAbstractSpinBox | QAbstractItemView):
        return ""
    found = next((name for kind, name in KINDS if isinstance(widget, kind)), "")
    takes = widget.focusPolicy() & Qt.FocusPolicy.ClickFocus.value if not found else False
    return found or ("area" if takes and not isinstance(widget, QScrollArea) else "")


def _name(widget: QWidget) -> str:
    text = widget.text() if isinstance(widget, QAbstractButton) else ""
    return text.replace("&", "") or widget.accessibleName() or widget.objectName() or type(widget).__name__


def _sensitive(widget: QWidget) -> QRect:
    """The part of it that takes a press: of a ticked box its sign and words, not the rest of the line."""
    if isinstance(widget, QAbstractButton) and widget.isCheckable() and widget.inherits("QCheckBox"):
        option = QStyleOptionButton()
        option.initFrom(widget)
        return widget.style().subElementRect(QStyle.SubElement.SE_CheckBoxIndicator, option, widget)
    return widget.rect()


def _asks(asking: QWidget | None) -> str:
    """What kind of question is open: "file", "question", "dialog", or none."""
    if asking is None:
        return ""
    return "file" if isinstance(asking, QFileDialog) else "question" if isinstance(asking, QMessageBox) else "dialog"


def main() -> int:
    """Runs the program to its end and gives its exit code."""
    language, forms, *folders = sys.argv[1:]
    write_json(home() / "settings.json", {"version": VERSION, "language": language, "forms": json.loads(forms)})
    run = program._run
    kept: list[Ears] = []

    def run_with_ears(app: QApplication, shown: list[Window], *rest: Any) -> tuple[int, bool]:
        kept.append(Ears(shown))
        return run(app, shown, *rest)

    program._run = run_with_ears
    return program.main(folders)


if __name__ == "__main__":
    sys.exit(main())
