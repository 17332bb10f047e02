"""A real screen's pixels and pointer, and a program that is shown on it."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

SIZE: Final = (1280, 720)


@dataclass(frozen=True, slots=True)
class Screen:
    """An X server's one screen of 1280 × 720."""

    display: str
    frame: Path  # the server's own memory of the screen, in X's window dump format

    def pixels(self) -> np.ndarray[Any, np.dtype[np.int16]]:
        """What is seen now, (720, 1280, 3), blue first, 0 to 255."""
        data = self.frame.read_bytes()
        header = np.frombuffer(data, ">u4", 20)
        size, (width, height), line, colours = int(header[0]), header[4:6].tolist(), int(header[12]), int(header[19])
        rows = np.frombuffer(data, np.uint8, line * height, size + 12 * colours).reshape(height, line)
        return rows[:, : 4 * width].reshape(height, width, 4)[..., :3].astype(np.int16)

    def point(self, x: int, y: int) -> None:
        """Moves the pointer, as a hand does."""
        environment = os.environ | {"DISPLAY": self.display}
        subprocess.run(["xdotool", "mousemove", str(x), str(y)], env=environment, check=True, timeout=30)


class Shown:
    """A program of this folder on the screen, which does what it is told and answers when the screen shows it."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def tell(self, name: str, *arguments: Any) -> Any:
        """Has it do a thing; gives its answer."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps([name, *arguments]) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        assert answer, f"the program ended at {name}"
        return json.loads(answer)
