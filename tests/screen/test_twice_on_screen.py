"""Every button of every page is pressed twice, on a page that is empty, at work and done: nothing goes wrong."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Final

import pytest
from real_screen import Screen, Shown
from told import logged

NUMBERED: Final = (
    "welcome",
    "data",
    "train",
    "evaluate",
    "classify",
    "features",
    "ideal",
    "attack",
    "compare",
    "lessons",
)
"""In the order of their keys, Ctrl+0, Ctrl+1 and so on."""
PAGES: Final = (*NUMBERED[1:], "settings")
LASTING: Final = {"train": "", "ideal": "", "attack": "dog"}
"""The pages whose job lasts, and what is pressed there before it can start."""
BRIEF: Final = {"evaluate": "start", "compare": "start", "classify": "dog", "features": "dog"}
FORMS: Final = {
    "train": {"epochs": 10_000, "backbone": "efficientnet_lite0"},
    "ideal": {"steps": 2_000, "size": 64},
    "attack": {"steps": 10_000},
}
BAR: Final = ("start", "pause", "stop")
SAMPLES: Final = {"en": "Try the sample photos", "hr": "Isprobaj s primjerima"}
MOST: Final = 200  # presses on one page
PATIENCE: Final = 60.0  # s; a busy machine


class Twice:
    """Presses buttons with the mouse; what asks for a file gets a name the first time, and Esc the second."""

    def __init__(self, shown: Shown, screen: Screen, folder: Path, samples: str) -> None:
        self._tell, self._screen, self._folder, self.samples = shown.tell, screen, folder, samples
        self._names = False
        self.did: list[str] = []

    def goes(self, page: str) -> None:
        """Shows a page by its key."""
        self._keys(f"ctrl+{NUMBERED.index(page)}" if page in NUMBERED else "ctrl+comma")
        assert self._tell("page")["name"] == page, f"no {page} after {self.did[-5:]}"

    def presses(self, name: str) -> None:
        """Presses one button of the page, which has to be there."""
        buttons = self._tell("page")["buttons"]
        assert name in buttons, f"no {name!r} among {list(buttons)} after {self.did[-5:]}"
        self._press(name, buttons[name])

    def presses_all(self, page: str, *but: str, ends: bool = False) -> None:
        """Presses every button of a page twice but for some, those too that come meanwhile, first each of them once.

        `ends`: what one of them begins is ended before the next.
        """
        counts: Counter[str] = Counter(dict.fromkeys(but, 2))
        for _ in range(MOST):
            seen = self._tell("page")
            if seen["asks"] or seen["menu"]:
                self._answers(seen["asks"])
            elif seen["name"] != page:
                self.goes(page)
            elif ends and seen["busy"]:
                self.ends()
            elif left := [name for name in seen["buttons"] if counts[name] < 2]:
                name = min(left, key=lambda each: counts[each])
                counts[name] += 1
                self._names = counts[name] == 1
                self._press(name, seen["buttons"][name])
            else:
                return

    def ends(self) -> None:
        """Stops what is on its way, where there is a button for that, and waits until it is over."""
        if "stop" in self._tell("page")["buttons"]:
            self.presses("stop")
        self.rests()

    def pauses(self) -> None:
        """Pauses and goes on, twice; Esc closes the explanation first, and does not end what is on its way."""
        for _ in ("pause", "go on", "pause", "go on"):
            self.presses("pause")
        self._keys("F1")
        self._keys("Escape")
        assert self._tell("page")["busy"], "Esc ended the job while the explanation was open"

    def rests(self) -> None:
        """Waits until no job is on its way."""
        left = self._tell("rest", PATIENCE)
        assert left == [], f"{left} after {self.did[-12:]}, {self._tell('page')}"
        self._tell("settle")

    def reaches_figures(self) -> None:
        """Waits until the job has told some."""
        assert self._tell("reach", PATIENCE)

    def _press(self, name: str, index: int) -> None:
        place = self._tell("at", index, 0.5, 0.5)
        self.did.append(name if place else f"({name})")
        if place:
            self._screen.click(*place)
            self._tell("settle")

    def _answers(self, asks: str) -> None:
        """Ends a dialog or a menu; a button that asks for a file gets a name the first time, once."""
        if asks == "file" and self._names:
            self._names = False
            self._screen.do("key", "ctrl+a", "type", "--delay", 1, "--", self._folder / f"kept {len(self.did)}.png")
            self._keys("Return")
        else:
            self._keys("Escape")

    def _keys(self, key: str) -> None:
        self.did.append(key)
        self._screen.press(key)
        self._tell("settle")


@pytest.fixture(params=["en", pytest.param("hr", marks=pytest.mark.slow)])
def twice(
    request: pytest.FixtureRequest, screen: Screen, show: Callable[..., AbstractContextManager[Shown]], tmp_path: Path
) -> Iterator[Twice]:
    browser = tmp_path / "bin" / "xdg-open"
    browser.parent.mkdir()
    browser.write_text("#!/bin/sh\n")
    browser.chmod(0o755)
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("PATH", f"{browser.parent}{os.pathsep}{os.environ['PATH']}")
        environment.setenv("PRIJENOS_WEIGHTS_MIRROR", "http://127.0.0.1:9")  # nobody listens there
        with show("pressed_program.py", request.param, json.dumps(FORMS)) as shown:
            shown.tell("look")
            shown.tell("settle")
            made = Twice(shown, screen, tmp_path, SAMPLES[request.param])
            yield made
            code = shown.end()
            print(*made.did, sep=" · ")
            assert [*logged(shown.home), *shown.complaints()] == []
            assert code == 0


def test_every_button_of_empty_pages(twice: Twice) -> None:
    for page in PAGES:
        twice.goes(page)
        twice.presses_all(page, twice.samples, ends=page == "lessons")  # an experiment would take its time
        twice.rests()
    twice.goes("welcome")
    twice.presses_all("welcome")


def test_every_button_while_a_job_is_on_its_way_and_when_it_is_done(twice: Twice) -> None:
    twice.goes("welcome")
    twice.presses(twice.samples)
    twice.rests()
    for page, name in LASTING.items():
        twice.goes(page)
        if name:
            twice.presses(name)
            twice.rests()
        for _ in ("start", "start again"):
            twice.presses("start")
            twice.reaches_figures()
            twice.pauses()
            twice.ends()
        twice.presses("start")
        twice.reaches_figures()
        twice.presses_all(page, *BAR)
        twice.ends()
        twice.presses_all(page, *BAR, ends=True)
    for page, name in BRIEF.items():
        twice.goes(page)
        twice.presses(name)
        twice.rests()
        twice.presses_all(page, ends=True)
