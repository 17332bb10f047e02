"""Figures as people write them in the language of the window."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, SupportsFloat

from PySide6.QtCore import QCollator, QLocale, Qt


def figure(value: SupportsFloat, locale: QLocale, form: str, digits: int) -> str:
    """A number of any kind, Python's or NumPy's: `digits` after the point ("f") or in all ("g").

    QLocale itself takes nothing but a float here, and an error where Qt called is fatal.
    """
    return locale.toString(float(value), form, digits)


def percent(share: float, locale: QLocale, decimals: int = 1) -> str:
    """A share as people write it, and a space before the sign where the language has one."""
    sign = " %" if locale.language() == QLocale.Language.Croatian else "%"
    return figure(100 * share, locale, "f", decimals) + sign


def alphabet(where: QLocale) -> Callable[[str], Any]:
    """What texts are sorted by in a language: its order of letters, small as large, and 9 before 10."""
    order = QCollator(where)
    order.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    order.setNumericMode(True)
    return order.sortKey
