"""What a lesson says: a text in both languages, a message of the catalogue, or a name that is the same in all.

Each can be written down as JSON holds it, so that what a result showed is there again after the program was closed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from engine.job.words import LANGUAGES, Language, Message, knows, say


@dataclass(frozen=True, slots=True)
class LessonText:
    """A text of a lesson's own, in both languages."""

    en: str
    hr: str

    def word(self, language: Language) -> str:
        return self.en if language == "en" else self.hr


Said: TypeAlias = "str | Message | LessonText"
_LONGEST: Final = 4000


def word(said: Said, language: Language) -> str:
    """What is said, in `language`; a name stays as it is."""
    if isinstance(said, str):
        return said
    return said.word(language) if isinstance(said, LessonText) else say(said, language)


def written(said: Said) -> Any:
    """As JSON holds it."""
    if isinstance(said, str):
        return said
    if isinstance(said, LessonText):
        return {"en": said.en, "hr": said.hr}
    params = {name: written(value) if isinstance(value, Message) else value for name, value in said.params.items()}
    return {"code": said.code, "params": params}


def read_said(given: Any) -> Said:
    """What `written` wrote. Raises ValueError or TypeError for anything else."""
    if isinstance(given, str):
        return given[:_LONGEST]
    if not isinstance(given, Mapping):
        raise TypeError("said")
    if set(given) == set(LANGUAGES) and all(isinstance(text, str) for text in given.values()):
        return LessonText(given["en"][:_LONGEST], given["hr"][:_LONGEST])
    return _read_message(given)


def _read_message(given: Mapping[str, Any]) -> Message:
    code, params = given.get("code"), given.get("params")
    if not isinstance(code, str) or not knows(code) or not isinstance(params, Mapping):
        raise ValueError("message")
    read: dict[str, Any] = {}
    for name, value in params.items():
        if isinstance(value, Mapping):
            read[str(name)] = _read_message(value)
        elif isinstance(value, str | int | float) and not isinstance(value, bool):
            read[str(name)] = value
        else:
            raise TypeError("parameter")
    told = Message(code, read)
    try:
        for language in LANGUAGES:
            say(told, language)
    except (KeyError, IndexError, TypeError, ValueError) as error:  # its text wants other parameters
        raise ValueError("message") from error
    return told
