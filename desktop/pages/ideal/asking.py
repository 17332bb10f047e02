"""Questions to networks about the pictures that grow: one at a time, and seldom enough not to slow the growing."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal

from desktop.page.errands import AskNetworks
from desktop.runner import Runner
from engine.job.events import Ended, Outcome

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from engine.job.background import Mail, Running

_EVERY: Final = 0.8  # seconds at least between two questions while a picture grows
_SHARE: Final = 6  # and so many times as long as the last question took
_OTHERS: Final = 4  # of so many questions, one goes to another network too


class Asking(QObject):
    """`told`: of whose picture, and the opinions, a tuple. `failed`: an EngineError."""

    told = Signal(str, object)
    failed = Signal(object)

    def __init__(self, runner: Runner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runner = runner
        self._running: Running | None = None
        self._waiting: list[tuple[str, NDArray[np.uint8]]] = []
        self._model, self._device = "", "auto"
        self._judges: tuple[str, ...] = ()
        self._class: str | None = None
        self._count, self._next = 0, 0.0

    def begin(self, model: str, judges: Sequence[str], class_: str | None, device: str) -> None:
        """From now on it is about pictures that `model` grows, of `class_` (None: of a channel).

        `judges`: the networks that have no part in it.
        """
        self._drop()
        self._judges = tuple(judges)
        self._model, self._class, self._device = model, class_, device
        self._count, self._next = 0, 0.0

    @property
    def busy(self) -> bool:
        """Whether an answer is on its way."""
        return self._running is not None

    def now_and_then(self, whose: str, pixels: NDArray[np.uint8]) -> None:
        """Asks about a picture (H, W, 3) on its way, where it is time to."""
        if self._running is not None or time.monotonic() < self._next:
            return
        others = self._judges
        asked = [self._model]
        if others and self._count % _OTHERS == _OTHERS - 1:
            asked.append(others[self._count // _OTHERS % len(others)])
        self._ask(whose, pixels, asked)

    def everybody(self, pictures: Sequence[tuple[str, NDArray[np.uint8]]]) -> None:
        """Asks every ready network about each of the pictures; what was asked before is let be."""
        self._drop()
        self._waiting = list(pictures)
        self._go_on()

    def _drop(self) -> None:
        if self._running is not None:
            self._running.cancel()
        self._running, self._waiting = None, []

    def _go_on(self) -> None:
        if self._waiting and self._running is None:
            whose, pixels = self._waiting.pop(0)
            self._ask(whose, pixels, [self._model, *self._judges])

    def _ask(self, whose: str, pixels: NDArray[np.uint8], models: Sequence[str]) -> None:
        begun = time.monotonic()

        def hear(mails: list[Mail]) -> None:
            if self._running is not running:
                return
            for mail in mails:
                match mail:
                    case Outcome(tuple() as opinions):
                        self.told.emit(whose, opinions)
                    case Ended(error=error):
                        self._running = None
                        self._count += 1
                        now = time.monotonic()
                        self._next = now + max(_EVERY, _SHARE * (now - begun))
                        if error is not None:
                            self.failed.emit(error)
                        self._go_on()

        job = AskNetworks(models, pixels, self._class, self._device)
        self._running = running = self._runner.start(job, hear, urgent=True)
