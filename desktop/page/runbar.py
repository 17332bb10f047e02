"""The bar below a page: start, pause, stop, how far the job is, and why it cannot start."""

from __future__ import annotations

from typing import Literal, TypeAlias

from PySide6.QtCore import QEvent, QObject, QPointF, Signal
from PySide6.QtGui import QGuiApplication, QMouseEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from desktop.theme import WITHIN, set_icon
from desktop.widgets.elided import ElidedLabel

RunState: TypeAlias = Literal["idle", "running", "paused", "stopping"]


class RunBar(QWidget):
    """Start, pause and stop of a job, how far it is, how long it will take, and why it cannot start yet.

    Pause and stop come to stand where start was: the second press of a double click on start does nothing to them.
    """

    start = Signal()
    pause = Signal()
    stop = Signal()

    def __init__(self, *, can_pause: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words: tuple[str, str] = ("", "")
        self._reason = ""
        self._state: RunState = "idle"
        self._can_pause = can_pause
        self._pressed: tuple[int, QPointF] | None = None  # when, in ms, and where on the screen start was pressed
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
            button.installEventFilter(self)
            row.addWidget(button)
        row.addSpacing(WITHIN)
        row.addWidget(self._note, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(WITHIN)
        layout.addWidget(self._progress)
        layout.addLayout(row)
        self.set_state("idle")

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        presses = (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick)
        if not isinstance(event, QMouseEvent) or event.type() not in presses:
            return super().eventFilter(watched, event)
        if watched is self._start:
            self._pressed = (event.timestamp(), event.globalPosition())
            return False
        return self._is_second(event)

    def _is_second(self, event: QMouseEvent) -> bool:
        """Whether a press is the second of a double click that began on start."""
        if self._pressed is None:
            return False
        hints, (when, where) = QGuiApplication.styleHints(), self._pressed
        apart = (event.globalPosition() - where).manhattanLength()
        soon = event.timestamp() - when <= hints.mouseDoubleClickInterval()
        return soon and apart <= hints.mouseDoubleClickDistance()

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
