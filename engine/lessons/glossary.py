"""The words of the field with their meaning in both languages: data of `resources/glossary.toml`."""

from __future__ import annotations

import functools
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from engine.files import RESOURCES
from engine.job.words import LANGUAGES, EngineError, Language
from engine.lessons.said import LessonText

GLOSSARY: Final = RESOURCES / "glossary.toml"


@dataclass(frozen=True, slots=True)
class Term:
    """What it is called, what it means, and the forms in which it stands in a text; `WORD*`: with any ending."""

    name: LessonText
    text: LessonText
    forms: dict[Language, tuple[str, ...]]


@functools.cache
def glossary(path: Path = GLOSSARY) -> tuple[Term, ...]:
    """The terms in the file's order. Raises EngineError `lesson_broken` for a file that is not as it should be."""
    try:
        return tuple(map(_term, tomllib.loads(path.read_text("utf-8"))["terms"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise EngineError("lesson_broken", lesson=path.name, detail=str(error)[:200]) from error


def _term(given: dict[str, Any]) -> Term:
    texts = [LessonText(*(str(given[part][language]).strip() for language in LANGUAGES)) for part in ("name", "text")]
    forms = {language: tuple(map(str, given["forms"][language])) for language in LANGUAGES}
    if not all(text.en and text.hr for text in texts) or not all(forms.values()):
        raise ValueError(given["name"])
    return Term(texts[0], texts[1], forms)
