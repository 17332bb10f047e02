"""How a form words a value: its unit in the right number, and what zero means where it means something else."""

from __future__ import annotations

from typing import Any

from engine.job.declare import Parameter
from engine.job.words import Language, knows, message, number, say

_MANY = 5
"""A count for a unit that stands alone."""


def unit_text(parameter: Parameter, language: Language, count: float = _MANY) -> str:
    """The unit of `count` of a parameter in words, or as its symbol; "" without one."""
    code = f"unit.{parameter.unit}"
    return say(message(code, count=int(count)), language) if knows(code) else parameter.unit


def suffix(parameter: Parameter, language: Language, count: float = _MANY) -> str:
    """What stands after a figure: a degree sign at once, any other unit after a space."""
    unit = unit_text(parameter, language, count)
    return unit if unit == "°" or not unit else f" {unit}"


def zero_word(parameter: Parameter, language: Language) -> str:
    """What is shown in place of 0: off; "" where zero is a value like others."""
    return say(message("word.off"), language) if parameter.off else ""


def setting_name(parameter: Parameter, language: Language) -> str:
    """What a form calls the parameter."""
    return say(parameter.label, language) if knows(parameter.label.code) else parameter.name


def value_text(parameter: Parameter, value: Any, language: Language) -> str:
    """A value as the form would show it, with its unit; one that nobody chose: recommended."""
    if value is None:
        return say(message("word.recommended"), language)
    if isinstance(value, bool):
        return say(message("word.yes" if value else "word.no"), language)
    if isinstance(value, int | float):
        zero = zero_word(parameter, language) if value == 0 else ""
        return zero or number(value, language, "" if isinstance(value, int) else ".6g") + suffix(
            parameter, language, value
        )
    label = parameter.choice_label(str(value))
    return say(label, language) if label else str(value)
