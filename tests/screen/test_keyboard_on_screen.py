"""The road with nothing but the keyboard: samples, a training, its mistakes, an ideal image, an attack, a file."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from hand import Hand
from real_screen import Screen, Shown


@pytest.mark.parametrize("language", ["en", "hr"])
def test_from_the_samples_to_a_saved_attack_without_a_mouse(
    screen: Screen, show: Callable[..., AbstractContextManager[Shown]], language: str, tmp_path: Path
) -> None:
    with show("window_program.py") as shown:
        hand = Hand(shown, screen)
        shown.tell("change", "language", language)
        for page, values in {"ideal": {"steps": 12, "size": 96}, "attack": {"steps": 6}}.items():
            shown.tell("keep_form", page, values)
        hand.screen.point(0, 0)
        hand.chooses("Try the sample photos")
        hand.rests()
        hand.keys("ctrl+2", "space")
        hand.rests()
        hand.chooses("Mistakes")
        hand.rests()
        assert shown.tell("shown") == "evaluate"
        before = hand.looks()
        hand.tabs_to("Confusion matrix")
        hand.keys("Down", "Right", "Return")
        assert (hand.looks() != before).any(), "a cell of the matrix does not answer to the keys"
        hand.keys("ctrl+6", "space")
        hand.rests()
        hand.waits_for("Save picture…")
        hand.keys("ctrl+7")
        hand.chooses("dog")
        hand.rests()
        hand.chooses("Attack")
        hand.rests()
        hand.tabs_to("Save…")
        screen.press("Return")
        hand.fills_in(tmp_path / "attacked.png")
        assert (tmp_path / "attacked.png").read_bytes().startswith(b"\x89PNG")
        assert hand.faults() == []
        assert shown.complaints() == []
