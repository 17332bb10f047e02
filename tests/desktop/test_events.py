"""Whatever a hand does on a page that is empty: nothing that Qt calls may raise, for such an error is fatal there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QEnterEvent, QFocusEvent, QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from shiboken6 import isValid

from desktop.page.page import Surroundings
from desktop.pages import PAGES, WELCOME, entry
from desktop.runner import Runner
from desktop.settings import Settings
from desktop.widgets.tiles.thumbnails import Thumbnails
from desktop.workspace import Workspace
from engine.job.background import Background

KEYS = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End)
NONE = Qt.KeyboardModifier.NoModifier


class Idle(Background):
    """An engine thread that never begins."""

    def warm_up(self) -> None:
        pass


@pytest.fixture
def around(app: QApplication) -> Iterator[Surroundings]:
    settings = Settings()
    settings.change(language="en")
    made = Surroundings(Runner(background=Idle()), Workspace(settings), settings)
    yield made
    made.runner.close()


def keys() -> Iterator[QEvent]:
    for key in (*KEYS, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Escape):
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            yield QKeyEvent(kind, key, NONE)


def moves(widget: QWidget) -> Iterator[QEvent]:
    button, buttons = Qt.MouseButton.NoButton, Qt.MouseButton.NoButton
    for at in (QPoint(0, 0), widget.rect().center(), widget.rect().bottomRight(), QPoint(-5, 9999)):
        there = QPointF(widget.mapToGlobal(at))
        yield QEnterEvent(QPointF(at), QPointF(at), there)
        yield QMouseEvent(QEvent.Type.MouseMove, QPointF(at), there, button, buttons, NONE)
        for turn in (120, -120):
            phase = Qt.ScrollPhase.NoScrollPhase
            yield QWheelEvent(QPointF(at), there, QPoint(), QPoint(0, turn), buttons, NONE, phase, False)
    yield QEvent(QEvent.Type.Leave)


def events(widget: QWidget) -> Iterator[QEvent]:
    for reason in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.ActiveWindowFocusReason):
        yield QFocusEvent(QEvent.Type.FocusIn, reason)
        yield from keys()
        yield from moves(widget)
        yield QFocusEvent(QEvent.Type.FocusOut, reason)


@pytest.mark.parametrize("name", [WELCOME, *PAGES])
def test_nothing_raises_where_qt_calls(name: str, around: Surroundings, raised: list[BaseException]) -> None:
    page = entry(name).load()(around)
    page.retranslate()
    page.resize(1080, 760)
    page.show()
    widgets = [page, *page.findChildren(QWidget)]
    sent = 0
    for widget in widgets:
        if not isValid(widget) or isinstance(widget, QMenu):
            continue
        for event in events(widget):
            if isValid(widget):
                QApplication.sendEvent(widget, event)
                sent += 1
            assert not raised, f"{type(widget).__name__} {widget.objectName()} on {event.type().name}"
        if isValid(widget):
            widget.grab()
            widget.setFocus()
        assert not raised, type(widget).__name__
    QApplication.processEvents()
    assert not raised
    assert sent > 100
    for part in vars(page).values():
        if isinstance(part, Thumbnails):
            part.close()
