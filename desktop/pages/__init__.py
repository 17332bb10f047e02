"""The pages: PAGES is the sidebar, in its order. A page is one folder and its name here.

A page's own module is imported when the page is first looked at: the window stands before most of the program is read.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from importlib import import_module
from typing import Final

from desktop.page.entry import Entry
from engine.job.words import EngineError

WELCOME: Final = "welcome"
PAGES: Final = (
    "data",
    "train",
    "evaluate",
    "classify",
    "features",
    "ideal",
    "attack",
    "compare",
    "lessons",
    "settings",
)
log = logging.getLogger(__name__)


def entry(name: str) -> Entry:
    """How the page of that name stands in the window. Raises EngineError `page_left_out` where it cannot."""
    try:
        found: Entry = import_module(f"{__name__}.{name}").ENTRY
    except (ImportError, AttributeError) as error:
        log.exception("the page %s", name)
        raise EngineError("page_left_out", page=name, missing=str(error)) from error
    found.check()
    return found


def entries(names: Iterable[str]) -> tuple[dict[str, Entry], list[EngineError]]:
    """The pages of those names that can be shown, in their order, and why the others are left out."""
    found: dict[str, Entry] = {}
    left_out: list[EngineError] = []
    for name in names:
        try:
            found[name] = entry(name)
        except EngineError as error:
            left_out.append(error)
    return found, left_out
