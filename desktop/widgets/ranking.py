"""How well a name fits what was typed: case and diacritics do not count, whole words come before pieces."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

_PLAIN = str.maketrans({"đ": "d", "ł": "l", "ø": "o", "ı": "i"})  # letters that no decomposition makes plain


def fold(text: str) -> str:
    """`text` as it is searched for: "Mačka" and "macka" are one."""
    apart = unicodedata.normalize("NFD", text.casefold())
    plain = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return " ".join(plain.translate(_PLAIN).split())


@dataclass(frozen=True, slots=True)
class Findable:
    """A class under its names, whatever their language, and the words for its kinds; all of them folded."""

    names: tuple[str, ...]
    kinds: frozenset[str] = frozenset()

    @classmethod
    def of(cls, names: Sequence[str], kinds: Sequence[str] = ()) -> Findable:
        return cls(tuple(map(fold, names)), frozenset(map(fold, kinds)))

    def rank(self, wanted: str) -> int | None:
        """How far down a list it belongs for `wanted`, which is folded; 0: it is called so; None: it does not fit.

        After the name itself come whole words, those of the wanted kind first, then all others of that kind, then
        beginnings of a name, of a word in it, of a kind, and at last any piece.
        """
        if wanted in self.names:
            return 0
        piece = re.escape(wanted)
        whole = self._holds(rf"\b{piece}\b")
        ranks = (
            whole and wanted in self.kinds,
            wanted in self.kinds,
            whole,
            self._holds(rf"^{piece}"),
            self._holds(rf"\b{piece}"),
            len(wanted) > 1 and any(kind.startswith(wanted) for kind in self.kinds),
            self._holds(piece),
        )
        return next((place for place, fits in enumerate(ranks, start=1) if fits), None)

    def _holds(self, pattern: str) -> bool:
        return any(re.search(pattern, name) for name in self.names)
