"""What stands over a page: an error where it arose, and the page's explanation."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from desktop.theme import set_icon, set_role, set_sign
from engine.job.words import EngineError, Language, say


class Above(QFrame):
    """What stands over a page's view for a while. `turning`: it is about to come or to go."""

    turning = Signal()

    @override
    def setVisible(self, visible: bool) -> None:
        self.turning.emit()  # before: what is laid out for it is laid out as soon as it comes
        super().setVisible(visible)


class ErrorBanner(Above):
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

    @property
    def language(self) -> Language:
        """The language that it speaks."""
        return self._language

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
        set_sign(self._icon, "warning" if tint == "warning" else "error", tint)
        self._word(error)
        self.show()

    def _word(self, error: EngineError) -> None:
        for label, part in ((self._title, "title"), (self._cause, "cause"), (self._remedy, "remedy")):
            text = say(error.part(part), self._language)  # type: ignore[arg-type]
            label.setText(text.replace("  ⏎  ", "\n"))  # lines that a person is to copy
            label.setVisible(bool(text))
        self.setAccessibleName(error.say(self._language))


class Hint(Above):
    """The explanation of a page, unfolded over it: what a pupil needs first, and the rest behind "more"."""

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
        self._first, self._rest, self._unfolded = "", "", False
        self.more = QPushButton()
        set_role(self.more, "link")
        self.more.clicked.connect(self._turn)
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addWidget(self._text)
        words.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 10, 8, 10)
        layout.setSpacing(12)
        layout.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(words, 1)
        layout.addWidget(self._close, 0, Qt.AlignmentFlag.AlignTop)
        self.hide()

    def show_text(self, text: str, rest: str = "") -> None:
        """Shows `text`, and the `rest` behind "more" where there is some."""
        set_sign(self._icon, "help", "accent")
        self._first, self._rest = text, rest
        self._word()
        self.show()

    def _turn(self) -> None:
        self.turning.emit()
        self._unfolded = not self._unfolded
        self._word()

    def _word(self) -> None:
        unfolded = self._unfolded and self._rest
        self._text.setText(f"{self._first}<p>{self._rest}" if unfolded else self._first)
        self.more.setText(self.tr("Less") if unfolded else self.tr("More, with the formula"))
        self.more.setVisible(bool(self._rest))

    def retranslate(self) -> None:
        self._close.setToolTip(self.tr("Close the explanation"))
        self._close.setAccessibleName(self.tr("Close the explanation"))
        self._word()


def _text(role: str) -> QLabel:
    label = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setProperty("role", role)
    return label
