"""From a first start: three clicks to a trained model, one more to photos that it has not learnt from."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from hand import Hand
from real_screen import Screen, Shown


@pytest.mark.parametrize("language", ["en", "hr"])
def test_three_clicks_to_a_model_and_one_to_photos_it_has_not_learnt_from(
    screen: Screen, show: Callable[..., AbstractContextManager[Shown]], language: str
) -> None:
    with show("window_program.py") as shown:
        hand = Hand(shown, screen)
        shown.tell("change", "language", language)
        hand.press("Try the sample photos")
        hand.press("train")
        hand.press("Start")
        hand.rests()
        hand.press("Classify")
        hand.rests()
        answers = shown.tell("answers")
        assert {truth for truth, _ in answers} == {"bird", "flower", "fruit", "vegetable"}
        assert sum(truth == said for truth, said in answers) >= 3
        hand.press("coffee")
        hand.rests()
        assert len(shown.tell("answers")) == 1
        assert hand.faults() == []
        assert shown.complaints() == []
