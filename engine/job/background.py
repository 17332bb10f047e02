"""One engine thread that serves jobs in turn, a step each, and a mailbox per job that a watcher empties.

All torch work runs on this thread, the small inferences too. What a person is waiting for goes first: an urgent job
takes its steps between two steps of the others. A paused job is not asked for steps and holds nothing.
"""

from __future__ import annotations

import logging
import os
import platform
import re
import sys
import threading
import time
from collections.abc import Callable
from typing import Any, Final, Literal, TypeAlias

from engine.job.declare import FINISH, GO_ON, Job, Steps, Turns
from engine.job.events import Ended, Event, Metric, Notice, Outcome, Picture, Progress
from engine.job.words import EngineError

State: TypeAlias = Literal["waiting", "running", "paused", "ended"]
Mail: TypeAlias = Event | Ended
log = logging.getLogger(__name__)
_LOST: Final = ("CUDA error", "CUDA driver error", "cuDNN error", "MPS backend error")
"""How PyTorch's errors begin after which the device does not answer this process any more."""
_GLIBC: Final = re.compile(r"version `GLIBC_([\d.]+)' not found")
_SWITCH: Final = 0.001  # seconds after which a thread of Python hands the interpreter over


class Mailbox:
    """Events between two looks of a watcher: every metric and notice in order, else only the latest of its kind."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._empty()

    def _empty(self) -> None:
        self._ordered: list[Mail] = []
        self._pictures: dict[str, Picture] = {}
        self._progress: Progress | None = None
        self._last: list[Mail] = []

    def put(self, mail: Mail) -> None:
        with self._lock:
            match mail:
                case Progress():
                    self._progress = mail
                case Picture(slot=slot):
                    self._pictures[slot] = mail
                case Metric() | Notice():
                    self._ordered.append(mail)
                case Outcome() | Ended():
                    self._last.append(mail)

    def drain(self) -> list[Mail]:
        """What came since the last drain: metrics and notices, pictures, progress, then the outcome and the end."""
        with self._lock:
            mails = [*self._ordered, *self._pictures.values()]
            if self._progress is not None:
                mails.append(self._progress)
            mails += self._last
            self._empty()
        return mails


class Running:
    """A job on its way: its handle for whoever started it. Every method may be called from any thread."""

    def __init__(self, job: Job, urgent: bool, wake: Callable[[], None], breath: float = 0.0) -> None:
        self.job = job
        self.urgent = urgent
        self._begins = time.monotonic() + breath
        self.state: State = "waiting"
        self._wake = wake
        self._mailbox = Mailbox()
        self._lock = threading.Lock()
        self._turns: dict[str, Any] = {}
        self._pause = threading.Event()
        self._held = False
        self._cancel = threading.Event()
        self._finish = threading.Event()
        self._ended = threading.Event()
        self._steps: Steps | None = None

    def drain(self) -> list[Mail]:
        """The mail since the last look; the job is over when it holds an `Ended`."""
        return self._mailbox.drain()

    def pause(self) -> None:
        self._pause.set()

    def resume(self) -> None:
        self._pause.clear()
        self._wake()

    def cancel(self) -> None:
        """Ends the job between two of its steps, paused or not."""
        self._cancel.set()
        self._wake()

    def turn(self, **values: Any) -> None:
        """Changes live parameters of the job from its next step on."""
        with self._lock:
            self._turns.update(values)

    def finish(self) -> None:
        """Asks the job, at every step from now on, to end well with what it has; wakes it if it is paused."""
        self._finish.set()
        self.resume()

    @property
    def paused(self) -> bool:
        return self._pause.is_set() and not self._ended.is_set()

    def wait(self, timeout: float | None = None) -> bool:
        """Waits until the job is over; False when the time (seconds) ran out first."""
        return self._ended.wait(timeout)

    # What the engine thread calls.

    def ready(self) -> bool:
        if self._cancel.is_set():
            return True
        self.state = "paused" if self._pause.is_set() else "running" if self._steps else "waiting"
        return not self._pause.is_set() and self.early() <= 0

    def early(self) -> float:
        """The seconds for which the job still holds its breath, 0 or less when it may begin."""
        return self._begins - time.monotonic()

    def step(self) -> bool:
        """One step of the job on the engine thread; True when that was its last."""
        try:
            if self._cancel.is_set():
                return self._end(Ended("cancelled"))
            if self._steps is None:
                self.state = "running"
                self._steps = self.job.run()
                self._tell(next(self._steps))
            else:
                self._tell(self._steps.send(self._changes()))
        except StopIteration:
            return self._end(Ended("done"))
        except Exception as error:
            return self._end(Ended("failed", coded(error)))
        return False

    def _tell(self, event: Event) -> None:
        if isinstance(event, Notice) and event.hold is not None and not self._finish.is_set():
            self._held = True
            self._pause.set()
        self._mailbox.put(event)

    def _changes(self) -> Turns:
        with self._lock:
            turns, self._turns = self._turns, {}
        if self._finish.is_set():
            turns[FINISH] = True
        elif self._held:
            turns[GO_ON] = True
        self._held = False
        return turns or None

    def _end(self, end: Ended) -> bool:
        try:
            if self._steps is not None:
                self._steps.close()
        except Exception as error:
            log.exception("closing %s", self.job.name)
            end = Ended("failed", coded(error)) if end.error is None else end
        self._steps = None
        self.state = "ended"
        self._mailbox.put(end)
        self._ended.set()
        return True


class Background:
    """The engine thread. It starts with the first job and ends with `close`."""

    def __init__(
        self, prepare: Callable[[], None] | None = None, lower_priority: bool = True, breath: float = 0.0
    ) -> None:
        """`prepare` runs first on the new thread (importing torch, say); `lower_priority` lets a window go first.

        A job that is not urgent holds its breath for `breath` seconds before its first step: a window needs them to
        draw what starting the job has changed on its page.
        """
        self._prepare = prepare
        self._lower_priority = lower_priority
        self._breath = breath
        self._condition = threading.Condition()
        self._jobs: list[Running] = []
        self._closing = False
        self._thread: threading.Thread | None = None

    def start(self, job: Job, *, urgent: bool = False) -> Running:
        """Queues a job; an urgent one is served between the steps of the others. Raises RuntimeError when closed."""
        running = Running(job, urgent, self._wake, 0.0 if urgent else self._breath)
        with self._condition:
            if self._closing:
                raise RuntimeError("the engine thread is closed")
            self._jobs.append(running)
            self._condition.notify_all()
        self.warm_up()
        return running

    def warm_up(self) -> None:
        """Starts the thread, and with it `prepare`, before there is a job."""
        with self._condition:
            if self._thread is None and not self._closing:
                self._thread = threading.Thread(target=self._serve, name="engine", daemon=True)
                self._thread.start()

    def close(self, timeout: float | None = None) -> bool:
        """Cancels every job and ends the thread; False when a step outlasted `timeout` seconds."""
        with self._condition:
            self._closing = True
            for running in self._jobs:
                running.cancel()
            self._condition.notify_all()
        if self._thread is None:
            return True
        self._thread.join(timeout)
        return not self._thread.is_alive()

    def _wake(self) -> None:
        with self._condition:
            self._condition.notify_all()

    def _serve(self) -> None:
        if self._lower_priority:
            _yield_to_the_window()
        if self._prepare is not None:
            try:
                self._prepare()
            except Exception:
                log.exception("preparing the engine thread")
        while (running := self._next()) is not None:
            if running.step():
                with self._condition:
                    self._jobs.remove(running)
            _let_others_in()

    def _next(self) -> Running | None:
        """The job whose turn it is: urgent ones first, then the one that has waited longest. None: the end."""
        with self._condition:
            while True:
                early = [running.early() for running in self._jobs]
                ready = [running for running in self._jobs if running.ready()]
                if ready:
                    chosen = next((running for running in ready if running.urgent), ready[0])
                    self._jobs.remove(chosen)
                    self._jobs.append(chosen)
                    return chosen
                if self._closing and not self._jobs:
                    return None
                self._condition.wait(min((seconds for seconds in early if seconds > 0), default=None))


def coded(error: BaseException) -> EngineError:
    """`error` as an error with a code: itself, or the nearest of the general ones. The trace goes to the log."""
    if isinstance(error, EngineError):
        return error
    log.error("unexpected error in a job", exc_info=error)
    if is_out_of_memory(error):
        return EngineError("out_of_memory")
    if isinstance(error, RuntimeError) and str(error).startswith(_LOST):
        return EngineError("device_lost", detail=str(error).splitlines()[0][:200])
    if isinstance(error, ImportError | OSError) and (wanted := _GLIBC.search(str(error))):
        return EngineError("old_glibc", needed=wanted[1], found=platform.libc_ver()[1], package="")
    if isinstance(error, OSError) and error.errno == 28:
        return EngineError("disk_full", path=str(error.filename or ""), megabytes=1)
    if isinstance(error, PermissionError):
        return EngineError("no_permission", path=str(error.filename or ""))
    return EngineError("unexpected", kind=type(error).__name__, detail=str(error)[:300])


def is_out_of_memory(error: BaseException) -> bool:
    """Whether an error of PyTorch or Python means that memory is short: torch has no one class for that."""
    signs = ("out of memory", "not enough memory", "can't allocate memory", "cannot allocate memory")
    return isinstance(error, MemoryError) or any(sign in str(error).lower() for sign in signs)


def _yield_to_the_window() -> None:
    """Has the interpreter change hands often, and gives this thread a lower priority where the system can (Linux).

    Each call of Qt from Python lets the interpreter go and waits to have it back, up to 5 ms by default: a paint event
    with dozens of calls took a quarter of a second beside a thread of pure Python.
    """
    sys.setswitchinterval(_SWITCH)
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 10)


def _let_others_in() -> None:
    """Lets a thread that waits for the interpreter have it: a job of many tiny steps would keep it for itself."""
    time.sleep(0)
