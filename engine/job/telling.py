"""Work that goes in steps and knows no events, told as a job tells it."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from typing import TypeVar

from engine.job.declare import Turns
from engine.job.events import Event

Step = TypeVar("Step")
T = TypeVar("T")


def telling(steps: Generator[Step, None, T], events: Callable[[Step], Iterable[Event]]) -> Generator[Event, Turns, T]:
    """Goes through `steps` and gives what they end with; each of them is told as the `events` that are made of it."""
    while True:
        try:
            step = next(steps)
        except StopIteration as end:
            value: T = end.value
            return value
        yield from events(step)
