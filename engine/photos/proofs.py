"""Which photos of a folder were compared closely, and what came of it: kept beside the index, so that it is done once.

A comparison depends on the contents of two photos and on what was guessed of them, so it holds as long as they do;
what is not asked for any more is forgotten. A record that is damaged or of another version is none.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from engine.files import atomic_write, home
from engine.job.words import EngineError
from engine.photos.duplicates import Alteration
from engine.photos.pixels import Range

_VERSION: Final = 1
_KEPT: Final = 40  # folders


class Proofs:
    """What is known of the photos in the folder `root`, of which `digests` are the contents, in their order."""

    def __init__(self, root: Path, digests: Sequence[str], greys: Range | None) -> None:
        name = hashlib.sha256(os.fsencode(root.absolute())).hexdigest()[:32]
        self._path = home() / "index" / f"{name}.proofs"
        self._digests = digests
        self._set = hashlib.sha256("".join([*digests, str(greys)]).encode()).hexdigest()
        self._greys = "" if greys is None else f" {greys[0]:.9g} {greys[1]:.9g}"
        self._before = _read(self._path)
        self._now: dict[str, bool] = {}
        self._guesses: list[list[Any]] | None = None

    def guesses(self) -> list[Alteration] | None:
        """The photos that may be cut or mirrored copies; None where that is not known of just these photos."""
        if self._before.get("set") != self._set:
            return None
        try:
            found = [_alteration(row, len(self._digests)) for row in self._before["guesses"]]
        except (LookupError, TypeError, ValueError):
            return None
        self._guesses = self._before["guesses"]
        return found

    def keep_guesses(self, guesses: Sequence[Alteration]) -> None:
        """Keeps which photos may be copies of others."""
        self._guesses = [[guess.one, guess.other, list(guess.cut), guess.mirrored] for guess in guesses]

    def known(self, one: int, other: int, how: str = "") -> bool | None:
        """Whether two photos were proved to be one picture, `how` they were compared; None: nobody has looked."""
        key = self._key(one, other, how)
        proved = self._before.get("proofs", {}).get(key)
        if not isinstance(proved, bool):
            return None
        self._now[key] = proved
        return proved

    def known_now(self, one: int, other: int, how: str = "") -> bool:
        """Whether they are known to be one picture by now."""
        return self._now.get(self._key(one, other, how), False)

    def tell(self, one: int, other: int, proved: bool, how: str = "") -> None:
        """Keeps what came of comparing two photos."""
        self._now[self._key(one, other, how)] = proved

    def write(self) -> EngineError | None:
        """Keeps it for the next time; the error where that cannot be: nothing depends on it."""
        now = {"version": _VERSION, "set": self._set, "guesses": self._guesses or [], "proofs": self._now}
        if now == self._before or not (self._now or self._guesses):
            return None
        try:
            atomic_write(self._path, json.dumps(now, separators=(",", ":")).encode())
            for other in _oldest(self._path.parent):
                other.unlink(missing_ok=True)
        except EngineError as error:
            return error
        return None

    def _key(self, one: int, other: int, how: str) -> str:
        return f"{self._digests[one]} {self._digests[other]}{self._greys} {how}"


def how(guess: Alteration) -> str:
    """What was guessed of two photos, in a word."""
    cut = ",".join(f"{side:.4f}" for side in guess.cut)
    return f"{cut} {'mirrored' if guess.mirrored else 'cut'}"


def _read(path: Path) -> dict[str, Any]:
    try:
        kept = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    good = isinstance(kept, dict) and kept.get("version") == _VERSION and isinstance(kept.get("proofs"), dict)
    return kept if good else {}


def _alteration(row: list[Any], count: int) -> Alteration:
    one, other, (left, top, right, bottom), mirrored = row
    if not (type(one) is type(other) is int and 0 <= one < count and 0 <= other < count):
        raise ValueError("index")
    return Alteration(one, other, (float(left), float(top), float(right), float(bottom)), bool(mirrored))


def _oldest(folder: Path) -> list[Path]:
    found = sorted(folder.glob("*.proofs"), key=lambda path: path.stat().st_mtime_ns, reverse=True)
    return found[_KEPT:]
