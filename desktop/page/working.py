"""A page that has a job: its run bar and its task, and what keys and buttons ask of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from typing_extensions import override

from desktop.page.page import Page, Surroundings
from desktop.page.task import PageTask

if TYPE_CHECKING:
    from engine.job.background import Mail
    from engine.job.events import Ended


class WorkingPage(Page):
    """A subclass starts its job with `task.start` and shows what the job tells in `show_events`."""

    can_pause: ClassVar[bool] = True

    def __init__(self, around: Surroundings) -> None:
        super().__init__(around)
        self.task = PageTask(around.runner, self.banner, self, can_pause=self.can_pause)
        self.bar = self.task.bar
        self.bar.start.connect(self.start)
        self.bar.pause.connect(self.pause)
        self.bar.stop.connect(self.cancel)

    @property
    @override
    def busy(self) -> bool:
        return self.task.busy

    @override
    def pause(self) -> None:
        self.task.pause()

    @override
    def cancel(self) -> None:
        self.task.cancel()

    def hear(self, mails: list[Mail], whose: str = "") -> None:
        """What the job told since the last look, `whose` of several."""
        self.task.hear(mails, whose)

    def show_events(self, events: list[Mail], whose: str) -> None:
        """Shows what the job told since the last look."""

    def show_progress(self) -> None:
        """Tells how far the job is."""
        self.task.say_progress()

    def show_end(self, end: Ended, whose: str) -> None:  # noqa: ARG002
        """Shows that the job is over."""
        self.show_state()

    def show_state(self) -> None:
        """Shows what can be done now, and why not."""
