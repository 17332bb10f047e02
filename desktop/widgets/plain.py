"""Names that come from outside, shown as they are."""

from __future__ import annotations

import html

from engine.files import shown


def one_line(text: str) -> str:
    """`text` on one line, as a screen can show it: a file's name may hold a line break, or bytes that are no text."""
    return " ".join(shown(text).split("\n"))


def plain_tip(text: str) -> str:
    """A tooltip that shows `text` as it is: Qt would read `<b>` in it as HTML."""
    return f"<span>{html.escape(shown(text))}</span>"
