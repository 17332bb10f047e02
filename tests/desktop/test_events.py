"""Whatever a hand does on a page, empty or at work: nothing that Qt calls may raise; such an error is fatal there."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, NamedTuple, TypeAlias

import pytest
from pictures import folder_of
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QEnterEvent, QFocusEvent, QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QMenu, QWidget
from shiboken6 import isValid

from desktop.page.page import Page, Surroundings
from desktop.pages import PAGES, WELCOME, entry
from desktop.runner import Runner
from desktop.settings import Settings
from desktop.shell.window import Window
from desktop.theme import apply_theme
from desktop.widgets.tiles.thumbnails import Thumbnails
from desktop.workspace import Workspace
from engine.job.events import Metric
from engine.jobs.train import Train

KEYS: Final = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End)
NONE: Final = Qt.KeyboardModifier.NoModifier
Until: TypeAlias = Callable[[Callable[[], bool]], None]


def keys() -> Iterator[QEvent]:
    for key in (*KEYS, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            yield QKeyEvent(kind, key, NONE)


def escape() -> Iterator[QEvent]:
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        yield QKeyEvent(kind, Qt.Key.Key_Escape, NONE)


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
    yield QFocusEvent(QEvent.Type.FocusIn, Qt.FocusReason.TabFocusReason)
    yield from keys()
    yield from moves(widget)
    yield QFocusEvent(QEvent.Type.FocusOut, Qt.FocusReason.TabFocusReason)
    for kind in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
        yield QFocusEvent(kind, Qt.FocusReason.ActiveWindowFocusReason)


def sweep(page: Page, raised: list[BaseException], reached: Callable[[QWidget], bool] = isValid) -> Iterator[int]:
    """Sends every event to one widget of a page after another; how many each was sent: 0 where it is not `reached`.

    From right to left: the view comes before the form, whose wheels and keys may take what it shows away.
    """
    widgets = [each for each in (page, *page.findChildren(QWidget)) if not isinstance(each, QMenu)]
    for widget in sorted(widgets, key=lambda each: -each.mapTo(page, QPoint()).x()):
        sent = 0
        for event in events(widget) if isValid(widget) and reached(widget) else ():
            if isValid(widget):
                QApplication.sendEvent(widget, event)
                sent += 1
            assert not raised, f"{type(widget).__name__} {widget.objectName()} on {event.type().name}: {raised}"
        if sent and isValid(widget):
            widget.grab()
            widget.setFocus()
        assert not raised, f"{type(widget).__name__} {widget.objectName()}: {raised}"
        yield sent


def leave(page: Page, raised: list[BaseException]) -> None:
    """Esc on every widget: it comes last, as it ends what is on its way."""
    for widget in (page, *page.findChildren(QWidget)):
        for event in escape():
            QApplication.sendEvent(widget, event)
        assert not raised, f"{type(widget).__name__} {widget.objectName()}: {raised}"
    QApplication.processEvents()
    assert not raised


@pytest.mark.parametrize("name", [WELCOME, *PAGES])
def test_nothing_raises_where_qt_calls(name: str, around: Surroundings, raised: list[BaseException]) -> None:
    page = entry(name).load()(around)
    page.retranslate()
    page.resize(1080, 760)
    page.show()
    assert sum(sweep(page, raised)) > 100
    leave(page, raised)
    for part in vars(page).values():
        if isinstance(part, Thumbnails):
            part.close()


class Work(NamedTuple):
    """A page's job: the buttons that lead to it, the last of which starts it."""

    page: str
    presses: tuple[str, ...] = ()


BRIEF: Final = {
    "scan": Work("data"),
    "evaluate": Work("evaluate", ("Judge the model",)),
    "classify": Work("classify", ("dog",)),
    "layers": Work("features", ("dog",)),
    "map": Work("features", ("Map of a folder", "Draw the map")),
}
LASTING: Final = {
    "train": Work("train", ("Start",)),
    "ideal": Work("ideal", ("Start",)),
    "attack": Work("attack", ("dog", "Attack")),
    "folder": Work("attack", ("dog", "Whole folder", "Measure")),
}
FORMS: Final = {"train": {"epochs": 10_000}, "ideal": {"steps": 10_000, "size": 64}, "attack": {"steps": 10_000}}


@pytest.fixture(scope="module")
def photos(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return folder_of(tmp_path_factory.mktemp("events") / "photos", green=10, red=10)


@pytest.fixture(scope="module")
def model(photos: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small model trained on `photos`."""
    out = tmp_path_factory.mktemp("models") / "m.safetensors"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PRIJENOS_HOME", str(out.parent / "home"))
        list(Train(folder=photos, backbone="mobilenet_v3_small", weights="none", epochs=3, threads=1, out=out).run())
    return out


@pytest.fixture
def window(app: QApplication, model: Path, until: Until, monkeypatch: pytest.MonkeyPatch) -> Iterator[Window]:
    monkeypatch.setattr(Window, "warm_up", lambda _self: None)
    settings = Settings()
    settings.change(language="en", theme="light", threads=1)
    for form, values in FORMS.items():
        settings.keep_form(form, values)
    around = Surroundings(Runner(), Workspace(settings), settings)
    around.workspace.set_model(model)
    made = Window(app, around)
    made.show()
    made.activateWindow()
    until(made.isActiveWindow)
    yield made
    made.closing.leaving = True
    made.close()
    apply_theme(app, "light")
    assert around.runner.close(20)


def press(page: Page, name: str, until: Until) -> None:
    """Presses the button in view that is called so, once it can be pressed."""

    def found() -> list[QAbstractButton]:
        inside = [each for each in page.findChildren(QAbstractButton) if each.isVisible() and each.isEnabled()]
        return [each for each in inside if (each.text() or each.accessibleName()).startswith(name)]

    until(lambda: bool(found()))
    QTest.mouseClick(found()[0], Qt.MouseButton.LeftButton)


def begin(window: Window, work: Work, photos: Path, until: Until) -> Page:
    """Opens the folder and starts the job as a person does; gives the page, the job on its way."""
    around = window._around
    around.workspace.open_folder(photos)
    if work.page == "data":
        return window.go("data")
    until(lambda: around.workspace.scan is not None and not around.runner.jobs)
    page = window.go(work.page)
    for name in work.presses:
        if page.busy:  # what the view before has begun
            until(lambda: not page.busy)
        press(page, name, until)
    return page


def reaches_figures(window: Window, until: Until) -> None:
    """Waits until the job has told some, as curves and pictures come with them."""
    told: list[object] = []
    window._around.runner.told.connect(lambda _running, mails: told.extend(mails))
    until(lambda: any(isinstance(mail, Metric) for mail in told))


def while_busy(page: Page, raised: list[BaseException], between: Callable[[], object]) -> int:
    """Sweeps what is in view for as long as the job is on its way; how many events were sent."""
    sent = 0
    for each in sweep(page, raised, QWidget.isVisible):
        sent += each
        between()
        if not page.busy:
            break
    return sent


def faults(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What the log tells of listeners and jobs that raised."""
    return [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]


def when_over(page: Page, raised: list[BaseException]) -> None:
    assert sum(sweep(page, raised)) > 100
    leave(page, raised)
    assert page.banner.error is None


@pytest.mark.parametrize("name", LASTING)
def test_nothing_raises_while_a_job_is_paused_goes_on_and_is_stopped(
    window: Window, photos: Path, name: str, until: Until, raised: list[BaseException], caplog: pytest.LogCaptureFixture
) -> None:
    page = begin(window, LASTING[name], photos, until)
    reaches_figures(window, until)
    page.pause()
    assert any(running.paused for running in window._around.runner.jobs)
    assert while_busy(page, raised, QApplication.processEvents) > 100
    page.pause()
    assert while_busy(page, raised, QApplication.processEvents) > 100
    QTest.keyClick(window, Qt.Key.Key_Escape)
    until(lambda: not page.busy)
    when_over(page, raised)
    assert not faults(caplog)


@pytest.mark.parametrize("name", BRIEF)
def test_nothing_raises_while_a_brief_job_is_on_its_way(
    window: Window, photos: Path, name: str, until: Until, raised: list[BaseException], caplog: pytest.LogCaptureFixture
) -> None:
    page = begin(window, BRIEF[name], photos, until)
    assert while_busy(page, raised, lambda: None) > 100
    until(lambda: not page.busy)
    assert not raised
    assert not faults(caplog)


@pytest.mark.parametrize("name", BRIEF)
def test_nothing_raises_after_a_brief_job(
    window: Window, photos: Path, name: str, until: Until, raised: list[BaseException], caplog: pytest.LogCaptureFixture
) -> None:
    page = begin(window, BRIEF[name], photos, until)
    until(lambda: not page.busy)
    when_over(page, raised)
    assert not faults(caplog)
