"""Runs jobs for the window: one engine thread, and one timer on the window's side that empties the mailboxes."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, Final, TypeAlias

from PySide6.QtCore import QObject, QTimer, Signal

from engine.device import choose, device_param, threads_param, use_threads
from engine.job.background import Background, Mail, Running
from engine.job.declare import Job, Steps
from engine.job.events import Ended, Outcome, Progress

Hear: TypeAlias = Callable[[list[Mail]], None]
INTERVAL: Final = 33  # ms between two looks into the mailboxes, while jobs run
BREATH: Final = 0.15  # seconds that a page has to draw itself before the job it started computes
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Machine:
    """What the engine computes on: the device's name and the number of threads."""

    device: str
    threads: int


@dataclass(frozen=True, kw_only=True)
class WarmUp(Job):
    """Imports torch on the engine thread before there is other work, and tells what it computes on.

    Then it builds a network, for which torch imports another thousand modules: they hold the interpreter, and the
    window with it, so they come before a person watches curves.
    """

    name: ClassVar[str] = "machine"
    device: str = device_param()
    threads: int = threads_param()

    def run(self) -> Steps:
        yield Progress(0, 2)
        import engine.jobs  # what the pages will need is read before torch is, on this thread

        machine = Machine(choose(self.device).type, use_threads(self.threads))
        yield Progress(1, 2)
        import engine.learn.session  # noqa: F401
        from engine.models.model import build

        build("efficientnet_lite0", weights="none", classes=("a", "b"))
        yield Outcome(machine)


@dataclass(frozen=True, slots=True)
class _Watched:
    running: Running
    hear: Hear
    ask: bool


class Runner(QObject):
    """The window's side of the engine. `changed`: a job started or ended. `told`: what one look brought, for a log."""

    changed = Signal()
    told = Signal(object, object)  # Running, list[Mail]

    def __init__(self, background: Background | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = background or Background(breath=BREATH)
        self._watched: list[_Watched] = []
        self._timer = QTimer(self, interval=INTERVAL)
        self._timer.timeout.connect(self._look)

    def start(self, job: Job, hear: Hear, *, urgent: bool = False, ask: bool | None = None) -> Running:
        """Starts a job; `hear` gets lists of its mail on the window's thread, the last one holding an `Ended`.

        `urgent`: a person waits for it now; it goes between the steps of the others. `ask`: closing the window asks
        first whether to stop the job (by default where it is not urgent).
        """
        running = self._background.start(job, urgent=urgent)
        self._watched.append(_Watched(running, hear, not urgent if ask is None else ask))
        self._timer.start()
        self.changed.emit()
        return running

    @property
    def jobs(self) -> list[Running]:
        """The jobs on their way, oldest first."""
        return [watched.running for watched in self._watched]

    @property
    def warming_up(self) -> bool:
        """Whether what starts now waits until torch is there."""
        return any(isinstance(running.job, WarmUp) for running in self.jobs)

    @property
    def worth_asking(self) -> list[Running]:
        """The jobs whose end a person should be asked about."""
        return [watched.running for watched in self._watched if watched.ask]

    def finish(self) -> None:
        """Asks every job to end well now, keeping what it has."""
        for watched in self._watched:
            watched.running.finish()

    def close(self, timeout: float = 1.5) -> bool:
        """Cancels every job and ends the engine thread; False when a step outlasted `timeout` seconds."""
        self._timer.stop()
        ended = self._background.close(timeout)
        self._watched.clear()
        return ended

    def _look(self) -> None:
        for watched in list(self._watched):
            mails = watched.running.drain()
            if mails:
                self._deliver(watched, mails)
        if not self._watched:
            self._timer.stop()

    def _deliver(self, watched: _Watched, mails: list[Mail]) -> None:
        over = isinstance(mails[-1], Ended)
        if over:
            self._watched.remove(watched)
        try:
            watched.hear(mails)
        except Exception:
            log.exception("a listener to %s", watched.running.job.name)
        self.told.emit(watched.running, mails)
        if over:
            self.changed.emit()
