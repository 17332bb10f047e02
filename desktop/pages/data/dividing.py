"""Splitting the photos beside the window: a hundred thousand of them take longer than a window may stand still."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import QObject, QTimer, Signal

from engine.job.words import EngineError
from engine.photos.scan import FolderScan
from engine.photos.split import Split, split

_MILLISECONDS: Final = 15
_BREATH: Final = 100  # ms that the page has to draw what is new on it


@dataclass(frozen=True, slots=True)
class Divided:
    """A split, and the photos of each class in it: (train, validation, test), in the order of the classes."""

    split: Split
    counts: tuple[tuple[int, int, int], ...]

    def part(self, index: int) -> int:
        """The part of a photo: 0 train, 1 validation, 2 test."""
        parts = (self.split.train, self.split.validation, self.split.test)
        return next(number for number, part in enumerate(parts) if index in part)


def divide(scan: FolderScan, values: Mapping[str, Any]) -> Divided:
    """The split of a scan that training would make with these settings. Raises EngineError."""
    given = [photo.part for photo in scan.photos]
    made = split(
        [photo.label for photo in scan.photos],
        scan.groups(values["groups"]),
        seed=values["seed"],
        validation=values["validation_share"],
        test=values["test_share"],
        parts=given if any(given) else None,
    )
    counts = [[0, 0, 0] for _ in scan.classes]
    for part, indices in enumerate((made.train, made.validation, made.test)):
        for index in indices:
            counts[scan.photos[index].label][part] += 1
    return Divided(made, tuple((a, b, c) for a, b, c in counts))


class Divider(QObject):
    """Divides on a thread of its own; `done` tells a `Divided` or an EngineError, of the latest question alone."""

    done = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="divide")
        self._latest: Future[Divided] | None = None
        self._question: tuple[FolderScan, Mapping[str, Any]] | None = None
        self._breath = QTimer(self, singleShot=True, interval=_BREATH)
        self._breath.timeout.connect(self._begin)
        self._timer = QTimer(self, interval=_MILLISECONDS)
        self._timer.timeout.connect(self._look)

    def ask(self, scan: FolderScan, values: Mapping[str, Any]) -> None:
        """Divides anew; an answer that is not there yet is dropped."""
        self.forget()
        self._question = scan, values
        self._breath.start()

    def forget(self) -> None:
        """Drops the question, if there is one."""
        if self._latest is not None:
            self._latest.cancel()
        self._latest = self._question = None
        self._breath.stop()
        self._timer.stop()

    def _begin(self) -> None:
        if self._question is not None:
            self._latest, self._question = self._pool.submit(divide, *self._question), None
            self._timer.start()

    def _look(self) -> None:
        if self._latest is None or not self._latest.done():
            return
        answer, self._latest = self._latest, None
        self._timer.stop()
        try:
            self.done.emit(answer.result())
        except EngineError as error:
            self.done.emit(error)
