"""The boundary between the engine's thread and whoever watches: one real thread for each property."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np
import pytest

from engine.job.background import Background, Mailbox, Running
from engine.job.declare import FINISH, GO_ON, Job, Steps, param
from engine.job.events import Ended, Metric, Notice, Outcome, Picture, Progress
from engine.job.words import EngineError, message

LONG = 10.0


@dataclass(frozen=True, kw_only=True)
class Scripted(Job):
    """A job that does what the test's generator does."""

    name: ClassVar[str] = "scripted"
    script: Any = field(metadata={"param": {}}, default=None)

    def __post_init__(self) -> None:
        """Nothing to check."""

    def run(self) -> Steps:
        yield from self.script()


def job(script: Callable[[], Steps]) -> Scripted:
    return Scripted(script=script)


@pytest.fixture
def background() -> Iterator[Background]:
    engine = Background(lower_priority=False)
    yield engine
    assert engine.close(LONG)


def finished(running: Running) -> list[object]:
    assert running.wait(LONG)
    return list(running.drain())


def test_metrics_arrive_all_and_in_order_and_progress_only_the_latest(background: Background) -> None:
    def script() -> Steps:
        for step in range(1000):
            yield Metric("loss", step, float(step))
            yield Progress(step, 1000)
        yield Outcome("result")

    mails = finished(background.start(job(script)))
    assert [mail.value for mail in mails if isinstance(mail, Metric)] == [float(step) for step in range(1000)]
    assert [mail for mail in mails if isinstance(mail, Progress)] == [Progress(999, 1000)]
    assert mails[-2:] == [Outcome("result"), Ended("done")]


def test_the_mailbox_keeps_the_latest_picture_of_each_slot() -> None:
    mailbox = Mailbox()
    pixels = np.zeros((2, 2, 3), np.uint8)
    for step in range(3):
        mailbox.put(Picture("left", step, pixels))
        mailbox.put(Picture("right", step, pixels))
        mailbox.put(Notice(message("note.x", step=step)))
    mails = mailbox.drain()
    assert [(mail.slot, mail.step) for mail in mails if isinstance(mail, Picture)] == [("left", 2), ("right", 2)]
    assert sum(isinstance(mail, Notice) for mail in mails) == 3
    assert mailbox.drain() == []


def test_a_cancelled_job_is_closed_on_the_engine_thread(background: Background) -> None:
    started, closed_on = threading.Event(), []

    def script() -> Steps:
        try:
            while True:
                started.set()
                yield Progress(0, 0)
        finally:
            closed_on.append(threading.current_thread().name)

    running = background.start(job(script))
    assert started.wait(LONG)
    running.cancel()
    assert finished(running)[-1] == Ended("cancelled")
    assert closed_on == ["engine"]


def test_a_paused_job_takes_no_step_and_can_be_cancelled(background: Background) -> None:
    steps: list[int] = []
    reached, others_ran = threading.Event(), threading.Event()

    def counting() -> Steps:
        while True:
            steps.append(1)
            reached.set()
            yield Progress(0, 0)

    running = background.start(job(counting))
    assert reached.wait(LONG)
    running.pause()

    def other() -> Steps:
        for _ in range(50):
            yield Progress(0, 0)
        others_ran.set()

    finished(background.start(job(other)))
    before = len(steps)
    finished(background.start(job(other)))
    assert others_ran.is_set()
    assert len(steps) == before
    assert running.paused
    running.cancel()
    assert finished(running)[-1] == Ended("cancelled")


def test_changed_values_reach_the_job_at_its_next_step(background: Background) -> None:
    received: list[object] = []
    first, heard = threading.Event(), threading.Event()

    def script() -> Steps:
        turns = None
        while not turns or FINISH not in turns:
            turns = yield Progress(0, 0)
            if turns:
                received.append(dict(turns))
                heard.set()
            first.set()
        yield Outcome("kept the best")

    running = background.start(job(script))
    assert first.wait(LONG)
    running.turn(weight=0.5)
    assert heard.wait(LONG)
    running.finish()
    assert finished(running)[-2:] == [Outcome("kept the best"), Ended("done")]
    assert received == [{"weight": 0.5}, {FINISH: True}]


def test_a_job_that_is_busy_with_something_else_hears_later_that_it_should_finish(background: Background) -> None:
    started, asked = threading.Event(), threading.Event()

    def script() -> Steps:
        started.set()
        yield Progress(0, 2)
        assert asked.wait(LONG)
        yield Progress(1, 2)  # deaf here, as a part of a job that knows no end but its own
        turns = yield Progress(2, 2)
        yield Outcome(turns)

    running = background.start(job(script))
    assert started.wait(LONG)
    running.finish()
    asked.set()
    assert finished(running)[-2] == Outcome({FINISH: True})


def test_an_urgent_job_goes_between_two_steps_of_another(background: Background) -> None:
    order: list[str] = []
    gate, going = threading.Event(), threading.Event()

    def training() -> Steps:
        going.set()
        assert gate.wait(LONG)
        for _ in range(3):
            order.append("train")
            yield Progress(0, 0)

    def classifying() -> Steps:
        for _ in range(3):
            order.append("classify")
            yield Progress(0, 0)

    slow = background.start(job(training))
    assert going.wait(LONG)
    quick = background.start(job(classifying), urgent=True)
    gate.set()
    finished(slow)
    finished(quick)
    assert order == ["train", "classify", "classify", "classify", "train", "train"]


@pytest.mark.parametrize(
    ("raised", "code"),
    [(EngineError("no_device", device="cuda"), "no_device"), (MemoryError(), "out_of_memory"),
     (OSError(28, "No space left on device"), "disk_full"), (ValueError("odd"), "unexpected")],
)  # fmt: skip
def test_an_exception_becomes_a_coded_error_and_the_thread_goes_on(
    background: Background, raised: Exception, code: str
) -> None:
    def failing() -> Steps:
        yield Progress(0, 0)
        raise raised

    end = finished(background.start(job(failing)))[-1]
    assert isinstance(end, Ended)
    assert end.error is not None
    assert (end.how, end.error.code) == ("failed", code)
    assert end.error.say("hr")

    def fine() -> Steps:
        yield Outcome(1)

    assert finished(background.start(job(fine)))[-1] == Ended("done")


def test_closing_cancels_what_runs_and_what_waits() -> None:
    background = Background(lower_priority=False)

    def endless() -> Steps:
        while True:
            yield Progress(0, 0)

    jobs = [background.start(job(endless)) for _ in range(3)]
    jobs[0].pause()
    assert background.close(LONG)
    assert [finished(running)[-1] for running in jobs] == [Ended("cancelled")] * 3
    with pytest.raises(RuntimeError):
        background.start(job(endless))


def test_two_jobs_of_the_same_rank_take_turns(background: Background) -> None:
    order: list[str] = []

    def script(name: str) -> Callable[[], Steps]:
        def steps() -> Steps:
            for _ in range(20):
                order.append(name)
                yield Progress(0, 0)

        return steps

    gate = threading.Event()

    def hold() -> Steps:
        assert gate.wait(LONG)
        yield Progress(0, 0)

    background.start(job(hold))
    first, second = background.start(job(script("a"))), background.start(job(script("b")))
    gate.set()
    finished(first)
    finished(second)
    assert order[:8] == ["a", "b"] * 4


def test_declared_ranges_and_choices_are_checked() -> None:
    @dataclass(frozen=True, kw_only=True)
    class Small(Job):
        name: ClassVar[str] = "small"
        epochs: int = param(5, low=1, high=10)
        rate: float | None = param(None, low=0.0)
        method: str = param("frozen", choices=("frozen", "scratch"))

    assert Small(rate=1).settings() == {"epochs": 5, "rate": 1, "method": "frozen"}
    for values, code in (({"epochs": 0}, "out_of_range"), ({"epochs": 1.5}, "bad_value"),
                         ({"epochs": True}, "bad_value"), ({"method": "frosen"}, "unknown_choice")):  # fmt: skip
        with pytest.raises(EngineError) as caught:
            Small(**values)  # type: ignore[arg-type]
        assert caught.value.code == code
    assert caught.value.params["nearest"] == "frozen"


def test_a_job_holds_its_breath_before_its_first_step_and_an_urgent_one_goes_first() -> None:
    order: list[str] = []

    def script(name: str) -> Callable[[], Steps]:
        def steps() -> Steps:
            order.append(name)
            yield Progress(0, 1)

        return steps

    engine = Background(lower_priority=False, breath=0.2)
    try:
        patient = engine.start(job(script("patient")))
        urgent = engine.start(job(script("urgent")), urgent=True)
        assert finished(urgent)
        assert not patient.ready()
        assert finished(patient)
        assert order == ["urgent", "patient"]
    finally:
        assert engine.close(LONG)


def test_a_job_that_holds_its_breath_can_be_cancelled_at_once() -> None:
    engine = Background(lower_priority=False, breath=1e6)
    try:
        running = engine.start(job(lambda: iter(())))
        running.cancel()
        assert finished(running) == [Ended("cancelled")]
    finally:
        assert engine.close(LONG)


@pytest.mark.parametrize("answer", [GO_ON, FINISH])
def test_a_job_that_something_stands_in_the_way_of_is_held_until_somebody_answers(
    background: Background, answer: str
) -> None:
    answers: list[Any] = []
    fault = EngineError("disk_full", path="x", megabytes=5)

    def script() -> Steps:
        answers.append((yield Notice(message("notice.photos_lost"), hold=fault)))
        answers.append((yield Progress(1, 2)))
        yield Outcome(None)

    running = background.start(job(script))
    told: list[object] = []
    while not told:
        told = running.drain()
    assert running.paused
    assert not running.wait(0)
    if answer == GO_ON:
        running.resume()
    else:
        running.finish()
    finished(running)
    assert answers == [{answer: True}, None if answer == GO_ON else {FINISH: True}]


def test_a_job_that_was_asked_to_end_is_not_held(background: Background) -> None:
    reached = threading.Event()

    def script() -> Steps:
        yield Progress(0, 1)
        assert reached.wait(LONG)
        turns = yield Notice(message("notice.photos_lost"), hold=EngineError("disk_full", path="x", megabytes=5))
        yield Outcome(turns)

    running = background.start(job(script))
    running.finish()
    reached.set()
    assert [mail.value for mail in finished(running) if isinstance(mail, Outcome)] == [{FINISH: True}]
