"""A class votes: what can be voted on, and which of the answers was right in the end."""

from __future__ import annotations

from typing import Any, Final

from engine.job.words import number
from engine.lessons.cards import right
from engine.lessons.records import Prediction, Scale
from engine.lessons.said import LessonText

_RANGES: Final = 5


def votable(asked: Prediction) -> tuple[tuple[str, LessonText], ...]:
    """The answers that hands can be raised for: what can be chosen, or ranges of a slider; none for other kinds."""
    if asked.kind in ("choice", "yes_no", "picture"):
        return tuple((str(one.value), one.text) for one in asked.answers)
    if asked.scale is not None:
        return tuple((str(place), _range(asked.scale, place)) for place in range(_RANGES))
    return ()


def right_vote(asked: Prediction, truth: Any) -> str:
    """The answer of `votable` that was right; "" where none of them was."""
    if asked.scale is not None:
        ends = [_end(asked.scale, place) for place in range(_RANGES + 1)]
        inside = [place for place in range(_RANGES) if ends[place] <= truth <= ends[place + 1]]
        return str(inside[-1]) if inside else ""
    return next((str(one.value) for one in asked.answers if right(asked, one.value, truth)), "")


def _end(scale: Scale, place: int) -> float:
    share = place / _RANGES
    if scale.ratio:
        return float(scale.low * (scale.high / scale.low) ** share)
    return scale.low + (scale.high - scale.low) * share


def _range(scale: Scale, place: int) -> LessonText:
    low, high = _end(scale, place), _end(scale, place + 1)
    texts = [
        f"{number(low, language, ',.0f')} – {number(high, language, ',.0f')} {scale.unit.word(language)}"
        for language in ("en", "hr")
    ]
    return LessonText(*texts)
