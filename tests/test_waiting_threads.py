"""OpenMP's threads sleep while they wait, so that a busy machine is left to those who work: seen from both doors."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from engine.device import WAITING

ROOT = Path(__file__).resolve().parents[1]
DOORS = {"engine": ["doctor"], "desktop": []}
CHILD = """
import importlib, os, sys
class Watch:
    def find_spec(self, name, path=None, target=None):
        if name == "torch":
            print(os.environ.get("OMP_WAIT_POLICY"), flush=True)
        if name == "torch.nn":  # by now torch's libraries are loaded
            os._exit(0)
sys.meta_path.insert(0, Watch())
importlib.import_module(sys.argv[1] + ".__main__").main(sys.argv[2:])
"""


def opened(door: str, **own: str) -> tuple[str, str]:
    """The policy that stood in the environment when torch was asked for, and what OpenMP says it goes by."""
    plain = {name: value for name, value in os.environ.items() if name not in WAITING}
    surroundings = {"QT_QPA_PLATFORM": "offscreen", **plain, "OMP_DISPLAY_ENV": "VERBOSE", **own}
    done = subprocess.run(
        [sys.executable, "-c", CHILD, door, *DOORS[door]],
        cwd=ROOT, env=surroundings, capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip
    return done.stdout.strip(), done.stderr


@pytest.mark.parametrize("door", DOORS)
def test_the_threads_are_told_to_sleep_before_torch_is_imported(door: str) -> None:
    policy, _ = opened(door)
    assert policy == "PASSIVE"


@pytest.mark.skipif(sys.platform != "linux", reason="only GNU's OpenMP tells how long it spins")
@pytest.mark.parametrize("door", DOORS)
def test_openmp_goes_by_it(door: str) -> None:
    _, told = opened(door)
    assert "GOMP_SPINCOUNT = '0'" in told


@pytest.mark.parametrize("door", DOORS)
def test_who_has_chosen_a_policy_keeps_it(door: str) -> None:
    policy, _ = opened(door, OMP_WAIT_POLICY="ACTIVE")
    assert policy == "ACTIVE"


@pytest.mark.parametrize("name", [name for name in WAITING if name != "OMP_WAIT_POLICY"])
def test_who_has_said_anything_else_about_waiting_is_left_alone(name: str) -> None:
    policy, _ = opened("engine", **{name: {"KMP_LIBRARY": "throughput", "OMP_PROC_BIND": "false"}.get(name, "1000")})
    assert policy == "None"
