"""A real screen's pixels, pointer and keys, and a program that is shown on it."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

SCREENS: Final = ((1280, 720, 1), (1366, 768, 1), (2560, 1440, 2))
"""Width and height in the screen's own pixels, and how many of them the program takes for one of its own."""
DIALOGS: Final = "^(Save|Sprem|The archive|Arhiva)"
"""How the titles of the dialogs begin that ask where to save, or for an archive."""
Pixels = np.ndarray[Any, np.dtype[np.int16]]


@dataclass(frozen=True, slots=True)
class Screen:
    """One screen of an X server."""

    display: str
    frame: Path  # the server's own memory of the screen, in X's window dump format
    scale: int

    def pixels(self) -> Pixels:
        """What is seen now, (height, width, 3), blue first, 0 to 255."""
        data = self.frame.read_bytes()
        header = np.frombuffer(data, ">u4", 20)
        size, (width, height), line, colours = int(header[0]), header[4:6].tolist(), int(header[12]), int(header[19])
        rows = np.frombuffer(data, np.uint8, line * height, size + 12 * colours).reshape(height, line)
        return rows[:, : 4 * width].reshape(height, width, 4)[..., :3].astype(np.int16)

    def point(self, x: int, y: int) -> None:
        """Moves the pointer, as a hand does."""
        self.do("mousemove", "--screen", self.number, x, y)

    def click(self, x: int, y: int) -> None:
        """Presses the left button there and lets it go."""
        self.do("mousemove", "--screen", self.number, x, y, "click", 1)

    def press(self, *keys: str) -> None:
        """Presses keys one after the other, named as X names them."""
        self.do("key", *keys)

    @property
    def number(self) -> str:
        """Which screen of the server it is."""
        return self.display.rpartition(".")[2]

    def fill_in(self, text: str) -> None:
        """Waits for a dialog, types into it and presses Return."""
        self.do("search", "--sync", "--onlyvisible", "--name", DIALOGS)
        self.do("type", "--delay", 5, "--", text)
        self.do("key", "Return")

    def do(self, *words: object) -> None:
        """Has xdotool do that."""
        environment = os.environ | {"DISPLAY": self.display}
        subprocess.run(["xdotool", *map(str, words)], env=environment, check=True, timeout=30)


class Shown:
    """A program of this folder on the screen, which does what it is told and answers when the screen shows it."""

    def __init__(self, process: subprocess.Popen[str], home: Path, complaints: Path) -> None:
        """`home`: the program's own. `complaints`: the file that takes its standard error."""
        self._process, self.home, self._complaints = process, home, complaints
        self.patience = 300.0  # s that an answer may take

    def tell(self, name: str, *arguments: Any) -> Any:
        """Has it do a thing; gives its answer."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps([name, *arguments]) + "\n")
        self._process.stdin.flush()
        if not select.select([self._process.stdout], [], [], self.patience)[0]:
            self._process.send_signal(signal.SIGABRT)  # it writes down where it stands
            raise AssertionError(f"no answer to {name} within {self.patience} s")
        answer = self._process.stdout.readline()
        assert answer, f"the program ended at {name} with {self.wait(20)}: {self.complaints()}"
        return json.loads(answer)

    def complaints(self) -> list[str]:
        """What it wrote to its standard error, Qt's warnings above all."""
        return self._complaints.read_text("utf-8", errors="replace").splitlines()

    def end(self, seconds: float = 30.0) -> int | None:
        """Has the system ask it to end, and gives its exit code."""
        self._process.terminate()
        return self.wait(seconds)

    def wait(self, seconds: float) -> int | None:
        """The exit code when the program ends within that time, else None."""
        try:
            return self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return None
