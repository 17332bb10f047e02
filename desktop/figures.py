"""Figures as people write them in the language of the window."""

from __future__ import annotations

from typing import SupportsFloat

from PySide6.QtCore import QLocale


def figure(value: SupportsFloat, locale: QLocale, form: str, digits: int) -> str:
    """A number of any kind, Python's or NumPy's: `digits` after the point ("f") or in all ("g").

    QLocale itself takes nothing but a float here, and an error where Qt called is fatal.
    """
    return locale.toString(float(value), form, digits)
