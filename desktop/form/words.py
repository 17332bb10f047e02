"""How a form words a value: its unit in the right number, and what zero means where it means something else."""

from __future__ import annotations

from engine.job.declare import Parameter
from engine.job.words import Language, knows, message, say

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
