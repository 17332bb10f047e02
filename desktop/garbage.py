"""Python's cyclic garbage, collected on the window's thread alone.

Python collects on whichever thread makes the next object: on the engine's thread a collection that comes upon a
forgotten widget or timer would end it there, which Qt does not survive. And with torch imported a collection of all
generations holds the interpreter, and with it the window, for some tenths of a second; so what the imports made is
set aside once they are done.
"""

from __future__ import annotations

import gc
import sys
from typing import Final

from PySide6.QtCore import QObject, QTimer

_MILLISECONDS: Final = 200
_LARGE: Final = 200  # modules


class Collector(QObject):
    """Collects now and then, from its making to `close`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._modules = 0
        gc.disable()
        self._timer = QTimer(self, interval=_MILLISECONDS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> None:
        """Collects the oldest generation whose time has come by Python's own thresholds."""
        due = [made > most for made, most in zip(gc.get_count(), gc.get_threshold(), strict=True)]
        if due[2]:
            if not self.set_aside():
                gc.collect()
        elif due[1]:
            gc.collect(1)
        elif due[0]:
            gc.collect(0)

    def set_aside(self) -> bool:
        """Leaves what large imports made out of all later collections; False where none were made since the last."""
        if len(sys.modules) <= self._modules + _LARGE:
            return False
        self._modules = len(sys.modules)
        gc.collect(1)
        gc.freeze()
        return True

    def close(self) -> None:
        """Gives collecting back to Python."""
        self._timer.stop()
        gc.unfreeze()
        gc.enable()
