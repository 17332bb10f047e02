"""A text in which terms are marked: hovering over one, or a click on it, explains it."""

from __future__ import annotations

import html
from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QLabel, QToolTip, QWidget

from desktop.widgets.plain import plain_tip
from desktop.widgets.terms import Explained, met

_SCHEME = "term:"


class ExplainedText(QLabel):
    """Plain text that wraps; each term is marked at its first use."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._terms: tuple[Explained, ...] = ()
        self._plain = ""
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.LinksAccessibleByMouse)
        self.linkHovered.connect(self._explain)
        self.linkActivated.connect(self._explain)

    def show_text(self, text: str, terms: Sequence[Explained] = ()) -> None:
        """Shows `text`, which may say anything, with the terms that stand in it marked."""
        self._terms, self._plain = tuple(terms), text
        self.setText(marked(text, self._terms))
        self.setAccessibleName(text)

    @property
    def plain(self) -> str:
        """The text without marks."""
        return self._plain

    def _explain(self, link: str) -> None:
        number = link.removeprefix(_SCHEME)
        if number.isdecimal() and int(number) < len(self._terms):
            term = self._terms[int(number)]
            QToolTip.showText(QCursor.pos(), plain_tip(f"{term.name}: {term.meaning}"), self)
        else:
            QToolTip.hideText()


def marked(text: str, terms: Sequence[Explained]) -> str:
    """The text as HTML, each term's first use a link `term:NUMBER`; of two terms at one place the longer one."""
    pieces, at, seen = [], 0, set()
    for found in met(text, terms):
        if found.term in seen:
            continue
        seen.add(found.term)
        pieces.append(html.escape(text[at : found.start]))
        word = html.escape(text[found.start : found.end])
        pieces.append(f'<a href="{_SCHEME}{terms.index(found.term)}">{word}</a>')
        at = found.end
    return "".join([*pieces, html.escape(text[at:])]).replace("\n", "<br>")
