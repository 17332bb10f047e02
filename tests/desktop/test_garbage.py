"""Cyclic garbage is collected on the window's thread and nowhere else."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from desktop.shell.garbage import Collector

Until = Callable[[Callable[[], bool]], None]


@pytest.fixture
def collector(app: QApplication) -> Iterator[Collector]:
    made = Collector()
    yield made
    made.close()


class Knot:
    """Refers to itself, and tells the thread that ends it."""

    def __init__(self, ended_on: list[int]) -> None:
        self.me = self
        self.timer = QTimer()
        self.farewell = weakref.finalize(self.timer, lambda: ended_on.append(threading.get_ident()))


def test_a_forgotten_timer_ends_on_the_windows_thread_though_another_makes_the_garbage(
    collector: Collector, until: Until
) -> None:
    ended_on: list[int] = []
    Knot(ended_on)

    def make_garbage() -> None:
        for _ in range(20_000):
            knot: list[object] = []
            knot.append(knot)

    thread = threading.Thread(target=make_garbage)
    thread.start()
    thread.join()
    assert ended_on == []
    until(lambda: ended_on != [])
    assert ended_on == [threading.get_ident()]


def test_a_flood_of_data_is_set_aside_and_garbage_is_still_collected(collector: Collector, until: Until) -> None:
    before = gc.get_freeze_count()
    records = [[number] for number in range(50_000)]
    until(lambda: gc.get_freeze_count() - before >= len(records))
    ended_on: list[int] = []
    Knot(ended_on)
    waste = [[number] for number in range(2_000)]
    until(lambda: ended_on != [])
    assert len(records) + len(waste) == 52_000


def test_closing_gives_collecting_back(app: QApplication) -> None:
    made = Collector()
    assert not gc.isenabled()
    made.set_aside()
    assert gc.get_freeze_count() > 0
    made.close()
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0
