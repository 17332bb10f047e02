"""A page's work: a job, or several side by side, from the start to the end; what every page does alike, done once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Literal, Protocol, TypeAlias

from PySide6.QtCore import QObject, Signal

from desktop.page.banner import ErrorBanner
from desktop.page.pace import Pace, duration
from desktop.page.runbar import RunBar
from desktop.runner import Runner
from engine.job.events import Ended, Notice, Progress
from engine.job.words import EngineError, say

if TYPE_CHECKING:
    from engine.job.background import Mail, Running
    from engine.job.declare import Job

TaskState: TypeAlias = Literal["idle", "running", "paused", "held"]


class Shows(Protocol):
    """What a page gives its task."""

    def show_events(self, events: list[Mail], whose: str) -> None:
        """Shows what a job told since the last look."""

    def show_progress(self) -> None:
        """Tells how far the task is, in words of the page's own where it has some."""

    def show_end(self, end: Ended, whose: str) -> None:
        """Shows that a job is over; the task is idle already where it was the last one."""

    def show_state(self) -> None:
        """Shows what can be done now."""


class PageTask(QObject):
    """Starts a page's job, pauses, goes on, ends it well or at once, and shows how far it is and what went wrong.

    `changed`: `state` is another. "held": the job itself waits until a person has mended what its banner tells. What
    a job says after it was dropped concerns nobody. Several jobs that start together, each under a name of its own,
    are one task: they are paused and ended together, and the task is over with the last of them.
    """

    changed = Signal()

    def __init__(self, runner: Runner, banner: ErrorBanner, page: Shows, *, can_pause: bool = True) -> None:
        super().__init__()
        self._runner, self._banner, self._page = runner, banner, page
        self._jobs: dict[str, Running] = {}
        self._progress: dict[str, Progress] = {}
        self._state: TaskState = "idle"
        self._ends_well = False
        self._pace = Pace()
        self.bar = RunBar(can_pause=can_pause)

    @property
    def state(self) -> TaskState:
        return self._state

    @property
    def busy(self) -> bool:
        """Whether a job is on its way."""
        return bool(self._jobs)

    @property
    def stopping(self) -> bool:
        """Whether the end was asked for and has not come yet."""
        return self.bar.state == "stopping"

    @property
    def job(self) -> Job | None:
        """The job on its way; the first of several."""
        return next((running.job for running in self._jobs.values()), None)

    @property
    def progress(self) -> Mapping[str, Progress]:
        """The latest progress of each job, by its name; of jobs that are over too."""
        return self._progress

    def start(
        self, make: Callable[[], Job], *, urgent: bool = False, ask: bool | None = None, ends_well: bool = False
    ) -> bool:
        """Starts the job that `make` makes; whether it could. See `start_all`."""
        return bool(self.start_all(lambda: {"": make()}, urgent=urgent, ask=ask, ends_well=ends_well))

    def start_all(
        self,
        make: Callable[[], Mapping[str, Job]],
        *,
        urgent: bool = False,
        ask: bool | None = None,
        ends_well: bool = False,
    ) -> dict[str, Running]:
        """Starts jobs side by side, after dropping those on their way; none where `make` raises an EngineError.

        `urgent` and `ask` as in `Runner.start`. `ends_well`: the first `cancel` keeps what has been reached.
        """
        self.drop()
        self._banner.clear()
        try:
            jobs = make()
        except EngineError as error:
            self._banner.show_error(error)
            jobs = {}
        started: dict[str, Running] = {}
        for whose, job in jobs.items():
            started[whose] = self._runner.start(
                job, partial(self._hear_current, whose, started), urgent=urgent, ask=ask
            )
        if started:
            self.watch(started, ends_well=ends_well)
        self._page.show_state()
        return started

    def watch(self, jobs: dict[str, Running], *, ends_well: bool) -> None:
        """Takes jobs that were started as this task's, from their first event on."""
        self._jobs = dict(jobs)
        self._progress = {}
        self._ends_well = ends_well
        self._pace.reset()
        self._set_state("running")
        waits = self._runner.warming_up
        self.bar.set_progress(0, 0, self.tr("waits for PyTorch, which is starting …") if waits else "")

    def hear(self, mails: list[Mail], whose: str = "") -> None:
        """What a job told since the last look."""
        end: Ended | None = None
        for mail in mails:
            match mail:
                case Progress():
                    self._progress[whose] = mail
                case Notice(_, EngineError() as error):
                    self._hold(error)
                case Ended():
                    end = mail
        self._page.show_events([mail for mail in mails if not isinstance(mail, Ended)], whose)
        if end is not None:
            self._end(end, whose)
        self.tell_progress()

    def _hear_current(self, whose: str, started: Mapping[str, Running], mails: list[Mail]) -> None:
        running = started.get(whose)
        if running is not None and self._jobs.get(whose) is running:
            self.hear(mails, whose)

    def _hold(self, error: EngineError) -> None:
        """Something stands in the way that a person may mend: then the job goes on, or ends well."""
        self._banner.show_error(error)
        if self._state == "running" and not self.stopping:
            self._set_state("held")

    def _end(self, end: Ended, whose: str) -> None:
        self._jobs.pop(whose, None)
        if not self._jobs:
            self._set_state("idle")
        if end.error is not None:
            self._banner.show_error(end.error)
        self._page.show_end(end, whose)

    def pause(self) -> None:
        """Pauses, or goes on."""
        if not self._jobs or self.stopping:
            return
        pausing = self._state == "running"
        if self._state == "held":
            self._banner.clear()
        for running in self._jobs.values():
            if pausing:
                running.pause()
            else:
                running.resume()
        self._set_state("paused" if pausing else "running")
        self.tell_progress()

    def cancel(self) -> None:
        """Ends the task, well where it can be; asked a second time, at once."""
        if not self._jobs:
            return
        at_once = self.stopping or not self._ends_well
        if self._state == "held":
            self._banner.clear()
        for running in self._jobs.values():
            if at_once:
                running.cancel()
            else:
                running.finish()
        self._set_state("running")
        self.bar.set_state("stopping")

    def drop(self) -> None:
        """Ends what is on its way; what it still says concerns nobody."""
        for running in self._jobs.values():
            running.cancel()
        self._jobs = {}
        self._set_state("idle")

    def turn(self, name: str, value: object, whose: str = "") -> None:
        """Changes a live parameter of a job on its way."""
        if whose in self._jobs:
            self._jobs[whose].turn(**{name: value})

    def tell_progress(self) -> None:
        """Shows how far the task is, beside the buttons; nothing of it once its end was asked for."""
        if self._jobs and self._progress and not self.stopping:
            self._page.show_progress()

    def say_progress(self, words: Sequence[str] | None = None) -> None:
        """Shows how far all jobs are, in `words` or the engine's own, and the time that is left.

        A full bar means done: where the last step is taken and the work goes on, the bar moves instead.
        """
        held = list(self._progress.values())
        notes = [progress.note for progress in held if progress.note]
        note = notes[-1] if notes else None
        done, total = sum(one.done for one in held), sum(one.total for one in held)
        parts = list(words) if words is not None else [say(note, self._banner.language)] if note else []
        if self._state != "running":
            parts.insert(0, self.tr("paused"))
        elif (left := self._pace.hear(note.code if note else "", done, total)) and done < total:
            parts.insert(0, self.tr("{time} left").format(time=duration(round(left), self.bar.locale())))
        self.bar.set_progress(done, total if done < total else 0, " · ".join(parts))

    def _set_state(self, state: TaskState) -> None:
        before, self._state = self._state, state
        self.bar.set_state("paused" if state == "held" else state)
        if state in ("paused", "held"):
            self._pace.pause()
        else:
            self._pace.go_on()
        if state != before:
            self.changed.emit()
