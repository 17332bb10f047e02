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
from real_screen import SIZE, Screen, Shown

_HERE: Final = Path(__file__).parent
_NEEDED: Final = ("Xvfb", "xdotool")


@pytest.fixture(scope="session")
def screen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Screen]:
    """The screen; a test that needs it is skipped where there is no Xvfb or xdotool."""
    missing = [name for name in _NEEDED if shutil.which(name) is None]
    if missing:
        pytest.skip(f"no real screen: {', '.join(missing)} not installed")
    folder = tmp_path_factory.mktemp("screen")
    width, height = SIZE
    command = ["Xvfb", "-displayfd", "1", "-screen", "0", f"{width}x{height}x24", "-fbdir", str(folder)]
    with subprocess.Popen(
        [*command, "-nolisten", "tcp"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as server:
        assert server.stdout is not None
        number = server.stdout.readline().strip()
        assert number, "Xvfb did not start"
        yield Screen(f":{number}", folder / "Xvfb_screen0")
        server.terminate()


@pytest.fixture
def show(screen: Screen) -> Callable[..., AbstractContextManager[Shown]]:
    """Starts a program of this folder on the screen: `with show("curve_program.py") as shown`."""

    @contextmanager
    def started(name: str, *arguments: str) -> Iterator[Shown]:
        paths = [str(_HERE.parents[1]), os.environ.get("PYTHONPATH", "")]
        environment = os.environ | {
            "DISPLAY": screen.display,
            "QT_QPA_PLATFORM": "xcb",
            "PYTHONPATH": os.pathsep.join(filter(None, paths)),
        }
        with subprocess.Popen(
            [sys.executable, str(_HERE / name), *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment,
            text=True,
        ) as process:
            try:
                yield Shown(process)
            finally:
                process.terminate()

    return started
