"""What the tests on a real screen stand on: an X server of their own, and programs of this folder shown on it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Final

import pytest
from real_screen import SCREENS, Screen, Shown

from desktop.__main__ import obstacle

_HERE: Final = Path(__file__).parent
_NEEDED: Final = ("Xvfb", "xdotool")


@pytest.fixture(scope="session")
def screens(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Screen, ...]]:
    """The screens of SCREENS; a test that needs one is skipped where a program or a library for them is missing."""
    missing = [name for name in _NEEDED if shutil.which(name) is None]
    if missing:
        pytest.skip(f"no real screen: {', '.join(missing)} not installed")
    folder = tmp_path_factory.mktemp("screen")
    command = ["Xvfb", "-displayfd", "1", "-fbdir", str(folder), "-nolisten", "tcp"]
    for number, (width, height, _scale) in enumerate(SCREENS):
        command += ["-screen", str(number), f"{width}x{height}x24"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        try:
            assert server.stdout is not None
            display = server.stdout.readline().strip()
            assert display, "Xvfb did not start"
            _skip_without_libraries(f":{display}")
            yield tuple(
                Screen(f":{display}.{number}", folder / f"Xvfb_screen{number}", scale)
                for number, (_width, _height, scale) in enumerate(SCREENS)
            )
        finally:
            server.terminate()


def _skip_without_libraries(display: str) -> None:
    """Qt aborts a process that it cannot show on a screen: whether it can is asked first, as the program asks."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("QT_QPA_PLATFORM", "xcb")
        environment.setenv("DISPLAY", display)
        hindrance = obstacle()
    if hindrance is not None:
        pytest.skip(f"no real screen: {hindrance.say('en')}")


@pytest.fixture(scope="session")
def screen(screens: tuple[Screen, ...]) -> Screen:
    """The screen of 1280 × 720."""
    return screens[0]


@pytest.fixture(scope="session")
def show(screen: Screen, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., AbstractContextManager[Shown]]:
    """Starts a program of this folder with a home of its own: `with show("curve_program.py") as shown`."""

    @contextmanager
    def started(name: str, *arguments: str, on: Screen = screen) -> Iterator[Shown]:
        home = tmp_path_factory.mktemp("home")
        paths = [str(_HERE.parents[1]), str(_HERE.parent / "closed"), os.environ.get("PYTHONPATH", "")]
        environment = os.environ | {
            "DISPLAY": on.display,
            "PRIJENOS_HOME": str(home),
            "PRIJENOS_TEST_CALLS": str(home / "calls.txt"),
            "PYTHONPATH": os.pathsep.join(filter(None, paths)),
            "QT_QPA_PLATFORM": "xcb",
            "QT_SCALE_FACTOR": str(on.scale),
        }
        complaints = home / "complaints.txt"
        with (
            complaints.open("w") as told,
            subprocess.Popen(
                [sys.executable, str(_HERE / name), *arguments],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=told,
                cwd=home,
                env=environment,
                text=True,
            ) as process,
        ):
            try:
                yield Shown(process, home, complaints)
            finally:
                process.terminate()
        assert not (home / "calls.txt").exists(), "the program called over the network"

    return started
