"""A page's task: its states are told, its end is well or at once, and what comes too late concerns nobody."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

from desktop.page.banner import ErrorBanner
from desktop.page.runbar import RunBar
from desktop.page.task import PageTask
from desktop.runner import Runner, WarmUp
from engine.job.background import Background, Mail
from engine.job.declare import Job
from engine.job.events import Ended, Metric, Notice, Outcome, Progress
from engine.job.words import EngineError, message
from tests.desktop.test_runner import Count

FULL = EngineError("disk_full", path="/p", megabytes=5)


@dataclass
class Shown:
    """A page that keeps what its task had it show."""

    events: list[Mail] = field(default_factory=list)
    ends: list[str] = field(default_factory=list)
    task: PageTask | None = None

    def show_events(self, events: list[Mail], whose: str) -> None:
        self.events += [event for event in events if isinstance(event, Metric | Outcome)]

    def show_progress(self) -> None:
        assert self.task is not None
        self.task.say_progress()

    def show_end(self, end: Ended, whose: str) -> None:
        assert self.task is not None
        self.ends.append(f"{whose} {end.how} {self.task.state}")

    def show_state(self) -> None: ...


class Silent(Background):
    """An engine that starts nothing: the tests tell what the jobs say."""

    def warm_up(self) -> None: ...


@pytest.fixture
def page() -> Shown:
    return Shown()


@pytest.fixture
def task(app: QApplication, page: Shown) -> Iterator[PageTask]:
    runner = Runner(Silent())
    page.task = PageTask(runner, ErrorBanner(), page)
    yield page.task
    runner.close(1)


def error_of(task: PageTask) -> str:
    error = task._banner.error
    return error.code if error is not None else ""


def test_every_change_of_state_is_told(task: PageTask) -> None:
    told: list[str] = []
    task.changed.connect(lambda: told.append(task.state))
    assert task.start(Count)
    task.pause()
    task.pause()
    task.hear([Notice(message("notice.photos_lost"), FULL)])
    task.pause()
    task.hear([Ended("done")])
    assert told == ["running", "paused", "running", "held", "running", "idle"]


def test_a_held_job_tells_why_until_it_goes_on(task: PageTask) -> None:
    task.start(Count)
    task.hear([Notice(message("notice.photos_lost"), FULL)])
    assert (task.state, task.bar.state, error_of(task)) == ("held", "paused", "disk_full")
    task.pause()
    assert (task.state, task.bar.state, error_of(task)) == ("running", "running", "")


def test_a_job_that_cannot_be_made_is_an_error_and_starts_nothing(task: PageTask) -> None:
    def make() -> Job:
        raise FULL

    assert not task.start(make)
    assert (task.state, task.busy, error_of(task)) == ("idle", False, "disk_full")


def test_it_ends_well_first_and_at_once_when_asked_again(task: PageTask) -> None:
    running = task.start_all(lambda: {"a": Count()}, ends_well=True)["a"]
    task.cancel()
    assert (running._finish.is_set(), running._cancel.is_set(), task.stopping) == (True, False, True)
    task.pause()
    assert not running.paused
    task.cancel()
    assert running._cancel.is_set()


def test_what_cannot_end_well_ends_at_once(task: PageTask) -> None:
    running = task.start_all(lambda: {"a": Count()})["a"]
    task.cancel()
    assert (running._finish.is_set(), running._cancel.is_set()) == (False, True)


def test_what_a_job_says_after_another_took_its_place_is_dropped(task: PageTask, page: Shown) -> None:
    task.start(Count)
    former = task._runner._watched[-1]
    task.start(Count)
    assert former.running._cancel.is_set()
    former.hear([Metric("count", 0, 1.0), Outcome("old"), Ended("failed", FULL)])
    assert (page.events, page.ends, error_of(task), task.state) == ([], [], "", "running")
    task._runner._watched[-1].hear([Outcome("new"), Ended("done")])
    assert (page.events, page.ends) == ([Outcome("new")], [" done idle"])


def test_several_jobs_are_over_with_the_last(task: PageTask, page: Shown) -> None:
    task.start_all(lambda: {"a": Count(), "b": Count()})
    task.hear([Progress(1, 10)], "a")
    task.hear([Progress(2, 10)], "b")
    assert (task.bar._progress.value(), task.bar._progress.maximum()) == (3, 20)
    task.hear([Ended("done")], "a")
    task.hear([Ended("done")], "b")
    assert page.ends == ["a done running", "b done idle"]


def test_a_phase_of_unknown_length_moves_and_says_what_it_does(task: PageTask) -> None:
    task.start(Count)
    assert task.bar._progress.maximum() == 0
    task.hear([Progress(0, 0, message("note.inspecting", count=3))])
    assert task.bar._progress.maximum() == 0
    assert task.bar._note.text()
    task.hear([Progress(2, 3)])
    assert (task.bar._progress.value(), task.bar._progress.maximum()) == (2, 3)
    task.hear([Progress(3, 3)])
    assert task.bar._progress.maximum() == 0  # full, and not done: it moves on


def test_progress_says_nothing_more_once_the_end_was_asked_for(task: PageTask) -> None:
    task.start(Count)
    task.cancel()
    task.bar.set_note("stopping")
    task.hear([Progress(1, 3, message("note.inspecting", count=3))])
    assert task.bar._note.text() == "stopping"


def test_a_job_that_waits_for_pytorch_says_so_until_it_begins(task: PageTask) -> None:
    task.start(Count)
    assert task.bar._note.text() == ""
    task.drop()
    task._runner.start(WarmUp(), lambda _mails: None)
    task.start(Count)
    assert task.bar._note.text() == "waits for PyTorch, which is starting …"
    task.hear([Progress(1, 9, message("note.epoch", epoch=1, epochs=2))])
    assert "PyTorch" not in task.bar._note.text()


def pressed(button: QWidget, milliseconds: int, *, aside: int = 0) -> None:
    """Presses a button with the mouse at a time, at the same place of the screen always, or so many pixels aside."""
    at = QPointF(20.0 + aside, 12.0)
    for kind, held in ((QEvent.Type.MouseButtonPress, Qt.MouseButton.LeftButton),
                       (QEvent.Type.MouseButtonRelease, Qt.MouseButton.NoButton)):  # fmt: skip
        event = QMouseEvent(kind, at, at, at, Qt.MouseButton.LeftButton, held, Qt.KeyboardModifier.NoModifier)
        event.setTimestamp(milliseconds)
        QApplication.sendEvent(button, event)


@pytest.mark.parametrize("can_pause", [True, False])
def test_a_double_click_on_start_neither_pauses_nor_stops_what_it_started(app: QApplication, can_pause: bool) -> None:
    bar, told = RunBar(can_pause=can_pause), list[str]()
    bar.start.connect(lambda: (told.append("start"), bar.set_state("running")))
    bar.pause.connect(lambda: told.append("pause"))
    bar.stop.connect(lambda: told.append("stop"))
    bar.show()
    interval = app.doubleClickInterval()
    later = bar._pause if can_pause else bar._stop
    pressed(bar._start, 10_000)
    pressed(later, 10_000 + interval // 2)
    assert told == ["start"]
    pressed(later, 10_000 + interval // 2, aside=40)
    pressed(later, 10_000 + 2 * interval)
    assert told == ["start", *2 * ["pause" if can_pause else "stop"]]
