"""The window at work on a real screen: samples opened, a training, and a result on every page, all by mouse."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Final, TypeAlias

import numpy as np
import pytest
from hand import PATIENCE, Hand
from real_screen import SCREENS, Pixels, Screen, Shown

LOOKS: Final = [(language, theme) for language in ("en", "hr") for theme in ("light", "dark")]
STATES: Final = [
    ("data", ""), ("train", "Result"), ("train", "Loss and accuracy"), ("train", "Rate and gradient"),
    ("train", "Trainings"),
    ("evaluate", ""), ("classify", ""), ("features", "Layers of a picture"), ("features", "Map of a folder"),
    ("ideal", ""), ("attack", "Duel"), ("attack", "Endurance"), ("attack", "Other networks"),
    ("attack", "Whole folder"), ("settings", ""),
]  # fmt: skip
"""A page with its result, and the view of it."""
PLOTS: Final = {
    ("train", "Loss and accuracy"): "Loss",
    ("train", "Rate and gradient"): "Learning rate",
    ("ideal", ""): "Probability",
    ("attack", "Duel"): "Probability",
}
"""Where a plot is, and what it is called."""
SURFACES: Final = {"light": (0xFF, 0xFF, 0xFF), "dark": (0x29, 0x21, 0x1B)}  # blue first
QUICK: Final = {"train": {"epochs": 6}, "ideal": {"steps": 12, "size": 96}, "attack": {"steps": 6}}
Show: TypeAlias = Callable[..., AbstractContextManager[Shown]]


@pytest.fixture(scope="module")
def small(screens: tuple[Screen, ...], show: Show) -> Iterator[Hand]:
    """The window of 1280 × 720 with a result on every page, come in English and in the light."""
    with worked(screens, show, 0, "en", "light") as hand:
        yield hand


@pytest.fixture(scope="module")
def fine(screens: tuple[Screen, ...], show: Show) -> Iterator[Hand]:
    """The same at two pixels for one, in Croatian and in the dark."""
    with worked(screens, show, 2, "hr", "dark") as hand:
        yield hand


@contextmanager
def worked(screens: tuple[Screen, ...], show: Show, number: int, language: str, theme: str) -> Iterator[Hand]:
    """A window that has gone from the first page to a result on every other."""
    width, height, scale = SCREENS[number]
    with show("window_program.py", on=screens[number]) as shown:
        hand = Hand(shown, screens[number])
        shown.tell("resize", width // scale, height // scale)
        dress(hand, language, theme)
        for page, values in QUICK.items():
            shown.tell("keep_form", page, values)
        work(hand)
        yield hand


def work(hand: Hand) -> None:
    hand.press("Try the sample photos")
    hand.rests()
    hand.works("train", "Start")
    hand.works("evaluate", "Judge the model")
    hand.works("classify", "dog")
    hand.works("features", "dog", "Map of a folder", "Draw the map")
    hand.works("ideal", "Start")
    hand.works("attack", "dog", "Attack")


def dress(hand: Hand, language: str, theme: str) -> None:
    hand.tell("change", "language", language)
    hand.tell("change", "theme", theme)


def turn_to(hand: Hand, page: str, view: str) -> None:
    hand.press(page)
    if view:
        hand.press(view)
    hand.screen.point(0, 0)  # a pointer that went to another screen from there would leave its mark


@pytest.mark.parametrize(("language", "theme"), LOOKS)
def test_each_result_fits_is_whole_and_has_the_ground_of_the_theme(small: Hand, language: str, theme: str) -> None:
    dress(small, language, theme)
    assert not [wrong for page, view in STATES for wrong in faults_of(small, page, view, theme)]


@pytest.mark.parametrize(("language", "theme"), [("hr", "dark"), ("en", "light")])
def test_so_it_is_at_two_pixels_for_one(fine: Hand, language: str, theme: str) -> None:
    dress(fine, language, theme)
    assert not [wrong for page, view in STATES for wrong in faults_of(fine, page, view, theme)]


def faults_of(hand: Hand, page: str, view: str, theme: str) -> Iterator[str]:
    """What a person could not read or reach there, and plots that have not the theme's surface."""
    turn_to(hand, page, view)
    for what, (wide, high) in hand.tell("sizes").items():
        if wide > 1280 or high > 720:
            yield f"{page} {view}: {what} {wide} × {high}"
    for why in hand.tell("squeezed"):
        yield f"{page} {view}: {why}"
    for cut in (*hand.tell("cut"), *hand.tell("nameless")):
        yield f"{page} {view}: {cut}"
    if (page, view) in PLOTS:
        ground = (hand.looks_at(PLOTS[page, view]) == SURFACES[theme]).all(axis=-1).mean()
        if ground < 0.6:
            yield f"{page} {view}: {ground:.0%} of the plot have the surface's colour"


def test_results_fit_when_they_are_presented_and_the_window_is_as_before_afterwards(small: Hand) -> None:
    dress(small, "hr", "light")
    wrong = []
    for page, view in (("train", "Trainings"), ("attack", "Other networks")):
        turn_to(small, page, view)
        before = small.tell("sizes")
        small.tell("present")
        sizes = small.tell("sizes").items()
        wrong += [f"{page} {view}: {what} {wide} × {high}" for what, (wide, high) in sizes if wide > 1280 or high > 720]
        small.tell("present")
        small.tell("wait", 300)
        if (after := small.tell("sizes")) != before:
            wrong.append(f"{page} {view}: {before} became {after}")
    assert not wrong


def test_each_result_is_as_before_when_another_look_has_come_and_gone(small: Hand) -> None:
    dress(small, "en", "light")
    before = [seen(small, page, view) for page, view in STATES]
    dress(small, "hr", "dark")
    dress(small, "en", "light")
    wrong = []
    for (page, view), one in zip(STATES, before, strict=True):
        changed = np.argwhere((one != seen(small, page, view)).any(axis=-1))
        if len(changed):
            wrong.append(f"{page} {view}: from {changed.min(axis=0)} to {changed.max(axis=0)}")
    assert not wrong


def seen(hand: Hand, page: str, view: str) -> Pixels:
    turn_to(hand, page, view)
    hand.tell("settle")
    assert hand.tell("await_words", PATIENCE)
    return hand.looks()


def test_nothing_went_wrong(small: Hand, fine: Hand) -> None:
    assert [*small.faults(), *fine.faults()] == []
