"""The glossary's terms as a text explains them, in the language of the window."""

from __future__ import annotations

from collections.abc import Sequence

from desktop.widgets.terms import Explained
from engine.job.words import EngineError, Language
from engine.lessons.glossary import glossary


def terms(language: Language) -> Sequence[Explained]:
    """The terms; none where the glossary cannot be read: texts stand without marks then."""
    try:
        known = glossary()
    except EngineError:
        return ()
    return [Explained(term.name.word(language), term.text.word(language), term.forms[language]) for term in known]
