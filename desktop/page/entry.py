"""How a page stands in the window before it is made: its name, its title, its icon and where its class is."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from desktop import theme
from engine.job.words import EngineError

if TYPE_CHECKING:
    from desktop.page.page import Page


@dataclass(frozen=True, slots=True)
class Entry:
    """`title`: in English, marked with QT_TRANSLATE_NOOP in the context `page`, the name of the page's class.

    `about`: what the page is for, in three sentences that a pupil follows, marked alike.

    The class stands in the module `page` of the page's package, `home`; the icon is resources/icons/NAME.svg.
    """

    name: str
    page: str
    title: str
    home: str
    about: str = ""

    def word(self) -> str:
        """The title in the present language."""
        return QCoreApplication.translate(self.page, self.title)

    def tell(self) -> str:
        """What the page is for, in the present language; "" where nothing is said."""
        return QCoreApplication.translate(self.page, self.about) if self.about else ""

    def check(self) -> None:
        """Raises EngineError `page_left_out` where the icon or the title is missing."""
        if not self.title.strip():
            raise EngineError("page_left_out", page=self.name, missing="title")
        if not (theme.ICONS / f"{self.name}.svg").is_file():
            raise EngineError("page_left_out", page=self.name, missing=f"icons/{self.name}.svg")

    def load(self) -> type[Page]:
        """The page's class; its module is read now, and with it what it stands on."""
        found: type[Page] = getattr(import_module(f"{self.home}.page"), self.page)
        return found
