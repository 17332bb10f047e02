"""The photos of the lesson on a real screen: found by three clicks, taken from an archive, opened; all of it seen."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from archives import pets
from hand import Hand
from real_screen import Screen, Shown


@pytest.mark.parametrize(("language", "theme"), [("en", "light"), ("hr", "dark")])
def test_an_archive_becomes_a_folder_of_classes_by_a_few_clicks(
    screen: Screen, show: Callable[..., AbstractContextManager[Shown]], tmp_path: Path, language: str, theme: str
) -> None:
    archive = pets(tmp_path / "images.tar.gz", {"images/LICENSE": b"CC BY-SA"})
    with show("window_program.py") as shown:
        hand = Hand(shown, screen)
        shown.tell("change", "language", language)
        shown.tell("change", "theme", theme)
        hand.press("Photos of the lesson…")
        before = hand.looks()
        hand.press("Oxford-IIIT Pet")
        assert (hand.looks() != before).any(), "its size, its licence and its classes came to be seen"
        hand.press("Cat or dog")
        hand.waits_for("Download into this folder")
        assert shown.tell("cut") == []
        assert shown.tell("nameless") == []
        assert shown.tell("squeezed") == []
        hand.saves("I have the archive already…", archive)
        hand.press("Unpack into this folder")
        hand.rests()
        hand.rests()
        assert shown.tell("shown") == "data"
        place = shown.home / "datasets" / "Oxford-IIIT Pet, species"
        found = {path.relative_to(place).as_posix() for path in place.rglob("*") if path.is_file()}
        assert len(found) == 7
        assert "LICENSE" in found
        hand.press("Photos of the lesson…")
        hand.press("Open these photos")
        assert shown.tell("shown") == "data"
        hand.rests()
        assert hand.faults() == []
        assert shown.complaints() == []
