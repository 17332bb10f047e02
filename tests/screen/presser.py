"""A hand that presses whatever it finds, in an order drawn by chance, what was pressed least before the rest."""

from __future__ import annotations

import random
import time
from collections import Counter
from pathlib import Path
from typing import Any, Final

from real_screen import Screen, Shown

WIDEST, HIGHEST = 1280, 720
KEYS: Final = (
    "space", "Escape", "F1", "F5", "ctrl+l", "ctrl+v", "question", "Tab", "shift+Tab", "Return", "F11",
    *(f"ctrl+{number}" for number in range(10)), "ctrl+comma",
)  # fmt: skip
"""What the window itself listens to."""
STEPS: Final = ("Up", "Down", "Left", "Right", "Home", "End", "Page_Up", "Page_Down")
FIGURES: Final = ("-1", "0", "1", "3", "0,5", "1e-3", "999999", "")
WORDS: Final = ("dog", "Češljugar 7", "-x", "=1+1", "")
FATAL: Final = ("Quit at once", "Završi odmah")
LAST: Final = 25  # presses that are told when something goes wrong


class Presser:
    """Presses for a while; `did` tells what, and `counts` how often each thing of each page."""

    def __init__(self, shown: Shown, screen: Screen, language: str, seed: int, paths: list[Path]) -> None:
        """`paths`: what a dialog is answered with, files and folders, there or not."""
        self._shown, self._screen, self._language, self._paths = shown, screen, language, paths
        self._chance = random.Random(seed)
        self.did: list[str] = []
        self.counts: Counter[tuple[str, str, str]] = Counter()

    def press_for(self, seconds: float) -> None:
        """Presses until the time is over; fails where the page or its window needs more than the screen has."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            seen = self._shown.tell("look")
            if not _fits(seen):  # it may be in the midst of laying itself out
                self._shown.tell("settle")
                seen = self._shown.tell("look")
                assert _fits(seen), f"{seen['page']} takes {seen['sizes']} after {self.last}"
            self._press(seen)

    @property
    def last(self) -> str:
        """The last presses, to be followed by hand."""
        return " · ".join(self.did[-LAST:])

    def _press(self, seen: dict[str, Any]) -> None:
        if seen["menu"]:
            self._keys(*self._chance.choices(("Down", "Up"), k=2), self._chance.choice(("Return", "Escape")))
        elif seen["asks"] == "file":
            self._answer_with_a_path()
        elif seen["asks"] == "dialog" and self._chance.random() < 0.3:
            self._keys("Escape")
        elif not seen["asks"] and self._chance.random() < 0.08:
            self._keys(self._chance.choice(KEYS))
        elif not seen["asks"] and self._chance.random() < 0.02:
            self.did.append(f"speaks {self._language}")
            self._shown.tell("speak", self._language)
        elif spots := [spot for spot in seen["spots"] if spot[2] not in FATAL]:
            self._press_one(seen["page"], spots)
        else:
            self._keys("Escape")

    def _answer_with_a_path(self) -> None:
        if self._chance.random() < 0.4:
            self._keys("Escape")
            return
        path = self._chance.choice(self._paths)
        self.did.append(f"answers {path}")
        self._screen.do("key", "ctrl+a")
        self._screen.do("type", "--delay", 1, "--", path)
        self._screen.do("key", "Return")

    def _press_one(self, page: str, spots: list[tuple[int, str, str]]) -> None:
        seldom = [1 / (1 + self.counts[page, kind, name]) ** 2 for _, kind, name in spots]
        index, kind, name = self._chance.choices(spots, seldom)[0]
        self.counts[page, kind, name] += 1
        middle = (0.5, 0.5) if kind == "button" else (self._chance.random(), self._chance.random())
        place = self._shown.tell("at", index, *middle)
        if place is None:
            return
        self.did.append(f"{page}: {kind} {name[:40]!r}")
        self._use(kind, *place)

    def _use(self, kind: str, x: int, y: int) -> None:
        match kind:
            case "figure" | "text":
                self._click(x, y)
                self._keys("ctrl+a")
                text = self._chance.choice(FIGURES if kind == "figure" else WORDS)
                self.did.append(f"types {text!r}")
                if text:
                    self._screen.do("type", "--delay", 1, "--", text)
                self._keys(self._chance.choice(("Return", "Tab", "Up", "Down", "Delete")))
            case "choice":
                self._click(x, y)
                self._keys(*self._chance.choices(STEPS[:2], k=2), self._chance.choice(("Return", "Escape")))
            case "area" | "list" | "slider":
                self._use_area(x, y)
            case _:
                self._click(x, y)

    def _use_area(self, x: int, y: int) -> None:
        match self._chance.choice(("click", "double", "keys", "menu", "drag", "turn")):
            case "click":
                self._click(x, y)
            case "double":
                self._click(x, y, "--repeat", 2, "--delay", 40)
            case "keys":
                self._click(x, y)
                self._keys(*self._chance.choices(STEPS, k=3))
            case "menu":
                self._click(x, y, button=3)
            case "drag":
                there = (x + self._chance.randint(-90, 90), y + self._chance.randint(-60, 60))
                inside = (min(max(there[0], 0), WIDEST - 1), min(max(there[1], 0), HIGHEST - 1))
                self._move(x, y, "mousedown", 1)
                self._move(*inside, "mouseup", 1)
            case _:
                self._click(x, y, "--repeat", 3, "--delay", 10, button=self._chance.choice((4, 5)))

    def _keys(self, *names: str) -> None:
        self.did.append(" ".join(names))
        self._screen.press(*names)

    def _click(self, x: int, y: int, *how: object, button: int = 1) -> None:
        self._move(x, y, "click", *how, button)

    def _move(self, x: int, y: int, *then: object) -> None:
        """Moves the pointer, and has xdotool do the rest in one go."""
        self._screen.do("mousemove", "--screen", self._screen.number, x, y, *then)


def _fits(seen: dict[str, Any]) -> bool:
    return all(wide <= WIDEST and high <= HIGHEST for wide, high in seen["sizes"])
