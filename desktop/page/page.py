"""What a page is: a title, an explanation, errors where they arise, and three areas: form | view over a run bar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.models.ref import ModelRef
from desktop.page.banner import ErrorBanner, Hint
from desktop.page.column import FormColumn
from desktop.page.entry import Entry
from desktop.page.room import Room
from desktop.runner import Runner
from desktop.settings import Settings
from desktop.theme import AROUND, BETWEEN, set_icon
from desktop.widgets.asking import ask_folder
from desktop.workspace import Workspace
from engine.files import shown
from engine.job.words import EngineError, Language, Message, say


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a page is given: the engine's runner, what the pages share, what the window remembers."""

    runner: Runner
    workspace: Workspace
    settings: Settings


class Page(QWidget):
    """A page of the window. `entry`: its name, title and icon; the window makes pages when they are first looked at.

    A subclass builds itself in `__init__` with `lay_out`, and words itself in `retranslate`, which is called once
    after construction and at each change of language; it begins with `super().retranslate()`.
    """

    entry: ClassVar[Entry]
    takes_bytes: ClassVar[bool] = False
    """Whether pasted pictures that have no file are for this page."""
    request_page = Signal(str)
    brought = Signal(list)  # list[Path], chosen here and for the window to bring where they belong
    noticed = Signal(object)  # EngineError, that stopped nothing; to be shown on whichever page is open now

    def __init__(self, around: Surroundings) -> None:
        super().__init__()
        self.around = around
        self._title = QLabel()
        self._title.setProperty("role", "title")
        self._explain = QPushButton()
        self._explain.setProperty("role", "flat")
        self._explain.clicked.connect(self.explain)
        set_icon(self._explain, "help", "muted")
        self.banner = ErrorBanner()
        self._hint = Hint()
        head = QHBoxLayout()
        head.addWidget(self._title)
        head.addStretch(1)
        head.addWidget(self._explain)
        self._form_column: FormColumn | None = None
        self._outer = QVBoxLayout(self)
        self._outer.setContentsMargins(AROUND, BETWEEN, AROUND, BETWEEN)
        self._outer.setSpacing(12)
        self._outer.addLayout(head)
        self._outer.addWidget(self._hint)
        self._outer.addWidget(self.banner)

    # What a page says and does; each has a harmless default.

    @property
    def name(self) -> str:
        """What the window and the settings call the page."""
        return self.entry.name

    def title(self) -> str:
        """The page's name in the present language."""
        return self.entry.word()

    def explanation(self) -> str:
        """What F1 and "explain this" show behind the entry's three sentences, with the formula, as rich text."""
        return ""

    def retranslate(self) -> None:
        """Words the page in the present language."""
        self.setLocale(self.around.settings.locale)
        self._title.setText(self.title())
        self._explain.setText(self.tr("Explain this"))
        self._explain.setToolTip(self.tr("What this page is for, in a few sentences (F1)"))
        self._explain.setVisible(bool(self.entry.about or self.explanation()))
        self.banner.retranslate(self.language)
        self._hint.retranslate()
        if self._form_column is not None:
            self._form_column.call(self.tr("Settings of this page"))
        if self._hint.isVisibleTo(self):
            self.show_explanation()

    def shown(self) -> None:
        """The page has come into view."""

    def start(self) -> None:
        """Space: starts the page's job, where it can."""

    def pause(self) -> None:
        """Space while a job runs: pauses it or goes on."""

    def cancel(self) -> None:
        """Esc: ends the page's job."""

    @property
    def busy(self) -> bool:
        """Whether a job of this page is on its way: Space pauses then."""
        return False

    def accepts(self, paths: Sequence[Path]) -> bool:  # noqa: ARG002
        """Whether dropped or pasted files and folders are for this page; if not, the window finds another."""
        return False

    def open_paths(self, paths: list[Path]) -> None:
        """Takes files and folders that were dropped, pasted or opened."""

    def open_bytes(self, data: bytes) -> None:
        """Takes an encoded picture that was pasted and has no file."""

    def pick(self) -> None:
        """Ctrl+O: asks what to open; a folder of photos unless the page knows better."""
        if (chosen := ask_folder(self, self.tr("Open a folder of photos"))) is not None:
            self.around.workspace.open_folder(chosen)
            self.request_page.emit("data")

    def present(self, presenting: bool) -> None:
        """Shows the page for a wall: without its form, the view alone."""
        if self._form_column is not None:
            self._form_column.fold(presenting)

    # What it is given.

    @property
    def language(self) -> Language:
        """The language of the engine's texts."""
        return self.around.settings.words_language

    def say(self, text: Message) -> str:
        """A text of the engine in the present language."""
        return say(text, self.language)

    def show_error(self, error: EngineError) -> None:
        """Shows an error over the page."""
        self.banner.show_error(error, self.language)

    def explain(self) -> None:
        """Shows or hides the explanation."""
        if self._hint.isVisibleTo(self):
            self._hint.hide()
        else:
            self.show_explanation()

    def show_explanation(self) -> None:
        """Shows what the page is for, as things stand now; what its class adds is behind "more"."""
        first, rest = self.entry.tell(), self.explanation()
        if first or rest:
            self._hint.show_text(first or rest, rest if first else "")

    def take_model(self, path: Path) -> None:
        """Takes up a model from a file; one that is only called a model is refused, and the one before stays."""
        if ModelRef.of(str(path)).why_not:
            self.show_error(EngineError("not_a_model", path=shown(path)))
        else:
            self.around.workspace.set_model(path)

    def go_to_lesson_photos(self) -> None:
        """Has the window show where the data sets of the lesson are brought."""
        self.around.workspace.wanted = "welcome"
        self.request_page.emit("welcome")

    def close_panel(self) -> bool:
        """Folds the explanation or a message away, one at a time; whether there was one."""
        if self._hint.isVisibleTo(self):
            self._hint.hide()
            return True
        there = self.banner.isVisibleTo(self)
        self.banner.clear()
        return there

    def lay_out(self, view: QWidget, form: QWidget | None = None, run_bar: QWidget | None = None) -> None:
        """Puts the areas in their places: the form in a column that scrolls, the view large, the run bar under it.

        The view scrolls too, where what stands over it leaves it too little room.
        """
        columns = QHBoxLayout()
        columns.setSpacing(BETWEEN)
        if form is not None:
            self._form_column = FormColumn(form)
            columns.addWidget(self._form_column)
        right = QVBoxLayout()
        right.setSpacing(12)
        right.addWidget(Room(view, (self._hint, self.banner)), 1)
        if run_bar is not None:
            right.addWidget(run_bar)
        columns.addLayout(right, 1)
        self._outer.addLayout(columns, 1)

    def form_to_top(self) -> None:
        """Shows the form from its beginning: what it is about is another."""
        if self._form_column is not None:
            self._form_column.to_top()

    def show_form(self, shown: bool) -> None:
        """Shows the form's column, or leaves its room to the view: while a page has nothing to set yet."""
        if self._form_column is not None:
            self._form_column.setVisible(shown)
