"""Terms of the field in a text: which ones, and where they stand."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

OTHERWISE: Final = "otherwise"
"""A property of a widget in which words mean something else than in the glossary: a class of pupils, say."""
_PICTURES: Final = "jpe?g|png|gif|bmp|tiff?|webp|avif|hei[cf]|p[pgn]m"
_ENDINGS: Final = rf"{_PICTURES}|csv|tsv|txt|html?|pdf|zip|json|toml|safetensors|pth?|onnx"
_NAMES: Final = re.compile(
    r"“[^”]*”|„[^”]*”"
    r"|(?<!\w)(?:[A-Za-z]:\\|~?/|\\\\)\S*|[^\s/\\]*[/\\][^\s/\\]*[/\\]\S*"
    rf"|\S+\.(?:{_ENDINGS})(?!\w)",
    re.IGNORECASE,
)
"""What is somebody's own in a text of the program: what stands in quotation marks, paths, names of files."""
_FILE: Final = re.compile(rf"[^\n:]+\.(?:{_ENDINGS})", re.IGNORECASE)
_MOST: Final = 4000  # texts whose terms are remembered


@dataclass(frozen=True, slots=True)
class Explained:
    """A term: what it is called, what it means, and how it stands in a text; `WORD*` takes any ending."""

    name: str
    meaning: str
    forms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Met:
    """A term in a text, from `start` up to `end`."""

    start: int
    end: int
    term: Explained


def met(text: str, terms: Sequence[Explained]) -> tuple[Met, ...]:
    """The terms of a text in their order, none over another: of two at one place the longer one."""
    pattern, owners = _pattern(tuple(terms))
    found = pattern.finditer(text)
    return tuple(Met(one.start(), one.end(), owners[(one.lastindex or 1) - 1]) for one in found)


@functools.lru_cache(maxsize=32)
def _pattern(terms: tuple[Explained, ...]) -> tuple[re.Pattern[str], Sequence[Explained]]:
    """One pattern with a group for each form, and whose each group is."""
    forms = sorted(((form, term) for term in terms for form in term.forms), key=lambda one: -len(one[0]))
    groups = "|".join(f"({_written(form)})" for form, _ in forms)
    return re.compile(rf"(?<!\w)(?:{groups or '(?!)'})(?!\w)", re.IGNORECASE), [term for _, term in forms]


def _written(form: str) -> str:
    return r"\s".join(re.escape(word.rstrip("*")) + (r"\w*" if word.endswith("*") else "") for word in form.split())


class Vocabulary:
    """The terms that the texts of a window are looked through for; never inside what is a person's own.

    `names`: of classes, folders and models, in which no term is seen.
    """

    def __init__(self, terms: Sequence[Explained], names: Iterable[str] = ()) -> None:
        self._terms = tuple(terms)
        own = sorted((name for name in set(names) if met(name, self._terms)), key=len, reverse=True)
        self._own = re.compile("|".join(map(self._places_of, own))) if own else None
        self._known: dict[str, tuple[Met, ...]] = {}

    def met(self, text: str) -> tuple[Met, ...]:
        """The terms of a text that the program shows."""
        found = self._known.get(text)
        if found is None:
            if len(self._known) >= _MOST:
                self._known.clear()
            found = self._known[text] = met(self._without_names(text), self._terms)
        return found

    def _places_of(self, name: str) -> str:
        """Where a name may stand; one that is itself a term, a class "head" say, only where a text begins with it."""
        alone = any(found.start == 0 and found.end == len(name) for found in met(name, self._terms))
        before = "^" if alone else r"(?<!\w)"
        return rf"{before}{re.escape(name)}(?!\w)"

    def _without_names(self, text: str) -> str:
        """The text, as long as it was, with somebody's own names blotted out."""
        if _FILE.fullmatch(text.strip()):
            return ""
        blotted = _NAMES.sub(_blot, text)
        return blotted if self._own is None else self._own.sub(_blot, blotted)


def _blot(found: re.Match[str]) -> str:
    return "\0" * len(found.group())
