"""A hand on the mouse and the keyboard, and eyes on the screen: what a person can do with the window, no more."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final

from real_screen import Pixels, Screen, Shown

WORDS: Final = {
    "fine": "fino", "live": "uživo", "Ideal image of zebra": "Idealna slika: zebra",
    "Attack": "Napadni", "Attack again": "Napadni ponovno", "Classify again": "Prepoznaj ponovno",
    "Classify": "Prepoznaj", "Classify something now": "Sad nešto prepoznaj", "Continue": "Nastavi",
    "Draw the map": "Nacrtaj kartu",
    "Duel": "Dvoboj", "Endurance": "Izdržljivost", "Explain this": "Objasni", "Judge the model": "Ocijeni model",
    "Learning rate": "Stopa učenja", "Layers of a picture": "Slojevi slike", "Loss": "Gubitak",
    "Loss and accuracy": "Gubitak i točnost",
    "Map of a folder": "Karta mape", "Other networks": "Druge mreže", "Pause": "Stanka",
    "Probability": "Vjerojatnost", "Rate and gradient": "Stopa i gradijent", "Result": "Rezultat",
    "Save picture…": "Spremi sliku…", "Save the model as…": "Spremi model kao…", "Save…": "Spremi…",
    "Show the layer": "Prikaži sloj", "Start": "Pokreni", "Start again": "Pokreni ponovno",
    "Stop, keep it": "Zaustavi, sačuvaj", "Stop, keep the best": "Zaustavi, sačuvaj najbolje",
    "Photos": "Fotografije", "Look at the photos": "Pregledaj fotografije", "Leave out": "Izostavi",
    "Undo the last correction": "Poništi zadnji ispravak", "Do it again": "Ponovi ga", "Train again": "Uči ponovno",
    "Photos of the chosen finding": "Fotografije odabranog nalaza", "Tricks": "Trikovi", "Measure": "Izmjeri",
    "Accuracy with its interval": "Točnost sa svojim intervalom",
    "Backbones": "Okosnice", "Transfer": "Prijenos", "Rate": "Stopa", "Mistakes": "Pogreške",
    "Confusion matrix": "Matrica zabune", "Trainings": "Učenja",
    "I predict": "Predviđam", "That is my prediction": "To je moje predviđanje", "Go on": "Dalje",
    "Begin the experiment": "Započni pokus", "What came of it": "Što je ispalo", "To the questions": "Na pitanja",
    "That is my answer": "To je moj odgovor", "Take this lesson again": "Ponovi ovu lekciju",
    "On the photos that it learnt from": "Na fotografijama iz kojih je učila",
    "On the others, or it is the same on both": "Na ostalima, ili je jednako na objema",
    "Yes, its whole interval lies above that": "Da, cijeli je interval iznad toga",
    "Only roughly: the interval is wide": "Samo otprilike: interval je širok",
    "It knew your photos already": "Već je znala vaše fotografije", "The head alone": "Samo glava",
    "Reliability diagram": "Dijagram pouzdanosti",
    "One photo": "Jedna fotografija", "Defences": "Obrane", "Try the defences": "Iskušaj obrane",
    "Right answers with each defence": "Točni odgovori uz svaku obranu",
    "Save to print…": "Spremi za ispis…", "The patch": "Naljepnica",
    "Photos of the lesson…": "Fotografije iz lekcije…", "Cat or dog": "Mačka ili pas",
    "Download into this folder": "Preuzmi u ovu mapu", "Unpack into this folder": "Raspakiraj u ovu mapu",
    "I have the archive already…": "Već imam arhivu…", "Open these photos": "Otvori ove fotografije",
    "Something completely new: drawings": "Nešto posve novo: crteži",
    "Try the sample photos": "Isprobaj s primjerima", "Whole folder": "Cijela mapa",
}  # fmt: skip
"""What the hand looks for, as the window calls it in English and in Croatian."""
CORNER: Final = 32  # pixels of the screen that a pointer covers
TABS: Final = 80  # presses of Tab after which one has been everywhere
PATIENCE: Final = 120.0  # s; a busy machine


class Hand:
    """Presses what it sees; names things in English whatever language the window speaks."""

    def __init__(self, shown: Shown, screen: Screen) -> None:
        self.tell, self.screen = shown.tell, screen

    def press(self, name: str) -> None:
        """Waits until there is a button of that name that can be pressed, and presses it with the mouse."""
        assert self.tell("await", PATIENCE, *_called(name)), f"no {name!r} among {self.tell('buttons')}"
        self.screen.click(*self.tell("button", *_called(name)))
        self.tell("settle")

    def sees(self, name: str) -> bool:
        """Whether there is such a button, and it can be pressed."""
        return self.tell("button", *_called(name)) is not None

    def waits_for(self, name: str) -> None:
        """Waits until there is such a button."""
        assert self.tell("await", PATIENCE, *_called(name)), f"no {name!r} among {self.tell('buttons')}"

    def rests(self) -> None:
        """Waits until no job is on its way."""
        assert self.tell("await_idle", PATIENCE), f"still at it: {self.tell('jobs')}"
        self.tell("settle")

    def keys(self, *names: str) -> None:
        """Presses keys."""
        self.screen.press(*names)
        self.tell("settle")

    def tabs_to(self, name: str) -> None:
        """Goes on from control to control by Tab until the one of that name has the keyboard."""
        passed: list[str] = []
        while len(passed) < TABS:
            passed += self.tell("focused") or [""]
            if not set(_called(name)).isdisjoint(self.tell("focused")):
                return
            self.keys("Tab")
        raise AssertionError(f"Tab does not lead to {name!r}, but to {passed}")

    def chooses(self, name: str) -> None:
        """Tabs to it and presses Return."""
        self.tabs_to(name)
        self.keys("Return")

    def saves(self, name: str, path: Path) -> None:
        """Presses a button that asks for a file's name, types one and waits for the file."""
        self.waits_for(name)
        self.screen.click(*self.tell("button", *_called(name)))
        self.fills_in(path)

    def fills_in(self, path: Path) -> None:
        """Types a file's name into the dialog that asks for one, and waits for the file."""
        with ThreadPoolExecutor(1) as waiting:  # the window answers when the question is answered
            answered = waiting.submit(self.tell, "settle")
            self.screen.fill_in(str(path))
            answered.result(PATIENCE)
        self.rests()

    def looks(self) -> Pixels:
        """The whole screen but for the corner where the pointer is put out of the way."""
        self.screen.point(0, 0)
        self.tell("settle")
        seen = self.screen.pixels()
        seen[:CORNER, :CORNER] = 0
        return seen

    def looks_at(self, name: str) -> Pixels:
        """What is seen of the first thing that is called so."""
        assert self.tell("await_area", PATIENCE, *_called(name)), f"no {name!r} to be seen"
        left, top, right, bottom = self.tell("area", *_called(name))
        return self.looks()[top:bottom, left:right]

    def works(self, page: str, *names: str) -> None:
        """Goes to a page by the sidebar, presses one thing after another there and waits for what comes of it."""
        self.press(page)
        for name in names:
            self.press(name)
            self.rests()

    def faults(self) -> Sequence[Any]:
        """What went wrong without anybody having caught it."""
        return list(self.tell("faults"))


def _called(name: str) -> tuple[str, ...]:
    return (name, WORDS[name]) if name in WORDS else (name,)
