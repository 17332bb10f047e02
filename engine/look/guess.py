"""What a network takes a picture for: a class, and how probable it holds it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Guess:
    """A class and how probable the model holds it, a fraction."""

    class_: str
    probability: float
