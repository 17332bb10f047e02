"""Attacks on a whole folder on a real screen: the bench of defences, by mouse, whole in every look."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pytest
from hand import Hand
from real_screen import SCREENS, Screen
from test_results_on_screen import LOOKS, SURFACES, Show, dress

BENCH: Final = {"steps": 1, "most_photos": 2, "looks": 1}


@pytest.fixture(scope="module")
def hand(screens: tuple[Screen, ...], show: Show) -> Iterator[Hand]:
    """The window of 1280 × 720 in which the defences have been tried on the sample photos."""
    width, height, _ = SCREENS[0]
    with show("window_program.py", on=screens[0]) as shown:
        hand = Hand(shown, screens[0])
        shown.tell("resize", width, height)
        shown.tell("keep_form", "attack", {"bench": BENCH})
        hand.press("Try the sample photos")
        hand.rests()
        hand.works("attack", "Defences", "Try the defences")
        yield hand


@pytest.mark.parametrize(("language", "theme"), LOOKS)
def test_the_bench_fits_is_whole_and_is_drawn_on_the_ground_of_the_theme(hand: Hand, language: str, theme: str) -> None:
    dress(hand, language, theme)
    sizes = hand.tell("sizes").values()
    assert all(wide <= 1280 and high <= 720 for wide, high in sizes), sizes
    assert not [*hand.tell("squeezed"), *hand.tell("cut"), *hand.tell("nameless")]
    drawn = hand.looks_at("Right answers with each defence")
    ground = (drawn == SURFACES[theme]).all(axis=-1).mean()
    assert 0.4 < ground < 0.97, f"{ground:.0%} of the chart have the surface's colour"
    assert not hand.faults()
