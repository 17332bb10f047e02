"""Work on damaged files in forked children that may take so much time and memory and no more."""

from __future__ import annotations

import os
import resource
import select
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

HANGS = 60.0
"""Seconds by the clock after which a child is taken for hung; what counts is its own time on the processor."""


@dataclass(frozen=True, slots=True)
class Ending:
    """How a child ended. `said`: what its work returned, "" where it did not come so far. `grown`: bytes."""

    name: str
    said: str
    signal: int
    seconds: float
    grown: int

    @property
    def sound(self) -> bool:
        return bool(self.said) and not self.signal and not self.said.startswith("!")


def bounded(name: str, work: Callable[[], str], *, memory: int, seconds: int) -> Ending:
    """Does `work` in a forked child with so much more address space than now and so much time on the processor.

    What it raises is said with a "!" before it.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _work(writing, work, memory, seconds)
    os.close(writing)
    said = _hear(reading, child)
    os.close(reading)
    _, status, used = os.wait4(child, 0)
    code = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
    text, _, grown = said.rpartition("|")
    return Ending(name, text, code, used.ru_utime + used.ru_stime, int(grown or 0))


def _work(writing: int, work: Callable[[], str], memory: int, seconds: int) -> None:
    try:
        space = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        resource.setrlimit(resource.RLIMIT_AS, (space + memory, space + memory))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        try:
            said = work()
        except BaseException as error:
            said = f"!{type(error).__name__}: {error}"[:400].replace("|", "/")
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024
        os.write(writing, f"{said}|{grown}".encode(errors="replace"))
    finally:
        os._exit(0)


def _hear(reading: int, child: int) -> str:
    heard = b""
    end = time.monotonic() + HANGS
    while select.select([reading], [], [], max(0.0, end - time.monotonic()))[0]:
        block = os.read(reading, 4096)
        if not block:
            return heard.decode(errors="replace")
        heard += block
    os.kill(child, signal.SIGKILL)
    return ""


@dataclass(frozen=True, slots=True)
class Tally:
    """What became of many files."""

    files: int
    bad: tuple[Ending, ...]
    said: Counter[str]
    slowest: Ending
    largest: Ending

    @classmethod
    def of(cls, endings: Iterable[Ending]) -> Tally:
        all_ = list(endings)
        bad = tuple(ending for ending in all_ if not ending.sound)
        slowest = max(all_, key=lambda ending: ending.seconds)
        largest = max(all_, key=lambda ending: ending.grown)
        return cls(len(all_), bad, Counter(ending.said for ending in all_), slowest, largest)

    def report(self) -> str:
        """The figures, a line each; the last line counts what went wrong."""
        lines = [f"{count:6} {said}" for said, count in self.said.most_common()]
        lines.append(f"slowest: {self.slowest.seconds:.2f} s, {self.slowest.name} ({self.slowest.said})")
        lines.append(f"most memory: {self.largest.grown / 1e6:.0f} MB, {self.largest.name} ({self.largest.said})")
        lines += [f"BAD {ending}" for ending in self.bad]
        return "\n".join([*lines, f"{self.files} files, {len(self.bad)} bad"])
