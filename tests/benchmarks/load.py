"""A hundred thousand photos, and a day of short jobs: what they take of memory.

    python -m tests.benchmarks.load [--photos 100000] [--classes 1000] [--jobs 20000]

Small JPEGs, all different, in a folder for each class are scanned, split and embedded by a backbone that does nearly
nothing; once a tenth of them and once all, each in a process of its own. Printed are seconds, the peak of resident
memory, and how many times the tenth's all take when the embeddings themselves are left out (wanted: at most 1.3). Then
short jobs run one after the other on one engine thread: resident memory, threads and open files after a tenth of them
and after all.
"""

from __future__ import annotations

import argparse
import dataclasses
import gc
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, TypeVar

import numpy as np
from PIL import Image

from engine.job.background import Background
from engine.job.declare import Job, Steps, Turns
from engine.job.events import Event, Metric, Outcome, Progress

T = TypeVar("T")
ROOT = Path(__file__).resolve().parents[2]
SIDE = 32


def make_small(folder: Path, count: int, classes: int) -> None:
    """Writes `count` JPEGs of 32 × 32 pixels, all different, in a folder for each of `classes` classes."""
    random = np.random.default_rng(count)
    folders = [folder / f"class {number:04}" for number in range(classes)]
    for path in folders:
        path.mkdir(parents=True)
    for number in range(count):
        blocks = random.integers(0, 256, (SIDE // 4, SIDE // 4, 3), dtype=np.uint8)
        pixels = blocks.repeat(4, 0).repeat(4, 1)
        Image.fromarray(pixels).save(folders[number % classes] / f"{number:06}.jpg", quality=50)


def peak() -> float:
    """The most memory that was resident in this process, in MB."""
    return _status("VmHWM")


def resident() -> float:
    """The memory that is resident now, in MB."""
    return _status("VmRSS")


def _status(name: str) -> float:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name)) * 1024 / 1e6


def look_through(folder: Path) -> dict[str, float]:
    """Scans, splits and embeds the photos of a folder in this process; seconds of each, MB at their ends."""
    import torch
    from torch import nn

    from engine.embed.embed import embed
    from engine.learn.parts import choose
    from engine.models.backbones import BACKBONES
    from engine.models.network import Network
    from engine.models.preprocessing import Preprocessing
    from engine.photos.folder import scan_folder

    backbone = nn.Sequential(nn.Conv2d(3, 3, 1), nn.AdaptiveAvgPool2d(8), nn.Flatten())
    record = dataclasses.replace(BACKBONES["resnet18"], embedding_size=192)
    looks = Preprocessing(SIDE, SIDE, (0.5, 0.5, 0.5), (0.5, 0.5, 0.5), "bilinear")
    network = Network(record, backbone, nn.Linear(192, 2), ("a", "b"), looks).eval()
    torch.set_num_threads(1)
    figures = {"start": peak()}
    began = time.perf_counter()
    scan = result(scan_folder(folder))
    figures |= {"scan seconds": time.perf_counter() - began, "scan": peak()}
    began = time.perf_counter()
    parts = choose(scan, seed=0, validation=0.15, test=0.15)
    figures |= {"split seconds": time.perf_counter() - began, "split": peak()}
    began = time.perf_counter()
    rows = range(len(parts.paths))
    embedded = result(embed(parts.files(rows), parts.digests, network, precision="float32"))
    figures |= {"embed seconds": time.perf_counter() - began, "peak": peak()}
    figures |= {"photos": embedded.computed, "classes": len(scan.classes), "embeddings": embedded.vectors.nbytes / 1e6}
    return figures


def result(steps: Generator[Event, Turns, T]) -> T:
    """What a generator returns."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            value: T = end.value
            return value


def in_a_process(*words: object) -> dict[str, float]:
    """The figures of a part of this program in a process and a home of its own."""
    with tempfile.TemporaryDirectory() as home:
        done = subprocess.run(
            [sys.executable, "-m", "tests.benchmarks.load", *map(str, words)],
            cwd=ROOT, env={**os.environ, "PRIJENOS_HOME": home}, capture_output=True, text=True, check=True,
        )  # fmt: skip
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


def compare(photos: int, classes: int) -> tuple[float, list[dict[str, float]]]:
    """How many times the memory of a tenth of the photos all take, embeddings apart; and the figures of both."""
    figures = []
    for count in (photos // 10, photos):
        with tempfile.TemporaryDirectory() as folder:
            make_small(Path(folder) / "photos", count, min(classes, count // 10))
            figures.append(in_a_process("--folder", Path(folder) / "photos"))
    few, many = (one["peak"] - one["embeddings"] for one in figures)
    return many / few, figures


@dataclass(frozen=True, kw_only=True)
class Short(Job):
    """A job that tells something and makes something."""

    name: ClassVar[str] = "short"

    def run(self) -> Steps:
        for step in range(3):
            yield Progress(step, 3)
            yield Metric("loss", step, 1.0 / (1 + step))
        yield Outcome(np.zeros(1000))


def run_jobs(count: int) -> list[dict[str, float]]:
    """Memory in MB, threads and open files after a tenth of `count` short jobs and after all."""
    background = Background()
    told = []
    try:
        for number in range(1, count + 1):
            running = background.start(Short())
            assert running.wait(60)
            running.drain()
            if number in (count // 10, count):
                gc.collect()
                files = len(list(Path("/proc/self/fd").iterdir()))
                told.append({"resident": resident(), "threads": threading.active_count(), "files": files})
    finally:
        background.close()
    return told


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", type=int, default=100_000)
    parser.add_argument("--classes", type=int, default=1_000)
    parser.add_argument("--jobs", type=int, default=20_000)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.folder is not None:
        print(json.dumps(look_through(given.folder)))
        return
    ratio, figures = compare(given.photos, given.classes)
    for one in figures:
        print(
            f"{one['photos']:9,.0f} photos in {one['classes']:,.0f} classes: scanned in {one['scan seconds']:.1f} s,"
            f" split in {one['split seconds']:.1f} s, embedded in {one['embed seconds']:.1f} s; peak"
            f" {one['peak']:.0f} MB ({one['start']:.0f} before, {one['scan']:.0f} scanned, {one['split']:.0f} split),"
            f" of which embeddings {one['embeddings']:.0f} MB"
        )
    print(f"memory without the embeddings: {ratio:.2f} times")
    began = time.perf_counter()
    few, many = run_jobs(given.jobs)
    print(f"{given.jobs:,} short jobs in {time.perf_counter() - began:.1f} s; growth over the last nine tenths:")
    print(", ".join(f"{name} {many[name] - few[name]:+.1f}" for name in few) + f" (resident {many['resident']:.0f} MB)")


if __name__ == "__main__":
    main()
