"""Two processes against one: the same embeddings, the same losses, and how long both take.

    python -m tests.benchmarks.ranks [--photos 60] [--epochs 2]

`torchrun` starts the train command with two processes on this computer, each computing with one thread, that talk by
gloo; then one process does the same alone. Printed are how many embeddings are equal bit by bit, and the largest
difference of the losses of a fine-tuning with frozen batch norm and without dropout (wanted: none, and at most 1e-5).
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from engine.embed.cache import Cache
from engine.models.backbones import BACKBONES
from engine.project import Project
from tests.benchmarks.photos import make_photos

ROOT = Path(__file__).resolve().parents[2]
BACKBONE = "efficientnet_lite0"


def train(ranks: int, photos: Path, home: Path, **more: object) -> tuple[float, dict[str, Any]]:
    """The train command by so many processes: its seconds and its result."""
    launcher = ["-m", "torch.distributed.run", "--standalone", "--nproc-per-node", str(ranks)] if ranks > 1 else []
    settings = {"backbone": BACKBONE, "threads": 1, "device": "cpu", "project": home / "project", "events": "-"} | more
    flags = [str(word) for name, value in settings.items() for word in ("--" + name.replace("_", "-"), value)]
    environment = {**os.environ, "PRIJENOS_HOME": str(home), "OMP_NUM_THREADS": "1"}
    if sys.platform == "linux":
        environment["GLOO_SOCKET_IFNAME"] = "lo"
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, *launcher, str(ROOT / "tests/engine/without_dropout.py"), "train", str(photos), *flags],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(done.stderr)
    outcome = json.loads(done.stdout.splitlines()[-1])
    return time.perf_counter() - began, outcome["value"]


def embeddings(home: Path, backbone: str = BACKBONE) -> dict[str, bytes]:
    """Every embedding that was kept, by its photo's digest."""
    return dict(_embeddings(home, backbone))


def _embeddings(home: Path, backbone: str) -> Iterator[tuple[str, bytes]]:
    for folder in (home / "embeddings").glob(f"{backbone}-*"):
        cache = Cache(folder, BACKBONES[backbone].embedding_size)
        for segment in cache.segments():
            for digest, vector in cache.read(segment, _Everything()):
                yield digest, vector.tobytes()


class _Everything(set[str]):
    def __contains__(self, item: object) -> bool:
        return True


def losses(home: Path) -> list[float]:
    """The losses of the one run of a home's project."""
    (run,) = Project.runs_of(home / "project")
    points = run.points()
    return [value for series in ("loss.train", "loss.validation") for _, value in points[series]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", type=int, default=60)
    parser.add_argument("--epochs", type=int, default=2)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make_photos(folder / "photos", given.photos, ROOT / "resources/sample_photos")
        homes = {(ranks, way): folder / f"{way}{ranks}" for ranks in (1, 2) for way in ("frozen", "tuned")}
        for (ranks, way), home in homes.items():
            more = {} if way == "frozen" else {"method": "fine_tune", "learning_rate": 1e-4, "optimiser": "sgd"}
            whole, told = train(ranks, folder / "photos", home, epochs=given.epochs, batch_size=15, **more)
            print(
                f"{ranks} process{'es' if ranks > 1 else ''}, {way}: {whole:.1f} s with the start, embedding"
                f" {told['seconds']['embed']:.1f} s, learning {told['seconds']['fit']:.1f} s"
            )
        one, two = (embeddings(homes[ranks, "frozen"]) for ranks in (1, 2))
        equal = sum(vector == two.get(digest) for digest, vector in one.items())
        print(f"embeddings equal bit by bit: {equal} of {len(one)}")
        alone, together = (losses(homes[ranks, "tuned"]) for ranks in (1, 2))
        most = max(abs(a - b) for a, b in zip(alone, together, strict=True))
        print(f"losses: {len(alone)}, largest difference {most:.1e}")


if __name__ == "__main__":
    main()
