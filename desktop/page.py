"""What a page is: a title, an explanation, errors where they arise, and three areas: form | view over a run bar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Literal, TypeAlias

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop.runner import Runner
from desktop.settings import Settings
from desktop.theme import AROUND, BETWEEN, WITHIN, pixmap, set_icon, set_role
from desktop.widgets.elided import ElidedLabel
from desktop.workspace import Workspace
from engine.run.messages import EngineError, Language, Message, say

FORM_WIDTH = 340
RunState: TypeAlias = Literal["idle", "running", "paused", "stopping"]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a page is given: the engine's runner, what the pages share, what the window remembers."""

    runner: Runner
    workspace: Workspace
    settings: Settings


class Page(QWidget):
    """A page of the window. `name` is also its icon's; the window makes pages when they are first looked at.

    A subclass builds itself in `__init__` with `lay_out`, and words itself in `retranslate`, which is called once
    after construction and at each change of language; it begins with `super().retranslate()`.
    """

    name: ClassVar[str]
    takes_bytes: ClassVar[bool] = False
    """Whether pasted pictures that have no file are for this page."""
    request_page = Signal(str)

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
        self._form_column: QWidget | None = None
        self._outer = QVBoxLayout(self)
        self._outer.setContentsMargins(AROUND, BETWEEN, AROUND, BETWEEN)
        self._outer.setSpacing(12)
        self._outer.addLayout(head)
        self._outer.addWidget(self._hint)
        self._outer.addWidget(self.banner)

    # What a page says and does; each has a harmless default.

    def title(self) -> str:
        """The page's name in the present language."""
        return self.name

    def explanation(self) -> str:
        """What the page is for, as short rich text: F1 and "explain this" show it."""
        return ""

    def retranslate(self) -> None:
        """Words the page in the present language."""
        self._title.setText(self.title())
        self._explain.setText(self.tr("Explain this"))
        self._explain.setToolTip(self.tr("What this page is for, in a few sentences (F1)"))
        self._explain.setVisible(bool(self.explanation()))
        self.banner.retranslate(self.language)
        self._hint.retranslate()
        if self._hint.isVisibleTo(self):
            self._hint.show_text(self.explanation())

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
        chosen = QFileDialog.getExistingDirectory(self.window(), self.tr("Open a folder of photos"))
        if chosen:
            self.around.workspace.open_folder(Path(chosen))
            self.request_page.emit("data")

    def present(self, presenting: bool) -> None:
        """Shows the page for a wall: without its form, the view alone."""
        if self._form_column is not None:
            self._form_column.setMaximumWidth(0 if presenting else FORM_WIDTH)
            self._form_column.setMinimumWidth(0 if presenting else FORM_WIDTH)

    # What it is given.

    @property
    def language(self) -> Language:
        """The language of the engine's texts."""
        return self.around.settings.words_language

    def say(self, text: Message) -> str:
        """A text of the engine in the present language."""
        return say(text, self.language)

    def explain(self) -> None:
        """Shows or hides the explanation."""
        if self._hint.isVisibleTo(self):
            self._hint.hide()
        elif self.explanation():
            self._hint.show_text(self.explanation())

    def lay_out(self, view: QWidget, form: QWidget | None = None, run_bar: QWidget | None = None) -> None:
        """Puts the areas in their places: the form in a column that scrolls, the view large, the run bar under it."""
        columns = QHBoxLayout()
        columns.setSpacing(BETWEEN)
        if form is not None:
            self._form_column = _column(form)
            columns.addWidget(self._form_column)
        right = QVBoxLayout()
        right.setSpacing(12)
        right.addWidget(view, 1)
        if run_bar is not None:
            right.addWidget(run_bar)
        columns.addLayout(right, 1)
        self._outer.addLayout(columns, 1)

    def show_form(self, shown: bool) -> None:
        """Shows the form's column, or leaves its room to the view: while a page has nothing to set yet."""
        if self._form_column is not None:
            self._form_column.setVisible(shown)


def _column(form: QWidget) -> QWidget:
    card = QFrame()
    card.setProperty("role", "card")
    card.setFixedWidth(FORM_WIDTH)
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.viewport().setAutoFillBackground(False)
    inside = QWidget()
    inside.setProperty("role", "column")
    layout = QVBoxLayout(inside)
    layout.setContentsMargins(BETWEEN, BETWEEN, BETWEEN, BETWEEN)
    layout.addWidget(form)
    area.setWidget(inside)
    around = QVBoxLayout(card)
    around.setContentsMargins(1, 1, 1, 1)
    around.addWidget(area)
    return card


class ErrorBanner(QFrame):
    """An error where it arose: what happened, why, what to do now. Worded anew when the language changes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._error: EngineError | None = None
        self._language: Language = "en"
        self.setProperty("role", "banner")
        self._icon = QLabel()
        self._title = _text("heading")
        self._cause = _text("")
        self._remedy = _text("")
        self._close = QPushButton()
        self._close.setProperty("role", "icon")
        self._close.clicked.connect(self.clear)
        set_icon(self._close, "close", "muted")
        self._deeds: QWidget | None = None
        words = self._words = QVBoxLayout()
        words.setSpacing(2)
        for label in (self._title, self._cause, self._remedy):
            words.addWidget(label)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 10, 8, 10)
        layout.setSpacing(12)
        layout.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(words, 1)
        layout.addWidget(self._close, 0, Qt.AlignmentFlag.AlignTop)
        self.hide()

    @property
    def error(self) -> EngineError | None:
        """The error that is shown, if any."""
        return self._error

    def show_error(self, error: EngineError, language: Language | None = None) -> None:
        """Shows an error that stopped something."""
        self._show(error, "banner", "danger", language)

    def show_notice(self, error: EngineError, language: Language | None = None, deeds: QWidget | None = None) -> None:
        """Shows something that went otherwise than wished but stopped nothing; `deeds`: buttons that go with it."""
        self._show(error, "notice", "warning", language)
        if deeds is not None:
            self._deeds = deeds
            self._words.addWidget(deeds)

    def clear(self) -> None:
        """Takes the error away."""
        self._error = None
        self._drop_deeds()
        self.hide()

    def _drop_deeds(self) -> None:
        if self._deeds is not None:
            self._deeds.hide()
            self._deeds.deleteLater()
            self._deeds = None

    def retranslate(self, language: Language) -> None:
        self._language = language
        self._close.setToolTip(self.tr("Close this message"))
        self._close.setAccessibleName(self.tr("Close this message"))
        if self._error is not None:
            self._word(self._error)

    def _show(self, error: EngineError, role: str, tint: str, language: Language | None) -> None:
        self._error = error
        self._drop_deeds()
        self._language = language or self._language
        set_role(self, role)
        self._icon.setPixmap(pixmap("warning" if tint == "warning" else "error", self, tint))
        self._word(error)
        self.show()

    def _word(self, error: EngineError) -> None:
        for label, part in ((self._title, "title"), (self._cause, "cause"), (self._remedy, "remedy")):
            text = say(error.part(part), self._language)  # type: ignore[arg-type]
            label.setText(text)
            label.setVisible(bool(text))
        self.setAccessibleName(error.say(self._language))


class Hint(QFrame):
    """The explanation of a page, unfolded over it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "hint")
        self._icon = QLabel()
        self._text = QLabel(wordWrap=True, textFormat=Qt.TextFormat.RichText)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._close = QPushButton()
        self._close.setProperty("role", "icon")
        self._close.clicked.connect(self.hide)
        set_icon(self._close, "close", "muted")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 10, 8, 10)
        layout.setSpacing(12)
        layout.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self._text, 1)
        layout.addWidget(self._close, 0, Qt.AlignmentFlag.AlignTop)
        self.hide()

    def show_text(self, text: str) -> None:
        self._icon.setPixmap(pixmap("help", self, "accent"))
        self._text.setText(text)
        self.show()

    def retranslate(self) -> None:
        self._close.setToolTip(self.tr("Close the explanation"))
        self._close.setAccessibleName(self.tr("Close the explanation"))


class RunBar(QWidget):
    """Start, pause and stop of a job, how far it is, how long it will take, and why it cannot start yet."""

    start = Signal()
    pause = Signal()
    stop = Signal()

    def __init__(self, *, can_pause: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words: tuple[str, str] = ("", "")
        self._reason = ""
        self._state: RunState = "idle"
        self._can_pause = can_pause
        self._progress = QProgressBar(textVisible=False)
        self._note = ElidedLabel()
        self._note.setProperty("role", "muted")
        self._start = QPushButton()
        self._start.setProperty("role", "primary")
        self._start.clicked.connect(self.start)
        self._pause = QPushButton()
        self._pause.clicked.connect(self.pause)
        self._stop = QPushButton()
        self._stop.clicked.connect(self.stop)
        set_icon(self._start, "play", "on_accent")
        set_icon(self._pause, "pause")
        set_icon(self._stop, "stop")
        row = QHBoxLayout()
        row.setSpacing(WITHIN)
        for button in (self._start, self._pause, self._stop):
            row.addWidget(button)
        row.addSpacing(WITHIN)
        row.addWidget(self._note, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(WITHIN)
        layout.addWidget(self._progress)
        layout.addLayout(row)
        self.set_state("idle")

    @property
    def state(self) -> RunState:
        return self._state

    @property
    def can_start(self) -> bool:
        """Whether start would do something now."""
        return self._state == "idle" and not self._reason

    def set_state(self, state: RunState) -> None:
        """Which buttons make sense now."""
        self._state = state
        idle = state == "idle"
        self._start.setVisible(idle)
        self._start.setEnabled(self.can_start)
        self._pause.setVisible(not idle and self._can_pause)
        self._pause.setEnabled(state != "stopping")
        self._stop.setVisible(not idle)
        self._stop.setEnabled(state != "stopping")
        set_icon(self._pause, "play" if state == "paused" else "pause")
        _keep_place(self._progress, not idle)
        if not idle:
            self._note.setText("")
        self._word()

    def set_reason(self, reason: str) -> None:
        """Why it cannot start ("" when it can): start is disabled with this beside it."""
        self._reason = reason
        self._start.setEnabled(self.can_start)
        if self._state == "idle":
            self._note.setText(reason)

    def set_progress(self, done: int, total: int, note: str = "") -> None:
        """How far the job is; `total` 0 while that is not known."""
        self._progress.setRange(0, total)
        self._progress.setValue(min(done, total))
        self._note.setText(note)
        self._progress.setAccessibleDescription(note)

    def set_note(self, note: str) -> None:
        """A word beside the buttons, after a job say."""
        self._note.setText(note)

    def retranslate(self, start: str = "", stop: str = "") -> None:
        """Words the buttons: `start` and `stop` say what they do on this page."""
        self._words = (start or self._words[0], stop or self._words[1])
        self._progress.setAccessibleName(self.tr("Progress"))
        self._word()

    def _word(self) -> None:
        self._start.setText(self._words[0] or self.tr("Start"))
        self._start.setToolTip(self.tr("Starts with the settings as they are (Space)"))
        self._pause.setText(self.tr("Continue") if self._state == "paused" else self.tr("Pause"))
        self._pause.setToolTip(self.tr("Pauses between two steps, and goes on from there (Space)"))
        self._stop.setText(self._words[1] or self.tr("Stop"))
        self._stop.setToolTip(self.tr("Ends the job now (Esc)"))


def _keep_place(widget: QWidget, shown: bool) -> None:
    policy = widget.sizePolicy()
    policy.setRetainSizeWhenHidden(True)
    widget.setSizePolicy(policy)
    widget.setVisible(shown)


def _text(role: str) -> QLabel:
    label = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setProperty("role", role)
    return label
