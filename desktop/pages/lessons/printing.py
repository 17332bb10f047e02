"""What a person decides beside the lessons: a second folder, how a class voted, which sheet is saved where."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop.models.ref import ModelRef
from desktop.settings import locale
from desktop.widgets.asking import ask_folder, ask_save
from engine.files import atomic_write, shown
from engine.lessons.runs import Desk
from engine.lessons.sheets import own_sheet, plain_sheet, pupil_sheet, teacher_sheet
from engine.lessons.sitting import Sitting

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from desktop.pages.lessons.page import LessonsPage
    from desktop.pages.lessons.shelf import Shelf
    from engine.job.words import Language


def sheet(kind: str, shelf: Shelf, language: Language, desk: Desk) -> str:
    """A sheet as HTML. Raises EngineError where what it is made of cannot be read."""
    match kind:
        case "audit":
            return plain_sheet(kind, language, _facts(desk, language))
        case "own":
            taken = [lesson for lesson in shelf.lessons if shelf.notebook.of(lesson.name).guesses]
            return own_sheet([Sitting(one, shelf.notebook, desk, shelf.lessons) for one in taken], language)
        case "pupil":
            return pupil_sheet(shelf.lessons, language)
        case "teacher":
            return teacher_sheet(shelf.lessons, shelf.notebook, language)
        case _:
            return plain_sheet(kind, language)


def _facts(desk: Desk, language: Language) -> list[tuple[str, str]]:
    """What the program knows of the model to be audited."""
    reference = ModelRef.of(desk.model)
    facts = [("model", reference.name(locale(language))), ("classes", ", ".join(reference.classes))]
    return [*(facts if desk.model else ()), ("folder", shown(desk.folder.name))]


def save_sheet(widget: QWidget, title: str, name: str, content: str) -> Path | None:
    """Asks where to save a sheet and writes it; None where a person thinks better of it. Raises EngineError."""
    if (chosen := ask_save(widget, title, f"{name}.html", "HTML (*.html)")) is None:
        return None
    path, _ = chosen
    path = path if path.suffix.lower() in (".html", ".htm") else path.with_name(path.name + ".html")
    atomic_write(path, content)
    return path


class BesideLessons(QObject):
    """Keeps it in the page's notebook; what cannot be kept the page tells."""

    def __init__(self, page: LessonsPage) -> None:
        super().__init__(page)
        self._page = page

    def choose_second(self) -> None:
        """Asks for the folder in which something new is looked for."""
        chosen = ask_folder(self._page, self.tr("Choose a second folder with the same classes"))
        if chosen is not None:
            self._take_second(str(chosen))

    def take_drawings(self) -> None:
        """The drawings on board are the second folder again."""
        self._take_second("")

    def _take_second(self, folder: str) -> None:
        page = self._page
        if page.sitting is not None:
            notebook = page.shelf.notebook
            notebook.second = folder
            page.attempt(notebook.save)
            page.sitting.desk = page.experiment.desk(notebook)
            page.show_state()

    def vote(self, asked: str, answer: str, count: int) -> None:
        """So many of a class gave that answer."""
        page = self._page
        if page.sitting is not None:
            page.shelf.notebook.vote(page.sitting.lesson.name, asked, answer, count)
            page.attempt(page.shelf.notebook.save)

    def save_sheet(self, kind: str) -> None:
        """Saves a sheet to be printed where a person says."""
        page = self._page

        def save() -> None:
            sheets, shelf = page.deck.sheets, page.shelf
            content = sheet(kind, shelf, page.language, page.experiment.desk(shelf.notebook))
            title = sheets.buttons[kind].text()
            if (path := save_sheet(page, self.tr("Save the sheet"), title, content)) is not None:
                sheets.saved.setText(self.tr("Saved as {path}").format(path=shown(path)))

        page.attempt(save)
