"""The engine's words: codes with parameters, worded in both languages in one catalogue, read without Qt.

A text of the engine never stands in its code. The code names it ("error.no_photos.cause") and gives parameters; the
catalogue, the TOML files under resources/translations/engine, holds the English and the Croatian side by side:

    [error.no_photos.title]
    en = "No photos in {folder}"
    hr = "Nema fotografija u mapi {folder}"

A text that counts has plural forms, chosen by the parameter `count`: `one` and `other` in English, `one`, `few` and
`other` in Croatian.
"""

from __future__ import annotations

import functools
import locale
import string
import tomllib
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias, cast, get_args

Language: TypeAlias = Literal["en", "hr"]
LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)
Plain: TypeAlias = "str | int | float | Message"
"""A parameter: a plain value, or a message to be worded inside the other."""

_CATALOGUE: Final = Path(__file__).resolve().parents[2] / "resources" / "translations" / "engine"
_THOUSANDS: Final = {"en": ",", "hr": "."}
_DECIMAL: Final = {"en": ".", "hr": ","}

Part: TypeAlias = Literal["title", "cause", "remedy"]
PARTS: Final[tuple[Part, ...]] = get_args(Part)
"""What an error says: what happened, why, what to do now."""


@dataclass(frozen=True, slots=True)
class Message:
    """A text in no language yet: a code of the catalogue and its parameters."""

    code: str
    params: Mapping[str, Plain] = field(default_factory=dict)


def message(code: str, **params: Plain) -> Message:
    """Short for `Message(code, params)`."""
    return Message(code, params)


class EngineError(Exception):
    """What went wrong, as a code: the catalogue words `error.CODE.title`, `.cause` and `.remedy`.

    Title: what happened. Cause: why. Remedy: what to do now.
    """

    def __init__(self, code: str, **params: Plain) -> None:
        super().__init__(code, dict(params))
        self.code = code
        self.params: dict[str, Plain] = dict(params)

    def part(self, name: Part) -> Message:
        return Message(f"error.{self.code}.{name}", self.params)

    def say(self, language: Language = "en") -> str:
        """The whole error in one line: what happened, why, and what to do now."""
        parts = (say(self.part(name), language) for name in PARTS)
        return " ".join(part if part.endswith((".", "!", "?")) else part + "." for part in parts if part)

    def __str__(self) -> str:
        return self.say("en")


def say(text: Message, language: Language = "en") -> str:
    """`text` in `language`.

    Raises KeyError for a code that is not in the catalogue: that is a defect of the program, and a test finds it.
    """
    worded = catalogue()[text.code][language]
    if isinstance(worded, Mapping):
        count = text.params.get("count", 0)
        worded = worded[plural(int(cast("float", count)), language)]
    said = _Words(language).vformat(worded, (), text.params)
    return said.replace("…. ", "… ")  # names that go on end their sentence


def knows(code: str) -> bool:
    """Whether the catalogue has a text for `code`."""
    return code in catalogue()


def plural(count: int, language: Language) -> Literal["one", "few", "other"]:
    """The plural form for `count` things (Unicode CLDR's rules for whole numbers)."""
    count = abs(count)
    if language == "en":
        return "one" if count == 1 else "other"
    if count % 10 == 1 and count % 100 != 11:
        return "one"
    return "few" if 2 <= count % 10 <= 4 and not 12 <= count % 100 <= 14 else "other"


def number(value: float, language: Language, spec: str = "") -> str:
    """A number as people write it in `language`: `1,240.5` or `1.240,5`; percent with a space in Croatian."""
    if spec == "" and isinstance(value, int):
        spec = ","
    elif spec == "":
        spec = ".4g"
    text = format(value, spec)
    swapped = text.translate({ord(","): _THOUSANDS[language], ord("."): _DECIMAL[language]})
    return swapped.replace("%", " %") if language == "hr" else swapped


def speak(language: Language) -> None:
    """What a person at a terminal is spoken to in, from now on; see `spoken_language`."""
    _SPOKEN.set(language)


def spoken_language() -> Language:
    """The language of what is written for a person outside of the window: as was asked for, else the system's."""
    return _SPOKEN.get() or system_language()


_SPOKEN: Final[ContextVar[Language | None]] = ContextVar("spoken", default=None)


def system_language() -> Language:
    """The language of the user's system where we speak it, else English."""
    name = (locale.getlocale()[0] or "").lower()
    return "hr" if name.startswith(("hr", "croatian")) else "en"


@functools.cache
def catalogue() -> Mapping[str, Mapping[str, Any]]:
    """Every text of the engine: code → {language: text or plural forms}."""
    texts: dict[str, Mapping[str, Any]] = {}
    for path in sorted(_CATALOGUE.glob("*.toml")):
        with path.open("rb") as file:
            _flatten(tomllib.load(file), "", texts)
    return texts


def _flatten(table: Mapping[str, Any], prefix: str, texts: dict[str, Mapping[str, Any]]) -> None:
    if "en" in table:
        texts[prefix] = table
        return
    for name, inner in table.items():
        _flatten(inner, f"{prefix}.{name}" if prefix else name, texts)


class _Words(string.Formatter):
    """Puts parameters into a text: numbers as the language writes them, messages worded."""

    def __init__(self, language: Language) -> None:
        self._language: Language = language

    def format_field(self, value: Any, format_spec: str) -> str:
        if isinstance(value, Message):
            return say(value, self._language)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return number(value, self._language, format_spec)
        return str(value)
