"""Work that goes in steps and knows no events, told as a job tells it."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import TypeVar

from engine.job.declare import Turns
from engine.job.events import Event

Step = TypeVar("Step")
T = TypeVar("T")


def telling(steps: Generator[Step, None, T], event: Callable[[Step], Event]) -> Generator[Event, Turns, T]:
    """Goes through `steps` and gives what they end with; each of them is told as the `event` that is made of it."""
    while True:
        try:
            step = next(steps)
        except StopIteration as end:
            value: T = end.value
            return value
        yield event(step)
