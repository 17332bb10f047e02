"""No picture ends the program, however odd or damaged: each in a child with 1 GB and 5 seconds (faults 7 to 10)."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.pillow_pictures import odd_pictures

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs fork and limits on memory and time")
brought = pytest.mark.skipif(
    not odd_pictures(), reason="bring Pillow's odd pictures first: python -m tests.faults.pillow_pictures"
)
NO_THREADS = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")


def run(*arguments: str) -> str:
    """What the script says, when it found nothing bad; run apart, for it forks and must have no threads."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.damaged_pictures", *arguments],
        cwd=ROOT, capture_output=True, text=True, env=os.environ | NO_THREADS, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
    print(done.stdout)
    return done.stdout


BOUNDS = """
import os
from tests.faults.bounded import Tally, bounded
def spin():
    while True: pass
def greedy():
    return str(len(bytes(600_000_000)))
works = {"fine": lambda: "pixels", "killed": lambda: os.abort() or "", "spins": spin, "greedy": greedy}
works["modest"] = greedy
for name, work in works.items():
    ending = bounded(name, work, memory=(1 << 30) if name == "modest" else 1 << 28, seconds=1)
    print(name, ending.sound, ending.signal, ending.said.partition(":")[0])
"""


def test_a_child_that_dies_spins_or_takes_too_much_is_noticed() -> None:
    done = subprocess.run(
        [sys.executable, "-c", BOUNDS],
        cwd=ROOT,
        capture_output=True,
        text=True,
        env=os.environ | NO_THREADS,
        check=True,
    )
    assert done.stdout.splitlines() == [
        "fine True 0 pixels", "killed False 6 ", "spins False 9 ", "greedy False 0 !MemoryError",
        "modest True 0 600000000",
    ]  # fmt: skip


def test_mutated_pictures_of_every_format_end_in_pixels_or_a_reason() -> None:
    said = run("--mutations", "200", "--seed", str(random.randrange(10**6)))
    assert "200 files, 0 bad" in said
    assert " pixels" in said
    assert " reason.damaged" in said


@pytest.mark.slow
def test_five_thousand_mutated_pictures_end_in_pixels_or_a_reason() -> None:
    assert "5000 files, 0 bad" in run("--mutations", "5000", "--seed", str(random.randrange(10**6)))


@brought
def test_some_of_pillow_s_odd_pictures_end_in_pixels_or_a_reason() -> None:
    assert ", 0 bad" in run("--odd", "--each", "12")


@brought
@pytest.mark.slow
def test_all_of_pillow_s_odd_pictures_end_in_pixels_or_a_reason() -> None:
    assert len(odd_pictures()) > 1000
    assert f"{len(odd_pictures())} files, 0 bad" in run("--odd")
