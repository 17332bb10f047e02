"""Python's cyclic garbage, collected on the window's thread alone.

Python collects on whichever thread makes the next object: on the engine's thread a collection that comes upon a
forgotten widget or timer would end it there, which Qt does not survive. And with torch imported a collection of all
generations holds the interpreter, and with it the window, for some tenths of a second; so what the imports made is
set aside once they are done, and so are the records of a hundred thousand photos while they come. What is set aside
still ends when nobody refers to it; only circles among it stay until `close`.
"""

from __future__ import annotations

import gc
import sys
from typing import Final

from PySide6.QtCore import QObject, QTimer

_MILLISECONDS: Final = 200
_QUICK: Final = 40  # the same, while a flood lasts
_FLOOD: Final = 20_000  # objects that came and stayed since the last look: data, where others are widgets and events
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
        """Collects the oldest generation whose time has come by Python's own thresholds; sets a flood aside."""
        flood = gc.get_count()[0] > _FLOOD
        self._timer.setInterval(_QUICK if flood else _MILLISECONDS)
        if flood:
            gc.collect(0)
            gc.freeze()
            return
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
