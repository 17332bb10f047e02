"""Painting in turns: what would hold the window up if it were painted at once."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

_TURN: Final = 20  # ms


def paint_in_turns(widgets: Iterable[QWidget]) -> None:
    """Lets each widget be painted a turn after the one before; meanwhile it stays as it looks."""
    for turn, widget in enumerate(widgets, start=1):
        widget.setUpdatesEnabled(False)
        QTimer.singleShot(turn * _TURN, widget, partial(widget.setUpdatesEnabled, True))
