"""The table of what the program survives: every row is there, and every test that it names."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[1]
ROW = re.compile(r"^\| (\d+) \| (.+?) \| (.+) \|$", re.MULTILINE)
TABLE = (TESTS / "faults" / "README.md").read_text("utf-8")
ROWS = {int(number): (promise, shown) for number, promise, shown in ROW.findall(TABLE)}
LAST = 61


def test_every_fault_has_its_row() -> None:
    assert list(ROWS) == list(range(1, LAST + 1))


@pytest.mark.parametrize("number", range(1, LAST + 1))
def test_the_tests_that_a_row_names_are_there(number: int) -> None:
    promise, shown = ROWS[number]
    assert promise.strip()
    named = re.findall(r"`([\w/.]+)::(\w+)`", shown)
    assert named or "not yet" in shown
    for file, name in named:
        tree = ast.parse((TESTS / file).read_text("utf-8"))
        assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}, f"{file}::{name}"


def test_the_command_for_the_slow_part_leads_somewhere() -> None:
    (folder,) = set(re.findall(r"python -m pytest -m slow (\S+)`", TABLE))
    assert any("pytest.mark.slow" in path.read_text("utf-8") for path in (TESTS.parent / folder).glob("test_*.py"))
