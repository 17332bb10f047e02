"""Figures as people write them: a decimal comma or point, thousands set apart, percent, powers of ten."""

from __future__ import annotations

import math
import re
import unicodedata
from typing import Final

_FIGURE: Final = re.compile(r"([+-]?)([\d.,' ’]*\d[.,]?)(?:[eE]([+-]?\d{1,4}))?(\s*%)?")
_GROUPED: Final = re.compile(r"\d{1,3}(?:([.,' ’])\d{3}(?:\1\d{3})*)?(?:([.,])\d*)?")
_PLAIN: Final = re.compile(r"\d*[.,]?\d*")


def read_number(text: str, *, whole: bool = False, percent: bool = False) -> float:
    """The number that `text` writes in either language: `0,01`, `.5`, `1e-2`, `12 000`, `1.234,5`, `20 %`, `−3`.

    `whole`: an int is wanted, where three figures behind a sign are thousands (`1.000`); else they are decimals.
    `percent`: the number itself counts in percent, so that a sign of percent says nothing new; else it is a hundredth.
    Gives not-a-number and infinity for their own names. Raises ValueError where `text` writes no such number.
    """
    text = unicodedata.normalize("NFKC", text).strip().replace("−", "-")
    if text.lower().lstrip("+-") in ("nan", "inf", "infinity") and not whole:
        return float(text)
    found = _FIGURE.fullmatch(text)
    if found is None:
        raise ValueError(text)
    sign, digits, power, hundredths = found.groups()
    if digits.isdecimal() and whole and not power and not hundredths:
        return int(sign + digits)
    value = float(f"{sign}{_mantissa(digits, whole=whole)}e{power or 0}")
    if hundredths and not percent:
        value = float(f"{sign}{_mantissa(digits, whole=whole)}e{int(power or 0) - 2}")
    if not whole:
        return value
    if not math.isfinite(value) or value != int(value):
        raise ValueError(text)
    return int(value)


def read_numbers(text: str, *, whole: bool = False) -> list[float]:
    """Several numbers with commas or semicolons between them.

    A comma stands within a number where semicolons part them and no point is written: `0; 0,5; 1`.

    Raises ValueError where one of them cannot be read.
    """
    apart = text.split(";") if ";" in text and "." not in text else text.replace(";", ",").split(",")
    return [read_number(word, whole=whole) for word in apart if word.strip()]


def _mantissa(digits: str, *, whole: bool) -> str:
    """The digits with a decimal point and nothing else. Raises ValueError for signs in places that mean nothing."""
    grouped = _GROUPED.fullmatch(digits)
    if grouped is not None and grouped[1] is not None and grouped[1] != grouped[2]:
        thousands = whole or grouped[1] not in ".," or grouped[2] is not None or digits.count(grouped[1]) > 1
        if thousands and not digits.startswith("0"):
            return digits.replace(grouped[1], "").replace(",", ".")
    if _PLAIN.fullmatch(digits) is None:
        raise ValueError(digits)
    return digits.replace(",", ".")
