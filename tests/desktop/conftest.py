"""What the window's tests stand on: one application without a screen, and nothing left behind by a test."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Iterator

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QLocale, QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu, QMessageBox, QWidget

from desktop.page.page import Surroundings
from desktop.runner import Runner
from desktop.settings import Settings
from desktop.shell.window import Window
from desktop.theme import apply_theme
from desktop.workspace import Workspace
from engine.job.background import Background
from tests.desktop.surroundings import Idle, surroundings


@pytest.fixture(scope="session")
def application() -> Iterator[QApplication]:
    """The one application of the session, dressed in the light theme."""
    made = QApplication.instance()
    app = made if isinstance(made, QApplication) else QApplication([])
    app.setQuitOnLastWindowClosed(False)  # a test's loop ends when the test says so
    apply_theme(app, "light")
    yield app
    # The clipboard without a screen outlives Python: what it holds of Python's would end the process in a crash.
    app.clipboard().clear()


@pytest.fixture(autouse=True, scope="module")
def garbage_of_this_thread() -> Iterator[None]:
    """As in the window: a collection that came upon a widget on the engine's thread would end the process."""
    yield
    gc.collect()
    gc.enable()


@pytest.fixture
def app(application: QApplication) -> Iterator[QApplication]:
    """The application; widgets that the test leaves are deleted after it, a dialog or menu left open fails it."""
    gc.disable()
    spoken = QLocale()
    yield application
    QLocale.setDefault(spoken)  # a window that spoke Croatian leaves the next test its own language
    asked = [type(widget).__name__ for widget in application.topLevelWidgets() if _asks(widget)]
    ours = [widget for widget in application.topLevelWidgets() if type(widget).__module__.startswith("desktop")]
    for widget in [widget for widget in ours if widget.parent() is None]:
        widget.close()
        widget.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    application.processEvents()
    gc.collect(1)
    assert not asked, f"left open: {asked}"


def _asks(widget: QWidget) -> bool:
    """Whether a widget is a question or a menu that nobody answered."""
    return widget.isVisible() and isinstance(widget, QMessageBox | QFileDialog | QMenu)


@pytest.fixture
def raised(monkeypatch: pytest.MonkeyPatch) -> list[BaseException]:
    """The errors that came up where Qt called, and that nobody could catch."""
    errors: list[BaseException] = []
    monkeypatch.setattr(sys, "excepthook", lambda _kind, error, _trace: errors.append(error))
    monkeypatch.setattr(sys, "unraisablehook", lambda given: errors.append(given.exc_value))
    return errors


@pytest.fixture
def around(app: QApplication) -> Iterator[Surroundings]:
    """Surroundings whose jobs never begin."""
    made = surroundings(Idle())
    yield made
    made.runner.close()


@pytest.fixture
def real(app: QApplication) -> Iterator[Surroundings]:
    """Surroundings whose jobs are done."""
    made = surroundings(Background())
    yield made
    made.runner.close()


@pytest.fixture
def at_work(app: QApplication) -> Iterator[Surroundings]:
    """Surroundings as the program starts with them; their work must end within 20 seconds."""
    settings = Settings()
    settings.change(language="en", theme="light")
    made = Surroundings(Runner(), Workspace(settings), settings)
    yield made
    assert made.runner.close(20)


@pytest.fixture
def window(
    app: QApplication,
    around: Surroundings,
    until: Callable[[Callable[[], bool]], None],
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Window]:
    """The window in its surroundings, in front, without PyTorch being brought up behind it."""
    monkeypatch.setattr(Window, "warm_up", lambda _self: None)
    made = Window(app, around)
    made.show()
    made.activateWindow()
    until(made.isActiveWindow)
    yield made
    made.closing.leaving = True
    made.close()
    apply_theme(app, "light")


@pytest.fixture
def until(app: QApplication) -> Callable[[Callable[[], bool]], None]:
    """Serves events until something is true; fails the test when it has not become so in half a minute."""

    def serve(true: Callable[[], bool], seconds: int = 30) -> None:
        loop = QEventLoop()
        look = QTimer(interval=4)
        look.timeout.connect(lambda: true() and loop.quit())
        look.start()
        QTimer.singleShot(seconds * 1000, loop, loop.quit)
        if not true():
            loop.exec()
        assert true(), "it never came true"

    return serve
