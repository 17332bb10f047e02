"""Figures in the window: of whatever kind a number is, and by one way alone."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QLocale

from desktop.figures import figure

DESKTOP = Path(__file__).resolve().parents[2] / "desktop"


@pytest.mark.parametrize("kind", [int, float, bool, np.float16, np.float32, np.float64, np.int64, np.uint8, np.array])
def test_a_number_of_any_kind_is_written(kind: Any) -> None:
    assert figure(kind(1), QLocale("en_US"), "f", 2) == "1.00"
    assert figure(kind(1), QLocale("hr_HR"), "f", 1) == "1,0"
    assert figure(kind(1), QLocale("en_US"), "g", 6) == "1"


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf"), 10**30, -0.0])
def test_no_number_is_an_error(value: float) -> None:
    assert figure(value, QLocale("en_US"), "g", 3)


def test_no_other_code_has_qt_write_digits() -> None:
    for path in sorted(set(DESKTOP.rglob("*.py")) - {DESKTOP / "figures.py"}):
        calls = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
        to_string = [call for call in calls if isinstance(call.func, ast.Attribute) and call.func.attr == "toString"]
        dates = {id(call) for call in to_string if "Date" in ast.unparse(call.args[0])}
        numbers = [call for call in to_string if id(call) not in dates]
        assert all(len(call.args) == 1 for call in numbers), f"{path.name} writes digits past `figure`"
