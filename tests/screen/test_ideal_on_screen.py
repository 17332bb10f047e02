"""An ideal image on a real screen: finely, with another network, two pictures of phases alone, whole in every look."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pytest
from hand import Hand
from real_screen import SCREENS, Screen
from test_results_on_screen import LOOKS, Show, dress

from engine.models.store import weights_state

GROWN: Final = {"steps": 6, "size": 96, "pictures": 2, "canvas": "phase"}
SIBLINGS: Final = ("efficientnet_lite1", "efficientnet_lite2")


@pytest.fixture(scope="module")
def hand(screens: tuple[Screen, ...], show: Show) -> Iterator[Hand]:
    """The window of 1280 × 720 in which two pictures grew that two networks see."""
    if any(weights_state(name) == "absent" for name in SIBLINGS):
        pytest.skip("needs two more networks")
    width, height, _ = SCREENS[0]
    with show("window_program.py", on=screens[0]) as shown:
        hand = Hand(shown, screens[0])
        shown.tell("resize", width, height)
        shown.tell("keep_form", "ideal", GROWN)
        hand.press("Try the sample photos")
        hand.rests()
        hand.works("ideal", "fine", "EfficientNet-Lite2", "Start")
        yield hand


@pytest.mark.parametrize(("language", "theme"), LOOKS)
def test_the_new_controls_fit_and_two_pictures_stand_side_by_side(hand: Hand, language: str, theme: str) -> None:
    dress(hand, language, theme)
    sizes = hand.tell("sizes").values()
    assert all(wide <= 1280 and high <= 720 for wide, high in sizes), sizes
    assert not [*hand.tell("squeezed"), *hand.tell("cut"), *hand.tell("nameless")]
    for name in ("fine", "live", "EfficientNet-Lite1", "EfficientNet-Lite2"):
        hand.waits_for(name)
    drawn = hand.looks_at("Ideal image of zebra")
    assert drawn.std() > 8, "the picture is even"
    assert not hand.faults()
