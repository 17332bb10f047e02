"""What the window's tests stand on: one application without a screen, and nothing left behind by a test."""

from __future__ import annotations

import os
from collections.abc import Iterator

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from desktop.theme import apply_theme


@pytest.fixture(scope="session")
def application() -> QApplication:
    """The one application of the session, dressed in the light theme."""
    made = QApplication.instance()
    app = made if isinstance(made, QApplication) else QApplication([])
    apply_theme(app, "light")
    return app


@pytest.fixture
def app(application: QApplication) -> Iterator[QApplication]:
    """The application; every widget that the test leaves is closed and deleted after it."""
    yield application
    ours = [widget for widget in application.topLevelWidgets() if type(widget).__module__.startswith("desktop")]
    for widget in [widget for widget in ours if widget.parent() is None]:
        widget.close()
        widget.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    application.processEvents()
