"""A live curve as the screen itself shows it: `grab()` draws everything anew, a screen only what was said to change."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import numpy as np
import pytest
from real_screen import Screen, Shown

EPOCHS = 14
VALUES = [2.4 * 0.8**epoch + (0.15 if epoch % 2 else 0.0) for epoch in range(EPOCHS)]
Picture = np.ndarray[Any, np.dtype[Any]]


@pytest.fixture(scope="module")
def program(show: Callable[[str], AbstractContextManager[Shown]]) -> Iterator[Shown]:
    with show("curve_program.py") as shown:
        yield shown


@pytest.fixture
def curve(program: Shown) -> Shown:
    """The one curve of this file, as it is before a run."""
    program.tell("smooth", 0.0)
    program.tell("compare", False)
    program.tell("clear")
    return program


def picture(screen: Screen, curve: Shown) -> Picture:
    """The plot between its axes."""
    left, top, right, bottom = curve.tell("area")
    return screen.pixels()[top:bottom, left:right]


def line(screen: Screen, curve: Shown, allowance: int = 40) -> Picture:
    """Where on the whole screen the line's colour is, between the axes: (720, 1280) of bool."""
    left, top, right, bottom = curve.tell("area")
    there = (np.abs(screen.pixels() - curve.tell("colour")) <= allowance).all(axis=-1)
    inside = np.zeros_like(there)
    inside[top:bottom, left:right] = there[top:bottom, left:right]
    return inside


def grow(curve: Shown) -> None:
    """A whole run, epoch by epoch."""
    for epoch, value in enumerate(VALUES, 1):
        curve.tell("append", epoch, value)


def test_line_reaches_each_point_as_it_comes(screen: Screen, curve: Shown) -> None:
    for epoch, value in enumerate(VALUES, 1):
        x, y = curve.tell("append", epoch, value)
        near = line(screen, curve)[y - 4 : y + 5, x - 4 : x + 5]
        assert near.any(), f"nothing is drawn at epoch {epoch}"


@pytest.mark.parametrize("change", [("smooth", 0.9), ("compare", True), ("append", 3 * EPOCHS, 3.0)])
def test_screen_shows_what_it_shows_when_all_is_drawn_anew(
    screen: Screen, curve: Shown, change: tuple[Any, ...]
) -> None:
    curve.tell("clear", EPOCHS)
    grow(curve)
    if change[0] == "compare":
        curve.tell("keep")
        curve.tell("append", 1, 0.1)
    before = picture(screen, curve)
    curve.tell(*change)
    after = picture(screen, curve)
    assert (before != after).any(), "nothing changed"
    curve.tell("redraw")
    assert np.array_equal(picture(screen, curve), after)


def test_smoothing_is_seen_at_once(screen: Screen, curve: Shown) -> None:
    grow(curve)
    before = line(screen, curve)
    curve.tell("smooth", 0.9)
    after = line(screen, curve)
    x, y = curve.tell("place", EPOCHS, VALUES[-1])
    assert before[y - 4 : y + 5, x - 4 : x + 5].any()
    assert not after[y - 4 : y + 5, x - 4 : x + 5].any(), "the smoothed line still ends at the raw value"
    assert after.any()


def test_run_before_comes_and_goes_at_once(screen: Screen, curve: Shown) -> None:
    grow(curve)
    curve.tell("keep")
    curve.tell("append", 1, 0.1)
    alone = picture(screen, curve)
    curve.tell("compare", True)
    compared = picture(screen, curve)
    changed = (alone != compared).any(axis=-1)
    columns = np.flatnonzero(changed.any(axis=0))
    assert len(columns), "the run before is not drawn"
    assert np.ptp(columns) > alone.shape[1] / 2, "the run before is not drawn in full"
    curve.tell("compare", False)
    assert np.array_equal(picture(screen, curve), alone)


def test_hovering_leaves_the_line(screen: Screen, curve: Shown) -> None:
    grow(curve)
    before = line(screen, curve).sum()
    left, top, right, bottom = curve.tell("area")
    still = picture(screen, curve)
    for x in range(left + 10, right - 10, 60):
        screen.point(x, (top + bottom) // 2)
        curve.tell("settle")
    assert (picture(screen, curve) != still).any(), "the cross hair does not come"
    assert line(screen, curve).sum() > 0.95 * before
