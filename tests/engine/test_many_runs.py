"""Jobs that look inside a network or optimise through it, run again and again on the same network."""

from __future__ import annotations

import gc
import threading
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from PIL import Image

from engine.job.declare import Job
from engine.jobs.adversarial import Adversarial
from engine.jobs.defend import Defend
from engine.jobs.features import Features
from engine.jobs.heatmap import Heatmap
from engine.jobs.ideal import Ideal
from engine.jobs.map import Map
from engine.jobs.robustness import Robustness
from engine.models.network import Network
from tests.engine.small import drawn_pixels, hooks, small_network

KEPT = 200_000  # bytes that caches and the interpreter may take in all
DESCRIPTORS = Path("/proc/self/fd")

JOBS: dict[str, Callable[[Path], Job]] = {
    "features": lambda root: Features(model="small", photo=root / "a" / "0.png", layer="first", channel=1, threads=1),
    "heatmap": lambda root: Heatmap(model="small", photo=root / "a" / "0.png", out=root / "heat.png", threads=1),
    "map": lambda root: Map(model="small", folder=root, method="pca", threads=1),
    "ideal": lambda root: Ideal(model="small", target="zebra", steps=2, out=root / "ideal.png", threads=1),
    "adversarial": lambda root: Adversarial(
        model="small", photo=root / "a" / "0.png", target="zebra", steps=2, out=root / "attack.png", threads=1
    ),
    "defend": lambda root: Defend(model="small", folder=root, steps=1, looks=2, voters=(Path("small"),), threads=1),
    "robustness": lambda root: Robustness(model="small", folder=root, epsilons="0,2", steps=1, threads=1),
}


@pytest.fixture
def network(monkeypatch: pytest.MonkeyPatch) -> Network:
    made = small_network()
    monkeypatch.setattr("engine.models.model.load", lambda model, greys=None: made)
    return made


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    for number, class_ in enumerate("ab"):
        (tmp_path / class_).mkdir()
        for index in range(3):
            Image.fromarray(drawn_pixels(10 * number + index)).save(tmp_path / class_ / f"{index}.png")
    return tmp_path


def run(job: Job, steps: int) -> None:
    """Runs a job to its end, or cancels it after some steps (0: to its end)."""
    running = job.run()
    for number, _ in enumerate(running, start=1):
        if number == steps:
            running.close()


def _grown(act: Callable[[], object]) -> int:
    """By how many bytes memory has grown after `act`."""
    tracemalloc.start()
    act()
    gc.collect()
    grown, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return grown


@pytest.mark.parametrize("count", [pytest.param(20, id="20"), pytest.param(500, id="500", marks=pytest.mark.slow)])
@pytest.mark.parametrize("name", JOBS)
def test_runs_in_a_row_leave_no_hook_no_thread_and_no_growing_memory(
    network: Network, photos: Path, name: str, count: int
) -> None:
    for number in range(10):  # imports and caches
        run(JOBS[name](photos), number % 4)
    before = standing()
    rounds = 0
    while (grown := _grown(lambda: [run(JOBS[name](photos), number % 4) for number in range(count)])) >= KEPT:
        rounds += 1  # what grows, grows each time; a thread that an earlier test left behind does not
        if rounds == 3:
            break
    assert standing() == before
    assert grown < KEPT
    assert hooks(network) == 0


def standing() -> dict[str, int]:
    """What is there after a collection: threads, open files, tensors."""
    gc.collect()
    return {
        "threads": threading.active_count(),
        "files": len(list(DESCRIPTORS.iterdir())) if DESCRIPTORS.is_dir() else 0,
        "tensors": sum(type(thing) is torch.Tensor for thing in gc.get_objects()),
    }
