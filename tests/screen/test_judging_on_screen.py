"""Photos judged and mended, a trick put to the trial: by mouse on a real screen, in both languages."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from hand import Hand
from real_screen import Screen, Shown


@pytest.mark.parametrize("language", ["en", "hr"])
def test_a_photo_is_left_out_that_is_undone_and_a_trick_is_tried(
    screen: Screen, show: Callable[..., AbstractContextManager[Shown]], language: str
) -> None:
    with show("window_program.py") as shown:
        hand = Hand(shown, screen)
        shown.tell("change", "language", language)
        hand.press("Try the sample photos")
        hand.works("evaluate", "Photos", "Look at the photos")
        before = hand.looks_at("Photos of the chosen finding")
        left, top, *_ = shown.tell("area", *(("Photos of the chosen finding", "Fotografije odabranog nalaza")))
        screen.click(left + 50, top + 50)
        shown.tell("settle")
        hand.press("Leave out")
        hand.rests()
        assert hand.sees("Train again")
        hand.press("Undo the last correction")
        hand.rests()
        assert not hand.sees("Train again")
        hand.press("Do it again")
        hand.rests()
        hand.press("Train again")
        assert shown.tell("shown") == "train"
        hand.works("compare", "Tricks", "Measure")
        drawn = hand.looks_at("Accuracy with its interval")
        assert drawn.std() > 5  # points are on it
        assert before.size > 0
        assert hand.faults() == []
        assert shown.complaints() == []


@pytest.mark.parametrize("language", ["en", "hr"])
def test_everything_that_can_be_compared_is_measured_and_drawn(
    screen: Screen, show: Callable[..., AbstractContextManager[Shown]], language: str
) -> None:
    with show("window_program.py") as shown:
        hand = Hand(shown, screen)
        shown.tell("change", "language", language)
        quick = {"methods": "frozen", "photos": "2,5", "seeds": 2, "epochs": 3}
        shown.tell("keep_form", "compare", {"transfer": quick, "tricks": {"seeds": 2}})
        hand.press("Try the sample photos")
        hand.rests()
        for kind in ("Backbones", "Transfer", "Tricks", "Rate"):
            hand.works("compare", kind, "Measure")
            drawn = hand.looks_at("Accuracy with its interval")
            assert drawn.std() > 5, kind
            assert shown.tell("squeezed") == [], kind
            assert shown.tell("cut") == [], kind
            assert shown.tell("nameless") == [], kind
        assert hand.faults() == []
        assert shown.complaints() == []


@pytest.mark.parametrize("language", ["en", "hr"])
def test_what_a_correction_changed_is_seen_when_it_was_learnt(
    screen: Screen, show: Callable[..., AbstractContextManager[Shown]], language: str
) -> None:
    with show("window_program.py") as shown:
        hand = Hand(shown, screen)
        shown.tell("change", "language", language)
        shown.tell("keep_form", "train", {"epochs": 6})
        hand.press("Try the sample photos")
        hand.works("train", "Start", "Mistakes")
        assert shown.tell("shown") == "evaluate"
        hand.press("Photos")
        hand.press("Look at the photos")
        hand.rests()
        left, top, *_ = shown.tell("area", *(("Photos of the chosen finding", "Fotografije odabranog nalaza")))
        screen.click(left + 50, top + 50)
        shown.tell("settle")
        hand.press("Leave out")
        hand.rests()
        hand.press("Train again")
        hand.press("Start")
        hand.rests()
        before = hand.looks()
        hand.press("Mistakes")
        hand.rests()
        assert (hand.looks() != before).any()
        assert shown.tell("area", "What has changed", "Što se promijenilo") is not None
        assert shown.tell("squeezed") == []
        assert hand.faults() == []
        assert shown.complaints() == []
