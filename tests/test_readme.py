"""The README leads somewhere: each path, module and job that it names is there."""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path

import pytest

from engine.jobs import JOBS

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text("utf-8")
PATHS = sorted(set(re.findall(r"(?<![\w/])(?:engine|desktop|resources|tests)/[\w./*-]*\w/?", README)))
MODULES = sorted(set(re.findall(r"python -m (tests[\w.]+)", README)))


@pytest.mark.parametrize("path", PATHS)
def test_each_path_is_there(path: str) -> None:
    assert list(ROOT.glob(path)), path


@pytest.mark.parametrize("module", MODULES)
def test_each_module_that_it_runs_is_there(module: str) -> None:
    assert find_spec(module) is not None


def test_each_job_that_it_shows_is_there() -> None:
    shown = set(re.findall(r"^python -m engine ([\w-]+)", README, re.MULTILINE))
    assert shown
    assert shown <= {job.name for job in JOBS}


@pytest.mark.parametrize(("side", "root"), [("in the window", "desktop"), ("in the engine", "engine")])
def test_the_rooms_in_the_order_of_imports_are_there(side: str, root: str) -> None:
    (order,) = re.findall(rf"{side}\s+`([^`]+)`", README)
    rooms = set(re.findall(r"\w+", order)) - {"engine", "desktop"}
    assert rooms
    for room in rooms:
        assert find_spec(f"{root}.{room}") is not None, f"{root}.{room}"
