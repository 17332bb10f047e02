"""The window's side of the engine: one list a look, a timer only while jobs run, listeners that may fail."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

import pytest
from PySide6.QtWidgets import QApplication

from desktop.runner import Machine, Runner, WarmUp
from engine.job.background import Mail
from engine.job.declare import FINISH, Job, Steps, param
from engine.job.events import Ended, Metric, Notice, Outcome, Progress
from engine.job.words import EngineError, message


@dataclass(frozen=True, kw_only=True)
class Count(Job):
    """Counts, a metric a step, and tells which thread it ran on."""

    name: ClassVar[str] = "count"
    steps: int = param(100)

    def run(self) -> Steps:
        for step in range(self.steps):
            turns = yield Metric("count", step, step)
            if turns and FINISH in turns:
                break
        yield Outcome(threading.current_thread().name)


@dataclass(frozen=True, kw_only=True)
class Fail(Job):
    """Fails after its first step."""

    name: ClassVar[str] = "fail"

    def run(self) -> Steps:
        yield Notice(message("cli.interrupted"))
        raise EngineError("disk_full", path="/x", megabytes=5)


@pytest.fixture
def runner(app: QApplication) -> Iterator[Runner]:
    made = Runner()
    yield made
    assert made.close(10)


def listener() -> tuple[list[list[Mail]], Any]:
    heard: list[list[Mail]] = []
    return heard, heard.append


def over(heard: list[list[Mail]]) -> bool:
    return bool(heard) and isinstance(heard[-1][-1], Ended)


def test_a_page_hears_lists_on_the_windows_thread_and_loses_no_metric(runner: Runner, until: Any) -> None:
    threads: set[str] = set()
    heard: list[list[Mail]] = []

    def hear(mails: list[Mail]) -> None:
        threads.add(threading.current_thread().name)
        heard.append(mails)

    runner.start(Count(steps=5_000), hear)
    until(lambda: over(heard))
    assert threads == {"MainThread"}
    mails = [mail for mails in heard for mail in mails]
    assert [mail.value for mail in mails if isinstance(mail, Metric)] == list(range(5_000))
    assert Outcome("engine") in mails
    assert len(heard) < 500


def test_the_timer_runs_only_while_jobs_do(runner: Runner, until: Any) -> None:
    heard, hear = listener()
    assert not runner._timer.isActive()
    runner.start(Count(), hear)
    assert runner._timer.isActive()
    until(lambda: over(heard))
    until(lambda: not runner._timer.isActive())
    assert runner.jobs == []


def test_each_page_hears_its_own_job(runner: Runner, until: Any) -> None:
    (first, hear_first), (second, hear_second) = listener(), listener()
    runner.start(Count(steps=3), hear_first)
    runner.start(Fail(), hear_second)
    until(lambda: over(first) and over(second))
    assert not any(isinstance(mail, Notice) for mails in first for mail in mails)
    error = second[-1][-1]
    assert isinstance(error, Ended)
    assert error.error is not None
    assert error.error.code == "disk_full"


def test_a_listener_that_fails_harms_nobody_else(runner: Runner, until: Any, caplog: pytest.LogCaptureFixture) -> None:
    def failing(mails: list[Mail]) -> None:
        raise ValueError("a page's mistake")

    heard, hear = listener()
    runner.start(Count(), failing)
    runner.start(Count(), hear)
    until(lambda: over(heard) and not runner.jobs)
    assert "a page's mistake" in caplog.text


def test_a_listener_may_start_the_next_job(runner: Runner, until: Any) -> None:
    heard, hear = listener()
    runner.start(Count(), lambda mails: runner.start(Count(), hear) if isinstance(mails[-1], Ended) else None)
    until(lambda: over(heard))


def test_urgent_jobs_are_not_asked_about(runner: Runner, until: Any) -> None:
    heard, hear = listener()
    runner.start(Count(steps=10**9), hear)
    quick = runner.start(Count(), lambda _mails: None, urgent=True)
    assert len(runner.worth_asking) == 1
    assert quick not in runner.worth_asking
    runner.finish()
    until(lambda: over(heard))
    assert heard[-1][-1] == Ended("done")


def test_the_start_and_the_end_of_a_job_are_told(runner: Runner, until: Any) -> None:
    counts: list[int] = []
    runner.changed.connect(lambda: counts.append(len(runner.jobs)))
    runner.start(Count(), lambda _mails: None)
    until(lambda: counts == [1, 0])


def test_closing_cancels_and_no_one_hears_of_it(app: QApplication) -> None:
    runner = Runner()
    heard, hear = listener()
    runner.start(Count(steps=10**9), hear)
    assert runner.close(10)
    assert heard == []
    with pytest.raises(RuntimeError):
        runner.start(Count(), hear)


def test_warming_up_tells_the_device_and_its_threads(runner: Runner, until: Any) -> None:
    heard, hear = listener()
    runner.start(WarmUp(device="cpu", threads=1), hear, ask=False)
    until(lambda: over(heard))
    values = [mail.value for mails in heard for mail in mails if isinstance(mail, Outcome)]
    assert values == [Machine("cpu", 1)]
    assert not any(isinstance(mail, Progress) and mail.total < 1 for mails in heard for mail in mails)
