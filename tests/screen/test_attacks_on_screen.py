"""Attacks over a whole folder on a real screen: the bench of defences and a patch, by mouse, whole in every look."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np
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
        shown.tell("keep_form", "attack", {"bench": BENCH, "attack": "patch", "steps": 2})
        hand.press("Try the sample photos")
        hand.rests()
        hand.works("attack", "Defences", "Try the defences")
        yield hand


@pytest.mark.parametrize(("language", "theme"), LOOKS)
def test_the_bench_fits_is_whole_and_is_drawn_on_the_ground_of_the_theme(hand: Hand, language: str, theme: str) -> None:
    dress(hand, language, theme)
    assert not wrong(hand)
    drawn = hand.looks_at("Right answers with each defence")
    ground = (drawn == SURFACES[theme]).all(axis=-1).mean()
    assert 0.4 < ground < 0.97, f"{ground:.0%} of the chart have the surface's colour"
    assert not hand.faults()


@pytest.fixture(scope="module")
def patched(hand: Hand) -> Hand:
    """The same, where a patch has been learnt over the samples after that."""
    dress(hand, "en", "light")
    hand.works("attack", "One photo", "dog", "Attack")
    return hand


@pytest.mark.parametrize(("language", "theme"), LOOKS)
def test_a_patch_fits_and_is_whole_and_so_is_its_form(patched: Hand, language: str, theme: str) -> None:
    dress(patched, language, theme)
    patched.waits_for("Save to print…")
    assert not wrong(patched)
    assert len(np.unique(patched.looks_at("The patch").reshape(-1, 3), axis=0)) > 10
    assert not patched.faults()


def test_a_patch_is_saved_as_a_sheet(patched: Hand, tmp_path: Path) -> None:
    dress(patched, "en", "light")
    patched.saves("Save to print…", tmp_path / "square.pdf")
    assert (tmp_path / "square.pdf").read_bytes().startswith(b"%PDF")


def wrong(hand: Hand) -> list[object]:
    """What does not fit, or cannot be read or named."""
    sizes = hand.tell("sizes").items()
    wide = [(what, size) for what, size in sizes if size[0] > 1280 or size[1] > 720]
    return [*wide, *hand.tell("squeezed"), *hand.tell("cut"), *hand.tell("nameless")]
