"""Kinds of prediction: CARDS, a row each, with what counts as a guess and when it was right. Torch-free."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from engine.lessons.records import Prediction


@dataclass(frozen=True, slots=True)
class CardKind:
    """`can_be`: whether a value is a guess for that prediction. `right`: whether the truth bears the guess out.

    `truth`: what kind of key it takes, see `engine.lessons.keys.Key.kind`.
    """

    name: str
    truth: tuple[str, ...]
    can_be: Callable[[Prediction, Any], bool]
    right: Callable[[Prediction, Any, Any], bool]


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _on_scale(asked: Prediction, value: Any) -> bool:
    return asked.scale is not None and _number(value) and asked.scale.low <= value <= asked.scale.high


def _near(asked: Prediction, guess: Any, truth: Any) -> bool:
    assert asked.scale is not None
    if asked.scale.ratio:
        low, high = sorted((max(float(guess), 1e-9), max(float(truth), 1e-9)))
        return high / low <= asked.near * (1 + 1e-9)
    return abs(float(guess) - float(truth)) <= asked.near + 1e-9


def _is_curve(asked: Prediction, value: Any) -> bool:
    if not isinstance(value, Mapping) or set(value) != set(asked.lines):
        return False
    return all(
        isinstance(line, Sequence) and len(line) == len(asked.places) and all(_number(y) and 0 <= y <= 1 for y in line)
        for line in value.values()
    )


def _curve_right(asked: Prediction, guess: Any, truth: Any) -> bool:
    """`truth`: line → [[place, height], …], where it was measured; between two guesses the line is straight."""
    off = [
        abs(_height(asked.places, guess[line], place) - height)
        for line, points in truth.items()
        if line in guess
        for place, height in points
    ]
    return bool(off) and sum(off) / len(off) <= asked.near + 1e-9


def _height(places: Sequence[float], line: Sequence[float], at: float) -> float:
    if at <= places[0]:
        return float(line[0])
    for (left, low), (right, high) in itertools.pairwise(zip(places, line, strict=True)):
        if at <= right:
            return float(low + (high - low) * (at - left) / (right - left))
    return float(line[-1])


def _is_order(asked: Prediction, value: Any) -> bool:
    return isinstance(value, Sequence) and sorted(map(str, value)) == sorted(str(one.value) for one in asked.answers)


def _order_right(asked: Prediction, guess: Any, truth: Any) -> bool:
    """Whether at most `near` pairs stand the wrong way round; only what the truth names is looked at."""
    place = {name: number for number, name in enumerate(truth)}
    kept = [place[name] for name in guess if name in place]
    swapped = sum(first > second for first, second in itertools.combinations(kept, 2))
    return len(kept) == len(place) and swapped <= asked.near


def _is_answer(asked: Prediction, value: Any) -> bool:
    return any(value == one.value and type(value) is type(one.value) for one in asked.answers)


def _same(_asked: Prediction, guess: Any, truth: Any) -> bool:
    return bool(guess == truth)


def _is_pair(_asked: Prediction, value: Any) -> bool:
    """Two names of classes, or none: no two are confused."""
    if not isinstance(value, Sequence) or isinstance(value, str) or len(value) not in (0, 2):
        return False
    return all(isinstance(name, str) for name in value) and len(set(value)) == len(value)


def _pair_right(_asked: Prediction, guess: Any, truth: Any) -> bool:
    """`truth`: every pair that was confused most often, in any order; [] where nothing was confused."""
    pairs = [set(pair) for pair in truth]
    return set(guess) in pairs if guess else not pairs


_CHOSEN: Final = ("choice", "bool")
_ROWS: Final = (
    CardKind("slider", ("number",), _on_scale, _near),
    CardKind("curve", ("curve",), _is_curve, _curve_right),
    CardKind("order", ("order",), _is_order, _order_right),
    CardKind("picture", _CHOSEN, _is_answer, _same),
    CardKind("choice", _CHOSEN, _is_answer, _same),
    CardKind("yes_no", ("bool",), _is_answer, _same),
    CardKind("pair", ("pairs",), _is_pair, _pair_right),
)
CARDS: Final[dict[str, CardKind]] = {row.name: row for row in _ROWS}


def right(asked: Prediction, guess: Any, truth: Any) -> bool:
    """Whether a guess was right."""
    return CARDS[asked.kind].right(asked, guess, truth)
