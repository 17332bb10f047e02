"""The log panel: what happened, with the time, in the present language; the last few hundred lines."""

from __future__ import annotations

import datetime as dt
from collections import deque
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from desktop.theme import BETWEEN, WITHIN, set_icon
from engine.job.words import EngineError, Language, Message, say

LINES: Final = 500
HEIGHT: Final = 190
LEAST: Final = 22  # px: one line, since on a small screen the page keeps its room and the log gives way


@dataclass(frozen=True, slots=True)
class LogEntry:
    """A thing that happened, in no language yet."""

    time: dt.datetime
    text: Message | EngineError

    def say(self, language: Language) -> str:
        words = self.text.say(language) if isinstance(self.text, EngineError) else say(self.text, language)
        return f"{self.time:%H:%M:%S}  {words}"


class LogPanel(QFrame):
    """Holds the entries and shows them. `closed`: a person closed it."""

    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "status")
        self._language: Language = "en"
        self._entries: deque[LogEntry] = deque(maxlen=LINES)
        self._title = QLabel()
        self._title.setProperty("role", "heading")
        self._lines = QPlainTextEdit(readOnly=True)
        self._lines.setMaximumBlockCount(LINES)
        self._copy = QPushButton()
        self._copy.clicked.connect(self.copy)
        self._copy.setProperty("role", "flat")
        set_icon(self._copy, "copy", "muted")
        self._close = QPushButton()
        self._close.clicked.connect(self.closed)
        self._close.setProperty("role", "icon")
        set_icon(self._close, "close", "muted")
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self._copy)
        head.addWidget(self._close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(BETWEEN + 8, WITHIN, BETWEEN, WITHIN)
        layout.setSpacing(4)
        layout.addLayout(head)
        layout.addWidget(self._lines)
        self._lines.setMinimumHeight(LEAST)
        self.setMaximumHeight(HEIGHT)

    def add(self, text: Message | EngineError) -> None:
        """Notes that something happened now."""
        entry = LogEntry(dt.datetime.now().astimezone(), text)
        self._entries.append(entry)
        self._lines.appendPlainText(entry.say(self._language))

    def text(self) -> str:
        """All lines, in the present language."""
        return "\n".join(entry.say(self._language) for entry in self._entries)

    def copy(self) -> None:
        """Puts all lines on the clipboard."""
        QGuiApplication.clipboard().setText(self.text())

    def retranslate(self, language: Language) -> None:
        self._language = language
        self._title.setText(self.tr("Log"))
        self._lines.setAccessibleName(self.tr("Log"))
        self._lines.setPlaceholderText(self.tr("Nothing has happened yet."))
        self._copy.setText(self.tr("Copy"))
        self._copy.setToolTip(self.tr("Copies every line"))
        self._close.setToolTip(self.tr("Close the log (Ctrl+L)"))
        self._close.setAccessibleName(self.tr("Close the log (Ctrl+L)"))
        self._lines.setPlainText(self.text())
