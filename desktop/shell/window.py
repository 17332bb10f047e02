"""The window: a sidebar of pages, the page itself, a log, a status line; what the keys and drops do."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QMimeData, QSize, Qt, QTimer
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPaintEvent,
    QShortcut,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QHBoxLayout,
    QMainWindow,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid
from typing_extensions import override

from desktop.page.page import Page, Surroundings
from desktop.pages import PAGES, WELCOME, entries
from desktop.runner import Machine, WarmUp
from desktop.shell.closing import Closing
from desktop.shell.crash_report import CrashReport
from desktop.shell.glossing import Glossing
from desktop.shell.jobs import SIGNS, PageStates
from desktop.shell.latest import LatestModel
from desktop.shell.leaving import Leaving
from desktop.shell.log import LogPanel
from desktop.shell.pagearea import PageArea
from desktop.shell.placing import place, placed
from desktop.shell.shortcuts import ShortcutSheet
from desktop.shell.sidebar import Sidebar
from desktop.shell.status import Status
from desktop.shell.statusline import StatusLine
from desktop.shell.taking import Taking
from desktop.shell.unpacking import Unpacking
from desktop.shell.words import Words
from desktop.shell.wordsheet import WordSheet
from desktop.theme import apply_theme
from desktop.widgets.asking import Places
from engine.files import is_folder
from engine.job.background import Mail, Running
from engine.job.events import Ended, Notice, Outcome
from engine.job.words import EngineError, Message, knows, message

PRESENTING: Final = 1.4  # how much larger the type is on a wall
log = logging.getLogger(__name__)


class Window(QMainWindow):
    """Shows one page at a time; knows of the pages only what `Page` promises."""

    def __init__(self, app: QApplication, around: Surroundings, pages: Sequence[str] = PAGES) -> None:
        """`pages`: their names, in the sidebar's order. One that lacks something is left out, with a notice."""
        super().__init__()
        self._app = app
        self._around = around
        self._words = Words(app)
        self._entries, left_out = entries([WELCOME, *pages])
        self._names = [name for name in self._entries if name != WELCOME]
        self._pages: dict[str, Page] = {}
        self._machine: Machine | None = None
        self._status = Status(around, self)
        self._latest = LatestModel(around, self)
        self._states = PageStates(self)
        self.presenting = False
        self._was_maximised = False
        self._warm = False
        self.closing = Closing(self, around.runner)
        self.sidebar = Sidebar(WELCOME, self._names)
        self.stack = QStackedWidget()
        self._area = PageArea(self.stack, self._room)
        self.dress()
        self.log_panel = LogPanel()
        self.status = StatusLine()
        self.sheet = ShortcutSheet(self)
        self.word_sheet = WordSheet(self)
        self.glossing = Glossing(self, around)
        self.leaving = Leaving(self)
        Places(around.settings, self)
        self._unpacking = Unpacking(self, around)
        self._taking = Taking(self, around.workspace, self._unpacking)
        self.setAcceptDrops(True)
        self._arrange()
        self._bind_keys()
        self._listen()
        self._words.speak(around.settings.words_language)
        self.go(WELCOME)
        self.retranslate()
        place(self, around.settings.values.geometry)
        for error in left_out:
            self.show_notice(error)

    # Building.

    def _arrange(self) -> None:
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        right.addWidget(self._area, 1)
        right.addWidget(self.log_panel)
        across = QHBoxLayout()
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(self.sidebar)
        across.addLayout(right, 1)
        middle = QWidget()
        layout = QVBoxLayout(middle)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(across, 1)
        layout.addWidget(self.status)
        self.setCentralWidget(middle)
        self.log_panel.setVisible(self._around.settings.values.log_shown)
        self.status.log.setChecked(self._around.settings.values.log_shown)

    def _room(self) -> QSize:
        """What the window leaves to the pages as large as it is."""
        beside = 0 if self.sidebar.isHidden() else self.sidebar.width()
        under = sum(
            widget.minimumSizeHint().height() for widget in (self.log_panel, self.status) if not widget.isHidden()
        )
        return QSize(self.width() - beside, self.height() - under)

    def _bind_keys(self) -> None:
        bound: dict[str, Callable[[], object]] = {
            "F1": self.explain, "Shift+F1": self.explain_words, "F11": self.present,
            "Ctrl+L": self.status.log.toggle, "?": self.show_keys,
            "Ctrl+O": self.pick, "Ctrl+V": self.paste, "Ctrl+Q": self.close, "Ctrl+0": partial(self.go, WELCOME),
        }  # fmt: skip
        for name, key in self._page_keys().items():
            bound[key] = partial(self.go, name)
        for key, act in bound.items():
            QShortcut(QKeySequence(key), self, act)

    def _listen(self) -> None:
        around = self._around
        self.sidebar.chosen.connect(self.go)
        self.status.log_toggled.connect(self.show_log)
        self.status.keys_wanted.connect(self.show_keys)
        self.status.presenting_wanted.connect(self.present)
        self.status.page_wanted.connect(self.go)
        self._states.changed.connect(self._show_states)
        self.log_panel.closed.connect(lambda: self.status.log.setChecked(False))
        self.closing.stopping.connect(self._show_facts)
        around.settings.changed.connect(self._setting_changed)
        around.workspace.folder_changed.connect(lambda: self._make("data"))  # it looks through the folder for all
        around.runner.told.connect(self._note)
        for signal in (
            around.workspace.folder_changed,
            around.workspace.scan_changed,
            around.workspace.model_changed,
            around.runner.changed,
        ):
            signal.connect(self._show_facts)
        self._app.focusChanged.connect(self._keep_focus)
        self._app.styleHints().colorSchemeChanged.connect(lambda _scheme: self.dress())

    # Pages.

    @property
    def page(self) -> Page:
        """The page that is shown."""
        shown = self.stack.currentWidget()
        assert isinstance(shown, Page)
        return shown

    def go(self, name: str) -> Page:
        """Shows the page of that name, made now if nobody has looked at it before; unknown names change nothing."""
        if self._make(name):
            holder = self.focusWidget()
            _give_room_to(self._pages[name], self._pages.values())
            self.stack.setCurrentWidget(self._pages[name])
            if holder is None or self.stack.isAncestorOf(holder):
                self._pages[name].setFocus()  # so that the next key, Tab too, is the page's
            self.sidebar.set_current(name)
            self._show_title()
            self._pages[name].present(self.presenting)
            self._pages[name].shown()
        return self.page

    def _make(self, name: str) -> bool:
        """Whether there is a page of that name, made now at the latest. One that cannot be made leaves a notice."""
        if name in self._pages:
            return True
        if name not in self._entries:
            return False
        try:
            page = self._entries[name].load()(self._around)
            page.retranslate()
        except Exception as error:
            log.exception("making the page %s", name)
            self.show_notice(EngineError("page_left_out", page=self._entries[name].word(), missing=str(error)))
            return False
        page.request_page.connect(self.go)
        page.brought.connect(self.open_paths)
        page.noticed.connect(self.show_notice)
        self._pages[name] = page
        self._states.watch(page)
        _give_room_to(self.stack.currentWidget(), [page])
        self.stack.addWidget(page)
        return True

    # Look and language.

    def dress(self) -> None:
        """Puts the chosen theme on, the type as large as a person wants it, larger still for a wall."""
        values = self._around.settings.values
        scale = values.text_size / 100 * (PRESENTING if self.presenting else 1.0)
        self._area.allow_scrolling(scale > 1.0)
        apply_theme(self._app, values.theme, scale)

    def _setting_changed(self, name: str) -> None:
        match name:
            case "theme" | "text_size":
                self.dress()
            case "language":
                self._words.speak(self._around.settings.words_language)
                self.retranslate()
            case "device" | "threads":
                self._machine = None
                self.warm_up()
        self._show_facts()

    def retranslate(self) -> None:
        """Words the whole window in the present language."""
        language = self._around.settings.words_language
        self.setLocale(self._around.settings.locale)
        self.glossing.forget()
        for page in self._pages.values():
            page.retranslate()
        words = self._page_words()
        tips = {**words, **{page: f"{words[page]} ({key})" for page, key in self._page_keys().items()}}
        self.sidebar.retranslate("Prijenos", words, tips)
        self.status.retranslate()
        self._show_states()
        self.log_panel.retranslate(language)
        if self.sheet.isVisible():
            self._fill_sheet()
        self._show_title()
        self._show_facts()

    def _page_keys(self) -> dict[str, str]:
        """The keys that lead to pages: the first nine by their number, the last one, at the foot, by a comma."""
        numbered = {name: f"Ctrl+{number}" for number, name in enumerate(self._names[:-1][:9], start=1)}
        return {**numbered, **dict.fromkeys(self._names[-1:], "Ctrl+,")}

    def _page_words(self) -> dict[str, str]:
        return {name: self._entries[name].word() for name in self._names}

    def _show_title(self) -> None:
        name = self._page_words().get(self.page.name, "")
        self.setWindowTitle(f"Prijenos – {name}" if name else "Prijenos")

    def _show_facts(self) -> None:
        stopping = self.tr("stopping, keeping what was reached …") if self.closing.keeping else ""
        self.status.set_facts([stopping, *self._status.facts(self._machine)])

    def _show_states(self) -> None:
        """What the pages are at, in their entries of the sidebar and at the foot."""
        said = {name: (SIGNS[state], self._states.word(state)) for name, state in self._states.states().items()}
        words = {WELCOME: self.tr("Photos of the lesson"), **self._page_words()}
        self.sidebar.show_states(said)
        self.status.show_jobs({name: (sign, f"{words[name]}: {word}") for name, (sign, word) in said.items()})

    # Keys, drops, the clipboard.

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space and Esc, where the control with the keyboard has no use for them; Enter presses a button."""
        holder = self.focusWidget()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(holder, QAbstractButton):
            holder.click()
        elif event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self.page.pause() if self.page.busy else self.page.start()
        elif event.key() == Qt.Key.Key_Escape:
            self._escape()
        else:
            super().keyPressEvent(event)

    def _keep_focus(self, before: QWidget | None, now: QWidget | None) -> None:
        """Where the control with the keyboard vanishes, the page gets it and not the first button of the window."""
        if before is None or now is None or not isValid(before) or self.stack.isAncestorOf(now):
            return
        gone = not (before.isVisible() and before.isEnabled())
        if gone and self.stack.isAncestorOf(before) and self.isAncestorOf(now):
            self.page.setFocus()

    def _escape(self) -> None:
        """Closes what lies open over the page; with nothing open, leaves the presentation or ends the page's job."""
        for sheet in (self.sheet, self.word_sheet):
            if sheet.isVisible():
                sheet.close()
                return
        if self.page.close_panel():
            return
        if self.log_panel.isVisible():
            self.status.log.setChecked(False)
        elif self.presenting and not self.page.busy:
            self.present()
        else:
            self.page.cancel()

    def explain(self) -> None:
        """Explains the page that is shown, or folds its explanation away."""
        self.page.explain()

    def explain_words(self) -> None:
        """Explains the terms of the control with the keyboard; where it has none, those of the whole page."""
        otherwise = self.tr("No word of the field stands here.")
        self.word_sheet.show_words(self.tr("Words in view"), self.glossing.words_in_hand(), otherwise)

    def pick(self) -> None:
        """Asks for what this page opens."""
        self.page.pick()

    def paste(self) -> None:
        """Hands what is on the clipboard to the page that has a use for it."""
        self.take(QGuiApplication.clipboard().mimeData())

    def take(self, data: QMimeData) -> None:
        """Routes dropped or pasted files, folders and pictures."""
        self._taking.take(data)

    def open_paths(self, paths: Sequence[Path]) -> None:
        """Opens files and folders where they belong."""
        self._taking.open_paths(paths)

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if Taking.knows(event.mimeData()):
            event.acceptProposedAction()

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.take(event.mimeData())

    def present(self) -> None:
        """Presentation on or off: larger type, the page alone on the whole screen."""
        self.presenting = not self.presenting
        if not self.presenting:
            self.dress()  # first, as what comes back would need too much room in large type
        for widget in (self.sidebar, self.status):
            widget.setVisible(not self.presenting)
        self.log_panel.setVisible(not self.presenting and self.status.log.isChecked())
        if self.presenting:
            self._was_maximised = self.isMaximized()
            self.showFullScreen()
        elif self._was_maximised:
            self.showMaximized()
        else:
            self.showNormal()
        self.page.present(self.presenting)
        if self.presenting:
            self.dress()
            self.leaving.say(self.tr("F11 or Esc leaves the presentation"))
        else:
            self.leaving.hide()

    def show_keys(self) -> None:
        """Opens the sheet of shortcuts."""
        self._fill_sheet()
        self.sheet.show()
        self.sheet.raise_()
        self.sheet.activateWindow()

    def _fill_sheet(self) -> None:
        words = self._page_words()
        pages = [(key, words[page]) for page, key in self._page_keys().items()]
        rows = [
            ("Space", self.tr("Start, pause and go on")),
            ("Esc", self.tr("Stop, or leave the presentation")),
            ("Ctrl+O", self.tr("Open a folder or pictures")),
            ("Ctrl+V", self.tr("Paste a picture, files or a folder")),
            ("F1", self.tr("Explain this page")),
            ("Shift+F1", self.tr("Explain the words of what has the keyboard, or of this page")),
            ("F5", self.tr("Look through the folder again")),
            ("F11", self.tr("Presentation: the page alone, in larger type")),
            ("Ctrl+L", self.tr("Show the log")),
            ("Ctrl+0", self.tr("To the start page")),
            *pages,
            ("?", self.tr("This sheet")),
            ("Ctrl+Q", self.tr("Quit")),
        ]
        self.sheet.show_keys(self.tr("Keyboard shortcuts"), rows)

    # The log and the engine.

    def show_log(self, shown: bool) -> None:
        """Shows or hides the log panel."""
        self.log_panel.setVisible(shown)
        self._around.settings.change(log_shown=shown)

    def note(self, text: Message | EngineError) -> None:
        """Writes a line into the log panel."""
        self.log_panel.add(text)

    def show_error(self, error: EngineError) -> None:
        """Shows an error that belongs to no page on the one that is open."""
        self.note(error)
        self.page.banner.show_error(error, self._around.settings.words_language)

    def show_notice(self, error: EngineError) -> None:
        """Shows something that stopped nothing on the page that is open."""
        self.note(error)
        self.page.banner.show_notice(error, self._around.settings.words_language)

    def show_crash(self, error: EngineError) -> None:
        """Shows that a former run crashed: with its report to copy or save, and the way to what it was training."""
        self.note(error)
        recent = self._around.settings.values.recent_folders
        folder = Path(recent[0]) if recent and is_folder(Path(recent[0])) else None
        left = CrashReport(Path(str(error.params["path"])), can_go_on=folder is not None)
        left.retranslate()

        def go_on() -> None:
            assert folder is not None
            self._around.workspace.open_folder(folder)
            self.go("train")

        left.go_on.connect(go_on)
        left.failed.connect(self.show_error)
        self.page.banner.show_notice(error, self._around.settings.words_language, left)

    def warm_up(self) -> None:
        """Has torch imported on the engine thread, and learns what it computes on."""
        values = self._around.settings.values
        job = WarmUp(device=values.device, threads=values.threads)
        self._around.runner.start(job, self._hear_machine, ask=False)

    def _hear_machine(self, mails: list[Mail]) -> None:
        for mail in mails:
            match mail:
                case Outcome(Machine() as machine):
                    self._machine = machine
                    self.note(message("log.ready", device=machine.device.upper(), threads=machine.threads))
                case Ended(error=EngineError() as error):
                    self.show_error(error)
        self._show_facts()

    def _note(self, running: Running, mails: list[Mail]) -> None:
        """Writes into the log panel what a job told: notices, errors, its end."""
        code = f"log.job.{running.job.name}"
        name = message(code) if knows(code) else running.job.name
        for mail in mails:
            match mail:
                case Notice(text, hold):
                    self.note(text if hold is None else hold)
                    if hold is not None and self.page.name != running.job.name:  # its own page says it itself
                        self.page.banner.show_notice(hold, self._around.settings.words_language)
                case Ended("failed", EngineError() as error):
                    self.note(error)
                    if error.code == "device_lost":  # what computes from now on is the processor
                        self._around.settings.change(device="cpu")
                case Ended(how) if not isinstance(running.job, WarmUp):
                    self.note(message(f"log.{how}", job=name))

    # Opening and closing.

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Once the window stands on the screen there is time to import torch."""
        super().paintEvent(event)
        if not self._warm:
            self._warm = True
            QTimer.singleShot(0, self, self.warm_up)

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.closing.may_close():
            event.ignore()
            return
        if not self.presenting:
            self._around.settings.change(geometry=placed(self), page=self.page.name)
        self._around.settings.save()
        self.sheet.close()
        self.word_sheet.close()
        self._words.silence()
        event.accept()


def _give_room_to(shown: QWidget | None, pages: Iterable[Page]) -> None:
    """Has the window be as large as the page that is shown needs, whatever the others would need."""
    for page in pages:
        policy = QSizePolicy.Policy.Preferred if page is shown else QSizePolicy.Policy.Ignored
        page.setSizePolicy(policy, policy)
