"""No damaged weights file is used silently, runs code or fills the memory (faults 1, 2, 4)."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs fork and limits on memory and time")


def run(files: int) -> str:
    """What the script says, when it found nothing bad; run apart, for it forks and must have no threads."""
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.damaged_weights", f"--files={files}", f"--seed={random.randrange(10**6)}"],
        cwd=ROOT, capture_output=True, text=True, check=False,
        env=os.environ | threads | {"TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD": "1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
    print(done.stdout)
    return done.stdout


def test_damaged_weights_are_refused_or_hold_what_they_held() -> None:
    said = run(100)
    assert "100 files, 0 bad" in said
    assert "\nno code ran" in said
    assert "file_has_code" in said
    assert "own model: model_damaged" in said


@pytest.mark.slow
def test_two_thousand_damaged_weights_files_are_refused_or_hold_what_they_held() -> None:
    said = run(2000)
    assert "2000 files, 0 bad" in said
    assert "\nno code ran" in said
