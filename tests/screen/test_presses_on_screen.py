"""A hand that presses whatever it finds, in random order: the program lives, and has nothing to complain of."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Final

import pytest
from presser import Presser
from real_screen import Screen, Shown
from told import logged

SEED: Final = "PRIJENOS_TEST_SEED"
"""The environment variable that has a run's presses come once more."""
LANGUAGES: Final = ["en", "hr"]
QUICK, LONG = 12.0, 150.0  # s
EACH_TIME: Final = 400_400
"""The seed of the quick runs: a change is to blame for what they find, and not chance. The long ones draw theirs."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_goes_wrong_whatever_is_pressed(
    language: str, screen: Screen, show: Callable[..., AbstractContextManager[Shown]], tmp_path: Path
) -> None:
    press_for(QUICK, language, screen, show, tmp_path, seed=EACH_TIME)


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_goes_wrong_in_minutes_of_pressing(
    language: str, screen: Screen, show: Callable[..., AbstractContextManager[Shown]], tmp_path: Path
) -> None:
    press_for(LONG, language, screen, show, tmp_path)


def press_for(
    seconds: float,
    language: str,
    screen: Screen,
    show: Callable[..., AbstractContextManager[Shown]],
    folder: Path,
    seed: int | None = None,
) -> None:
    seed = int(os.environ.get(SEED) or seed or random.SystemRandom().randrange(1_000_000))
    print(f"{SEED}={seed}")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("PATH", f"{_browser(folder)}{os.pathsep}{os.environ['PATH']}")
        environment.setenv("PRIJENOS_WEIGHTS_MIRROR", "http://127.0.0.1:9")  # nobody listens there
        paths = _paths(folder)
        with show("pressed_program.py", language, "{}", str(folder / "photos")) as shown:
            presser = Presser(shown, screen, language, seed, paths)
            try:
                presser.press_for(seconds)
                code = shown.end()
            finally:
                print(len(presser.did), "presses of", len(presser.counts), "things; the last:", presser.last)
                print(*logged(shown.home), *shown.complaints(), sep="\n")
            assert logged(shown.home) == []
            assert shown.complaints() == []
            assert code == 0


def _browser(folder: Path) -> Path:
    """A folder with the one program that shows a folder to a person."""
    made = folder / "bin"
    made.mkdir()
    (made / "xdg-open").write_text("#!/bin/sh\n")
    (made / "xdg-open").chmod(0o755)
    return made


def _paths(folder: Path) -> list[Path]:
    """Files and folders to answer a dialog with: photos, nothing at all, what is no photo, a place to save.

    Nothing of the project's own, as files may be saved there.
    """
    resources = Path(__file__).parents[2] / "resources"
    shutil.copytree(resources / "sample_photos", folder / "photos")
    shutil.copy(next((resources / "demo_pictures").glob("*.jpg")), folder / "photo.jpg")
    (folder / "words.txt").write_text("no photo")
    (folder / "empty").mkdir()
    names = (
        "photo.jpg", "words.txt", "empty", "photos", "nothing here", "saved.png", "saved.csv", "saved.safetensors",
        "-s.gif",
    )  # fmt: skip
    return [folder / name for name in names]
