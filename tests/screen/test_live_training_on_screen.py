"""A real training of the sample photos on the Train page: its curves move on the screen with every epoch."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Final

import pytest
from hand import Hand
from real_screen import Pixels, Screen, Shown

EPOCHS: Final = 5
FORM: Final = {"backbone": "mobilenet_v3_small", "method": "scratch", "epochs": EPOCHS}
PLOTS: Final = ("Loss", "Accuracy")


def test_curves_move_with_each_epoch(
    screen: Screen, show: Callable[..., AbstractContextManager[Shown]], request: pytest.FixtureRequest
) -> None:
    with show("window_program.py") as shown:
        hand = Hand(shown, screen)
        shown.tell("change", "language", "en")
        shown.tell("keep_form", "train", FORM)
        hand.press("Try the sample photos")
        hand.rests()
        hand.press("train")
        hand.press("Start")
        before: list[Pixels] | None = None
        seen = []
        while (epoch := shown.tell("next_epoch", 120.0)) is not None:
            now = [hand.looks_at(name) for name in PLOTS]
            for name, one, other in zip(PLOTS, before or [], now, strict=before is not None):
                assert (one != other).any(), f"{name} stood still when epoch {epoch} came"
            before, seen = now, [*seen, epoch]
        assert seen == [*range(1, EPOCHS + 1)]
        assert hand.faults() == []
        assert shown.complaints() == []
