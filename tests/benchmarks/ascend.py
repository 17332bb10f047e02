"""What a step of an ideal image costs beside the bare passes of the same network, both in turn.

    python tests/benchmarks/ascend.py [--backbone efficientnet_lite0] [--steps 60] [--threads 0]

Prints, for each preset, the medians of the processor's time and of the clock's, and their ratios.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable

import torch

from engine.device import use_threads
from engine.job.events import Progress
from engine.models.model import load
from engine.models.network import Network
from engine.paint.ascend import Goal, Recipe, ascend
from engine.paint.canvas import CANVASES, Start
from engine.paint.objectives import Aim
from engine.paint.presets import PRESETS, Preset

TARGET = 340


def bare(network: Network) -> Callable[[], None]:
    """Forward and backward to the pixels, the parameters frozen, channels last."""
    size = network.preprocessing.size
    pixels = torch.rand(1, 3, size, size).contiguous(memory_format=torch.channels_last).requires_grad_()

    def step() -> None:
        torch.autograd.grad(network(pixels)[0, TARGET], pixels)

    return step


def climbing(network: Network, preset: Preset) -> Callable[[], None]:
    """One step of the ascent with all its events."""
    size = network.preprocessing.size
    canvas = CANVASES[preset.canvas](Start(size, size))
    recipe = Recipe(10**9, preset.rate, preset.update, preset.terms, preset.moves)
    goal = Goal((Aim(preset.objective, TARGET, weight=preset.weight),), {"probability": TARGET})
    events = ascend(network, canvas, goal, recipe)

    def step() -> None:
        while not isinstance(next(events), Progress):
            pass

    return step


def timed(step: Callable[[], None]) -> tuple[float, float]:
    """Milliseconds of the processor and of the clock."""
    processor, clock = time.process_time(), time.perf_counter()
    step()
    return (time.process_time() - processor) * 1e3, (time.perf_counter() - clock) * 1e3


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--backbone", default="efficientnet_lite0")
    parser.add_argument("--steps", type=int, default=60)
    parser.add_argument("--threads", type=int, default=0)
    options = parser.parse_args()
    threads = use_threads(options.threads)
    network = load(options.backbone).requires_grad_(requires_grad=False).to(memory_format=torch.channels_last)
    print(f"{options.backbone}, {threads} threads, medians of {options.steps} steps in turn")
    for preset in PRESETS.values():
        steps = (bare(network), climbing(network, preset))
        times = [[timed(step) for step in steps] for _ in range(options.steps + 5)][5:]
        for what, which in (("processor", 0), ("clock", 1)):
            plain, climbed = (statistics.median(row[kind][which] for row in times) for kind in (0, 1))
            ratio = statistics.median(row[1][which] / row[0][which] for row in times)
            print(f"{preset.name:10} {what:9} bare {plain:6.1f} ms  step {climbed:6.1f} ms  ratio {ratio:.3f}")


if __name__ == "__main__":
    main()
