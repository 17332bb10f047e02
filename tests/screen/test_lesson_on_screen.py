"""A lesson taken with the mouse on a real screen, in both languages: every card is whole, and its picture is seen."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from hand import Hand
from real_screen import Screen, Shown


@pytest.mark.parametrize("language", ["en", "hr"])
def test_a_lesson_is_taken_to_its_end_by_mouse(
    screen: Screen, show: Callable[..., AbstractContextManager[Shown]], language: str
) -> None:
    with show("window_program.py") as shown:
        hand = Hand(shown, screen)
        shown.tell("change", "language", language)
        wrong: list[str] = []

        def card_is_whole() -> None:
            wrong.extend(f"{len(wrong)}: {cut}" for cut in shown.tell("cut"))
            wrong.extend(why for why in shown.tell("squeezed") if why.startswith("PageArea"))

        hand.press("lessons")
        hand.press("2  " + {"en": "Ten seconds", "hr": "Deset sekundi"}[language])
        for name in ("I predict", "That is my prediction", "That is my prediction", "Begin the experiment"):
            card_is_whole()
            hand.press(name)
        hand.rests()
        card_is_whole()
        seen = hand.looks_at("What came of it")
        assert seen.std() > 5  # figures stand there
        hand.press("On the photos that it learnt from")
        hand.press("That is my answer")
        if hand.sees("That is my answer"):  # it was the other one
            hand.press("On the others, or it is the same on both")
            hand.press("That is my answer")
        hand.press("Go on")
        card_is_whole()
        hand.press("To the questions")
        for answer in (
            "Yes, its whole interval lies above that", "Only roughly: the interval is wide",
            "It knew your photos already", "The head alone",
        ):  # fmt: skip
            card_is_whole()
            hand.press(answer)
            hand.press("That is my answer")
            card_is_whole()
            hand.press("Go on")
        card_is_whole()
        assert hand.sees("Take this lesson again")
        hand.press({"en": "How sure am I?", "hr": "Moja sigurnost"}[language])
        assert hand.looks_at("Reliability diagram").std() > 2
        assert wrong == []
        assert hand.faults() == []
        assert shown.complaints() == []
