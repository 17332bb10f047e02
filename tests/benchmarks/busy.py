"""What a step of an ideal image takes on an idle and on a busy machine, with OpenMP's own way to wait and with ours.

    python -m tests.benchmarks.busy [--steps 10] [--rounds 5] [--processes 2]

Busy: so many other processes compute without end meanwhile. Before: threads that wait spin, as OpenMP has them by
itself; now: they sleep. OpenMP reads this when it is loaded, so each is a process of its own, and both take turns.
Prints, for the threads that the program picks and for one, the medians of the clock's and the processor's time of a
step, and of the rounds' ratios.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from engine.device import WAITING, let_waiting_threads_sleep

ROOT = Path(__file__).resolve().parents[2]
BACKBONE, PRESET = "efficientnet_lite0", "robust"
WAYS = ("before", "now")
WARM_UP = 1  # steps before each measurement
SPIN = "import os\nparent = os.getppid()\nwhile os.getppid() == parent: pass"


class Worker:
    """A process that grows an ideal image, some steps at a time."""

    def __init__(self, way: str) -> None:
        plain = {name: value for name, value in os.environ.items() if name not in WAITING}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.benchmarks.busy", "--worker", way],
            cwd=ROOT, env=plain, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1,
        )  # fmt: skip

    def measure(self, threads: int, steps: int) -> tuple[float, float]:
        """Milliseconds of the clock and of the processor a step; `threads` 0: as the program picks."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(threads, steps, file=self._process.stdin, flush=True)
        clock, processor = self._process.stdout.readline().split()
        return float(clock), float(processor)

    def end(self) -> None:
        self._process.communicate()


def work(way: str) -> None:
    """The worker's side: a line "threads steps" asks, a line "clock processor" answers."""
    if way == "now":
        let_waiting_threads_sleep()
    from engine.device import use_threads
    from engine.models.model import load
    from engine.paint.presets import PRESETS
    from tests.benchmarks.ascend import climbing, timed

    network = load(BACKBONE).requires_grad_(requires_grad=False)
    step = climbing(network, PRESETS[PRESET])
    for line in sys.stdin:
        threads, steps = map(int, line.split())
        use_threads(threads)
        times = [timed(step) for _ in range(WARM_UP + steps)][WARM_UP:]
        print(sum(clock for _, clock in times) / steps, sum(own for own, _ in times) / steps, flush=True)


@contextlib.contextmanager
def busy(processes: int) -> Iterator[None]:
    """Other processes at work, until the end of the block."""
    with contextlib.ExitStack() as stack:
        for _ in range(processes):
            other = stack.enter_context(subprocess.Popen([sys.executable, "-c", SPIN]))
            stack.callback(other.kill)
        yield


def measure(steps: int, rounds: int, processes: int) -> dict[tuple[int, int, str], float]:
    """The clock's milliseconds a step by (processes beside it, threads, way), printed with the ratios."""
    medians = {}
    with contextlib.ExitStack() as stack:
        workers = {way: Worker(way) for way in WAYS}
        for worker in workers.values():
            stack.callback(worker.end)
            worker.measure(0, 1)
        for beside in (0, processes):
            with busy(beside):
                for threads in (0, 1):
                    pairs = [{way: workers[way].measure(threads, steps) for way in WAYS} for _ in range(rounds)]
                    medians |= _told(beside, threads, pairs)
    return medians


def _told(beside: int, threads: int, pairs: list[dict[str, tuple[float, float]]]) -> dict[tuple[int, int, str], float]:
    clock, own = ({way: statistics.median(pair[way][which] for pair in pairs) for way in WAYS} for which in (0, 1))
    ratio = statistics.median(pair["now"][0] / pair["before"][0] for pair in pairs)
    where = f"beside {beside} more" if beside else "nothing beside"
    figures = "   ".join(f"{way} {clock[way]:7.1f} ms (processor {own[way]:7.1f})" for way in WAYS)
    print(f"{where:15} {threads or 'all'!s:>3} threads   {figures}   ratio {ratio:.2f}", flush=True)
    return {(beside, threads, way): clock[way] for way in WAYS}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--worker", choices=WAYS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.worker:
        work(options.worker)
        return
    print(f"{BACKBONE}, {PRESET}, {options.rounds} rounds of {options.steps} steps in turn")
    measure(options.steps, options.rounds, options.processes)


if __name__ == "__main__":
    main()
