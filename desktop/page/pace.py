"""How long a job will still take, from how it went until now, pauses left out."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QCoreApplication, QLocale

from desktop.figures import figure

_SETTLED: Final = 1.0  # seconds of work before an estimate is worth telling


class Pace:
    """Told of progress with `hear`; a new `phase` begins a new estimate."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self.reset()

    def reset(self) -> None:
        """Forgets what was."""
        self._phase = ""
        self._began, self._first, self._idle = 0.0, 0, 0.0
        self._paused: float | None = None

    def hear(self, phase: str, done: int, total: int) -> float | None:
        """The seconds that are left; None while that cannot be told."""
        now = self._clock()
        if phase != self._phase:
            self._phase, self._began, self._first, self._idle = phase, now, done, 0.0
        worked, steps = now - self._began - self._idle, done - self._first
        if total <= 0 or steps <= 0 or worked < _SETTLED:
            return None
        return worked * (total - done) / steps

    def pause(self) -> None:
        if self._paused is None:
            self._paused = self._clock()

    def go_on(self) -> None:
        if self._paused is not None:
            self._idle += self._clock() - self._paused
            self._paused = None


def duration(seconds: float, where: QLocale) -> str:
    """Seconds until 90, then minutes, then hours, as people write them."""
    if seconds < 90:
        shown = figure(seconds, where, "f", 1 if seconds < 10 else 0)
        return QCoreApplication.translate("duration", "{seconds} s").format(seconds=shown)
    if seconds < 5400:
        shown = figure(seconds / 60, where, "f", 0)
        return QCoreApplication.translate("duration", "{minutes} min").format(minutes=shown)
    return QCoreApplication.translate("duration", "{hours} h").format(hours=figure(seconds / 3600, where, "f", 1))
