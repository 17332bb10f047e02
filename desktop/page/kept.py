"""What a page's form holds is kept a moment after the last change, and at once when a job starts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from PySide6.QtCore import QObject, QTimer

from desktop.page.page import Page

_AFTER: Final = 300  # ms: several changes of a form, one note


class KeptForm(QObject):
    """Keeps what `values` tells as the form of the page's name."""

    def __init__(self, page: Page, values: Callable[[], dict[str, Any]]) -> None:
        super().__init__(page)
        self._settings, self._name, self._values = page.around.settings, page.name, values
        self._later = QTimer(self, singleShot=True, interval=_AFTER)
        self._later.timeout.connect(self.keep)

    def soon(self) -> None:
        """Keeps it when it has not changed for a moment."""
        self._later.start()

    def keep(self) -> None:
        """Keeps it now."""
        self._later.stop()
        self._settings.keep_form(self._name, self._values())
